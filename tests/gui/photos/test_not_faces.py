"""What was taken for a face and is none: told away on the photos page, and brought back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog

from desktop.ui.photos.photo_dialog import PhotoDialog
from tests.support.named_photos import (
    CLICK,
    PATIENCE_MS,
    choose,
    menu_of,
    read,
    redo_by_keys,
    right_click,
    settle,
    type_name,
    undo_by_keys,
)
from tests.support.stand_in_people import GREEN, ORANGE, VIOLET, draw_photo
from vision.images import read_image


@pytest.fixture
def page(people_page):
    """The page, with a gallery of the test's own."""
    return people_page


@pytest.fixture
def album(tmp_path: Path) -> list[Path]:
    """Somebody and a patch of their shirt, somebody else, and a patch of a wall."""
    (tmp_path / "album").mkdir()
    return [
        draw_photo(tmp_path / "album" / "ann.png", ORANGE, GREEN),
        draw_photo(tmp_path / "album" / "bob.png", VIOLET),
        draw_photo(tmp_path / "album" / "wall.png", GREEN),
    ]


def cards(page) -> list[tuple[str, int]]:
    return [(item.photo.path.stem, item.at) for item in page.grid.faces.shown]


ALL = [("ann", 0), ("ann", 1), ("bob", 0), ("wall", 0)]


def row_of(page, photo: str, at: int = 0) -> int:
    return cards(page).index((photo, at))


def click_card(page, qtbot, photo: str, at: int = 0) -> None:
    place = page.grid.visualRect(page.grid.faces.index(row_of(page, photo, at))).center()
    qtbot.mouseClick(page.grid.viewport(), CLICK, pos=place)


def export(page, qtbot, action: int, target: Path) -> None:
    page.toast.hide()
    page.export.menu().actions()[action].trigger()
    dialog = page.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    qtbot.waitUntil(lambda: page.toast.isVisible() and not page.exports.at_risk(), timeout=PATIENCE_MS)


