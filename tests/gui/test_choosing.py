"""Choosing what to watch: cameras, none, menus, drops, addresses, and what of it is remembered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desktop.engine.live_events import SessionFailed
from desktop.engine.sources.camera import FPS, SIZE
from desktop.settings import CameraSettings, Settings, load_settings, save_settings, settings_path
from desktop.ui.live.source_menu import USUAL_RATE, USUAL_SIZE
from tests.gui.conftest import close
from tests.support.fake_session import FakeCamera
from vision.errors import SourceUnavailable


def drop(window, *, urls=(), text="") -> bool:
    data = QMimeData()
    if urls:
        data.setUrls(list(urls))
    if text:
        data.setText(text)
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    window.dropEvent(event)
    return event.isAccepted()


def test_with_a_camera_and_no_wish_the_camera_is_used(open_window, program, session_of, qtbot) -> None:
    program.cameras = [FakeCamera(2, "Desk camera"), FakeCamera(0, "Other")]
    window = open_window()
    session = session_of()
    assert session.text == "camera:2"
    session.open_as("camera")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Live")
    assert "Desk camera" in window.page.header.source.text()
    assert window.page.stage.picture.mirrored, "a camera is a mirror"


@pytest.mark.parametrize(("button", "action"), [("demo", "open_demo"), ("file", "open_file")])
def test_without_any_camera_the_page_says_so_and_offers_the_rest(
    open_window, program, session_of, qtbot, button, action
) -> None:
    window = open_window()
    start = window.page.stage.start
    qtbot.waitUntil(lambda: start.shown is not None and start.shown.title == "No camera found")
    assert start.shown.choices == ("demo", "file", "stream", "look")
    assert start.button(button).isVisible()
    program.cameras = [FakeCamera(0, "New")]
    qtbot.mouseClick(start.button("look"), Qt.MouseButton.LeftButton)
    assert session_of().text == "camera:0"


def test_cameras_that_cannot_be_listed_are_said_and_the_page_still_helps(open_window, program, qtbot) -> None:
    def broken() -> list:
        raise SourceUnavailable("cameras", "the system refuses", hint="Allow Facet to use cameras.")

    program.list_cameras = broken  # type: ignore[method-assign]
    window = open_window()
    qtbot.waitUntil(lambda: window.page.stage.banner.isVisible())
    assert window.page.stage.banner.shown.detail == "Allow Facet to use cameras."
    assert window.page.stage.start.shown.title == "No camera found"


def test_the_menu_lists_cameras_by_name_and_takes_their_picture_size(
    open_window, program, session_of, qtbot
) -> None:
    program.cameras = [FakeCamera(0, "Front & centre")]
    window = open_window("camera:0")
    session_of()
    window.page.header.open_menu()
    menu = window.source_menu
    qtbot.waitUntil(lambda: any("Front && centre" in action.text() for action in menu.actions()))
    sizes, rates = (action.menu() for action in menu.actions() if action.menu())
    assert sizes.actions()[0].text() == "Usual: 1280 × 720"
    assert rates.actions()[0].text() == "Usual: 30 a second"
    next(action for action in sizes.actions() if action.text() == "1280 × 720").trigger()
    menu.close()
    session_of(2)
    assert program.settings[-1].camera == CameraSettings(width=1280, height=720)


def test_mirror_is_remembered_for_cameras_only(open_window, program, session_of, qtbot) -> None:
    window = open_window("camera:0")
    session_of().open_as("camera")
    qtbot.waitUntil(lambda: window.page.stage.picture.mirrored)
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert not window.page.stage.picture.mirrored
    assert not window.keeper.settings.mirror_cameras
    window.controller.open("clip.mp4")
    session_of(2).open_as("video")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Playing")
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert window.page.stage.picture.mirrored
    assert not window.keeper.settings.mirror_cameras


def test_files_and_addresses_can_be_dropped(open_window, session_of, qtbot, tmp_path: Path) -> None:
    window = open_window("demo")
    session_of()
    clip = tmp_path / "clip with space.mp4"
    assert drop(window, urls=[QUrl.fromLocalFile(str(clip))])
    assert session_of(2).text == str(clip)
    assert drop(window, text="rtsp://camera.local/1")
    assert session_of(3).text == "rtsp://camera.local/1"
    assert not drop(window, text="just words")


def test_a_password_is_never_remembered(open_window, session_of, qtbot) -> None:
    window = open_window("rtsp://me:secret@camera.local/1?pwd=SECRET1")
    session_of().open_as("stream")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Live")
    assert "SECRET1" not in window.page.header.source.text() + window.page.header.source.accessibleName()
    close(qtbot, window)
    written = settings_path().read_text()
    assert "secret" not in written.lower()
    kept = json.loads(written)
    assert kept["recent_sources"] == ["rtsp://me@camera.local/1?pwd=***"]
    assert kept["last_source"] is None


def test_a_stream_is_asked_for_until_it_can_be_one(playing, session_of, qtbot) -> None:
    from desktop.ui.stream_dialog import StreamDialog

    window, _ = playing
    window.commands["open_stream"].trigger()
    dialog = window.findChild(StreamDialog)
    dialog.address.setCurrentText("camera.local/video")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "starts with" in dialog.problem.text()
    dialog.address.setCurrentText("http://camera.local:8080/video")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert session_of(2).text == "http://camera.local:8080/video"


def test_saved_settings_win_over_nothing_and_a_wish_over_both(open_window, session_of) -> None:
    save_settings(Settings(last_source="demo"))
    open_window("camera:3", load_settings())
    assert session_of().text == "camera:3"


@pytest.mark.parametrize("text", ["x" * 5000, "~nobody-has-this-name/clip.mp4", "bad\udcff.mp4"])
def test_what_cannot_be_remembered_is_watched_all_the_same(open_window, session_of, qtbot, text: str) -> None:
    window = open_window(text)
    session_of().open_as("video")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Playing")
    assert window.controller.state.source == text
    assert window.keeper.settings.recent_sources == ()


def test_what_never_opened_is_not_remembered(open_window, session_of, qtbot) -> None:
    window = open_window("demo")
    session_of().open_as("demo")
    qtbot.waitUntil(lambda: window.keeper.settings.last_source == "demo")
    window.controller.open("gone.mp4")
    session_of(2).tell(SessionFailed("There is no such file."))
    qtbot.waitUntil(lambda: window.page.stage.start.shown.text == "There is no such file.")
    close(qtbot, window)
    assert load_settings().last_source == "demo"
    assert load_settings().recent_sources == ("demo",)


def test_what_is_usual_for_a_camera_is_what_the_engine_asks_of_it() -> None:
    assert (USUAL_SIZE, USUAL_RATE) == (SIZE, FPS)
