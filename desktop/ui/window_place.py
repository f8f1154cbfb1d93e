"""Where the window stood, and putting it there again, if the screen is still there."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.settings import WindowGeometry

USUAL_SIZE = (1280, 720)
_GRIP = 80


def place_window(window: QWidget, kept: WindowGeometry | None) -> None:
    """Size and place as kept; as usual where nothing is kept; never off every screen, nor larger than it."""
    window.resize(_fitting(window, QSize(*USUAL_SIZE)))
    if kept is None:
        return
    window.resize(_fitting(window, QSize(kept.width, kept.height)))
    title_bar = QRect(kept.x, kept.y, kept.width, _GRIP)
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry().intersected(title_bar)
        if seen.width() >= _GRIP and seen.height() >= _GRIP // 2:
            window.move(kept.x, kept.y)
            break
    if kept.maximised:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def _fitting(window: QWidget, size: QSize) -> QSize:
    """The size, or as much of it as the window's screen has room for."""
    return size.boundedTo(window.screen().availableSize())


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
