"""The window on a session that a test plays: states, keys, faces, banners, files, closing."""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage

from desktop.engine.live_events import SessionFailed, SourceEnded, SourceLostEvent, SourceRecovered
from desktop.settings import (
    CameraSettings,
    Settings,
    load_settings,
    pictures_dir,
    save_settings,
    settings_path,
)
from tests.gui.conftest import close
from tests.support.fake_session import FakeCamera, FakePhotos, FakeSession, face, info, view
from vision.errors import SourceUnavailable

SPACE, RIGHT = Qt.Key.Key_Space, Qt.Key.Key_Right


@pytest.fixture
def playing(open_window, session_of, qtbot):
    """A window that plays a video with one face, and its session."""
    window = open_window("clip.mp4")
    session = session_of()
    session.open_as("video")
    session.show(view([face(1)], at_s=4.0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    return window, session


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


def test_faces_are_shown_over_the_picture_and_as_cards(playing) -> None:
    window, session = playing
    (card,) = window.page.panel.cards
    assert card.accessibleName() == "Face 1, Smile 90 %, 0:02"
    assert card.rows[0].meter.share == pytest.approx(0.9)
    assert window.page.header.chip.text() == "Playing"
    assert window.page.transport.time_text == "0:04 / 0:30"
    assert session.painted >= 1


def test_a_card_is_reused_and_keeps_its_place_while_faces_come_and_go(playing, qtbot) -> None:
    window, session = playing
    card = window.page.panel.cards[0]
    session.show(view([face(7, x=10), face(1)]))
    qtbot.waitUntil(lambda: len(window.page.panel.cards) == 2)
    assert window.page.panel.cards[0] is card
    assert "Face 1" in card.accessibleName()
    session.show(view([face(7)]))
    qtbot.waitUntil(lambda: card.property("left") == "true")
    assert window.page.panel.cards[0] is card
    qtbot.waitUntil(lambda: len(window.page.panel.cards) == 1, timeout=4000)
    assert window.page.panel.cards[0] is card
    assert "Face 7" in card.accessibleName()


def test_without_a_face_the_panel_says_so(playing, qtbot) -> None:
    window, session = playing
    session.show(view([]))
    qtbot.waitUntil(lambda: window.page.panel.is_empty, timeout=4000)
    assert window.page.panel.empty_text == "No face in view"


def test_space_pauses_and_goes_on_and_dot_steps(playing, qtbot) -> None:
    window, session = playing
    session.asked.clear()
    qtbot.keyClick(window, SPACE)
    assert window.page.header.chip.text() == "Paused"
    qtbot.keyClick(window, SPACE)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    assert session.asked == ["pause", "resume", "step"]
    assert window.page.header.chip.text() == "Paused"


def test_arrows_and_the_slider_seek(playing, qtbot) -> None:
    window, session = playing
    session.asked.clear()
    qtbot.keyClick(window, RIGHT)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.keyClick(window, Qt.Key.Key_Home)
    window.page.transport.slider.setValue(12_500)
    assert session.asked == [("seek", 9.0), ("seek", 0.0), ("seek", 0.0), ("seek", 12.5)]
    session.show(view([], at_s=13.0))
    qtbot.waitUntil(lambda: window.page.transport.slider.value() == 13_000)
    assert len(session.asked) == 4, "following the video is no request"


def test_a_focused_button_keeps_space_for_itself(playing, qtbot) -> None:
    window, session = playing
    session.asked.clear()
    button = window.page.transport.step
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, SPACE)
    assert session.asked == ["step"]
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert session.asked == ["step", "step"]


def test_an_ended_video_says_so_and_plays_again(playing, qtbot) -> None:
    window, session = playing
    session.tell(SourceEnded())
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Ended")
    session.asked.clear()
    qtbot.keyClick(window, SPACE)
    assert session.asked == [("seek", 0.0), "resume"]
    assert window.page.header.chip.text() == "Playing"


def test_loop_is_asked_of_the_session_and_remembered(playing, qtbot) -> None:
    window, session = playing
    assert ("loop", True) in session.asked
    qtbot.keyClick(window, Qt.Key.Key_L)
    assert session.asked[-1] == ("loop", False)
    close(qtbot, window)
    assert load_settings().loop is False


def test_stop_closes_the_source_and_start_opens_it_again(playing, session_of, qtbot) -> None:
    window, session = playing
    with qtbot.waitSignal(window.controller.closed):
        window.commands["stop"].trigger()
    assert session.asked[-1] == "stop"
    assert not window.page.stage.shows_picture
    assert window.page.panel.is_empty
    qtbot.mouseClick(window.page.stage.start.button("start"), Qt.MouseButton.LeftButton)
    assert session_of(2).text == "clip.mp4"


def test_another_source_closes_the_one_before_it(playing, session_of, qtbot) -> None:
    window, session = playing
    window.desk.show_demo()
    session.show(view([face(9)]))  # a late picture of the old one
    session.tell(SessionFailed("too late to matter"))
    other = session_of(2)
    assert session.asked[-1] == "stop"
    assert other.text == "demo"
    other.open_as("demo")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Playing")
    assert window.page.faces == ()


def test_of_many_requests_the_last_one_wins(open_window, program, session_of, qtbot) -> None:
    window = open_window("a.mp4")
    for text in ("b.mp4", "c.mp4", "demo"):
        window.controller.open(text)
    qtbot.waitUntil(lambda: program.sessions[-1:] != [] and program.session.text == "demo")
    qtbot.waitUntil(lambda: "start" in program.session.asked)
    assert all("start" not in session.asked for session in program.sessions[:-1])
    assert all(session.asked == ["stop"] for session in program.sessions[:-1])


def test_a_lost_stream_says_so_counts_down_and_comes_back(open_window, session_of, qtbot) -> None:
    window = open_window("http://127.0.0.1:1/video")
    session = session_of()
    session.open_as("stream")
    session.show(view([face(1)]))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    session.tell(SourceLostEvent("The stream has ended.", 2.0))
    banner = window.page.stage.banner
    qtbot.waitUntil(banner.isVisible)
    assert (banner.shown.text, banner.shown.detail) == ("The stream has ended.", "Trying again in 2 s.")
    assert window.page.panel.is_empty
    assert window.page.stage.shows_picture
    qtbot.waitUntil(lambda: banner.shown.detail == "Trying again now…", timeout=4000)
    qtbot.mouseClick(banner.button("retry"), Qt.MouseButton.LeftButton)
    assert session.asked[-1] == "retry"
    session.tell(SourceRecovered(info("stream")))
    qtbot.waitUntil(lambda: not banner.isVisible())
    assert window.page.header.chip.text() == "Live"


def test_a_source_that_cannot_be_opened_says_why_and_offers_more(open_window, program, qtbot) -> None:
    program.refuse = SourceUnavailable("gone.mp4", "there is no such file", hint="Choose another one.")
    window = open_window("gone.mp4")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Could not open")
    page = window.page.stage.start.shown
    assert page.title == "gone.mp4 could not be opened"
    assert page.text == "gone.mp4: there is no such file. Choose another one."
    program.refuse = None
    qtbot.mouseClick(window.page.stage.start.button("again"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(program.sessions) == 1)


def test_a_bug_is_said_plainly_and_logged(open_window, program, qtbot, caplog) -> None:
    program.refuse = ZeroDivisionError("a bug")  # type: ignore[assignment]
    window = open_window("clip.mp4")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Could not open")
    assert "a bug" not in window.page.stage.start.shown.text
    assert "ZeroDivisionError" in caplog.text


def test_a_session_that_fails_is_closed_and_the_reason_shown(playing, qtbot) -> None:
    window, session = playing
    with qtbot.waitSignal(window.controller.closed):
        session.tell(SessionFailed("The model broke."))
    assert session.asked[-1] == "stop"
    assert window.page.stage.start.shown.title == "clip.mp4 stopped working"
    assert window.page.stage.start.shown.text == "The model broke."


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
    sizes = next(action.menu() for action in menu.actions() if action.menu() and "size" in action.text())
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


def test_photos_are_turned_one_by_one_and_no_request_is_lost(open_window, session_of, qtbot) -> None:
    window = open_window("album")
    session = session_of()
    session.open_as("photos")
    session.show(view([face(None), face(None, 0.1, x=200)], index=0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 2)
    assert [card.accessibleName() for card in window.page.panel.cards] == [
        "Face 1, Smile 90 %",
        "Face 2, No smile smile 10 %",
    ]
    assert window.page.transport.time_text == "1 of 3"
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: session.asked.count("step") == 1)
    session.show(view([], index=1))
    qtbot.waitUntil(lambda: session.asked.count("step") == 2)
    session.show(view([], index=2))
    qtbot.waitUntil(lambda: window.page.transport.time_text == "3 of 3")
    with qtbot.waitSignal(window.tasks.idle):
        qtbot.keyClick(window, Qt.Key.Key_PageDown)
    assert session.asked.count("step") == 2, "after the last photo there is none"
    qtbot.keyClick(window, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: session.asked.count("step") == 3)
    assert session.source.index == 1


@pytest.mark.parametrize("with_overlay", [True, False])
def test_a_snapshot_is_saved_as_it_is_seen(playing, qtbot, with_overlay: bool) -> None:
    window, _ = playing
    window.commands["snapshot_overlay"].setChecked(with_overlay)
    qtbot.keyClick(window, Qt.Key.Key_M)
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    toast = window.page.stage.toast
    qtbot.waitUntil(toast.isVisible)
    (path,) = pictures_dir().iterdir()
    assert str(path) in toast.text
    assert toast.button.text() == "Show in folder"
    saved = QImage(str(path))
    assert (saved.width(), saved.height()) == (320, 240)
    assert saved.pixelColor(310, 235).getRgb()[:3] == (200, 80, 40), (
        "mirrored: the bright half is on the right"
    )
    plain = saved.pixelColor(20, 235).getRgb()[:3] == (0, 0, 0)
    boxed = any(saved.pixelColor(x, 80).getRgb()[:3] not in ((0, 0, 0), (200, 80, 40)) for x in range(320))
    assert plain
    assert boxed is with_overlay


def test_a_snapshot_that_cannot_be_saved_is_said_and_nothing_is_left(playing, qtbot) -> None:
    window, _ = playing
    pictures_dir().parent.mkdir(parents=True)
    pictures_dir().write_text("in the way")
    window.commands["snapshot"].trigger()
    banner = window.page.stage.banner
    qtbot.waitUntil(banner.isVisible)
    assert "could not be saved" in banner.shown.text
    assert list(pictures_dir().parent.iterdir()) == [pictures_dir()]


def test_files_and_addresses_can_be_dropped(open_window, session_of, qtbot, tmp_path: Path) -> None:
    window = open_window("demo")
    session_of()
    clip = tmp_path / "clip with space.mp4"
    assert drop(window, urls=[QUrl.fromLocalFile(str(clip))])
    assert session_of(2).text == str(clip)
    assert drop(window, text="rtsp://camera.local/1")
    assert session_of(3).text == "rtsp://camera.local/1"
    assert not drop(window, text="just words")


def test_meters_come_and_go_with_their_key(playing, qtbot) -> None:
    window, _ = playing
    assert not window.page.stage.hud.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F)
    qtbot.waitUntil(window.page.stage.hud.isVisible)
    rows = dict(window.page.stage.hud.rows)
    assert rows["Capture"] == "30.0 /s"
    assert rows["Frame age p95"] == "45.5 ms"
    assert rows["Dropped"] == "7"
    assert rows["Runs on"] == "CPU"
    qtbot.keyClick(window, Qt.Key.Key_F)
    assert not window.page.stage.hud.isVisible()
    assert not window.keeper.settings.show_hud


def test_the_theme_can_be_chosen_and_is_remembered(playing, theme, qtbot) -> None:
    window, _ = playing
    window.findChild(object, "theme_dark").trigger()
    assert theme.is_dark
    assert window.palette().window().color().lightness() < 60
    close(qtbot, window)
    assert load_settings().theme == "dark"


def test_full_screen_shows_the_picture_alone_and_escape_ends_it(playing, qtbot) -> None:
    window, session = playing
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert not window.page.header.isVisible()
    assert not window.menuBar().isVisible()
    qtbot.keyClick(window, SPACE)
    assert session.asked[-1] == "pause", "keys work without the menu bar"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.page.header.isVisible()
    assert window.page.panel.isVisible()


def test_geometry_and_switches_are_remembered(open_window, session_of, qtbot) -> None:
    window = open_window("demo")
    session_of()
    window.resize(900, 640)
    qtbot.keyClick(window, Qt.Key.Key_P)
    close(qtbot, window)
    again = open_window(settings=load_settings())
    assert (again.width(), again.height()) == (900, 640)
    assert not again.page.panel.isVisible()
    assert session_of(2).text == "demo", "the last source is watched again"


def test_settings_that_were_set_aside_are_said(open_window, qtbot) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("{broken")
    window = open_window("demo")
    banner = window.page.stage.banner
    qtbot.waitUntil(banner.isVisible)
    assert "could not be understood" in banner.shown.text
    assert len(list(settings_path().parent.glob("settings-*.json"))) == 1
    qtbot.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()


def test_settings_that_cannot_be_saved_are_said_once(open_window, session_of, qtbot) -> None:
    window = open_window("demo")
    session_of()
    qtbot.waitUntil(lambda: settings_path().exists())
    settings_path().unlink()
    settings_path().parent.rmdir()
    settings_path().parent.write_text("in the way")
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(window.page.stage.banner.isVisible)
    assert "could not be saved" in window.page.stage.banner.shown.text


def test_a_password_is_never_remembered(open_window, session_of, qtbot) -> None:
    window = open_window("rtsp://me:secret@camera.local/1")
    session_of()
    close(qtbot, window)
    written = settings_path().read_text()
    assert "secret" not in written
    kept = json.loads(written)
    assert kept["recent_sources"] == ["rtsp://me@camera.local/1"]
    assert kept["last_source"] is None


def test_closing_stops_the_session_and_saves(playing, qtbot) -> None:
    window, session = playing
    close(qtbot, window)
    assert session.asked[-1] == "stop"
    assert load_settings().last_source == str(Path("clip.mp4").absolute())
    assert window.tasks.running == 0


def test_every_control_has_a_name_and_a_tip(playing) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QScrollBar

    window, _ = playing
    controls = [
        control
        for kind in (QAbstractButton, QAbstractSlider)
        for control in window.findChildren(kind)
        if control.objectName() not in ("qt_menubar_ext_button", "qt_toolbar_ext_button")
        and not isinstance(control, QScrollBar)
    ]
    assert len(controls) > 12
    for control in controls:
        assert control.accessibleName() or control.text().strip(), control
        assert control.toolTip(), control


def test_everything_can_be_reached_with_the_tab_key(playing, qtbot) -> None:
    from PySide6.QtWidgets import QAbstractButton, QApplication

    window, _ = playing
    window.activateWindow()
    window.page.header.source.setFocus()
    reached = set()
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    missed = [
        button.accessibleName()
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.isEnabled() and button not in reached
    ]
    assert not missed


def test_the_menus_show_every_shortcut(playing) -> None:
    window, _ = playing
    for name, spec in window.commands.specs.items():
        assert window.commands[name].shortcut().isEmpty() is (not spec.keys)
    keys = [key for spec in window.commands.specs.values() for key in spec.keys]
    assert len(keys) == len(set(keys)), "no key does two things"


def test_the_dialogs_open_and_close(playing, qtbot) -> None:
    from PySide6.QtWidgets import QDialog

    window, _ = playing
    for name, title in (("shortcuts", "Keyboard shortcuts"), ("about", "About Facet")):
        window.commands[name].trigger()
        (dialog,) = [found for found in window.findChildren(QDialog) if found.windowTitle() == title]
        assert dialog.isVisible()
        with qtbot.waitSignal(dialog.destroyed):
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_stream_is_asked_for_until_it_can_be_one(playing, session_of, qtbot) -> None:
    from desktop.ui.dialogs import StreamDialog

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


def test_a_small_window_holds_everything(playing, qtbot) -> None:
    window, _ = playing
    window.resize(800, 600)
    qtbot.waitUntil(lambda: window.page.width() == 800)
    for part in (window.page.transport, window.page.header):
        assert part.minimumSizeHint().width() <= 800
    for button in window.page.transport.findChildren(type(window.page.transport.play)):
        if button.isVisible():
            assert window.rect().contains(button.mapTo(window, QPoint(button.width(), button.height())))


def test_saved_settings_win_over_nothing_and_a_wish_over_both(open_window, session_of) -> None:
    save_settings(Settings(last_source="demo"))
    open_window("camera:3", load_settings())
    assert session_of().text == "camera:3"


@pytest.mark.parametrize("text", ["x" * 5000, "~nobody-has-this-name/clip.mp4", "bad\udcff.mp4"])
def test_what_cannot_be_remembered_is_watched_all_the_same(open_window, session_of, text: str) -> None:
    window = open_window(text)
    assert session_of().text == text
    assert window.keeper.settings.recent_sources == ()


def test_nothing_slow_runs_on_the_windows_thread(
    open_window, program, session_of, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran_on: dict[str, set[threading.Thread]] = {}

    def noted(name: str, real: Callable) -> Callable:
        def call(*args, **values):
            ran_on.setdefault(name, set()).add(threading.current_thread())
            return real(*args, **values)

        return call

    program.make_session = noted("open", program.make_session)  # type: ignore[method-assign]
    program.list_cameras = noted("cameras", program.list_cameras)  # type: ignore[method-assign]
    monkeypatch.setattr(FakeSession, "stop", noted("stop", FakeSession.stop))
    monkeypatch.setattr(FakePhotos, "next", noted("photo", FakePhotos.next))
    for module, name in (
        ("desktop.ui.snapshots", "save_snapshot"),
        ("desktop.ui.snapshots", "reveal"),
        ("desktop.ui.settings_keeper", "save_settings"),
    ):
        real = noted(
            name, getattr(importlib.import_module(module), name) if name != "reveal" else lambda _: True
        )
        monkeypatch.setattr(f"{module}.{name}", real)

    window = open_window()
    qtbot.waitUntil(lambda: window.controller.state.no_camera)
    window.controller.open("album")
    session = session_of()
    session.open_as("photos")
    session.show(view([], index=0))
    qtbot.waitUntil(lambda: window.page.transport.time_text == "1 of 3")
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: "step" in session.asked)
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(window.page.stage.toast.isVisible)
    qtbot.mouseClick(window.page.stage.toast.button, Qt.MouseButton.LeftButton)
    close(qtbot, window)
    assert set(ran_on) == {"open", "cameras", "stop", "photo", "save_snapshot", "reveal", "save_settings"}
    assert not [name for name, threads in ran_on.items() if threading.main_thread() in threads]
