"""Figures of the models of others, measured by us: their files carry none. docs/results tells how."""

from __future__ import annotations

from desktop.models.finders_compared import BY_HAAR, BY_YUNET, FACES
from vision.model_card import Metric

_NAMED = "LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 100"
_STRICT = "LFW without the people given, 200 enrolled with up to 5, bar for 1 stranger in 1,000"
_CROWDS = "WIDER FACE, the 99 faces of 30 pixels or more in 113 pictures of crowds"
_LARGE = f"{_CROWDS}, 3 false finds of that size"
_COMPARED = f"{_CROWDS}, at most 1 find in 20 false, of any size"

_FIGURES = {
    "sface": (
        Metric(
            name="known named rightly",
            value=0.9922,
            dataset=_NAMED,
            split="test",
            n=1406,
            ci95=(0.986, 0.996),
        ),
        Metric(
            name="strangers named", value=0.0059, dataset=_NAMED, split="test", n=7640, ci95=(0.0044, 0.0079)
        ),
        Metric(
            name="known named rightly",
            value=0.9858,
            dataset=_STRICT,
            split="test",
            n=1406,
            ci95=(0.978, 0.991),
        ),
        Metric(
            name="strangers named", value=0.0003, dataset=_STRICT, split="test", n=7640, ci95=(0.0001, 0.001)
        ),
    ),
    "yunet": (
        Metric(
            name="faces found", value=91 / 99, dataset=_LARGE, split="validation", n=99, ci95=(0.849, 0.958)
        ),
        Metric(
            name="faces found",
            value=BY_YUNET / FACES,
            dataset=_COMPARED,
            split="validation",
            n=99,
            ci95=(0.812, 0.937),
        ),
        Metric(
            name="faces found by Haar",
            value=BY_HAAR / FACES,
            dataset=_COMPARED,
            split="validation",
            n=99,
            ci95=(0.559, 0.743),
        ),
    ),
}


def known_figures(name: str) -> tuple[Metric, ...]:
    """What is known of the pulled model of that name."""
    return _FIGURES.get(name, ())
