"""Names on the photos page: a face is named, refused, taken back, and its photo follows at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

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
from tests.support.stand_in_people import GREEN, ORANGE, draw_photo


@pytest.fixture
def page(people_page):
    """The page in its window, with a gallery of the test's own."""
    return people_page


@pytest.fixture
def album(tmp_path: Path) -> list[Path]:
    """Three photos of one colour, and one of another."""
    paths = [draw_photo(tmp_path / f"ann {take}.png", ORANGE, take=take) for take in range(3)]
    return [*paths, draw_photo(tmp_path / "bob.png", GREEN)]


def test_a_face_that_is_named_is_named_in_every_photo_at_once(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    assert set(names(page).values()) == {None}
    choose(right_click(page, qtbot, "ann 0"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    assert names(page) == {"ann 0": "Ann Lee", "ann 1": "Ann Lee", "ann 2": "Ann Lee", "bob": None}
    assert page.grid.currentIndex().row() == 0, "the card is still the chosen one"
    assert page.filters.tasks["identity"].findText("Ann Lee (3)") > 0
    assert page.toast.text == "Ann Lee is known from now on. 3 faces on this page got a name."
    qtbot.mouseClick(page.toast.button, CLICK)
    settle(page, qtbot)
    assert page.toast.text.startswith("Undone: ")
    assert page.toast.text.endswith(" 3 faces on this page lost their names.")


def test_a_photo_that_somebody_was_just_named_by_is_not_offered_again(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    choose(right_click(page, qtbot, "ann 0"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    offered = {}
    for photo in ("ann 0", "ann 1"):
        menu = right_click(page, qtbot, photo)
        settle(page, qtbot)
        offered[photo] = next(line for line in menu.actions() if line.objectName() == "face_add").isEnabled()
        menu.close()
    assert offered == {"ann 0": False, "ann 1": True}, "the other photo looks different"


def test_the_menu_key_asks_about_the_chosen_card(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    page.grid.setCurrentIndex(page.grid.faces.index(3))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(page.grid.viewport(), event)
    choose(menu_of(page, qtbot), "who", qtbot)
    type_name(page, qtbot, "Bob")
    assert names(page)["bob"] == "Bob"


def test_a_card_is_clicked_and_the_button_asks_who_it_is(page, qtbot, album) -> None:
    """Without a right click, and without a mouse from then on."""
    read(page, qtbot, *album)
    at = page.grid.visualRect(page.grid.faces.index(3)).center()
    qtbot.mouseClick(page.grid.viewport(), CLICK, pos=at)
    page.acts.who.setFocus()
    qtbot.keyClick(page.acts.who, Qt.Key.Key_Space)
    type_name(page, qtbot, "Bob")
    assert names(page)["bob"] == "Bob"
    assert page.acts.told.text() == "Bob · bob.png"
    assert page.grid.chosen == [page.grid.faces.shown[3]], "the card is still the chosen one"
    assert page.acts.who.hasFocus(), "the keyboard stays here"
    qtbot.keyClick(page.acts.who, Qt.Key.Key_Space)
    menu, who = menu_of(page, qtbot), page.acts.who
    assert menu.y() == who.mapToGlobal(QPoint(0, who.height())).y(), "below its button, not over the card"
    choose(menu, "not", qtbot)
    settle(page, qtbot)
    assert names(page)["bob"] is None, "a name can be corrected by the same button"


def test_a_wrong_name_goes_at_once_and_never_comes_back_to_that_photo(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    choose(right_click(page, qtbot, "ann 0"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    choose(right_click(page, qtbot, "ann 2"), "not", qtbot)
    settle(page, qtbot)
    assert names(page)["ann 0"] == "Ann Lee"
    assert names(page)["ann 2"] is None
    choose(right_click(page, qtbot, "ann 1"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    assert names(page)["ann 2"] is None, "more pictures of the person do not bring it back"
    qtbot.mouseClick(page.clear, CLICK)
    read(page, qtbot, *album)
    assert names(page)["ann 2"] is None, "nor does reading it again"
    gallery = page.window().people.work._open()
    (ann,) = gallery.people()
    assert (ann.references, len(gallery.faces(ann.id, "negative"))) == (2, 1)


def test_someone_else_mends_the_mistake_and_undo_takes_it_back(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    choose(right_click(page, qtbot, "ann 0"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    choose(right_click(page, qtbot, "ann 2"), "who", qtbot)
    type_name(page, qtbot, "Eve")
    assert names(page)["ann 2"] == "Eve"
    choose(right_click(page, qtbot, "bob"), "who", qtbot)
    type_name(page, qtbot, "Bob")
    assert names(page)["bob"] == "Bob"
    qtbot.mouseClick(page.toast.button, CLICK)
    settle(page, qtbot)
    assert names(page)["bob"] is None


def name_wrongly_and_refuse(page, qtbot) -> None:
    choose(right_click(page, qtbot, "ann 0"), "who", qtbot)
    type_name(page, qtbot, "Eve")
    choose(right_click(page, qtbot, "ann 2"), "not", qtbot)
    settle(page, qtbot)
    assert names(page)["ann 2"] is None


def test_the_keys_take_back_one_change_after_the_other(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    name_wrongly_and_refuse(page, qtbot)
    undo_by_keys(page, qtbot)
    assert names(page)["ann 2"] == "Eve"
    assert page.toast.text.startswith("Undone: 1 picture marked as not Eve. ")
    undo_by_keys(page, qtbot)
    assert set(names(page).values()) == {None}
    assert page.toast.text == "Undone: 1 picture added to Eve. 3 faces on this page lost their names."
    undo_by_keys(page, qtbot)
    assert page.toast.text == "Nothing to undo here."


def test_a_change_undone_elsewhere_is_passed_over(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    name_wrongly_and_refuse(page, qtbot)
    shell = page.window().shell
    shell.show_page("live")
    page.window().people.undo(None)
    settle(page, qtbot)
    shell.show_page("photos")
    settle(page, qtbot)
    assert names(page)["ann 2"] == "Eve"
    undo_by_keys(page, qtbot)
    assert set(names(page).values()) == {None}
    assert page.window().people.work._open().people() == []
    assert not page.notice.isVisible()


def test_what_was_done_before_the_page_was_cleared_stays(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    name_wrongly_and_refuse(page, qtbot)
    qtbot.mouseClick(page.clear, CLICK)
    undo_by_keys(page, qtbot)
    assert page.toast.text == "Nothing to undo here."
    assert [person.name for person in page.window().people.work._open().people()] == ["Eve"]


def test_a_face_of_the_photo_at_full_size_is_clicked_and_named(page, qtbot, album) -> None:
    read(page, qtbot, album[3])
    page.grid.opened.emit(page.grid.faces.shown[0])
    (dialog,) = page.window().findChildren(PhotoDialog)
    qtbot.waitUntil(lambda: dialog.picture.frame is not None, timeout=PATIENCE_MS)
    left, top, width, height = dialog.picture.place().rect(dialog.picture.faces[0].box_px)
    middle = QPointF(left + width / 2, top + height / 2).toPoint()
    qtbot.mouseClick(dialog.picture, CLICK, pos=middle)
    choose(menu_of(dialog, qtbot), "who", qtbot)
    type_name(page, qtbot, "Bob")
    assert dialog.picture.faces[0].title == "Bob"
    assert names(page)["bob"] == "Bob"
    assert re.search("known from now on", page.toast.text)
    dialog.reject()


def test_photos_that_are_read_while_someone_is_named_follow_afterwards(page, qtbot, album) -> None:
    read(page, qtbot, album[0])
    page.desk.job = "read"
    choose(right_click(page, qtbot, "ann 0"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    assert names(page)["ann 0"] is None
    page.desk._end(None)
    settle(page, qtbot)
    assert names(page)["ann 0"] == "Ann Lee"
