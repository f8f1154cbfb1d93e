"""A model's figures in words: their names, on what they were measured, and what each of them means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import counted, fill, percent, significant
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    from vision.model_card import Metric

# How cards word what a figure was measured on; no words of the window, which are marked.
_CLOSED_SET = re.compile(r"strangers\snamed\sfrom\s(0?\.\d+|0|1)\son")
_NAMED = re.compile(
    r"(?P<data>.+),\s(?P<people>\d+)\senrolled\swith\sup\sto\s(?P<most>\d+),\sbar\sfor\s(?P<bar>.+)"
)
_OTHERS_OF_LFW = re.compile(r"LFW\swithout\sthe\speople\sgiven")
_STRANGERS_IN = {"1.0%": 100, "0.1%": 1000, "1 stranger in 100": 100, "1 stranger in 1,000": 1000}
_FOLDS = re.compile(r"cross-validation,\s(\d+)\sfolds\b.*")
_HELD_OUT = re.compile(r"held-out\srows\sof\sTraining")
_CHOSEN_BY = re.compile(r"validation\spart(?:,\s(?P<chosen>.+))?")
_CHOSEN_ON = re.compile(
    r"(?P<data>.+?),\s(?P<split>validation\spart.*|cross-validation,.*),\sn\s=\s(?P<n>\d+)"
)
_KEPT_ASIDE = re.compile(r"held\sout")
_GALLERY = re.compile(r"the\sgallery's\sown\spictures")
_STRANGERS = ("strangers", "all")
_COUNTED = ("loss", "error", "pixels", "_px", "_ms", "cosine")

FigureRow = tuple[str, str, str, str, str]
"""Name, value, interval, pictures, data."""


def figure_row(metric: Metric) -> FigureRow:
    """One figure as it stands in the table."""
    interval = ""
    if metric.ci95 is not None:
        low, high = (_value(metric.name, side) for side in metric.ci95)
        interval = translate("Models", "{low} to {high}").format(low=low, high=high)
    value = _value(metric.name, metric.value)
    return figure_name(metric.name), value, interval, counted(metric.n), _where(metric)


def figure_meanings(metrics: Sequence[Metric]) -> tuple[tuple[str, str], ...]:
    """A plain sentence for each figure, column and part of the data that these have, each once."""
    return tuple(dict.fromkeys(_meanings(metrics))) if metrics else ()


def interval_title() -> str:
    """The heading of the intervals."""
    return translate("ModelDetails", "95 % interval")


def out_of_title() -> str:
    """The heading of how many pictures."""
    return translate("ModelDetails", "Out of")


def figure_name(name: str) -> str:
    """What a figure measures, in words where its short name says little."""
    name = name.replace("_", " ")
    closed = _CLOSED_SET.fullmatch(name)
    if closed:
        said = translate("Models", "Strangers named, where it is {share} sure or more")
        return said.format(share=percent(float(closed[1])))
    known = {
        "accuracy": translate("Models", "Accuracy"),
        "balanced accuracy": translate("Models", "Balanced accuracy"),
        "known named rightly": translate("Models", "Known named rightly"),
        "strangers named": translate("Models", "Strangers named"),
        "pairs of one person told at 1 in 1,000": translate("Models", "Same person recognised"),
        "faces found": translate("Models", "Faces found"),
        "faces found by Haar": translate("Models", "Faces found by Haar"),
        "auc": translate("Models", "Faces told from other things (AUC)"),
        "nme": translate("Models", "Points off by"),
        "iou": translate("Models", "Overlap with the true box"),
        "cosine to the teacher": translate("Models", "Likeness to its teacher's numbers (cosine)"),
    }
    plain = name if any(letter.isupper() for letter in name) else name[:1].upper() + name[1:]
    return known.get(name, plain)


def _meanings(metrics: Sequence[Metric]) -> Iterator[tuple[str, str]]:
    for metric in metrics:
        meaning = _meaning(metric.name.replace("_", " "))
        if meaning:
            yield figure_name(metric.name), meaning
    if any(metric.ci95 for metric in metrics):
        yield (
            interval_title(),
            translate(
                "Models",
                "On other pictures like these the value would most likely lie between these two. The more "
                "pictures, the closer they are.",
            ),
        )
    yield (
        out_of_title(),
        translate("Models", "On how many pictures, faces or pairs of faces it was measured."),
    )
    for metric in metrics:
        if not _named_words(metric.dataset):
            yield from _split_meaning(metric.split)


def _meaning(name: str) -> str:
    if _CLOSED_SET.fullmatch(name):
        name = "strangers named"
    return {
        "accuracy": translate("Models", "Of all its answers, so many were right."),
        "balanced accuracy": translate(
            "Models",
            "The share that was right, taken for each answer by itself and then averaged: a rare answer "
            "counts as much as a common one.",
        ),
        "f1": translate(
            "Models",
            "Counts two mistakes at once, giving an answer wrongly and missing it; averaged over all "
            "answers. 100 % means that neither ever happened.",
        ),
        "known named rightly": translate(
            "Models", "Of the pictures of people whom it had been shown before, so many got the right name."
        ),
        "strangers named": translate(
            "Models",
            "Of the pictures of people whom it had never been shown, so many got somebody's name by mistake. "
            "Lower is better.",
        ),
        "pairs of one person told at 1 in 1,000": translate(
            "Models",
            "Of pairs of pictures of one person, so many were taken for one person, where 1 in 1,000 pairs "
            "of strangers may be too.",
        ),
        "faces found": translate("Models", "Of the faces that are in the pictures, so many were found."),
        "faces found by Haar": translate(
            "Models", "The same of Haar, which ships with Facet: measured alike, to compare with."
        ),
        "auc": translate(
            "Models",
            "Of a face and something else, how often the face is rated higher. 50 % would be chance.",
        ),
        "nme": translate(
            "Models",
            "How far its points lie from the true ones on average; 100 % would be the distance between the "
            "eyes. Lower is better.",
        ),
        "iou": translate(
            "Models", "How much of its box and the true one is common to both; 100 % if they are the same."
        ),
        "cosine to the teacher": translate(
            "Models",
            "How alike its numbers for a face and those of the model that it learned from are: 1 is the "
            "same, 0 has nothing in common.",
        ),
    }.get(name, "")


def chosen_on_words(said: str) -> str:
    """On what a card's thresholds were chosen: data, part, how many pictures; any other wording as it is."""
    known = _CHOSEN_ON.fullmatch(said)
    if known is None:
        return said
    pictures = translate("Models", "{n} pictures").format(n=counted(int(known["n"])))
    return comma_list((known["data"], _split_words(known["split"]), pictures))


