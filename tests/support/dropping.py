"""Dropping files on a window as the system does: to what lies under the pointer, and up until it is taken."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_COPY = Qt.DropAction.CopyAction
_LEFT = Qt.MouseButton.LeftButton
_NO_KEYS = Qt.KeyboardModifier.NoModifier


def target_of_drag(window: QWidget, *paths: Path) -> QWidget | None:
    """Who takes these files, dragged over the middle of the window; None for nobody."""
    data, middle = _data(paths), window.rect().center()
    under: QWidget | None = window.childAt(middle) or window
    while under is not None:
        if under.acceptDrops():
            event = QDragEnterEvent(_at(under, window, middle), _COPY, data, _LEFT, _NO_KEYS)
            event.ignore()
            under.dragEnterEvent(event)
            if event.isAccepted():
                return under
        under = under.parentWidget()
    return None


def drop_files(window: QWidget, *paths: Path) -> None:
    """Let these files go over the middle of the window."""
    target = target_of_drag(window, *paths)
    assert target is not None, "nobody takes it"
    data, at = _data(paths), QPointF(_at(target, window, window.rect().center()))
    target.dropEvent(QDropEvent(at, _COPY, data, _LEFT, _NO_KEYS))
    QApplication.processEvents()


def _at(widget: QWidget, window: QWidget, place: QPoint) -> QPoint:
    return widget.mapFrom(window, place) if widget is not window else place


def _data(paths: tuple[Path, ...]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data
