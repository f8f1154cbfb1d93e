"""What the people page says of the kept pictures of someone, one by one and together. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import decimal
from desktop.ui.i18n.said import said
from desktop.ui.people.people_words import count_words, date_words
from desktop.ui.people.why_words import quality_words
from desktop.ui.words import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    face = reference.face
    quality = quality_words(face.quality, face.reasons)
    tips = [translate("People", "Picture: {quality}").format(quality=quality)]
    if reference.own is not None:
        tips.append(translate("People", "Like the others: {score}").format(score=decimal(reference.own, 2)))
    if reference.stranger is not None:
        nearest = translate("People", "Nearest stranger: {score}").format(
            score=decimal(reference.stranger, 2)
        )
        tips.append(nearest)
    if threshold is not None:
        tips.append(translate("People", "A name needs {bar}").format(bar=decimal(threshold, 2)))
    if face.set_aside is not None:
        tips.append(translate("People", "Set aside: {why}").format(why=said(face.set_aside)))
    if face.source:
        tips.append(face.source)
    tips.append(date_words(face.taken_s))
    line, second = quality, _stranger_line(reference)
    if face.set_aside is not None:
        line, second = translate("People", "set aside"), said(face.set_aside)
    return ReferenceView(face.id, line, second, "\n".join(tips), face.set_aside is not None)


def _stranger_line(reference: Reference) -> str:
    if reference.stranger is None:
        return ""
    return translate("People", "stranger {score}").format(score=decimal(reference.stranger, 2))


def stranger_words(references: Sequence[Reference], threshold: float | None) -> str:
    """What the figure under each picture means; "" where none has one."""
    if threshold is None or all(one.stranger is None for one in references):
        return ""
    meaning = translate(
        "People",
        "“Stranger” says how like the picture the nearest of thousands of strangers is, from 0 to 1. A face "
        "gets this name from {bar} on: the lower the figure, the better the picture.",
    )
    return meaning.format(bar=decimal(threshold, 2))


def missed_words(references: tuple[Reference, ...], threshold: float | None) -> str:
    """How many of a person's own pictures the bar would miss, each left out in turn; "" where unknown."""
    scores = [one.own for one in references if one.own is not None and one.face.set_aside is None]
    if threshold is None or not scores:
        return ""
    missed = sum(score < threshold for score in scores)
    said = translate(
        "People", "Of these {count} pictures, each left out in turn, {missed} would stay unnamed."
    )
    return said.format(count=len(scores), missed=missed or translate("People", "none"))


def chosen_words(views: Sequence[ReferenceView]) -> str:
    """Of the chosen pictures: all that is known of one, how many there are of several."""
    if len(views) == 1:
        return " · ".join(views[0].tip.splitlines())
    return translate("People", "{pictures} chosen").format(pictures=count_words(len(views))) if views else ""
