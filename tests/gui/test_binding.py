"""The Qt binding itself: what would kill a window after some minutes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QMenu, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.ui.parts.focus import reach_in_turn

CALLS = 300
ROOT = Path(__file__).resolve().parents[2]


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


def test_after_the_order_of_the_tab_key_was_set_no_menu_loses_its_lines(qtbot) -> None:
    window, inside = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(inside)
    rows, menu = QVBoxLayout(inside), QMenu(window)
    line = menu.addAction("Undo")
    parts = [QPushButton(str(number)) for number in range(4)]
    for part in parts:
        rows.addWidget(part)
    reach_in_turn(parts[:3][::-1])
    for part in (parts.pop(), parts.pop(0)):
        rows.removeWidget(part)
        part.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert isValid(line)
    line.setText("Redo")


def test_nobody_asks_for_the_next_in_the_focus_chain() -> None:
    """To the binding what it returns is a child of who was asked: with that one it counts as deleted."""
    asking = re.compile(r"= \S+\.(next|previous)InFocusChain\(", re.MULTILINE)
    files = sorted((ROOT / "desktop").rglob("*.py"))
    assert files
    assert [str(file) for file in files if asking.search(file.read_text(encoding="utf-8"))] == []
