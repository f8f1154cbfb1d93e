"""The window around the live page: snapshots, view, settings, names and keys of its controls, closing."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from desktop.settings import load_settings, pictures_dir, settings_path
from tests.gui.conftest import close
from tests.support.fake_session import FakeSession, view

SPACE = Qt.Key.Key_Space


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


def test_full_screen_says_the_key_that_leaves_it(playing, qtbot) -> None:
    window, _ = playing
    window.keeper.change(shortcuts={"full_screen": "F9"})
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(window.isFullScreen)
    assert window.page.stage.toast.text == "Esc or F9 leaves full screen."
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())


def test_full_screen_that_the_window_manager_ends_gives_the_whole_window_back(playing, qtbot) -> None:
    window, _ = playing
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.keyClick(window, Qt.Key.Key_P)
    assert not window.page.panel.isVisible(), "the picture stays alone"
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
    qtbot.waitUntil(window.menuBar().isVisible)
    assert window.page.header.isVisible()
    assert window.page.panel.isVisible()
    assert not window.commands["full_screen"].isChecked()
    assert not window.commands["leave_full_screen"].isEnabled()
    window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
    qtbot.waitUntil(window.commands["full_screen"].isChecked)
    assert not window.menuBar().isVisible()


def test_geometry_and_switches_are_remembered(open_window, session_of, qtbot) -> None:
    window = open_window("demo")
    session_of().open_as("demo")
    qtbot.waitUntil(lambda: window.keeper.settings.last_source == "demo")
    window.resize(900, 640)
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.keyClick(window, Qt.Key.Key_B)
    close(qtbot, window)
    again = open_window(settings=load_settings())
    assert (again.width(), again.height()) == (900, 640)
    assert not again.page.panel.isVisible()
    assert not again.commands["overlay"].isChecked()
    assert not again.page.stage.picture.with_overlay
    assert session_of(2).text == "demo", "the last source is watched again"


def test_a_graphics_card_that_is_passed_over_is_said_once(open_window, session_of, program, qtbot) -> None:
    window = open_window("clip.mp4")
    session = session_of()
    session.fallback = "CUDA could not start"
    session.open_as("video")
    banner = window.page.stage.banner
    qtbot.waitUntil(banner.isVisible)
    assert "A graphics card is there, and the model does not run on it." in banner.shown.text
    assert "CUDA could not start. It runs on the CPU instead." in banner.shown.detail


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
    session_of().open_as("demo")
    qtbot.waitUntil(lambda: settings_path().exists())
    settings_path().unlink()
    settings_path().parent.rmdir()
    settings_path().parent.write_text("in the way")
    qtbot.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(window.page.stage.banner.isVisible)
    assert "could not be saved" in window.page.stage.banner.shown.text


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
    for elsewhere in ("for_recording", "for_live"):
        here = [spec for spec in window.commands.specs.values() if not getattr(spec, elsewhere)]
        keys = [key for spec in here for key in spec.keys]
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


def test_a_small_window_holds_everything(playing, qtbot) -> None:
    window, _ = playing
    window.resize(800, 600)
    qtbot.waitUntil(lambda: window.width() == 800)
    for part in (window.page.transport, window.page.header):
        assert part.minimumSizeHint().width() <= window.page.width()
    for button in window.page.transport.findChildren(type(window.page.transport.play)):
        if button.isVisible():
            assert window.rect().contains(button.mapTo(window, QPoint(button.width(), button.height())))


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
    window.commands["snapshot"].trigger()
    qtbot.waitUntil(window.page.stage.toast.isVisible)
    qtbot.mouseClick(window.page.stage.toast.button, Qt.MouseButton.LeftButton)
    close(qtbot, window)
    assert set(ran_on) == {"open", "cameras", "stop", "save_snapshot", "reveal", "save_settings"}
    assert not [name for name, threads in ran_on.items() if threading.main_thread() in threads]
