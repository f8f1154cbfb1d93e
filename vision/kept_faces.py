"""How a face lies in the picture of it that a gallery keeps: aligned, with surroundings for any model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vision.alignment import FIVE_POINT_TEMPLATE_112
from vision.crops import Crops, CropSpec, crop_faces

_TEMPLATE_SIDE = 112
_SURROUND_PX = 24
_SIDE = _TEMPLATE_SIDE + 2 * _SURROUND_PX
# At this margin a pixel of the kept crop is a pixel of the template: what a model with the template's own
# framing sees of it is its middle, unchanged.
KEPT = CropSpec(width=_SIDE, height=_SIDE, margin=_SURROUND_PX / _TEMPLATE_SIDE, align="five_points")
KEPT_POINTS_PX = (FIVE_POINT_TEMPLATE_112 + _SURROUND_PX).astype(np.float32)[None]
KEPT_BOX_PX = np.array([[_SURROUND_PX, _SURROUND_PX, _TEMPLATE_SIDE, _TEMPLATE_SIDE]], np.int32)


def seen_of_kept(crop_rgb: NDArray[np.uint8], spec: CropSpec) -> Crops:
    """What a model sees of a kept face (160, 160, 3) RGB: uint8 (1, height, width, 3), RGB."""
    kept_bgr = np.ascontiguousarray(crop_rgb[:, :, ::-1])
    return crop_faces(kept_bgr, KEPT_BOX_PX, spec, KEPT_POINTS_PX)
