"""Runs a model over labelled pictures by the window's own path: detector, crop, recogniser.

No TensorFlow here: an exported file is measured as the desktop runs it, a Keras network by the same calls.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from trainer.data.layouts import LabelledPictures, match_label
from trainer.data.picture_pool import picture_pool
from trainer.evaluate.looking import Look, View, look_of
from trainer.evaluate.metrics import Figures, Indices, Probabilities, measure
from trainer.evaluate.sureness import Sureness, sureness
from vision.crops import Crops
from vision.errors import DataUnusable, ImageUnreadable
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
    """Figures and the answers behind them. `face_found` is true where no face was looked for.

    detector: None where whole pictures answered.

    sureness: None for a model that is never unsure. Figures count unsure answers by their likeliest label.
    """

    figures: Figures
    predictions: tuple[Prediction, ...]
    unreadable: tuple[ImageUnreadable, ...] = ()
    detector: str | None = None
    sureness: Sureness | None = None

    @property
    def n_no_face(self) -> int:
        return sum(not prediction.face_found for prediction in self.predictions)


def evaluate_pictures(
    recogniser: Recogniser,
    pictures: LabelledPictures,
    detector_name: str | None = None,
    *,
    on_progress: OnProgress = lambda done, total: None,
    threads: int | None = None,
) -> Evaluation:
    """Every readable picture answered and measured, in the order of the samples.

    Where the pictures are faces, or the card speaks of pictures, the whole picture answers; else the largest
    face found does, and the whole picture where none is found. Raises DataUnusable where the data has labels
    that the model doesn't know, or no picture can be read; FacetError for an unknown detector.
    """
    truths = _truths(recogniser, pictures)
    look = look_of(recogniser, pictures, detector_name)
    seen: list[tuple[Path, int, bool]] = []
    rows: list[Probabilities] = []
    unreadable: list[ImageUnreadable] = []
    for part, views in _views(look, pictures, on_progress, threads):
        readable = [(place, view) for place, view in zip(part, views, strict=True) if isinstance(view, View)]
        unreadable += [view for view in views if isinstance(view, ImageUnreadable)]
        seen += [(pictures.samples[place].path, truths[place], view.face_found) for place, view in readable]
        rows += _answer(recogniser, [view.crop for _, view in readable])
    if not seen:
        raise DataUnusable(
            pictures.root, f"none of {len(unreadable)} pictures can be read", hint=str(unreadable[0])
        )
    found = _evaluation(recogniser, seen, np.concatenate(rows))
    return replace(found, unreadable=tuple(unreadable), detector=look.detector_name)


def labelled_views(
    recogniser: Recogniser,
    pictures: LabelledPictures,
    detector_name: str | None,
    most: int,
    *,
    on_progress: OnProgress = lambda done, total: None,
) -> tuple[Crops, Indices]:
    """What the model sees of at most `most` readable pictures, spread evenly, and their labels' places.

    Crops uint8 (N, height, width, 3) RGB. Raises as `evaluate_pictures`.
    """
    chosen = np.unique(np.linspace(0, len(pictures.samples) - 1, most).round().astype(int))
    part = replace(pictures, samples=tuple(pictures.samples[place] for place in chosen))
    truths = _truths(recogniser, part)
    look = look_of(recogniser, part, detector_name)
    crops, kept = [], []
    for places, views in _views(look, part, on_progress, None):
        for place, view in zip(places, views, strict=True):
            if isinstance(view, View):
                crops.append(view.crop)
                kept.append(truths[place])
    height, width = recogniser.card.input.height, recogniser.card.input.width
    empty = np.empty((0, height, width, 3), np.uint8)
    return np.concatenate([empty, *crops]), np.array(kept, np.intp)


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


def _views(
    look: Look, pictures: LabelledPictures, on_progress: OnProgress, threads: int | None
) -> Iterator[tuple[range, list[View | ImageUnreadable]]]:
    total = len(pictures.samples)
    on_progress(0, total)
    with picture_pool(threads) as pool:
        for start in range(0, total, _PICTURES_AT_ONCE):
            part = range(start, min(start + _PICTURES_AT_ONCE, total))
            views: list[View | ImageUnreadable] = []
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
) -> Evaluation:
    decided = decide(recogniser, probabilities)
    truth = np.array([truth for _, truth, _ in seen], np.intp)
    predictions = tuple(
        Prediction(path, place, int(answer), tuple(map(float, row)), face_found)
        for (path, place, face_found), answer, row in zip(seen, decided, probabilities, strict=True)
    )
    figures = measure(truth, decided, probabilities, recogniser.card.output.labels)
    sure = sureness(recogniser.card, truth, decided, probabilities)
    return Evaluation(figures, predictions, sureness=sure)
