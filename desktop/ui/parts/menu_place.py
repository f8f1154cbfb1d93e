"""Where a menu opens: at a point, or by the button that asked for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QMenu, QWidget

At = QPoint | QWidget
"""A point of the screen, or a button."""


def open_menu(menu: QMenu, at: At) -> None:
    """At a point; below a button, in line with where its words begin, above where there is no room below."""
    if isinstance(at, QPoint):
        menu.popup(at)
        return
    beside = QRect(at.mapToGlobal(QPoint(0, 0)), at.size())
    room = at.screen().availableGeometry()
    menu.popup(place_by(beside, menu.sizeHint(), room, from_right=at.isRightToLeft()))


def place_by(button: QRect, size: QSize, room: QRect, *, from_right: bool) -> QPoint:
    """The top left corner of a menu of that size by a button, all on the screen."""
    left = button.right() + 1 - size.width() if from_right else button.left()
    left = max(min(left, room.right() + 1 - size.width()), room.left())
    below, above = button.bottom() + 1, button.top() - size.height()
    fits_below = below + size.height() <= room.bottom() + 1
    return QPoint(left, below if fits_below or above < room.top() else above)