def test_the_menu_tells_a_patch_away_and_the_keys_bring_it_back(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    assert cards(page) == ALL
    assert page._head.sentence.text() == "3 photos, 4 faces"
    choose(right_click(page, qtbot, "wall"), "no_face", qtbot)
    assert cards(page) == ALL[:3]
    assert page._head.sentence.text() == "3 photos, 3 faces, 1 without a face"
    assert page.filters.kind.findText("Faces (3)") >= 0
    assert page.toast.text == "1 face is taken away here. The photo stays as it is."
    undo_by_keys(page, qtbot)
    assert cards(page) == ALL
    assert page.toast.text == "1 face is back."
    assert page.grid.chosen[0].photo.path.stem == "wall", "it is seen where it was"
    undo_by_keys(page, qtbot)
    assert page.toast.text == "Nothing to undo here."
    redo_by_keys(page, qtbot)
    assert cards(page) == ALL[:3]
    assert page.toast.text == "1 face is taken away here. The photo stays as it is."
    redo_by_keys(page, qtbot)
    assert page.toast.text == "Nothing to redo here."
    undo_by_keys(page, qtbot)
    assert cards(page) == ALL, "what was done again can be undone again"
    click_card(page, qtbot, "bob")
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    redo_by_keys(page, qtbot)
    assert page.toast.text == "Nothing to redo here.", "something else was done since"
    assert cards(page) == [("ann", 0), ("ann", 1), ("wall", 0)]


def test_delete_tells_the_chosen_card_away_and_chooses_the_next(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click_card(page, qtbot, "ann", 1)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert cards(page) == [("ann", 0), ("bob", 0), ("wall", 0)]
    assert page.grid.chosen[0].photo.path.stem == "bob"
    assert page.grid.hasFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert cards(page) == [("ann", 0), ("bob", 0)]
    assert page.grid.chosen[0].photo.path.stem == "bob", "there is no next one"
    qtbot.mouseClick(page.toast.button, CLICK)
    assert cards(page) == [("ann", 0), ("bob", 0), ("wall", 0)]
    undo_by_keys(page, qtbot)
    assert cards(page) == ALL


def test_the_button_tells_a_card_away_without_the_mouse(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    assert not page.acts.no_face.isEnabled()
    click_card(page, qtbot, "bob")
    assert page.acts.no_face.accessibleName() == "Not a face"
    page.acts.no_face.setFocus()
    qtbot.keyClick(page.acts.no_face, Qt.Key.Key_Space)
    assert cards(page) == [("ann", 0), ("ann", 1), ("wall", 0)]
    assert page.acts.no_face.hasFocus(), "the next one can follow at once"


@pytest.mark.parametrize("way", ["key", "button"])
def test_the_keyboard_stays_on_the_page_when_the_last_card_goes(page, qtbot, album, way) -> None:
    read(page, qtbot, album[1])
    click_card(page, qtbot, "bob")
    if way == "key":
        qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    else:
        page.acts.no_face.setFocus()
        qtbot.keyClick(page.acts.no_face, Qt.Key.Key_Space)
    assert page.empty.title.text() == "No face was found"
    assert page.filters.kind.hasFocus()
    undo_by_keys(page, qtbot)
    assert cards(page) == [("bob", 0)]


def test_what_is_told_away_is_in_no_export(page, qtbot, album, tmp_path) -> None:
    read(page, qtbot, *album)
    for photo, at in (("ann", 1), ("wall", 0)):
        click_card(page, qtbot, photo, at)
        qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    export(page, qtbot, 0, tmp_path / "faces.csv")
    rows = list(csv.DictReader((tmp_path / "faces.csv").read_text("utf-8-sig").splitlines()))
    assert [(Path(row["file"]).stem, row["face"]) for row in rows] == [("ann", "1"), ("bob", "1")]
    export(page, qtbot, 1, tmp_path / "faces.json")
    found = json.loads((tmp_path / "faces.json").read_text())
    assert [(Path(row["file"]).stem, len(row["faces"])) for row in found] == [("ann", 1), ("bob", 1)]
    (tmp_path / "copies").mkdir()
    export(page, qtbot, 2, tmp_path / "copies")
    copies = sorted(path.name for path in (tmp_path / "copies").iterdir())
    assert copies == ["ann faces.jpg", "bob faces.jpg"]
    before, copy = read_image(album[0]).astype(int), read_image(tmp_path / "copies" / "ann faces.jpg")
    changed = abs(copy.astype(int) - before).max(axis=2) > 60
    assert changed[:, :160].any(), "the face has its box"
    assert not changed[:, 175:].any(), "the patch has none"


def test_a_new_name_does_not_bring_it_back(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click_card(page, qtbot, "ann", 1)
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    choose(right_click(page, qtbot, "ann"), "who", qtbot)
    type_name(page, qtbot, "Ann Lee")
    assert cards(page) == [("ann", 0), ("bob", 0), ("wall", 0)]
    choose(right_click(page, qtbot, "wall"), "who", qtbot)
    type_name(page, qtbot, "Wally")
    assert page.toast.text == "Wally is known from now on.", "the patch is like them, and is not counted"
    undo_by_keys(page, qtbot)
    undo_by_keys(page, qtbot)
    assert page.toast.text == "Undone: 1 picture added to Ann Lee."
    undo_by_keys(page, qtbot)
    assert page.toast.text == "1 face is back.", "one history for all that was done here"
    assert cards(page) == ALL


def test_a_filter_of_what_is_told_away_goes(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    choose(right_click(page, qtbot, "wall"), "who", qtbot)
    type_name(page, qtbot, "Wally")
    box = page.filters.tasks["identity"]
    box.setCurrentIndex(box.findText("Wally (2)"))
    assert cards(page) == [("ann", 1), ("wall", 0)]
    for photo, at in (("ann", 1), ("wall", 0)):
        click_card(page, qtbot, photo, at)
        qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert cards(page) == [("ann", 0), ("bob", 0)]
    assert [box.itemText(at) for at in range(box.count())] == [], "nobody is left to choose from"


def test_a_box_of_the_whole_photo_is_told_away_there(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    page.grid.opened.emit(page.grid.faces.shown[0])
    (dialog,) = page.window().findChildren(PhotoDialog)
    qtbot.waitUntil(lambda: dialog.picture.frame is not None, timeout=PATIENCE_MS)
    for left in (1, 0):
        box = dialog.picture.place().rect(dialog.picture.faces[-1].box_px)
        middle = QPointF(box[0] + box[2] / 2, box[1] + box[3] / 2).toPoint()
        qtbot.mouseClick(dialog.picture, CLICK, pos=middle)
        choose(menu_of(dialog, qtbot), "no_face", qtbot)
        assert len(dialog.picture.faces) == left
    assert dialog._hint.text() == "", "there is no face to click on"
    dialog.reject()
    assert cards(page) == [("bob", 0), ("wall", 0)]
    page.filters.turn_to("no_face")
    (card,) = page.grid.faces.shown
    assert card.lines()[0] == "No face found"
    assert card.thumb == card.photo.square, "the whole photo, not the patch"


def test_what_was_cleared_begins_anew(page, qtbot, album) -> None:
    read(page, qtbot, *album)
    click_card(page, qtbot, "wall")
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    qtbot.mouseClick(page.clear, CLICK)
    read(page, qtbot, *album)
    assert cards(page) == ALL
    undo_by_keys(page, qtbot)
    assert page.toast.text == "Nothing to undo here."


def test_names_that_come_late_leave_it_away(page, qtbot, album) -> None:
    """A thread may look at names while a card is told away."""
    read(page, qtbot, *album)
    before = list(page.desk.results.values())
    click_card(page, qtbot, "wall")
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    page.names._decided(before)
    settle(page, qtbot)
    assert cards(page) == ALL[:3]
