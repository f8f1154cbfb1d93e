"""Boxes over the picture: put together from pieces they look as drawn at once."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from desktop.ui.live import overlay
from desktop.ui.live.face_views import AnswerView, FaceView
from desktop.ui.live.fit import fit
from desktop.ui.live.overlay import OverlayStyle, paint_faces

_SIZE = (480, 360)
_SMILE = AnswerView("smile", "Smile", 0.8, "80 %", "smile", "")


def _painted(box_px: tuple[int, int, int, int], ratio: float) -> np.ndarray:
    """What is painted on grey, (H, W, 4)."""
    image = QImage(*_SIZE, QImage.Format.Format_RGB32)
    image.fill(0xFF787878)
    image.setDevicePixelRatio(ratio)
    view = (_SIZE[0] / ratio, _SIZE[1] / ratio)
    painter = QPainter(image)
    face = FaceView(1, "Ann", box_px, (_SMILE,), "", held=False, who="named")
    paint_faces(painter, (face,), fit(_SIZE, view), QRectF(0, 0, *view), OverlayStyle(QFont()))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(_SIZE[1], _SIZE[0], 4).copy()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(200, 240), (130, 140)])
def test_a_box_of_pieces_looks_as_drawn_at_once(
    qtbot: object, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], ratio: float
) -> None:
    box = (100, 80, *size)
    pieces = _painted(box, ratio).astype(int)
    monkeypatch.setattr(overlay, "_LEAST_PIECED", float("inf"))
    whole = _painted(box, ratio).astype(int)
    changed = (whole != 0x78).any(axis=2) & (whole != 255).any(axis=2)
    assert changed.sum() > 1000
    # On whole pixels a line is up to half a pixel from where it was: its edges differ, its middle does not.
    assert (np.abs(pieces - whole).max(axis=2) > 160).mean() < 0.001
    assert np.abs(pieces - whole).mean() < 1.5


def test_a_box_half_out_of_the_picture_keeps_to_it(qtbot: object) -> None:
    assert (_painted((-60, -60, 200, 200), 1.0)[200:, 200:, :3] == 0x78).all()
