"""Why a face has its name, or none: what the dialog shows, in words. No widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import counted, decimal
from desktop.ui.i18n.said import said
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    from desktop.engine.identity import IdentityAnswer
    from desktop.people.decision import Why
    from vision.face_quality import FaceQuality


_FIGURE = re.compile(r"(?<![\w.])\d\.\d\d(?!\w|\.\w)")


@dataclass(frozen=True, slots=True)
class LikeView:
    """One of the references most like the face. `score` also says that its person is ruled out."""

    face_id: int
    name: str
    score: str


@dataclass(frozen=True, slots=True)
class WhyView:
    """The sentence that decided, the references, and the figures behind it, a label and a value each.

    `score` and `bar` are where they stand on a scale from 0 to 1.
    """

    sentence: str
    likes: tuple[LikeView, ...]
    facts: tuple[tuple[str, str], ...]
    score: float
    bar: float
    named: bool


def why_view(why: Why, quality: FaceQuality, fpir: float, shown: IdentityAnswer | None = None) -> WhyView:
    """The dialog's content. `shown`: what stands at the face, where that lags behind the decision."""
    decision = why.decision
    facts = _facts(why, quality, fpir)
    if shown is not None and shown.label != decision.name:
        waits = translate("Why", "unknown ({reason})").format(reason=said(shown.reason or ""))
        facts.append((translate("Why", "On screen"), shown.label or waits))
    return WhyView(
        sentence=_FIGURE.sub(lambda figure: decimal(float(figure[0]), 2), said(why.sentence)),
        likes=_likes(why),
        facts=tuple(facts),
        score=min(max(decision.score, 0.0), 1.0),
        bar=min(max(decision.threshold, 0.0), 1.0),
        named=decision.name is not None,
    )


def _likes(why: Why) -> tuple[LikeView, ...]:
    out = {one.person_id for one in why.ruled_out}
    words = translate("Why", "{score}, ruled out")
    return tuple(
        LikeView(
            like.face_id,
            like.name,
            (words if like.person_id in out else "{score}").format(score=decimal(like.score, 2)),
        )
        for like in why.references
    )


def _facts(why: Why, quality: FaceQuality, fpir: float) -> list[tuple[str, str]]:
    decision = why.decision
    facts = []
    if decision.nearest is not None:
        likeness = f"{decimal(decision.score, 2)} ({decision.nearest})"
        facts.append((translate("Why", "Likeness"), likeness))
        needed = translate("Why", "{bar}, with which about 1 stranger in {many} gets a name")
        facts.append(
            (
                translate("Why", "Needed"),
                needed.format(bar=decimal(decision.threshold, 2), many=counted(round(1 / fpir))),
            )
        )
    if decision.second is not None:
        lead = translate("Why", "{lead} before {second}, who has {score}")
        facts.append(
            (
                translate("Why", "Lead"),
                lead.format(
                    lead=decimal(decision.score - decision.second_score, 2),
                    second=decision.second,
                    score=decimal(decision.second_score, 2),
                ),
            )
        )
    refused = translate("Why", "{score} to a picture that you marked as not {name}")
    for one in why.ruled_out:
        against = refused.format(score=decimal(one.score, 2), name=one.name)
        facts.append((translate("Why", "Against it"), against))
    facts.append((translate("Why", "Picture"), quality_words(quality.score, quality.reasons)))
    return facts


def quality_words(score: float, reasons: tuple[str, ...]) -> str:
    """How well a face is seen: "good", or what speaks against it."""
    if reasons:
        return comma_list(said(reason) for reason in reasons)
    if score >= 0.6:
        return translate("Why", "good")
    return translate("Why", "fair") if score >= 0.3 else translate("Why", "poor")
