"""The photos page with a gallery of the test's own: bright squares are faces, and what is done there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import Identity
from desktop.engine.sources.base import Frame
from desktop.photos.reading import PhotoResult, read_photos
from desktop.ui.people.face_menu import FaceMenu
from desktop.ui.people.name_dialog import NameDialog
from desktop.ui.photos.work import PhotosWork
from tests.support.fake_session import smile
from tests.support.stand_in_people import ColourEmbedder, ColourFinder, good_quality, stand_in_work

CLICK = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000


class Colours(PhotosWork):
    """The real work, but for the models: bright squares are faces, and the gallery is asked who they are."""

    def __init__(self) -> None:
        self.people = stand_in_work()

    def read(self, photos, settings, say: Callable[[PhotoResult], None], stop) -> None:
        decider = self.people.decider(settings.stranger_share)
        identity = Identity(ColourEmbedder(), decider, good_quality, live=False, decides_again=True)

        def look(frame: Frame) -> FrameAnalysis:
            found = ColourFinder().find(frame.image_bgr)
            named = identity.answers(frame.image_bgr, found.boxes_px, found.points_px)
            faces = tuple(
                FaceAnalysis(None, tuple(map(int, box)), smile(0.9) | {"identity": who})
                for box, who in zip(found.boxes_px, named, strict=True)
            )
            return FrameAnalysis(frame.source, frame.index, 0.0, (frame.width, frame.height), faces, {})

        read_photos(photos, look, say, stop.is_set)


def read(page, qtbot, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    rest = (Qt.DropAction.CopyAction, data, CLICK, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(QDropEvent(QPointF(300, 300), *rest))
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)


def names(page) -> dict[str, str | None]:
    return {item.photo.path.stem: item.labels["identity"] or None for item in page.grid.faces.shown}


def right_click(page, qtbot, photo: str) -> FaceMenu:
    """The menu of a card's face."""
    row = next(at for at, item in enumerate(page.grid.faces.shown) if item.photo.path.stem == photo)
    index = page.grid.faces.index(row)
    page.grid.setCurrentIndex(index)
    at = page.grid.visualRect(index).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, page.grid.viewport().mapToGlobal(at))
    QApplication.sendEvent(page.grid.viewport(), event)
    return menu_of(page, qtbot)


def menu_of(parent, qtbot) -> FaceMenu:
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in parent.findChildren(FaceMenu)))
    return next(menu for menu in parent.findChildren(FaceMenu) if menu.isVisible())


def choose(menu: QMenu, name: str, qtbot) -> None:
    line = next(action for action in menu.actions() if action.objectName() == f"face_{name}")
    assert line.isEnabled()
    qtbot.mouseClick(menu, CLICK, pos=menu.actionGeometry(line).center())


def type_name(page, qtbot, name: str) -> None:
    qtbot.waitUntil(lambda: bool(page.window().findChildren(NameDialog)), timeout=PATIENCE_MS)
    (dialog,) = page.window().findChildren(NameDialog)
    qtbot.keyClicks(dialog.name.line, name)
    qtbot.keyClick(dialog.name.line, Qt.Key.Key_Return)
    settle(page, qtbot)


def settle(page, qtbot) -> None:
    qtbot.waitUntil(lambda: not page.window().tasks.running, timeout=PATIENCE_MS)


def undo_by_keys(page, qtbot) -> None:
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(page, qtbot)


def redo_by_keys(page, qtbot) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, keys)
    settle(page, qtbot)
