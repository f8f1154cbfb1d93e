"""Pictures of someone: deleted for good, and undone by keys wherever the focus is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from shiboken6 import isValid

from desktop.ui.parts.ask_delete import AskDelete
from desktop.ui.people.person_dialogs import AskName
from tests.support.people_page import LEFT, acts_of, add, dialog_of, gallery_of, settle
from tests.support.stand_in_people import GREEN, ORANGE


def test_a_picture_is_deleted_for_good_once_that_is_agreed(page, tmp_path, qtbot) -> None:
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot)
    qtbot.mouseClick(page.details.grid.tiles[0], LEFT)
    qtbot.mouseClick(acts_of(page)["delete"], LEFT)
    dialog = dialog_of(page, AskDelete, qtbot)
    qtbot.mouseClick(dialog.keep, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert gallery_of(page).person(ann).references == 2
    qtbot.mouseClick(acts_of(page)["delete"], LEFT)
    dialog = dialog_of(page, AskDelete, qtbot)
    qtbot.mouseClick(dialog.delete, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert gallery_of(page).person(ann).references == 1
    assert len(page.details.grid.tiles) == 1
    assert page.toast.text == "Deleted: 1 picture."
    qtbot.waitUntil(page.details.grid.tiles[0].hasFocus)


def test_after_a_picture_was_moved_the_keys_for_undo_still_work(page, tmp_path, qtbot) -> None:
    add(page, "Bo", GREEN, tmp_path, qtbot)
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot)
    qtbot.mouseClick(page.details.grid.tiles[0], LEFT)
    page.details.grid.tiles[0].setFocus()
    qtbot.mouseClick(acts_of(page)["give"], LEFT)
    dialog = dialog_of(page, AskName, qtbot)
    qtbot.keyClicks(dialog.name.line, "Bo")
    qtbot.mouseClick(dialog.act, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    assert gallery_of(page).person(ann).references == 1
    assert page.toast.text.startswith("Done: ")
    page.window().shell.rail.buttons[0].setFocus()
    qtbot.waitUntil(page.window().isActiveWindow)
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(page.window(), qtbot)
    assert gallery_of(page).person(ann).references == 2


def test_the_focus_stays_with_the_pictures_when_they_change(page, tmp_path, qtbot) -> None:
    ann = add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    tile = page.details.grid.tiles[1]
    tile.setFocus()
    gallery_of(page).set_aside([gallery_of(page).faces(ann)[0].id], "by hand")
    page.refresh()
    settle(page.window(), qtbot)
    assert page.details.grid.tiles[1].hasFocus()
    assert page.details.grid.tiles[1] is not tile
