"""The Qt binding itself: what would kill a window after some minutes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer, Signal

CALLS = 300


class Sender(QObject):
    sent = Signal()


def test_calls_into_qt_keep_the_counts_of_none_and_true() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one reference a call, until the interpreter aborts."""
    timer, sender = QTimer(), Sender()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        timer.setInterval(5)
        sender.sent.emit()
    lost = [before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True)]
    assert max(lost) < CALLS / 2, "this PySide6 can't be used with this Python: take one before 6.12"
