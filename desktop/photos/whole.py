"""What a model that looks at whole pictures says of photos: the likeliest labels of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.errors import ImageUnreadable
from vision.images import read_image
from vision.recognisers import UNSURE, Answer, Recogniser

TOP = 5


@dataclass(frozen=True)
class PictureAnswer:
    """`top`: the likeliest labels with their probabilities, five at most, the likeliest first.

    `label` is None where the likeliest doesn't reach the threshold of the model's card.
    """

    model: str
    digest: str
    task: str
    label: str | None
    top: tuple[tuple[str, float], ...]

    @property
    def answer(self) -> Answer:
        """The same as of a face, with the likeliest labels alone."""
        reason = UNSURE if self.label is None else None
        return Answer(self.task, self.label, self.top[0][1], dict(self.top), reason)

    def to_json_object(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "model": self.model,
            "task": self.task,
            "label": self.label,
            "top": [{"label": label, "score": round(score, 4)} for label, score in self.top],
        }
        return found if self.label is not None else found | {"reason": UNSURE}


Ask = Callable[[NDArray[np.uint8]], PictureAnswer]


class PictureAsker:
    """A model that is asked about whole pictures, BGR, one at a time."""

    def __init__(self, name: str, recogniser: Recogniser) -> None:
        self.name = name
        self._recogniser = recogniser

    def __call__(self, image_bgr: NDArray[np.uint8]) -> PictureAnswer:
        """The answer for the middle square of a picture, which is what such a model is shown."""
        said = self._recogniser.recognise_whole(image_bgr)
        top = sorted(said.scores.items(), key=lambda pair: -pair[1])[:TOP]
        digest = self._recogniser.session.digest
        return PictureAnswer(self.name, digest, said.task, said.label, tuple(top))


def ask_photos(
    photos: Iterable[Path],
    ask: Ask,
    say: Callable[[tuple[Path, PictureAnswer | None]], None],
    stopped: Callable[[], bool],
) -> None:
    """Asks about each photo and tells the answer; None for one that can't be read any more."""
    for path in photos:
        if stopped():
            return
        try:
            image = read_image(path)
        except ImageUnreadable:
            say((path, None))
        else:
            say((path, ask(image)))
