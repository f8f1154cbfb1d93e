"""From the start of the process to the first frame with an answer."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from statistics import median

from desktop.bench.processes import facet_command

_RUNS = 3
_MOST_FRAMES = 90


def first_answer_s(
    source: str, *, runs: int = _RUNS, clock: Callable[[], float] = time.perf_counter
) -> float | None:
    """Seconds until `facet analyse` has answered a first frame, median; None where none of 90 is answered."""
    words = ("analyse", source, "--jsonl", "-", "--max-frames", str(_MOST_FRAMES))
    taken = [_one(facet_command(*words), clock) for _ in range(runs)]
    known = [seconds for seconds in taken if seconds is not None]
    return median(known) if known else None


def _one(command: list[str], clock: Callable[[], float]) -> float | None:
    started = clock()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if is_answered(json.loads(line)):
                    return clock() - started
        finally:
            process.kill()
    return None


def is_answered(row: dict[str, object]) -> bool:
    """Whether a row of `facet analyse` has a face with an answer."""
    faces = row.get("faces")
    said = [answer for face in faces for answer in face.values()] if isinstance(faces, list) else []
    return any(isinstance(answer, dict) and answer.get("label") is not None for answer in said)
