"""What the people page says of the kept pictures of someone, one by one and together. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import counted, decimal
from desktop.ui.i18n.said import said
from desktop.ui.people.people_words import count_words, date_words
from desktop.ui.people.why_words import quality_words
from desktop.ui.words import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.people.reference_figures import ReferenceFigures
    from desktop.ui.people.roster import Reference


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
    line, second = quality, ""
    if figures is not None and figures.mistakable:
        second = translate("People", "could be mistaken")
    if face.set_aside is not None:
        line, second = translate("People", "set aside"), said(face.set_aside)
    return ReferenceView(face.id, line, second, "\n".join(tips), face.set_aside is not None)


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
    scores = [one.own for one in figures if one.own is not None]
    if threshold is None or not scores:
        return ""
    missed = sum(score < threshold for score in scores)
    if not missed:
        said = translate("People", "Each of these {count} pictures is recognised by the others.")
        return said.format(count=len(scores))
    said = translate("People", "{missed} of these {count} pictures would not be recognised by the others.")
    return said.format(missed=missed, count=len(scores))


def chosen_words(views: Sequence[ReferenceView]) -> str:
    """Of the chosen pictures: all that is known of one, how many there are of several."""
    if len(views) == 1:
        return " · ".join(views[0].tip.splitlines())
    return translate("People", "{pictures} chosen").format(pictures=count_words(len(views))) if views else ""
