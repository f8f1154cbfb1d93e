"""Photos dropped on the people page: whose they are proposed to be, and which of them give no face."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from shiboken6 import isValid

from desktop.ui.people.photos_dialog import PhotosDialog
from tests.support.people_page import LEFT, add, dialog_of, drop, settle
from tests.support.stand_in_people import GREEN, ORANGE, VIOLET, draw_photo


def drop_on_person(page, *paths: Path) -> None:
    """On the entry of the person who is shown."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at = QPointF(page.details.mapTo(page, page.details.rect().center()))
    page.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier))


def gone(dialog, page, qtbot) -> None:
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)


def test_the_person_whom_the_faces_are_known_as_is_proposed(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    add(page, "Bo", VIOLET, tmp_path, qtbot)
    settle(page.window(), qtbot)
    assert page.details.title.text() == "Bo"
    drop_on_person(page, *(draw_photo(tmp_path / f"x{take}.png", ORANGE, take=take) for take in (7, 8)))
    dialog = dialog_of(page, PhotosDialog, qtbot)
    assert dialog.name.text == "Ann"
    assert not dialog.warning.isVisible()
    gone(dialog, page, qtbot)
    drop_on_person(page, draw_photo(tmp_path / "new.png", GREEN, take=9))
    dialog = dialog_of(page, PhotosDialog, qtbot)
    assert dialog.name.text == "Bo", "nobody is known in it: whom it was dropped on"
    gone(dialog, page, qtbot)


def test_photos_asked_for_someone_are_that_persons(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    add(page, "Bo", VIOLET, tmp_path, qtbot)
    page.acts._photos.read([draw_photo(tmp_path / "x.png", ORANGE, take=7)], "Bo", sure=True)
    dialog = dialog_of(page, PhotosDialog, qtbot)
    assert dialog.name.text == "Bo"
    assert "as Ann" in dialog.warning.text()
    gone(dialog, page, qtbot)


def test_photos_that_give_no_face_are_named(page, tmp_path, qtbot) -> None:
    album = tmp_path / "album"
    draw_photo(album / "one.png", ORANGE)
    for number in range(4):
        (album / f"torn{number}.png").write_bytes(b"no picture")
    drop(page, album)
    dialog = dialog_of(page, PhotosDialog, qtbot)
    assert dialog.said.text().endswith("4 photos give none: torn0.png, torn1.png, torn2.png, …")
    assert dialog.said.toolTip().splitlines()[3] == "torn3.png: It is not a picture that Facet can read."
    gone(dialog, page, qtbot)


def test_where_no_file_has_a_face_each_is_told_once_by_its_name(page, tmp_path, qtbot) -> None:
    note = tmp_path / "torn.png"
    note.write_text("not a picture")
    drop(page, note)
    settle(page.window(), qtbot)
    assert page.notice.text == (
        "No face was found in these files. torn.png: It is not a picture that Facet can read."
    )
