"""What a person does on the people page: drop photos, name whom they show, press buttons, wait."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from desktop.people.gallery import Gallery
from desktop.ui.people.photos_dialog import PhotosDialog
from tests.support.stand_in_people import draw_photo

LEFT = Qt.MouseButton.LeftButton


def settle(window, qtbot) -> None:
    """Waits until nothing is worked on."""
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)


def gallery_of(page) -> Gallery:
    """The gallery behind the page."""
    return page._desk.work._open()


def dialog_of(page, kind: type[QDialog], qtbot):
    """The one dialog of this kind, once it is shown."""
    qtbot.waitUntil(lambda: bool(page.window().findChildren(kind)), timeout=20_000)
    (dialog,) = page.window().findChildren(kind)
    qtbot.waitExposed(dialog)
    return dialog


def drop(page, *paths: Path) -> None:
    """Photos, dropped on the page."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    everything = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(QDropEvent(QPointF(100, 100), *everything))


def add(page, name: str, colour: tuple[int, int, int], tmp_path: Path, qtbot, takes: int = 2) -> int:
    """Someone from dropped photos: the number."""
    photos = [draw_photo(tmp_path / f"{name}{take}.png", colour, take=take) for take in range(takes)]
    drop(page, *photos)
    dialog = dialog_of(page, PhotosDialog, qtbot)
    dialog.name.line.clear()
    qtbot.keyClicks(dialog.name.line, name)
    qtbot.mouseClick(dialog.keep, LEFT)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(page.window(), qtbot)
    return gallery_of(page).person(name).id


def press(page, name: str, qtbot) -> None:
    """One of the buttons about the chosen person."""
    qtbot.mouseClick(page.details.buttons[name], LEFT)


def acts_of(page) -> dict:
    """The buttons about the chosen pictures."""
    return page.details.picture_acts.buttons
