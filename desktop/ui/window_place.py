"""Where the window stood, and putting it there again, if the screen is still there."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.settings import WindowGeometry

USUAL_SIZE = (1280, 720)
LEAST_SIZE = (1024, 640)
_GRIP = 80


def place_window(window: QWidget, kept: WindowGeometry | None) -> None:
    """Size and place as kept; as usual where nothing is kept; never off every screen."""
    if kept is None:
        window.resize(_usual_size(window.screen().availableSize()))
        return
    window.resize(kept.width, kept.height)
    title_bar = QRect(kept.x, kept.y, kept.width, _GRIP)
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry().intersected(title_bar)
        if seen.width() >= _GRIP and seen.height() >= _GRIP // 2:
            window.move(kept.x, kept.y)
            break
    if kept.maximised:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def _usual_size(room: QSize) -> QSize:
    """As much of the usual size as a screen has room for. On screens that are too small all the same: it."""
    least = QSize(*LEAST_SIZE)
    return QSize(*USUAL_SIZE).boundedTo(room) if room == room.expandedTo(least) else QSize(*USUAL_SIZE)


def window_place(window: QWidget) -> WindowGeometry:
    """Where it stands now; for a maximised window, where it would stand otherwise."""
    maximised = window.isMaximized()
    normal = window.normalGeometry() if maximised else window.geometry()
    return WindowGeometry(
        x=normal.x() if maximised else window.x(),
        y=normal.y() if maximised else window.y(),
        width=max(normal.width(), 200),
        height=max(normal.height(), 200),
        maximised=maximised,
    )
