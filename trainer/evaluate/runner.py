"""Runs an exported model over labelled pictures by the window's own path: detector, crop, recogniser.

No TensorFlow here: what is measured is the file that the desktop runs.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainer.data.layouts import LabelledPictures, match_label
from trainer.data.picture_pool import picture_pool
from trainer.evaluate.metrics import Figures, Indices, Probabilities, measure
from vision.crops import Crops, CropSpec, crop_faces, crop_whole
from vision.detectors import Detector, detector_by_name, largest_face
from vision.errors import DataUnusable, ImageUnreadable
from vision.images import read_image
from vision.recognisers import Recogniser

_PICTURES_AT_ONCE = 256
_FACES_A_BATCH = 32

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Prediction:
    """The model's answer on one picture; truth and decided are indices into the card's labels."""

    path: Path
    truth: int
    decided: int
    probabilities: tuple[float, ...]
    face_found: bool


@dataclass(frozen=True)
class Evaluation:
    """Figures and the answers behind them. `face_found` is true for pictures that are a face."""

    figures: Figures
    predictions: tuple[Prediction, ...]
    unreadable: tuple[ImageUnreadable, ...]

    @property
    def n_no_face(self) -> int:
        return sum(not prediction.face_found for prediction in self.predictions)


def evaluate_pictures(
    recogniser: Recogniser,
    pictures: LabelledPictures,
    detector_name: str = "haar",
    *,
    on_progress: OnProgress = lambda done, total: None,
    threads: int | None = None,
) -> Evaluation:
    """Every readable picture answered and measured, in the order of the samples.

    Where the pictures are faces, the whole picture answers; else the largest face found does, and the whole
    picture where none is found. Raises DataUnusable where the data has labels that the model doesn't know,
    or no picture can be read; FacetError for an unknown detector.
    """
    truths = _truths(recogniser, pictures)
    look = _Look(recogniser.card.crop, None if pictures.picture_is_face else detector_name)
    seen: list[tuple[Path, int, bool]] = []
    rows: list[Probabilities] = []
    unreadable: list[ImageUnreadable] = []
    for part, views in _views(look, pictures, on_progress, threads):
        readable = [(place, view) for place, view in zip(part, views, strict=True) if isinstance(view, _View)]
        unreadable += [view for view in views if isinstance(view, ImageUnreadable)]
        seen += [(pictures.samples[place].path, truths[place], view.face_found) for place, view in readable]
        rows += _answer(recogniser, [view.crop for _, view in readable])
    if not seen:
        raise DataUnusable(
            pictures.root, f"none of {len(unreadable)} pictures can be read", hint=str(unreadable[0])
        )
    return _evaluation(recogniser, seen, np.concatenate(rows), tuple(unreadable))


def decide(recogniser: Recogniser, probabilities: Probabilities) -> Indices:
    """The label of each row as an index into the card's labels (N,).

    A sigmoid's card has the threshold; for a softmax the most probable label counts, even where the window
    would say that it is unsure.
    """
    output = recogniser.card.output
    if output.kind == "sigmoid":
        positive = output.labels[1]
        return (probabilities[:, 1] >= recogniser.card.threshold(positive)).astype(np.intp)
    return np.asarray(probabilities.argmax(axis=1), np.intp)


@dataclass(frozen=True)
class _View:
    crop: Crops
    face_found: bool


class _Look:
    """From a path to what the model sees. Each thread has its own detector: a cascade can't be shared."""

    def __init__(self, spec: CropSpec, detector_name: str | None) -> None:
        self._spec = spec
        self._detector_name = detector_name
        self._own = threading.local()
        if detector_name is not None:
            detector_by_name(detector_name)  # an unknown name is said before the work starts

    def __call__(self, path: Path) -> _View | ImageUnreadable:
        try:
            image_bgr = read_image(path)
        except ImageUnreadable as error:
            return error
        if self._detector_name is None:
            return _View(crop_whole(image_bgr, self._spec), face_found=True)
        box = largest_face(self._detector(self._detector_name).detect(image_bgr))
        if not len(box):
            return _View(crop_whole(image_bgr, self._spec), face_found=False)
        return _View(crop_faces(image_bgr, box, self._spec), face_found=True)

    def _detector(self, name: str) -> Detector:
        if not hasattr(self._own, "detector"):
            self._own.detector = detector_by_name(name)
        detector: Detector = self._own.detector
        return detector


def _views(
    look: _Look, pictures: LabelledPictures, on_progress: OnProgress, threads: int | None
) -> Iterator[tuple[range, list[_View | ImageUnreadable]]]:
    total = len(pictures.samples)
    on_progress(0, total)
    with picture_pool(threads) as pool:
        for start in range(0, total, _PICTURES_AT_ONCE):
            part = range(start, min(start + _PICTURES_AT_ONCE, total))
            views: list[_View | ImageUnreadable] = []
            for view in pool.map(look, [pictures.samples[place].path for place in part]):
                views.append(view)
                on_progress(start + len(views), total)
            yield part, views


def _answer(recogniser: Recogniser, crops: list[Crops]) -> list[Probabilities]:
    batches = (crops[start : start + _FACES_A_BATCH] for start in range(0, len(crops), _FACES_A_BATCH))
    return [recogniser.probabilities(np.concatenate(batch)) for batch in batches]


def _truths(recogniser: Recogniser, pictures: LabelledPictures) -> list[int]:
    labels = recogniser.card.output.labels
    known = {label: match_label(label, labels) for label in pictures.labels}
    strangers = [label for label, count in pictures.counts().items() if count and known[label] is None]
    if strangers:
        reason = f"has labels that the model doesn't know: {', '.join(strangers)}"
        raise DataUnusable(pictures.root, reason, hint=f"The model knows: {', '.join(labels)}.")
    places = {label: labels.index(match) for label, match in known.items() if match is not None}
    return [places[sample.label] for sample in pictures.samples]


def _evaluation(
    recogniser: Recogniser,
    seen: list[tuple[Path, int, bool]],
    probabilities: Probabilities,
    unreadable: tuple[ImageUnreadable, ...],
) -> Evaluation:
    decided = decide(recogniser, probabilities)
    truth = np.array([truth for _, truth, _ in seen], np.intp)
    predictions = tuple(
        Prediction(path, place, int(answer), tuple(map(float, row)), face_found)
        for (path, place, face_found), answer, row in zip(seen, decided, probabilities, strict=True)
    )
    figures = measure(truth, decided, probabilities, recogniser.card.output.labels)
    return Evaluation(figures, predictions, unreadable)
