"""The tutorial's loop in a process of its own, driven round by round between ours."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from statistics import median
from types import TracebackType
from typing import IO, Any, Self

from desktop.bench.processes import facet_command, last_line, trainer_command
from desktop.bench.reel import Reel
from vision.errors import FacetError

_NEEDED = ("trainer", "tensorflow", "keras", "typer")


def has_trainer() -> bool:
    """Whether the trainer and what it needs are installed here."""
    return all(find_spec(name) is not None for name in _NEEDED)


def rival_command(reel: Reel, *, keras: bool) -> list[str]:
    """What starts the loop: with Keras, or the same network through ONNX Runtime."""
    start = trainer_command if keras else facet_command
    return start("tutorial-loop", str(reel.path))


@dataclass
class RivalFigures:
    """Medians of the rounds, in milliseconds a frame. `facts`: what the loop said of itself."""

    facts: dict[str, Any]
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    faces: list[int] = field(default_factory=list)

    def add(self, answer: dict[str, list[float]]) -> None:
        """Takes a round."""
        frames = len(answer["wall_ms"])
        self.wall_ms.append(sum(answer["wall_ms"]) / frames)
        self.cpu_ms.append(sum(answer["cpu_ms"]) / frames)
        self.faces += [int(count) for count in answer["faces"]]

    def to_json_object(self) -> dict[str, Any]:
        return {
            **self.facts,
            "rounds": len(self.wall_ms),
            "frames": len(self.faces),
            "faces_per_frame": round(sum(self.faces) / max(1, len(self.faces)), 2),
            "wall_ms": round(median(self.wall_ms), 1),
            "cpu_ms": round(median(self.cpu_ms), 1),
        }


class Rival:
    """The running process. Use it as a context; it ends with the block."""

    def __init__(self, command: Sequence[str]) -> None:
        """Waits until it is ready. Raises FacetError where it does not start."""
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - `_end`
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )
        try:
            self.figures = RivalFigures(self._read())
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def round(self, frames: Sequence[int]) -> None:
        """Lets it look at these frames of the reel, and takes its times. Raises FacetError where it died."""
        stdin = self._pipe(self._process.stdin)
        try:
            stdin.write(json.dumps({"frames": list(frames)}) + "\n")
            stdin.flush()
        except OSError:
            raise self._died() from None
        self.figures.add(self._read())

    def _read(self) -> dict[str, Any]:
        line = self._pipe(self._process.stdout).readline()
        if not line:
            raise self._died()
        said: dict[str, Any] = json.loads(line)
        return said

    def _died(self) -> FacetError:
        self._process.wait()
        self._errors.seek(0)
        said = last_line(self._errors.read())
        return FacetError(
            f"The tutorial's loop has ended: {said}", hint="Leave --against out to measure Facet alone."
        )

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe
