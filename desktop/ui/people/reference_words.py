"""What the people page says of the kept pictures of someone, one by one and together. No widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import counted, decimal
from desktop.ui.i18n.said import said
from desktop.ui.people.people_words import count_words, date_words
from desktop.ui.people.why_words import quality_words
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.people.reference_figures import ReferenceFigures
    from desktop.ui.people.roster import Reference

_SCORE = re.compile(r"\s*[(（]\d[^()（）]*[)）]$")
"""How far off a picture is: figures stand in its tip, not under it."""


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A kept picture in words: two short lines under it, and all that is known of it, a line each.

    `set_aside`: it does not count, and can be brought back.
    """

    face_id: int
    line: str
    second: str
    tip: str
    set_aside: bool


def reference_view(reference: Reference, threshold: float | None) -> ReferenceView:
    """One kept picture."""
    face, figures = reference.face, reference.figures
    quality = quality_words(face.quality, face.reasons)
    tips = [translate("People", "Picture: {quality}").format(quality=quality)]
    if figures is not None and figures.own is not None:
        tips.append(translate("People", "Like the others: {score}").format(score=decimal(figures.own, 2)))
    if figures is not None and figures.nearest is not None:
        nearest = translate("People", "Nearest stranger: {score}")
        tips.append(nearest.format(score=decimal(figures.nearest, 2)))
    if figures is not None and figures.asked:
        tips.append(_stranger_tip(figures))
    if threshold is not None:
        tips.append(translate("People", "A name needs {bar}").format(bar=decimal(threshold, 2)))
    if face.set_aside is not None:
        tips.append(translate("People", "Set aside: {why}").format(why=said(face.set_aside)))
    if face.source:
        tips.append(face.source)
    tips.append(date_words(face.taken_s))
    line, second = quality, comma_list(_doubts(figures, threshold))
    if face.set_aside is not None:
        line, second = translate("People", "set aside"), _SCORE.sub("", said(face.set_aside))
    return ReferenceView(face.id, line, second, "\n".join(tips), face.set_aside is not None)


def _doubts(figures: ReferenceFigures | None, threshold: float | None) -> Iterator[str]:
    """What is amiss with a picture that counts, in a word or two each."""
    if figures is not None and _is_missed(figures, threshold):
        yield translate("People", "not recognised")
    if figures is not None and figures.mistakable:
        yield translate("People", "could be mistaken")


def _is_missed(figures: ReferenceFigures, threshold: float | None) -> bool:
    """Whether the bar would miss the picture if only the others were known."""
    return threshold is not None and figures.own is not None and figures.own < threshold


def _stranger_tip(figures: ReferenceFigures) -> str:
    tip = translate("People", "Strangers who would get the name by this picture alone: {count} of {asked}")
    return tip.format(count=counted(figures.named), asked=counted(figures.asked))


def mistakable_words(references: Sequence[Reference]) -> str:
    """What “could be mistaken” under a picture means; "" where it stands under none."""
    if not any(one.figures and one.figures.mistakable and one.face.set_aside is None for one in references):
        return ""
    return translate(
        "People",
        "“Could be mistaken”: unusually many strangers look like that picture. If there are better ones, set "
        "it aside.",
    )


def missed_words(references: tuple[Reference, ...], threshold: float | None) -> str:
    """How many of a person's own pictures the bar would miss, each left out in turn; "" where unknown."""
    figures = [one.figures for one in references if one.figures and one.face.set_aside is None]
    compared = [one for one in figures if one.own is not None]
    if threshold is None or not compared:
        return ""
    missed = sum(_is_missed(one, threshold) for one in compared)
    if not missed:
        said = translate("People", "Each of these {count} pictures is recognised by the others.")
        return said.format(count=len(compared))
    said = translate("People", "{missed} of these {count} pictures would not be recognised by the others.")
    return said.format(missed=missed, count=len(compared))


def chosen_words(views: Sequence[ReferenceView]) -> str:
    """Of the chosen pictures: all that is known of one, how many there are of several."""
    if len(views) == 1:
        return " · ".join(views[0].tip.splitlines())
    return translate("People", "{pictures} chosen").format(pictures=count_words(len(views))) if views else ""
