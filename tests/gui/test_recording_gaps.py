"""A stretch in which the source was lost, as the opened recording tells of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from desktop.recording import library
from desktop.recording.recorder import Recorder
from desktop.settings import Settings
from tests.support.fake_session import info
from tests.support.recordings import face, view

LOST = "The source was lost from 0:02.0 to 0:10.0: no picture came."


@pytest.fixture
def page(open_window, session_of, qtbot):
    """The recordings page, with a camera's recording open that was away for eight seconds."""
    recorder = Recorder(
        library.new_folder(library.recordings_dir()), info("camera", fps=None), with_picture=False
    )
    for number in range(21):
        recorder.take(view(number, [face(1)], at_s=number / 10), 0)
    for number in range(21):
        recorder.take(view(number, [face(1)], at_s=10 + number / 10), 1)
    recorder.stop()
    window = open_window("demo", settings=Settings(welcomed=True))
    session_of()
    window.resize(1200, 760)
    window.commands["page_recordings"].trigger()
    page = window.shell.page("recordings")
    qtbot.waitUntil(lambda: bool(page.view.timeline.lanes), timeout=20_000)
    return page


def test_the_timeline_says_why_nobody_is_seen(page, qtbot) -> None:
    timeline = page.view.timeline
    at_s = 6.0
    x = round(timeline._x_of(at_s))
    for y in (8, timeline.height() // 2):
        at = QPoint(x, y)
        QApplication.sendEvent(timeline, QHelpEvent(QEvent.Type.ToolTip, at, timeline.mapToGlobal(at)))
        qtbot.waitUntil(lambda: QToolTip.text() == LOST)
        QToolTip.hideText()
    assert LOST in timeline.accessibleDescription()
    shown = timeline.grab().toImage()
    scale = shown.devicePixelRatio()
    row = round((timeline.height() - 6) * scale)
    inks = {shown.pixelColor(round(x * scale) + step, row).name() for step in range(-20, 20)}
    assert len(inks) > 1, "the stretch is hatched"