def _where(metric: Metric) -> str:
    """On which part of which data."""
    if (metric.dataset, metric.split) == _STRANGERS:
        return translate("Models", "pictures of strangers")
    data = metric.dataset
    if _GALLERY.fullmatch(data):
        data = translate("Models", "the gallery's own pictures")
    return _named_words(metric.dataset) or comma_list((data, _split_words(metric.split)))


def _named_words(dataset: str) -> str:
    """How people were named in a data set, in whole words; "" for a data set of anything else."""
    named = _NAMED.fullmatch(dataset)
    strangers = _STRANGERS_IN.get(named["bar"]) if named else None
    if named is None or strangers is None:
        return ""
    data = named["data"]
    if _OTHERS_OF_LFW.fullmatch(data):
        data = translate("Models", "LFW, people set aside for this")
    said = translate(
        "Models",
        "{data}: {people:,} enrolled with up to {most} pictures each, about 1 in {strangers:,} strangers may "
        "be named",
    )
    if named["most"] == "1":
        said = translate(
            "Models",
            "{data}: {people:,} enrolled with one picture each, about 1 in {strangers:,} strangers may be "
            "named",
        )
    return fill(said, data=data, people=int(named["people"]), most=int(named["most"]), strangers=strangers)


def _split_words(split: str) -> str:
    folds = _FOLDS.fullmatch(split)
    if folds:
        return translate("Models", "cross-validation in {count} parts").format(count=folds[1])
    if _CHOSEN_BY.fullmatch(split):
        return translate("Models", "validation")
    if _KEPT_ASIDE.fullmatch(split):
        return translate("Models", "kept aside")
    return {
        "test": translate("Models", "test"),
        "validation": translate("Models", "validation"),
        "held-out rows of Training": translate("Models", "held-out rows of Training"),
    }.get(split, split)


def _split_meaning(split: str) -> Iterator[tuple[str, str]]:
    chosen_by = _CHOSEN_BY.fullmatch(split)
    if chosen_by and chosen_by["chosen"]:
        yield translate("Models", "Validation"), _chosen_words(chosen_by["chosen"])
    elif _KEPT_ASIDE.fullmatch(split):
        yield (
            translate("Models", "Kept aside"),
            translate("Models", "Measured on pictures that it had not learned from."),
        )
    elif split == "test":
        yield (
            translate("Models", "Test"),
            translate("Models", "Measured on pictures that were kept aside and used for nothing else."),
        )
    elif split == "validation" or chosen_by or _HELD_OUT.fullmatch(split):
        name = translate("Models", "Validation")
        if _HELD_OUT.fullmatch(split):
            name = translate("Models", "Held-out rows")
        yield (
            name,
            translate(
                "Models",
                "Measured on pictures that it did not learn from, but by which its settings were chosen; the "
                "values may be a little too good.",
            ),
        )
    elif _FOLDS.fullmatch(split):
        yield (
            translate("Models", "Cross-validation"),
            translate(
                "Models",
                "It learned several times, each time without one part of the pictures, and was measured on "
                "that part.",
            ),
        )


def _chosen_words(chosen: str) -> str:
    said = translate(
        "Models",
        "Measured on pictures that it had not learned from yet, but by which a setting was chosen "
        "({chosen}); the values may be a little too good. Afterwards it learned from these pictures too.",
    )
    return said.format(chosen=chosen)


def _value(name: str, value: float) -> str:
    if any(part in name for part in _COUNTED) or not 0 <= value <= 1:
        return significant(value, 3)
    return percent(value, 1)
