"""Every answer looks like itself: in any recording, with any colour vision, and in black and white."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest

from desktop.recording.chart import COLOURS
from desktop.recording.looks import looks_of
from desktop.recording.tracks import Span, TrackLine
from desktop.ui.theme.tokens import SERIES

SMILES = ("no smile", "smile")
EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
# Machado, Oliveira and Fernandes 2009: how linear RGB looks without one kind of cone.
CONES = {
    "all": np.eye(3),
    "no red": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "no green": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "no blue": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}


def line(answers: Mapping[str, tuple[str, ...]]) -> TrackLine:
    spans = {
        task: tuple(Span(float(at), at + 1.0, label) for at, label in enumerate(labels))
        for task, labels in answers.items()
    }
    return TrackLine(1, 0.0, 9.0, None, None, False, False, 9, (), (), spans, {})


def lab(colour: str, cones: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a colour as such eyes see it."""
    coded = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ np.clip(cones @ linear, 0, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_no_two_answers_look_alike() -> None:
    looks = looks_of([line({"smile": SMILES, "emotion": EMOTIONS})])
    assert list(looks) == [*SMILES, *EMOTIONS]
    assert len(set(looks.values())) == len(looks)
    assert looks["neutral"].fill != looks["no smile"].fill


@pytest.mark.parametrize("cones", CONES.values(), ids=CONES)
@pytest.mark.parametrize("series", [SERIES, COLOURS], ids=["timeline", "chart"])
@pytest.mark.parametrize("labels", [SMILES, EMOTIONS])
def test_answers_of_a_row_differ_in_more_than_hue(
    labels: tuple[str, ...], series: tuple[str, ...], cones: np.ndarray
) -> None:
    """Answers that stand side by side differ by their fill, or clearly in colour for any eyes."""
    looks = looks_of([line({"task": labels})])
    for one, other in combinations(looks.values(), 2):
        apart = np.linalg.norm(lab(series[one.colour], cones) - lab(series[other.colour], cones))
        assert one.fill != other.fill or apart > 15, (one, other)


def test_a_look_depends_on_nothing_else_in_the_recording() -> None:
    alone = looks_of([line({"emotion": ("sad",)})])
    assert alone["sad"] == looks_of([line({"smile": SMILES, "emotion": EMOTIONS})])["sad"]


def test_labels_of_other_models_have_looks_of_their_own_too() -> None:
    breeds = tuple(f"breed {n}" for n in range(30))
    looks = looks_of([line({"emotion": ("sad", "angry"), "breed": breeds})])
    assert len({looks[breed] for breed in breeds[:10]}) == 10
    assert not {looks["sad"], looks["angry"]} & {looks[breed] for breed in breeds}
