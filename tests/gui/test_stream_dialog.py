"""The address of a stream as a person types it: what was typed counts, and a password is asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.engine.live_events import SessionFailed, SourceLostEvent
from desktop.settings import load_settings
from desktop.ui.stream_dialog import StreamDialog

RETURN, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Down
LONGER = "http://127.0.0.1:8084/video?user=***&pwd=***"
OF_A_USER = "http://user@127.0.0.1:8085/video"


@pytest.fixture
def window(open_window, session_of, qtbot):
    """A window that plays a video and has watched two cameras before."""
    settings = load_settings().changed(welcomed=True, recent_sources=(LONGER, OF_A_USER, "demo"))
    window = open_window("clip.mp4", settings)
    session_of().open_as("video")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Playing")
    return window


def ask(window, qtbot) -> StreamDialog:
    window.commands["open_stream"].trigger()
    return opened(window, qtbot)


def opened(window, qtbot) -> StreamDialog:
    dialog = window.findChild(StreamDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def type_into(dialog, qtbot, text: str) -> QLineEdit:
    """Letter by letter, as the keyboard gives them."""
    line = dialog.address.lineEdit()
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    return line


def under_keys(line: QLineEdit) -> object:
    """Where keys go: to the list of offers while it is open."""
    return QApplication.activePopupWidget() or line


@pytest.mark.parametrize("typed", ["http://127.0.0.1:8084/video", "http://127.0.0.1:8084/VIDEO"])
def test_enter_takes_what_was_typed_although_a_longer_address_is_known(
    window, session_of, qtbot, typed
) -> None:
    dialog = ask(window, qtbot)
    line = type_into(dialog, qtbot, typed)
    assert line.text() == typed, "nothing is written behind it"
    qtbot.keyClick(under_keys(line), RETURN)
    assert session_of(2).text == typed
    assert len(window.controller.state.source) == len(typed)


def test_an_earlier_address_comes_by_choosing_it(window, session_of, qtbot) -> None:
    dialog = ask(window, qtbot)
    line = type_into(dialog, qtbot, "8084")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    qtbot.keyClick(under_keys(line), DOWN)
    qtbot.keyClick(under_keys(line), RETURN)
    assert line.text() == LONGER
    assert dialog.isVisible()
    assert "in place of ***" in dialog.problem.text()


def test_a_user_without_password_is_asked_for_it(window, program, session_of, qtbot) -> None:
    window.source_menu.source_chosen.emit(OF_A_USER)
    dialog = opened(window, qtbot)
    qtbot.waitUntil(dialog.password.hasFocus)
    assert dialog.password.isVisible()
    assert dialog.password.echoMode() is QLineEdit.EchoMode.Password
    assert "type it" in dialog.problem.text()
    qtbot.keyClick(dialog.password, RETURN)
    assert dialog.isVisible(), "not without the password"
    assert len(program.sessions) == 1
    qtbot.keyClicks(dialog.password, "p@ss/word:1")
    qtbot.keyClick(dialog.password, RETURN)
    assert session_of(2).text == "http://user:p%40ss%2Fword%3A1@127.0.0.1:8085/video"
    session_of(2).open_as("stream")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Live")
    assert window.keeper.settings.recent_sources[0] == OF_A_USER


def test_the_password_is_asked_for_only_where_one_is_missing(window, session_of, qtbot) -> None:
    dialog = ask(window, qtbot)
    assert not dialog.password.isVisible()
    type_into(dialog, qtbot, "rtsp://admin@door.local/1")
    assert dialog.password.isVisible()
    line = type_into(dialog, qtbot, "rtsp://admin:@door.local/1")
    assert not dialog.password.isVisible()
    qtbot.keyClick(under_keys(line), RETURN)
    assert session_of(2).text == "rtsp://admin:@door.local/1"


@pytest.mark.parametrize("gone", ["refused", "awaited"])
def test_an_address_that_failed_is_there_to_be_mended(window, session_of, qtbot, gone) -> None:
    dialog = ask(window, qtbot)
    line = type_into(dialog, qtbot, "http://user:wrong@127.0.0.1:8086/vidio")
    qtbot.keyClick(under_keys(line), RETURN)
    refused, awaited = SessionFailed("There is nothing."), SourceLostEvent("The connection is refused.", 9.0)
    session_of(2).tell(refused if gone == "refused" else awaited)
    qtbot.waitUntil(lambda: window.page.stage.start.shown.icon in ("warning", "stream"))
    dialog = ask(window, qtbot)
    assert dialog.address.currentText() == "http://user@127.0.0.1:8086/vidio"
    assert dialog.password.isVisible()
    assert dialog.password.text() == ""
    dialog.reject()


def test_what_works_is_not_in_the_way_of_another_address(window, session_of, qtbot) -> None:
    window.desk.open("http://127.0.0.1:8087/video")
    session_of(2).open_as("stream")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Live")
    assert ask(window, qtbot).address.currentText() == ""


def test_enter_still_opens_after_the_tab_key_has_passed_cancel(window, session_of, qtbot) -> None:
    dialog = ask(window, qtbot)
    line = type_into(dialog, qtbot, "rtsp://door.local/1")
    for _ in range(9):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if dialog.focusWidget() in (line, dialog.address):
            break
    qtbot.keyClick(line, RETURN)
    assert session_of(2).text == "rtsp://door.local/1"
