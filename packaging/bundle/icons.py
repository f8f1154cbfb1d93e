"""Facet's icon as desktops want it, drawn from its SVG: PNGs by size, .ico for Windows, .icns for macOS."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
_ICNS_SIZE = 1024


def drawn(svg: Path, size: int) -> Image.Image:
    """The SVG as a square picture of `size` pixels with a clear ground."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(buffer.data().data()))


def draw_all(svg: Path, folder: Path) -> dict[str, Path]:
    """Writes `facet.ico` and `facet.icns` into the folder; their paths by suffix."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"ico": folder / "facet.ico", "icns": folder / "facet.icns"}
    by_size = [drawn(svg, size) for size in _ICO_SIZES]
    by_size[-1].save(files["ico"], sizes=[(size, size) for size in _ICO_SIZES], append_images=by_size[:-1])
    drawn(svg, _ICNS_SIZE).save(files["icns"])
    return files


def draw_theme(svg: Path, share: Path) -> None:
    """Writes `icons/hicolor/<size>/apps/facet.png` and the SVG itself, as the icon theme rules want them."""
    theme = share / "icons" / "hicolor"
    for size in SIZES:
        target = theme / f"{size}x{size}" / "apps" / "facet.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        drawn(svg, size).save(target, optimize=True)
    scalable = theme / "scalable" / "apps" / "facet.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(svg, scalable)


if __name__ == "__main__":
    draw_theme(Path(sys.argv[1]), Path(sys.argv[2]))
