"""Pictures of people whom a closed set does not know: their largest faces, as its network would see them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts.samples import files_under, is_picture, require_folder
from vision.assets import shipped_models_root
from vision.crops import CropSpec, crop_faces
from vision.errors import DataUnusable, ImageUnreadable
from vision.face_finder import FaceFinder, finder_by_name
from vision.images import read_image
from vision.landmarks import TASK as LANDMARKS
from vision.landmarks import LandmarkNetwork
from vision.model_store import ModelStore
from vision.sessions import open_model

_HINT = "Give a folder of photos of people who are not in the gallery."


@dataclass(frozen=True)
class Strangers:
    """Crops uint8 (N, height, width, 3) RGB, the sha256 of each picture, and how many showed no face."""

    crops: NDArray[np.uint8]
    sha256s: tuple[str, ...]
    without_face: int
    unreadable: int


def strangers_in(
    folder: Path, spec: CropSpec, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Strangers:
    """The largest face of each picture in and below `folder`. Raises DataUnusable where there is none."""
    require_folder(folder, _HINT)
    paths = [path for path in files_under(folder) if is_picture(path)]
    finder = _finder()
    crops, sha256s, without, unreadable = [], [], 0, 0
    for done, path in enumerate(paths, 1):
        try:
            image_bgr = read_image(path)
        except ImageUnreadable:
            unreadable += 1
            continue
        face = finder.find(image_bgr).largest()
        if len(face):
            crops.append(crop_faces(image_bgr, face.boxes_px, spec, face.points_px))
            sha256s.append(hashlib.sha256(crops[-1].tobytes()).hexdigest())
        else:
            without += 1
        on_progress(done, len(paths))
    if not crops:
        raise DataUnusable(folder, f"none of its {len(paths)} pictures shows a face", hint=_HINT)
    return Strangers(np.concatenate(crops), tuple(sha256s), without, unreadable)


def _finder() -> FaceFinder:
    model = ModelStore([shipped_models_root()]).for_task(LANDMARKS)
    return finder_by_name("haar", None if model is None else LandmarkNetwork(open_model(model.path)))
