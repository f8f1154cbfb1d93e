"""The first run, as a newcomer meets it: a source, enrolling oneself, done; or skipped for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from shiboken6 import isValid

from desktop.people.gallery import Gallery
from desktop.settings import Settings, load_settings, settings_path
from desktop.ui.people.guided_dialog import GuidedDialog
from desktop.ui.people.photos_dialog import PhotosDialog
from tests.gui.conftest import close
from tests.support.fake_session import FakeCamera, face, view
from tests.support.stand_in_people import ORANGE, draw_photo, stand_in_work

LEFT = Qt.MouseButton.LeftButton
BACK, FORWARD = Qt.Key.Key_Left, Qt.Key.Key_Right


@pytest.fixture
def newcomer(open_window, program, qtbot):
    """Opens a window for the first time; these cameras are plugged in."""

    def open_first(*cameras: str, source: str | None = None):
        program.people = stand_in_work()
        program.cameras = [FakeCamera(number, name) for number, name in enumerate(cameras)]
        window = open_window(source, Settings())
        qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)
        return window

    return open_first


def press(window, name: str, qtbot) -> None:
    qtbot.mouseClick(window.welcome.page.buttons[name], LEFT)


def dialog_of(kind, parent, qtbot):
    qtbot.waitUntil(lambda: bool(parent.findChildren(kind)), timeout=20_000)
    (dialog,) = parent.findChildren(kind)
    qtbot.waitExposed(dialog)
    return dialog


def people_of(window) -> list[str]:
    gallery: Gallery = window.people.work._open()
    return [person.name for person in gallery.people()]


def test_a_camera_is_chosen_and_not_now_leads_to_the_picture(newcomer, session_of, qtbot) -> None:
    window = newcomer("Front camera")
    welcome = window.welcome.page
    assert welcome.isVisible()
    assert not window.shell.isVisible()
    assert welcome.buttons["camera:0"].title == "Front camera"
    assert welcome.buttons["camera:0"].hasFocus()
    press(window, "camera:0", qtbot)
    assert session_of().text == "camera:0"
    assert list(welcome.buttons) == ["guided", "photos", "later"]
    press(window, "later", qtbot)
    press(window, "finish", qtbot)
    assert window.shell.isVisible()
    assert window.shell.shown == "live"
    close(qtbot, window)
    assert load_settings().welcomed


@pytest.mark.parametrize("cameras", [(), ("Front",), ("Front", "Back")])
def test_not_now_stands_where_no_click_too_many_hits_it(newcomer, session_of, qtbot, cameras) -> None:
    window = newcomer(*cameras)
    welcome = window.welcome.page
    qtbot.wait(1)
    demo, file = (welcome.buttons[name].geometry() for name in ("demo", "file"))
    press(window, "demo", qtbot)
    session_of()
    qtbot.wait(1)
    assert welcome.buttons["guided"].isEnabled() == bool(cameras)
    assert abs(welcome.buttons["later"].geometry().top() - file.top()) < 4
    assert not welcome.buttons["later"].geometry().intersects(demo)


def test_cameras_that_answer_late_are_offered_at_the_second_step_too(newcomer, session_of, qtbot) -> None:
    window = newcomer()
    page = window.welcome.page
    window.welcome._cameras = None  # they are still being looked for
    press(window, "demo", qtbot)
    session_of()
    assert not page.buttons["guided"].isEnabled()
    assert "Looking for cameras" in page.buttons["guided"].toolTip()
    window.welcome._found([FakeCamera(0, "Front")])
    assert page.buttons["guided"].isEnabled()
    qtbot.mouseClick(page.back, LEFT)
    assert page.buttons["demo"].hasFocus(), "what was chosen"


def test_a_double_click_makes_one_choice(newcomer, session_of, qtbot) -> None:
    """Its second half lands on what has come into the place of what was clicked."""
    window = newcomer()
    welcome, handle = window.welcome.page, window.windowHandle()
    qtbot.wait(1)
    demo = welcome.buttons["demo"]
    at, none = demo.mapTo(window, demo.rect().center()), Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(handle, LEFT, none, at)
    session_of()
    qtbot.wait(1)
    photos = welcome.buttons["photos"]
    assert window.childAt(at) is photos or photos.isAncestorOf(window.childAt(at))
    QTest.mouseDClick(handle, LEFT, none, at)
    qtbot.wait(1)
    assert welcome.step == "you"


def test_it_goes_by_keyboard_alone(newcomer, session_of, qtbot) -> None:
    window = newcomer()
    assert window.welcome.page.buttons["demo"].hasFocus(), "there is no camera"
    for expected in ("demo", "later", "finish"):
        for _ in range(6):
            if window.welcome.page.buttons[expected].hasFocus():
                break
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert session_of().text == "demo"
    assert not window.welcome.shown


def test_it_goes_back_and_forth_by_keyboard(newcomer, session_of, qtbot) -> None:
    window = newcomer("Front camera")
    page = window.welcome.page
    assert page.back.isHidden()
    assert page.next.isHidden()
    press(window, "camera:0", qtbot)
    session_of().open_as("camera")
    press(window, "later", qtbot)
    for key, step in ((BACK, "you"), (BACK, "source"), (FORWARD, "you"), (FORWARD, "done"), (BACK, "you")):
        qtbot.keyClick(QApplication.focusWidget(), key, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda step=step: page.step == step)
        assert any(button.hasFocus() for button in page.buttons.values()), "the keyboard is where it goes on"
    qtbot.mouseClick(page.back, LEFT)
    assert page.back.isHidden()
    assert window.controller.state.source == "camera:0", "what was chosen is still watched"
    press(window, "demo", qtbot)
    assert page.step == "you", "another choice counts"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not window.welcome.shown


def test_back_does_not_move_from_step_to_step(newcomer, session_of, qtbot) -> None:
    window = newcomer("Front camera")
    page = window.welcome.page
    press(window, "camera:0", qtbot)
    session_of()
    qtbot.wait(1)
    place = page.back.geometry()
    press(window, "later", qtbot)
    qtbot.wait(1)
    assert page.back.geometry() == place
    qtbot.mouseClick(page.back, LEFT)
    qtbot.wait(1)
    assert page.step == "you"
    assert page.back.geometry() == place
    assert page.next.isEnabled()


def test_the_last_step_names_the_keys_in_force(newcomer, session_of, qtbot) -> None:
    window = newcomer()
    window.keeper.change(shortcuts={"record": "F7", "help": ""})
    press(window, "demo", qtbot)
    assert session_of()
    press(window, "later", qtbot)
    said = " ".join(part.text() for part in window.welcome.page.findChildren(QLabel))
    assert "F7 records what is seen." in said
    assert "F1" not in said


def test_escape_skips_it_and_it_never_comes_again(newcomer, open_window, session_of, qtbot) -> None:
    window = newcomer("Front camera")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not window.welcome.shown
    assert session_of().text == "camera:0", "the window begins as it always does"
    close(qtbot, window)
    assert not open_window(None, load_settings()).welcome.shown


def test_a_source_that_was_named_is_watched_at_once(newcomer, session_of) -> None:
    window = newcomer(source="clip.mp4")
    assert not window.welcome.shown
    assert session_of()
    assert not window.keeper.settings.welcomed, "it may still come another time"


def test_who_has_settings_is_no_newcomer(open_window) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('{"schema_version": 2, "show_hud": true}')
    assert load_settings().welcomed
    settings_path().write_text("{broken")
    assert not open_window(None, load_settings()).welcome.shown, "what was set aside is said, not hidden"


def test_without_a_camera_one_can_be_plugged_in_and_looked_for(newcomer, program, qtbot) -> None:
    window = newcomer()
    assert window.welcome.page.buttons["look"].title == "No camera found"
    program.cameras = [FakeCamera(0, "Late camera")]
    press(window, "look", qtbot)
    qtbot.waitUntil(lambda: "camera:0" in window.welcome.page.buttons)


def test_photos_let_facet_know_the_user(newcomer, session_of, tmp_path: Path, qtbot) -> None:
    window = newcomer()
    press(window, "demo", qtbot)
    session_of().open_as("demo")
    assert not window.welcome.page.buttons["guided"].isEnabled(), "there is no camera"
    press(window, "photos", qtbot)
    asked = dialog_of(QFileDialog, window.welcome.page, qtbot)
    photo = draw_photo(tmp_path / "me.png", ORANGE)
    asked.filesSelected.emit([str(photo)])
    asked.reject()
    dialog = dialog_of(PhotosDialog, window.welcome.page, qtbot)
    qtbot.keyClicks(dialog.name.line, "Ann Lee")
    qtbot.mouseClick(dialog.keep, LEFT)
    qtbot.waitUntil(lambda: window.welcome.page.step == "done", timeout=20_000)
    assert window.welcome.page._title.text() == "Ann Lee is known from now on."
    assert people_of(window) == ["Ann Lee"]
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)


def test_photos_without_a_face_are_said_and_can_be_chosen_again(
    newcomer, session_of, tmp_path, qtbot
) -> None:
    window = newcomer()
    press(window, "demo", qtbot)
    session_of()
    window.welcome._enrolling._photos.read([draw_photo(tmp_path / "wall.png")], "")
    qtbot.waitUntil(lambda: "No face was found" in window.welcome.page.notice.text, timeout=20_000)
    assert window.welcome.page.step == "you"


def test_photos_that_are_read_when_it_is_left_are_no_error(
    newcomer, session_of, tmp_path: Path, qtbot
) -> None:
    window = newcomer()
    press(window, "demo", qtbot)
    session_of()
    window.welcome._enrolling._photos.read([draw_photo(tmp_path / "wall.png")], "")
    window.welcome.leave()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not window.tasks.running)


def test_the_ring_opens_on_the_camera_and_the_source_comes_back(newcomer, session_of, program, qtbot) -> None:
    window = newcomer("Front camera")
    press(window, "demo", qtbot)
    session_of().open_as("demo")
    press(window, "guided", qtbot)
    dialog = dialog_of(GuidedDialog, window, qtbot)
    session_of(2).open_as("camera")
    assert program.session.text == "camera:0"
    program.session.show(view([face(1)]))
    qtbot.waitUntil(lambda: dialog.ring.frame is not None)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert session_of(3).text == "demo"
    assert window.welcome.page.step == "you", "another way can be taken"


def test_the_menus_go_on_working_and_a_page_takes_its_place(newcomer, session_of, qtbot) -> None:
    window = newcomer()
    window.desk.open("clip.mp4")  # dropped, or from the menu
    assert session_of()
    assert window.welcome.page.step == "you"
    assert not window.commands["play_pause"].isEnabled(), "the picture is not in sight"
    window.commands["page_people"].trigger()
    assert not window.welcome.shown
    assert window.shell.page("people").isVisible()
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)


def test_it_can_be_opened_again_from_the_help_menu(playing, qtbot) -> None:
    window, _ = playing
    assert not window.welcome.shown
    window.commands["welcome"].trigger()
    qtbot.waitUntil(window.welcome.page.isVisible)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert len(window.page.faces) == 1, "what was watched goes on"
    qtbot.waitUntil(lambda: not window.tasks.running)


def test_closing_the_window_in_the_middle_loses_nothing(newcomer, qtbot) -> None:
    window = newcomer("Front camera")
    close(qtbot, window)
    assert load_settings().welcomed
