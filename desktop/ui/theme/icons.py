"""Facet's own icons: SVG files whose lines take a colour of the theme. The one place that draws them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vision.assets import assets_root

_SCALES = (1.0, 2.0, 3.0)


@lru_cache(maxsize=64)
def _svg(name: str) -> str:
    return (assets_root() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def tinted_pixmap(name: str, colour: str, size: int, scale: float = 1.0, opacity: float = 1.0) -> QPixmap:
    """The icon `name` in `colour` (#rrggbb), `size` device-independent pixels square."""
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(round(size * scale), round(size * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@lru_cache(maxsize=160)
def tinted_icon(name: str, colour: str, size: int = 20, on_colour: str | None = None) -> QIcon:
    """An icon for buttons and menus, crisp up to three times the scale; `on_colour`: when checked.

    All that look alike are one: a page of settings has the same arrow sixty times. Nobody adds to it.
    """
    icon = QIcon()
    for scale in _SCALES:
        icon.addPixmap(tinted_pixmap(name, colour, size, scale), QIcon.Mode.Normal, QIcon.State.Off)
        icon.addPixmap(tinted_pixmap(name, colour, size, scale, 0.38), QIcon.Mode.Disabled, QIcon.State.Off)
        if on_colour:
            icon.addPixmap(tinted_pixmap(name, on_colour, size, scale), QIcon.Mode.Normal, QIcon.State.On)
    return icon


def application_icon() -> QIcon:
    """Facet's own icon, in the sizes that desktops ask for."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(tinted_pixmap("facet", "#ffffff", size))
    return icon
