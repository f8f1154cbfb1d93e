"""Who a face is, or nobody: bar, lead over the second, "not me", quality, and the evidence of a track."""

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
            return self._unknown(candidates[0], None, f"marked as not {self._name(candidates[0])}")
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
        """Those as like as who was decided on, or more, whom a "not me" kept out."""
        ids = self.matcher.snapshot.person_ids
        return tuple(
            RuledOut(int(ids[one.row]), self._name(one), self.matcher.against(probe, one.row))
            for one in self.matcher.best(probe, _CANDIDATES)
            if one.score >= decision.score and self.is_refused(probe, one)
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
    needed = f"{decision.threshold:.2f}"
    if decision.name is not None:
        second = (
            f"; {decision.second}, the second, has {decision.second_score:.2f}" if decision.second else ""
        )
        return f"{decision.name}: {decision.score:.2f} reaches the bar of {needed}{second}."
    return f"Unknown: {decision.reason}. {decision.nearest} has {decision.score:.2f}; {needed} is needed."


class IdentityTrack:
    """The evidence about one face in a moving picture, and a name that does not flicker.

    Embeddings are averaged with their quality as weight, the older ones fading. A name is given once the
    evidence is clear, kept until it has clearly gone, and changed for another at most once a minute.
    """

    def __init__(
        self,
        *,
        memory: float = 8.0,
        slack: float = 0.06,
        sure_lead: float = 0.08,
        looks_needed: int = 3,
        change_after_s: float = 60.0,
    ) -> None:
        """`memory`: about how many looks count. `slack`: how far below the bar a name is kept."""
        self._memory = memory
        self._slack = slack
        self._sure_lead = sure_lead
        self._looks_needed = looks_needed
        self._change_after_s = change_after_s
        self._sum: np.ndarray[tuple[int], np.dtype[np.float64]] | None = None
        self._weight = 0.0
        self._best_quality = 0.0
        self._reasons: tuple[str, ...] = ()
        self._named: int | None = None
        self._named_at_s = float("-inf")
        self._shown: Decision | None = None
        self._decided: tuple[Decider, int, Decision] | None = None
        self.looks = 0
        self._taken = 0  # looks since ever: those before the numbers were another model's, too
        self.looked_at_s: float | None = None

    @property
    def decision(self) -> Decision | None:
        """What is known now; None before the first look."""
        return self._shown

    @property
    def sure(self) -> bool:
        """Whether looking again can wait: the face has a name, or was clearly seen to be nobody's."""
        return self._shown is not None and self.looks >= self._looks_needed

    @property
    def evidence(self) -> Floats | None:
        """The weighted mean of the embeddings (D,), not scaled; None before the first look."""
        return None if self._sum is None else np.asarray(self._sum / self._weight, np.float32)

    def look(self, embedding: Floats, at_s: float, *, quality: float, reasons: tuple[str, ...] = ()) -> None:
        """Takes one embedding (D,) of the face; `decide` then says who it is."""
        weight = max(quality, 0.05)
        if self._sum is None or len(self._sum) != len(embedding):
            self._sum, self._weight, self.looks = np.zeros(len(embedding)), 0.0, 0
        fade = 1 - 1 / self._memory
        self._sum = fade * self._sum + weight * embedding
        self._weight = fade * self._weight + weight
        self._best_quality = max(quality, fade * self._best_quality)
        self._reasons = reasons
        self.looks += 1
        self._taken += 1
        self.looked_at_s = at_s

    def forget(self) -> None:
        """Another model's numbers, or another gallery: what was gathered says nothing any more."""
        self._sum, self._weight, self.looks, self.looked_at_s = None, 0.0, 0, None
        self._shown, self._named = None, None

    def decide(self, decider: Decider, at_s: float) -> Decision | None:
        """Who the track is, by all evidence so far."""
        probe = self.evidence
        if probe is None:
            return None
        fresh = self._fresh(decider, probe)
        self._shown = self._steady(fresh, decider, probe, at_s)
        return self._shown

    def _fresh(self, decider: Decider, probe: Floats) -> Decision:
        """The decision on the evidence; between two looks nothing is searched anew."""
        known = self._decided
        if known is not None and known[0] is decider and known[1] == self._taken:
            return known[2]
        fresh = decider.decide(probe, quality=self._best_quality, reasons=self._reasons)
        self._decided = decider, self._taken, fresh
        return fresh

    def _steady(self, fresh: Decision, decider: Decider, probe: Floats, at_s: float) -> Decision:
        if self._named is not None and not decider.allows(self._named, probe):
            self._named = None  # the user said so: the right name need not wait
        if fresh.person_id is not None and fresh.person_id != self._named:
            clear = self.looks >= self._looks_needed or fresh.score >= fresh.threshold + self._sure_lead
            waited = self._named is None or at_s - self._named_at_s >= self._change_after_s
            if clear and waited:
                self._named, self._named_at_s = fresh.person_id, at_s
                return fresh
            held = self._held(fresh, decider, probe)
            return held or _unnamed(fresh, "looking again" if waited else "the name was another a moment ago")
        if fresh.person_id is None:
            return self._held(fresh, decider, probe) or fresh
        return fresh

    def _held(self, fresh: Decision, decider: Decider, probe: Floats) -> Decision | None:
        """The name given before, while the evidence is near the bar and nothing speaks against it."""
        row = None if self._named is None else decider.matcher.snapshot.row_of(self._named)
        if row is None:
            return None
        candidate = Candidate(row, decider.matcher.score_of(probe, row))
        if candidate.score < decider.bar.threshold - self._slack:
            return None
        name = decider.matcher.snapshot.names[row]
        return Decision(name, self._named, name, candidate.score, decider.bar.threshold, reason=fresh.reason)


def _unnamed(decision: Decision, reason: str) -> Decision:
    return Decision(
        None,
        None,
        decision.nearest,
        decision.score,
        decision.threshold,
        decision.second,
        decision.second_score,
        reason,
    )
