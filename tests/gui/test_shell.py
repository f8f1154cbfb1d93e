"""The shell around the pages: rail and keys, pages made when visited, what rests meanwhile, closing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QPushButton

from desktop.ui.live.live_state import Phase
from desktop.ui.pages import Page, PageWidget
from tests.gui.conftest import close
from tests.support.fake_session import face, view

CTRL = Qt.KeyboardModifier.ControlModifier


class Noted(PageWidget):
    """A page that notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.risk = ""

    def on_shown(self) -> None:
        self.told.append("shown")

    def on_hidden(self) -> None:
        self.told.append("hidden")

    def at_risk(self) -> str:
        return self.risk

    def stop_work(self) -> None:
        self.told.append("stopped")


@pytest.fixture
def made() -> list[Noted]:
    """The pages made so far."""
    return []


@pytest.fixture
def window(open_window, session_of, qtbot, made: list[Noted]):
    """A window with a second page, playing a video."""

    def make() -> Noted:
        made.append(Noted())
        return made[-1]

    window = open_window(
        "clip.mp4", pages=lambda _: [Page("album", "Album", "Look through an album", "photo", make)]
    )
    session = session_of()
    session.open_as("video")
    session.show(view([face(1)], at_s=4.0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    return window


def test_pages_are_made_when_first_visited_and_told_when_they_come_and_go(window, made, qtbot) -> None:
    live, album = window.shell.rail.buttons
    assert (live.text(), album.text()) == ("Live", "Album")
    assert live.isChecked()
    assert not made
    qtbot.mouseClick(album, Qt.MouseButton.LeftButton)
    (page,) = made
    assert page.isVisible()
    assert not window.page.isVisible()
    assert album.isChecked()
    assert page.told == ["shown"]
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert window.page.isVisible()
    assert page.told == ["shown", "hidden"]
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert made == [page], "once is enough"
    assert "Ctrl+2" in album.toolTip()


def test_the_live_page_rests_out_of_sight_and_goes_on(window, program, qtbot) -> None:
    session = program.session
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert session.asked[-1] == "pause"
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert session.asked[-1] == "pause", "the live page's keys rest too"
    assert not window.page.stage.picture.mirrored
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert session.asked[-1] == "resume"


def test_what_the_user_paused_stays_paused(window, program, qtbot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert program.session.paused
    assert "resume" not in program.session.asked


def test_a_source_that_opens_out_of_sight_waits(window, program, session_of, qtbot) -> None:
    window.controller.open("demo")
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    session = session_of(2)
    session.open_as("demo")
    qtbot.waitUntil(lambda: session.paused)
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert not session.paused


def test_a_minimised_window_rests_and_goes_on_when_it_is_back(window, program, qtbot) -> None:
    session = program.session
    window.showMinimized()
    qtbot.waitUntil(lambda: session.asked[-1:] == ["pause"])
    window.showNormal()
    qtbot.waitUntil(lambda: session.asked[-1:] == ["resume"])


def test_a_source_dropped_on_another_page_is_watched(window, program, session_of, qtbot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    data = QMimeData()
    data.setUrls([QUrl("rtsp://camera.local/door")])
    everything = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(QDropEvent(QPointF(300, 300), *everything))
    assert window.page.isVisible()
    assert session_of(2).text == "rtsp://camera.local/door"


def test_other_models_open_the_source_again_when_it_is_seen(window, program, session_of, qtbot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    window.controller.models_changed()
    assert len(program.sessions) == 1
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert session_of(2).text == program.sessions[0].text
    assert window.controller.state.phase is Phase.OPENING


def test_closing_asks_where_work_would_be_lost(window, made, qtbot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    (page,) = made
    page.risk = "An export is half done."
    window.close()
    (dialog,) = window.findChildren(QDialog)
    assert window.isVisible()
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert window.isVisible(), "staying is the safe answer"
    window.close()
    (dialog,) = window.findChildren(QDialog)
    away = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Close anyway")
    with qtbot.waitSignal(window.finished, timeout=15_000):
        qtbot.mouseClick(away, Qt.MouseButton.LeftButton)
    assert page.told[-1] == "stopped"


def test_full_screen_hides_the_rail_and_a_narrow_window_its_words(window, qtbot) -> None:
    rail = window.shell.rail
    assert rail.buttons[0].toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon
    window.resize(700, 500)
    qtbot.waitUntil(lambda: rail.buttons[0].toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly)
    assert rail.buttons[0].accessibleName() == "Live"
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert not rail.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(rail.isVisible)


def test_a_window_of_one_page_has_no_rail(open_window, session_of, qtbot) -> None:
    window = open_window("demo", pages=lambda _: [])
    session_of()
    assert not window.shell.rail.isVisible()
    close(qtbot, window)


def test_larger_text_finds_room_in_the_rail(window, theme, qtbot) -> None:
    rail = window.shell.rail
    usual = rail.width()
    theme.scale_text(1.5)
    qtbot.waitUntil(lambda: rail.width() > usual)
    for button in rail.buttons:
        assert button.fontMetrics().horizontalAdvance(button.text()) < rail.width()
    theme.scale_text(1.0)
    qtbot.waitUntil(lambda: rail.width() == usual)
