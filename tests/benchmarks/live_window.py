"""How the real window keeps up: frame age, drops, processor and memory, minute by minute.

python tests/benchmarks/live_window.py [--source clip.mp4] [--seconds 300] [--json FILE]

The clip plays at its own pace, looped; without one a clip of the research data, or the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt, QTimer

from desktop.app import make_session
from desktop.engine.live import LiveSession
from desktop.engine.sources.base import Frame
from desktop.settings import Settings
from desktop.ui.application import make_application
from desktop.ui.main_window import MainWindow
from desktop.ui.services import Services
from desktop.ui.theme.theme import Theme

_CLIP = "videos/liveportrait_source_s18.mp4"
_WARM_UP_S = 5.0
_BEAT_MS = 100


class Log:
    """What happened, by time since the first painted frame."""

    def __init__(self) -> None:
        self.session: LiveSession | None = None
        self.ages: list[tuple[float, float]] = []
        self.gaps_ms: list[float] = []
        self.marks: list[dict[str, float]] = []
        self.started_s = time.monotonic()

    def make_session(self, *asked: Any) -> LiveSession:
        """The program's own session, whose painted frames are noted here too."""
        session = make_session(*asked)
        paint = session.note_painted

        def note(frame: Frame) -> None:
            paint(frame)
            now = time.monotonic()
            self.ages.append((now - self.started_s, (now - frame.captured_at_s) * 1e3))

        session.note_painted = note  # type: ignore[method-assign]
        self.session = session
        return session

    def mark(self) -> None:
        """Once a second: processor seconds, memory, drops."""
        self.marks.append(
            {
                "at_s": time.monotonic() - self.started_s,
                "cpu_s": time.process_time(),
                "rss_mb": _rss_mb(),
                "dropped": self.session.meters().dropped if self.session else 0,
            }
        )


def main() -> int:
    """Runs the window and prints the table."""
    chosen = _parser().parse_args()
    log = Log()
    app = make_application()
    theme = Theme(app, "light")
    window = MainWindow(Settings(), Services(log.make_session, list), theme)
    window.finished.connect(app.quit)
    window.resize(1280, 720)
    window.show()
    window.begin(chosen.source)
    marks, beats = QTimer(window), QTimer(window)
    marks.timeout.connect(log.mark)
    marks.start(1000)
    _watch_gaps(beats, log)
    QTimer.singleShot(int((chosen.seconds + _WARM_UP_S) * 1000), window, window.close)
    app.exec()
    report = summary(log, chosen)
    print(_table(report))
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0


def summary(log: Log, chosen: argparse.Namespace) -> dict[str, Any]:
    """The figures of the run, the first seconds left out."""
    warm = [mark for mark in log.marks if mark["at_s"] >= _WARM_UP_S]
    ages = np.array([age for at_s, age in log.ages if at_s >= _WARM_UP_S])
    minutes = [
        [age for at_s, age in log.ages if _WARM_UP_S + 60 * n <= at_s < _WARM_UP_S + 60 * (n + 1)]
        for n in range(max(1, round(chosen.seconds / 60)))
    ]
    span_s = warm[-1]["at_s"] - warm[0]["at_s"]
    return {
        "source": Path(chosen.source).name,
        "seconds": round(span_s, 1),
        "platform": os.environ["QT_QPA_PLATFORM"],
        "cores": os.cpu_count(),
        "painted_fps": round(len(ages) / span_s, 2),
        "age_ms": {f"p{p}": round(float(np.percentile(ages, p)), 1) for p in (50, 95, 99)},
        "age_p95_ms_by_minute": [round(float(np.percentile(part, 95)), 1) for part in minutes if part],
        "dropped": int(warm[-1]["dropped"] - warm[0]["dropped"]),
        "cpu_share_of_one_core": round((warm[-1]["cpu_s"] - warm[0]["cpu_s"]) / span_s, 3),
        "rss_mb": {"start": round(warm[0]["rss_mb"]), "end": round(warm[-1]["rss_mb"])},
        "window_gap_ms": {f"p{p}": round(float(np.percentile(log.gaps_ms, p)), 1) for p in (50, 99, 100)},
    }


def _watch_gaps(timer: QTimer, log: Log) -> None:
    """How long the window's thread was busy at a time: the delay of a timer, rare enough to cost nothing."""
    last = [time.monotonic()]

    def beat() -> None:
        now = time.monotonic()
        log.gaps_ms.append(max(0.0, (now - last[0]) * 1e3 - _BEAT_MS))
        last[0] = now

    timer.timeout.connect(beat)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.start(_BEAT_MS)


def _table(report: dict[str, Any]) -> str:
    return "\n".join(f"{name:>24}  {value}" for name, value in report.items())


def _rss_mb() -> float:
    if sys.platform != "linux":
        return float("nan")
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    clip = Path(__file__).resolve().parents[3] / "shared" / "data" / _CLIP
    parser.add_argument("--source", default=str(clip) if clip.exists() else "demo")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--json")
    return parser


if __name__ == "__main__":
    sys.exit(main())
