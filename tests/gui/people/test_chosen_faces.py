"""Which faces are chosen when someone is added: seen at once in every theme, and heard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage

from desktop.ui.people.photos_dialog import PhotosDialog
from desktop.ui.people.picture_grid import SIDE
from desktop.ui.theme.contrast import Rgb, contrast
from tests.support.people_page import LEFT, add, dialog_of, drop
from tests.support.stand_in_people import GREEN, ORANGE, VIOLET, draw_photo


@pytest.fixture
def dialog(page, tmp_path, qtbot):
    """Two faces in one photo: the larger is chosen at first."""
    dialog = two_faces(page, tmp_path, qtbot)
    yield dialog
    dialog.reject()


def two_faces(page, tmp_path, qtbot) -> PhotosDialog:
    drop(page, draw_photo(tmp_path / "two.png", ORANGE, GREEN))
    dialog = dialog_of(page, PhotosDialog, qtbot)
    qtbot.waitUntil(lambda: not any(tile.visibleRegion().isEmpty() for tile in dialog.grid.tiles))
    return dialog


def drawn(tile) -> QImage:
    """The tile as it is seen, once the pointer and the keyboard are elsewhere."""
    return tile.grab().toImage()


def colour_at(image: QImage, x: int, y: int) -> Rgb:
    found = image.pixelColor(x, y)
    return found.red(), found.green(), found.blue()


def edge_of(image: QImage) -> tuple[Rgb, Rgb]:
    """The ground of a tile beside its picture, and what stands at the picture's very edge."""
    left, middle = (image.width() - SIDE) // 2, 9 + SIDE // 2
    return colour_at(image, left - 2, middle), colour_at(image, left + 1, middle)


def corner_of(image: QImage) -> list[Rgb]:
    """All colours where the tick is."""
    right = (image.width() + SIDE) // 2
    return [colour_at(image, x, y) for x in range(right - 24, right - 10) for y in range(19, 33)]


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_a_chosen_face_has_a_frame_and_a_tick_in_every_theme(dialog, theme, qtbot, look) -> None:
    theme.choose(look)
    chosen, other = dialog.grid.tiles
    assert (chosen.isChecked(), other.isChecked()) == (True, False)
    ground, frame = edge_of(drawn(chosen))
    assert contrast(ground, frame) >= 4.5
    corner = corner_of(drawn(chosen))
    assert min(corner.count(ground), corner.count(frame)) > 15, "a tick of one colour on a disc of the other"
    assert edge_of(drawn(other))[1] != frame
    assert frame not in corner_of(drawn(other))
    qtbot.mouseClick(other, LEFT)
    assert edge_of(drawn(other))[1] == frame
    qtbot.mouseClick(chosen, LEFT)
    assert edge_of(drawn(chosen))[1] != frame


def test_a_chosen_face_says_so_to_those_who_listen(dialog, qtbot) -> None:
    _, other = dialog.grid.tiles
    heard = QAccessible.queryAccessibleInterface(other)
    assert (heard.state().checkable, heard.state().checked) == (1, 0)
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_Space)
    assert heard.state().checked == 1
    assert dialog.said.text() == "2 faces in 1 photo, 2 chosen."


def test_nobody_is_offered_while_nobody_is_known(dialog) -> None:
    assert dialog.name.hint.text() == "Type a name."
    assert not dialog.name.list.isVisible()


def test_who_is_known_is_offered(page, tmp_path, qtbot) -> None:
    add(page, "Ann Lee", VIOLET, tmp_path, qtbot)
    dialog = two_faces(page, tmp_path, qtbot)
    dialog.name.line.clear()
    assert dialog.name.hint.text() == "Type a name, or choose someone you know."
    qtbot.keyClicks(dialog.name.line, "Ann Lee")
    assert dialog.name.hint.text() == "Adds this picture to Ann Lee, who has 2."
    assert dialog.keep.text() == "Add the picture"
    qtbot.mouseClick(dialog.grid.tiles[1], LEFT)
    assert dialog.name.hint.text() == "Adds these pictures to Ann Lee, who has 2."
    assert dialog.keep.text() == "Add the pictures"
    dialog.reject()
