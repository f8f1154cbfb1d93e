"""Several cards of the photos page are chosen at once, by mouse and keyboard, and get one name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.ui.people.face_menu import FaceMenu
from desktop.ui.people.several_dialog import SeveralDialog
from desktop.ui.photos.photo_dialog import PhotoDialog
from tests.support.named_photos import (
    CLICK,
    PATIENCE_MS,
    choose,
    menu_of,
    names,
    read,
    right_click,
    settle,
    type_name,
    undo_by_keys,
)
from tests.support.stand_in_people import GREEN, ORANGE, VIOLET, draw_photo

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NOTHING = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(people_page):
    """The page, with a gallery of the test's own."""
    return people_page


@pytest.fixture
def album(tmp_path: Path) -> list[Path]:
    """One person each; nobody looks like another."""
    colours = {"ann": ORANGE, "bob": GREEN, "cleo": VIOLET, "dora": (220, 200, 20)}
    return [draw_photo(tmp_path / f"{name}.png", colour) for name, colour in colours.items()]


def place_of(page, row: int) -> QRect:
    return page.grid.visualRect(page.grid.faces.index(row))


def click(page, qtbot, row: int, held: Qt.KeyboardModifier = NOTHING) -> None:
    qtbot.mouseClick(page.grid.viewport(), CLICK, held, place_of(page, row).center())


def chosen(page) -> list[str]:
    return [item.photo.path.stem for item in page.grid.chosen]


def give_name(page, qtbot, name: str) -> None:
    qtbot.waitUntil(lambda: bool(page.window().findChildren(SeveralDialog)), timeout=PATIENCE_MS)
    (dialog,) = page.window().findChildren(SeveralDialog)
    qtbot.keyClicks(dialog.name.line, name)
    qtbot.keyClick(dialog.name.line, Qt.Key.Key_Return)
    settle(page, qtbot)


def right_click_alone(page, qtbot, row: int) -> FaceMenu:
    """As the mouse does it: the press may choose another card, and asks for the menu."""
    view, at = page.grid.viewport(), place_of(page, row).center()
    qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at))
    QApplication.sendEvent(view, event)
    return menu_of(page, qtbot)


