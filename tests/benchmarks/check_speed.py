"""Is a stage slower than it was? Measures them by `test_stages.py` and compares with `past_speed.json`.

    python tests/benchmarks/check_speed.py            exit status 1 where a stage got 30 % slower
    python tests/benchmarks/check_speed.py --write    the figures of now become those of the past

A figure is a stage's processor time in calibration loops, so that a slower machine is no regression. What
looks slower is measured again; it counts where it is slower in all three repeats.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
PAST = HERE / "past_speed.json"
CALIBRATION = "test_calibration"
REPEATS, LIMIT = 3, 1.3
_WRITE_REPEATS = 5  # their median is the past: the best of five would make an ordinary run look slow
_BRIEF = ("--timeout=900", "--benchmark-min-rounds=5", "--benchmark-max-time=0.3", "--benchmark-warmup=on")

Ratios = dict[str, float]
Measure = Callable[[Iterable[str]], Ratios]


def main() -> int:
    """Prints a table. 1 where a stage is slower."""
    chosen = _parser().parse_args()
    if chosen.write:
        rounds = [measured(()) for _ in range(_WRITE_REPEATS)]
        usual = {stage: median(one[stage] for one in rounds) for stage in sorted(rounds[0])}
        text = json.dumps({stage: round(figure, 4) for stage, figure in usual.items()}, indent=1)
        PAST.write_text(text + "\n", encoding="utf-8")
        return 0
    past: Ratios = json.loads(PAST.read_text(encoding="utf-8")) if PAST.is_file() else {}
    slower, now = compare(past, measured)
    print(table(past, now))
    for stage, factor in slower.items():
        print(f"{stage}: {factor:.2f} times its past time, in each of {REPEATS} repeats", file=sys.stderr)
    return 1 if slower else 0


def compare(past: Mapping[str, float], measure: Measure) -> tuple[Ratios, Ratios]:
    """The stages that are slower in every repeat, with their least factor; and each stage's best figure."""
    now = measure(())
    slow = slower_ones(past, now)
    for _ in range(REPEATS - 1):
        if not slow:
            break
        again = measure(slow)
        now = {stage: min(figure, again.get(stage, figure)) for stage, figure in now.items()}
        slow = {stage: factor for stage, factor in slower_ones(past, now).items() if stage in slow}
    return slow, now


def slower_ones(past: Mapping[str, float], now: Mapping[str, float]) -> Ratios:
    """The stages above the limit, by how many times. What has no past is not judged."""
    factors = {stage: figure / past[stage] for stage, figure in now.items() if stage in past}
    return {stage: factor for stage, factor in factors.items() if factor > LIMIT}


def table(past: Mapping[str, float], now: Mapping[str, float]) -> str:
    """Each stage in calibration loops, now and in the past."""
    lines = [f"{'stage':<34}{'now':>9}{'past':>9}{'times':>7}"]
    for stage, figure in now.items():
        was = past.get(stage)
        then = f"{was:>9.3f}{figure / was:>7.2f}" if was else f"{'new':>9}"
        lines.append(f"{stage:<34}{figure:>9.3f}{then}")
    return "\n".join(lines)


def measured(stages: Iterable[str]) -> Ratios:
    """The fastest round of each stage (none named: all) over that of the calibration loop."""
    named = [f"{HERE / 'test_stages.py'}::{stage}" for stage in (CALIBRATION, *stages)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        which = named if len(named) > 1 else [str(HERE / "test_stages.py")]
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *which, *_BRIEF]
        command += ["--benchmark-only", "--benchmark-timer=time.process_time", f"--benchmark-json={report}"]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True, env=environment)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        found = {one["name"]: float(one["stats"]["min"]) for one in _benchmarks(report)}
    loop = found.pop(CALIBRATION)
    return {stage: seconds / loop for stage, seconds in found.items()}


def _benchmarks(report: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["benchmarks"]
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="keep the figures of now")
    return parser


if __name__ == "__main__":
    sys.exit(main())
