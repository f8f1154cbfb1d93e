"""From a picture's file to what a model sees of it: the largest face found, or the whole picture."""

import threading
from dataclasses import dataclass
from pathlib import Path

from trainer.data.layouts import LabelledPictures
from vision.crops import Crops, CropSpec, crop_faces, crop_whole
from vision.detectors import DETECTOR_NAMES
from vision.errors import FacetError, ImageUnreadable
from vision.face_finder import FaceFinder, finder_by_name
from vision.images import read_image
from vision.landmarks import shipped_network
from vision.recognisers import Recogniser

DETECTOR = "haar"
NO_DETECTOR = "none"  # no face is looked for: whole pictures are answered


@dataclass(frozen=True)
class View:
    """What the model sees of one picture: uint8 (1, height, width, 3) RGB."""

    crop: Crops
    face_found: bool


class Look:
    """From a path to what the model sees. Each thread has its own finder: a cascade can't be shared."""

    def __init__(self, spec: CropSpec, detector_name: str | None) -> None:
        self._spec = spec
        self.detector_name = detector_name
        self._own = threading.local()
        if detector_name is not None:
            finder_for(detector_name)  # an unknown name is said before the work starts

    def __call__(self, path: Path) -> View | ImageUnreadable:
        try:
            image_bgr = read_image(path)
        except ImageUnreadable as error:
            return error
        if self.detector_name is None:
            return View(crop_whole(image_bgr, self._spec), face_found=True)
        box = self._finder(self.detector_name).largest_square(image_bgr)
        if not len(box):
            return View(crop_whole(image_bgr, self._spec), face_found=False)
        return View(crop_faces(image_bgr, box, self._spec), face_found=True)

    def _finder(self, name: str) -> FaceFinder:
        if not hasattr(self._own, "finder"):
            self._own.finder = finder_for(name)
        finder: FaceFinder = self._own.finder
        return finder


def finder_for(detector_name: str) -> FaceFinder:
    """What finds faces in photos, as in the desktop. Raises FacetError for an unknown detector."""
    if detector_name not in DETECTOR_NAMES:
        known = ", ".join((*DETECTOR_NAMES, NO_DETECTOR))
        raise FacetError(
            f"There is no detector '{detector_name}'.",
            hint=f"Choose from: {known}. With none whole pictures are answered.",
        )
    return finder_by_name(detector_name, shipped_network())


def look_of(recogniser: Recogniser, pictures: LabelledPictures, detector_name: str | None) -> Look:
    """How the pictures of a data set are looked at. Raises FacetError for an unknown detector."""
    name = detector_for(recogniser, detector_name)
    return Look(recogniser.card.crop, None if pictures.picture_is_face else name)


def detector_for(recogniser: Recogniser, asked: str | None) -> str | None:
    """The detector's name; None where whole pictures are answered, as "none" asks for, or the card says."""
    if asked is None:
        return DETECTOR if recogniser.card.subject == "face" else None
    return None if asked == NO_DETECTOR else asked