def test_cards_are_chosen_by_ctrl_by_shift_and_by_dragging(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click(page, qtbot, 0)
    click(page, qtbot, 2, CTRL)
    assert chosen(page) == ["ann", "cleo"]
    assert page.acts.told.whole == "2 faces chosen"
    click(page, qtbot, 0, CTRL)
    assert chosen(page) == ["cleo"]
    click(page, qtbot, 2)
    click(page, qtbot, 0, SHIFT)
    assert chosen(page) == ["ann", "bob", "cleo"]
    assert page.acts.told.whole == "3 faces chosen"
    click(page, qtbot, 3)
    assert chosen(page) == ["dora"]
    view, first, second = page.grid.viewport(), place_of(page, 0), place_of(page, 1)
    QTest.mousePress(view, CLICK, pos=QPoint(second.center().x(), second.bottom() + 30))
    for to in (second.center(), first.center()):
        QTest.mouseMove(view, to)
    QTest.mouseRelease(view, CLICK, pos=first.center())
    assert chosen(page) == ["ann", "bob"]


def test_cards_are_chosen_by_the_keyboard_alone(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    page.filters.kind.setFocus()
    while not page.grid.hasFocus():
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    assert chosen(page) == ["ann"]
    for _ in range(2):
        qtbot.keyClick(page.grid, Qt.Key.Key_Right, SHIFT)
    assert chosen(page) == ["ann", "bob", "cleo"]
    qtbot.keyClick(page.grid, Qt.Key.Key_Left, SHIFT)
    assert chosen(page) == ["ann", "bob"]
    qtbot.keyClick(page.grid, Qt.Key.Key_A, CTRL)
    assert chosen(page) == ["ann", "bob", "cleo", "dora"]
    qtbot.keyClick(page.grid, Qt.Key.Key_Escape)
    assert chosen(page) == []
    assert page.acts.told.whole == "Choose a face to say who it is, or drag over several."
    qtbot.keyClick(page.grid, Qt.Key.Key_Home)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(page.grid, Qt.Key.Key_Space, CTRL)
    assert chosen(page) == ["ann", "cleo"], "one by one, with Ctrl"


def test_the_button_gives_all_of_them_one_name_in_one_step(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click(page, qtbot, 0)
    assert page.acts.who.accessibleName() == "Who is this?…"
    click(page, qtbot, 2, CTRL)
    assert page.acts.who.accessibleName() == "Who are these?…"
    page.acts.who.setFocus()
    qtbot.keyClick(page.acts.who, Qt.Key.Key_Space)
    give_name(page, qtbot, "Ann Lee")
    assert names(page) == {"ann": "Ann Lee", "bob": None, "cleo": "Ann Lee", "dora": None}
    assert page.toast.text == "Ann Lee is known from now on. 2 faces on this page got a name."
    assert chosen(page) == ["ann", "cleo"], "they are still the chosen ones"
    assert page.acts.who.hasFocus(), "the keyboard stays here"
    assert len(page.window().people.work._open().changes()) == 1
    undo_by_keys(page, qtbot)
    assert set(names(page).values()) == {None}
    assert page.window().people.work._open().people() == []


def test_the_dialog_says_what_the_name_would_do(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click(page, qtbot, 0)
    click(page, qtbot, 1, CTRL)
    qtbot.mouseClick(page.acts.who, CLICK)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(SeveralDialog)), timeout=PATIENCE_MS)
    (dialog,) = page.window().findChildren(SeveralDialog)
    assert dialog.said.text() == "2 faces get the same name."
    assert dialog.name.hint.text() == "Type a name.", "there is nobody to choose from"
    assert not dialog.remember.isEnabled()
    dialog.reject()
    choose(right_click(page, qtbot, "ann"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    click(page, qtbot, 0)
    click(page, qtbot, 1, CTRL)
    qtbot.mouseClick(page.acts.who, CLICK)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(SeveralDialog)), timeout=PATIENCE_MS)
    dialog = page.window().findChildren(SeveralDialog)[-1]
    assert dialog.name.hint.text() == "Type a name, or choose someone you know."
    qtbot.keyClicks(dialog.name.line, "ann lee")
    assert dialog.name.hint.text() == "Adds these pictures to Ann Lee, who has one."
    assert dialog.remember.text() == "Add the pictures"
    dialog.name.line.clear()
    qtbot.keyClicks(dialog.name.line, "Eve")
    assert dialog.warning.text() == "Facet knows some of these faces as Ann Lee."
    dialog.reject()


def test_faces_that_were_taken_for_others_are_mended_together(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    for photo in ("ann", "bob"):
        choose(right_click(page, qtbot, photo), "who", qtbot)
        type_name(page, qtbot, f"not {photo}")
    click(page, qtbot, 0)
    click(page, qtbot, 2, SHIFT)
    qtbot.mouseClick(page.acts.who, CLICK)
    give_name(page, qtbot, "Eve")
    gallery = page.window().people.work._open()
    people = {person.name: (person.references, person.negatives) for person in gallery.people()}
    assert people == {"not ann": (1, 1), "not bob": (1, 1), "Eve": (3, 0)}
    undo_by_keys(page, qtbot)
    assert names(page) == {"ann": "not ann", "bob": "not bob", "cleo": None, "dora": None}


def test_the_menu_of_a_chosen_card_is_for_all_and_of_another_for_that_alone(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click(page, qtbot, 0)
    click(page, qtbot, 1, CTRL)
    menu = right_click_alone(page, qtbot, 1)
    words = [line.text() for line in menu.actions() if not line.isSeparator()]
    assert words == ["2 faces", "Who are these?…", "Not faces"]
    menu.close()
    qtbot.waitUntil(lambda: not page.findChildren(FaceMenu))
    assert chosen(page) == ["ann", "bob"]
    menu = right_click_alone(page, qtbot, 3)
    assert "Not a face" in [line.text() for line in menu.actions()]
    menu.close()
    assert chosen(page) == ["dora"]


def test_the_menu_key_asks_about_all(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Home)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right, SHIFT)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(page.grid.viewport(), event)
    choose(menu_of(page, qtbot), "who", qtbot)
    give_name(page, qtbot, "Twins")
    assert names(page) == {"ann": "Twins", "bob": "Twins", "cleo": None, "dora": None}


def test_several_that_are_no_faces_go_together_and_come_back_together(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click(page, qtbot, 1)
    click(page, qtbot, 3, CTRL)
    assert page.acts.no_face.accessibleName() == "Not faces"
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert list(names(page)) == ["ann", "cleo"]
    assert page.toast.text == "2 faces are taken away here. The photos stay as they are."
    assert chosen(page) == ["cleo"], "the next card"
    undo_by_keys(page, qtbot)
    assert list(names(page)) == ["ann", "bob", "cleo", "dora"]
    assert page.toast.text == "2 faces are back."
    assert chosen(page) == ["bob", "dora"]
    assert page.acts.no_face.accessibleName() == "Not faces"


def test_a_photo_is_shown_of_faces_that_are_all_its_own(page, qtbot, album, tmp_path) -> None:
    both = draw_photo(tmp_path / "both.png", ORANGE, VIOLET)
    read(page, qtbot, both, album[1])
    qtbot.keyClick(page.grid, Qt.Key.Key_A, CTRL)
    assert not page.acts.show_photo.isEnabled()
    assert page.acts.show_photo.toolTip() == "These are of several photos: choose those of one"
    click(page, qtbot, 0)
    click(page, qtbot, 1, CTRL)
    qtbot.mouseClick(page.acts.show_photo, CLICK)
    (dialog,) = page.window().findChildren(PhotoDialog)
    assert dialog.windowTitle() == "both.png"
    dialog.reject()


def test_a_photo_that_is_gone_is_said_and_nobody_is_named(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    album[2].unlink()
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_A, CTRL)
    qtbot.mouseClick(page.acts.who, CLICK)
    give_name(page, qtbot, "Ann Lee")
    assert "cleo.png" in page.notice.text
    assert page.window().people.work._open().people() == []


def test_each_photo_is_read_once_and_not_before_its_name_is_typed(
    page, qtbot, album, tmp_path, monkeypatch
) -> None:
    looked: list[str] = []
    real = page._work.frame
    monkeypatch.setattr(page._work, "frame", lambda path: looked.append(path.stem) or real(path))
    read(page, qtbot, draw_photo(tmp_path / "both.png", ORANGE, VIOLET), album[1])
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_A, CTRL)
    qtbot.mouseClick(page.acts.who, CLICK)
    assert looked == []
    give_name(page, qtbot, "All")
    assert looked == ["both", "bob"]


def test_long_work_is_said_until_it_ends(page, qtbot, album) -> None:
    import threading

    held, real = threading.Event(), page._work.frame
    page._work.frame = lambda path: held.wait(30) and real(path)
    read(page, qtbot, *album)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_A, CTRL)
    qtbot.mouseClick(page.acts.who, CLICK)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(SeveralDialog)), timeout=PATIENCE_MS)
    (dialog,) = page.window().findChildren(SeveralDialog)
    qtbot.keyClicks(dialog.name.line, "All")
    qtbot.mouseClick(dialog.remember, CLICK)
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)
    assert page.notice.text == "Looking at 4 faces…"
    held.set()
    settle(page, qtbot)
    assert not page.notice.isVisible()
    assert page.toast.text.startswith("All is known from now on.")


def test_those_who_listen_hear_how_many_are_chosen(page, qtbot, album, told) -> None:
    read(page, qtbot, *album)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Home)
    for _ in range(2):
        qtbot.keyClick(page.grid, Qt.Key.Key_Right, SHIFT)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert told[-1] == ("3 faces chosen", False)
    assert "2 faces chosen" not in [text for text, _ in told], "not each step"
    view = QAccessible.queryAccessibleInterface(page.grid)
    states = [view.child(row).state().selected for row in range(4)]
    assert states == [1, 1, 1, 0]
