"""Who a face is, or nobody: bar, lead over the second, "not me", quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.people.matching import Candidate, Matcher
from desktop.people.snapshot import Floats

if TYPE_CHECKING:
    from desktop.people.calibration import Bar

_LEAST_LEAD = 0.02  # over the second person
_TOO_LIKE_A_REFUSED = 0.08  # a "not me" so much less alike than the person still speaks against them
_LEAST_QUALITY = 0.05
_WHY_REFERENCES = 3
_CANDIDATES = 8  # people among whom one is chosen


@dataclass(frozen=True)
class Decision:
    """Who a face is. `name` None: unknown, and `reason` says why in a short sentence.

    `nearest`: the most alike person, None where nobody is enrolled. `score` and `threshold`: of the nearest.
    """

    name: str | None
    person_id: int | None
    nearest: str | None
    score: float
    threshold: float
    second: str | None = None
    second_score: float = 0.0
    reason: str | None = None
    may_be_reference: bool = False


@dataclass(frozen=True)
class LikeReference:
    """A reference that a face was compared with."""

    face_id: int
    person_id: int
    name: str
    score: float


@dataclass(frozen=True)
class RuledOut:
    """A person whom a "not me" speaks against. `score`: the cosine to the picture that was marked."""

    person_id: int
    name: str
    score: float


@dataclass(frozen=True)
class Why:
    """Everything that decided about one face, for "why?". `ruled_out`: the most alike first."""

    decision: Decision
    references: tuple[LikeReference, ...]
    sentence: str
    ruled_out: tuple[RuledOut, ...] = ()


class Decider:
    """A gallery made ready, with its bar. Frozen: the live thread uses one while the next is made."""

    def __init__(self, matcher: Matcher, bar: Bar) -> None:
        self.matcher = matcher
        self.bar = bar

    def decide(self, probe: Floats, *, quality: float = 1.0, reasons: tuple[str, ...] = ()) -> Decision:
        """Who the face with this embedding (D,) is.

        The probe may be the mean of several embeddings of one face, not scaled: what they agree on stays
        long, so noise lowers a score and never raises it.
        """
        candidates = self.matcher.best(probe, _CANDIDATES)
        if not candidates:
            return Decision(None, None, None, 0.0, self.bar.threshold, reason="nobody is enrolled")
        refused = [c for c in candidates if self.is_refused(probe, c)]
        left = [candidate for candidate in candidates if candidate not in refused]
        threshold = self.bar.threshold
        if candidates[0] in refused and (not left or left[0].score < threshold):
            # A mark decides only where there would have been a name without it.
            name = self._name(candidates[0])
            decides = candidates[0].score >= threshold
            return self._unknown(
                candidates[0], None, f"marked as not {name}" if decides else f"not like {name} enough"
            )
        best, second = left[0], left[1] if len(left) > 1 else None
        if best.score < threshold:
            return self._unknown(best, second, f"not like {self._name(best)} enough")
        if second is not None and best.score - second.score < _LEAST_LEAD:
            return self._unknown(best, second, f"like {self._name(best)} and {self._name(second)} alike")
        if quality < _LEAST_QUALITY:
            return self._unknown(best, second, ", ".join(reasons) or "not seen well enough")
        return self._decision(best, second, named=True, reason=None)

    def why(self, probe: Floats, *, quality: float = 1.0, reasons: tuple[str, ...] = ()) -> Why:
        """The decision with what it rests on."""
        decision = self.decide(probe, quality=quality, reasons=reasons)
        snapshot = self.matcher.snapshot
        if not len(snapshot):
            return Why(decision, (), "Nobody is enrolled yet.")
        scores = probe @ snapshot.columns
        few = np.argsort(-scores, kind="stable")[:_WHY_REFERENCES]
        owners = snapshot.owners[few]
        references = tuple(
            LikeReference(
                int(snapshot.face_ids[k]),
                int(snapshot.person_ids[row]),
                snapshot.names[row],
                float(scores[k]),
            )
            for k, row in zip(few, owners, strict=True)
        )
        return Why(decision, references, _sentence(decision), self._ruled_out(probe, decision))

    def is_refused(self, probe: Floats, candidate: Candidate) -> bool:
        """Whether a "not me" of the person speaks against them here."""
        refused = self.matcher.against(probe, candidate.row)
        return refused > 0 and refused >= candidate.score - _TOO_LIKE_A_REFUSED

    def allows(self, person_id: int, probe: Floats) -> bool:
        """Whether a person is still enrolled, and no "not me" speaks against them for this probe."""
        row = self.matcher.snapshot.row_of(person_id)
        if row is None:
            return False
        return not self.is_refused(probe, Candidate(row, self.matcher.score_of(probe, row)))

    def _ruled_out(self, probe: Floats, decision: Decision) -> tuple[RuledOut, ...]:
        """Those who would reach the bar, as like as who was decided on or more, whom a "not me" kept out."""
        ids = self.matcher.snapshot.person_ids
        return tuple(
            RuledOut(int(ids[one.row]), self._name(one), self.matcher.against(probe, one.row))
            for one in self.matcher.best(probe, _CANDIDATES)
            if one.score >= max(decision.score, decision.threshold) and self.is_refused(probe, one)
        )

    def _name(self, candidate: Candidate) -> str:
        return self.matcher.snapshot.names[candidate.row]

    def _unknown(self, best: Candidate, second: Candidate | None, reason: str) -> Decision:
        return self._decision(best, second, named=False, reason=reason)

    def _decision(
        self, best: Candidate, second: Candidate | None, *, named: bool, reason: str | None
    ) -> Decision:
        return Decision(
            name=self._name(best) if named else None,
            person_id=int(self.matcher.snapshot.person_ids[best.row]) if named else None,
            nearest=self._name(best),
            score=best.score,
            threshold=self.bar.threshold,
            second=self._name(second) if second else None,
            second_score=second.score if second else 0.0,
            reason=reason,
            may_be_reference=named and best.score >= self.bar.reference_threshold,
        )


def _sentence(decision: Decision) -> str:
    needed = f"{decision.threshold:z.2f}"
    if decision.name is not None:
        second = (
            f"; {decision.second}, the second, has {decision.second_score:z.2f}" if decision.second else ""
        )
        return f"{decision.name}: {decision.score:z.2f} reaches the bar of {needed}{second}."
    return f"Unknown: {decision.reason}. {decision.nearest} has {decision.score:z.2f}; {needed} is needed."
