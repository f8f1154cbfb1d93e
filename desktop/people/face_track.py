"""The evidence about one face in a moving picture, gathered look by look, and the name that follows."""

from __future__ import annotations

from typing import Any

import numpy as np

from desktop.people.decision import Decider, Decision
from desktop.people.matching import Candidate
from desktop.people.snapshot import Floats

_WELL_SEEN = 0.3  # a look of this quality can tell that the track goes on with another face


class IdentityTrack:
    """The evidence about one face in a moving picture, and a name that does not flicker.

    Embeddings are averaged with their quality as weight, the older ones fading. A name is given once the
    evidence is clear, and kept until it has clearly gone. While it is near the bar still, it is changed for
    another at most once a minute; once it is not, when a few looks in a row say the same other name. What was
    said by hand (a reference more or less, a "not me") counts at once: the name before doesn't hold it up.
    Two looks in a row that are like each other and not like the face so far are another face (a cut in a
    film, somebody who takes another's place): what was known of the one before counts no more.
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
        self._apart: tuple[Floats, float] | None = None  # a look unlike the face so far, and its quality
        self._best_quality = 0.0
        self._reasons: tuple[str, ...] = ()
        self._named: int | None = None
        self._named_at_s = float("-inf")
        self._says: tuple[int | None, int] = (None, 0)  # who, by how many of the latest looks in a row
        self._shown: Decision | None = None
        self._decided: tuple[Decider, int, Decision] | None = None
        self.doubted = False  # a cut may have put another face here: the next look tells
        self.is_another = False  # the face is not the one that the track began with
        self.looks = 0
        self._taken = 0  # looks since ever: those before the numbers were another model's, too
        self.looked_at_s: float | None = None
        self.embedded_at_s: float | None = None  # the last look that was more than a verification
        self._small: np.ndarray[tuple[int], np.dtype[np.float64]] | None = None

    @property
    def decision(self) -> Decision | None:
        """What is known now; None before the first look."""
        return self._shown

    @property
    def sure(self) -> bool:
        """Whether looking again can wait: the face has a name, or was clearly seen to be nobody's."""
        return self._shown is not None and self.looks >= self._looks_needed and self._apart is None

    @property
    def steady(self) -> bool:
        """Whether it has its name, after so many looks that one more would hardly change the evidence."""
        named = self._shown is not None and self._shown.name is not None
        return named and self.looks >= self._memory

    @property
    def seems_another(self) -> bool:
        """Whether the last look was unlike the face so far: the next one tells."""
        return self._apart is not None

    @property
    def small(self) -> Floats | None:
        """The sum of a small network's embeddings of the face (D,), the older ones fading."""
        return None if self._small is None else np.asarray(self._small, np.float32)

    @property
    def evidence(self) -> Floats | None:
        """The weighted mean of the embeddings (D,), not scaled; None before the first look."""
        return None if self._sum is None else np.asarray(self._sum / self._weight, np.float32)

    def look(
        self,
        embedding: Floats,
        at_s: float,
        *,
        quality: float,
        reasons: tuple[str, ...] = (),
        apart_below: float = -1.0,
        small: Floats | None = None,
    ) -> None:
        """Takes one embedding (D,) of the face; `decide` then says who it is.

        apart_below: the cosine to the face so far under which a well-seen look is taken for another face's.
        small: a small network's embedding of the same look, for `verified` later.
        """
        self.looked_at_s = self.embedded_at_s = at_s
        if self._sum is None or len(self._sum) != len(embedding):
            self._begin(len(embedding))
        elif quality >= _WELL_SEEN and _cosine(embedding, self._sum) < apart_below:
            before, self._apart = self._apart, (embedding, quality)
            alike = before is not None and _cosine(embedding, before[0]) >= apart_below
            if not alike and not self.doubted:
                return  # one alone may be a hand before the face
            self._begin(len(embedding))
            self._named, self._named_at_s, self.is_another = None, float("-inf"), True
            if before is not None and alike:
                self._add(*before)
        self.doubted = self.doubted and quality < _WELL_SEEN
        self._apart = None
        self._reasons = reasons
        self._add(embedding, quality)
        if small is not None:
            before_small = 0.0 if self._small is None else (1 - 1 / self._memory) * self._small
            self._small = np.asarray(before_small + small, np.float64)

    def verified(self, at_s: float) -> None:
        """The face was seen to be the same still; nothing else of it was looked at."""
        self.looked_at_s = at_s

    def _begin(self, numbers: int) -> None:
        self._sum, self._weight, self.looks, self._best_quality = np.zeros(numbers), 0.0, 0, 0.0
        self._small = None

    def _add(self, embedding: Floats, quality: float) -> None:
        assert self._sum is not None
        weight = max(quality, 0.05)
        fade = 1 - 1 / self._memory
        self._sum = np.asarray(fade * self._sum + weight * embedding, np.float64)
        self._weight = fade * self._weight + weight
        self._best_quality = max(quality, fade * self._best_quality)
        self.looks += 1
        self._taken += 1

    def doubt(self) -> None:
        """The picture was cut: it is looked at now, and one look unlike the face so far is another face."""
        self.doubted, self.looked_at_s = True, None

    def forget(self) -> None:
        """Another model's numbers, or another gallery: what was gathered says nothing any more."""
        self._sum, self._weight, self.looks, self.looked_at_s = None, 0.0, 0, None
        self._shown, self._named, self._apart, self._small = None, None, None, None

    def decide(self, decider: Decider, at_s: float) -> Decision | None:
        """Who the track is, by all evidence so far."""
        probe = self.evidence
        if probe is None:
            return None
        before = self._decided
        fresh = self._fresh(decider, probe)
        if before is not None and before[0] is not decider and self._said_by_hand(before[0], decider, fresh):
            self._named = None
        who, looks = self._says
        if fresh.person_id != who:
            self._says = fresh.person_id, 1
        elif before is None or before[1] != self._taken:
            self._says = who, looks + 1
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

    def _said_by_hand(self, before: Decider, now: Decider, fresh: Decision) -> bool:
        """Whether the gallery changed for this face: its name lost pictures, or its new one got some."""
        if self._named is None:
            return False
        earlier, later = before.matcher.snapshot, now.matcher.snapshot
        if earlier.pictures_of(self._named)[0] - later.pictures_of(self._named)[0]:
            return True
        other = fresh.person_id
        if other is None or other == self._named:
            return False
        return earlier.pictures_of(other) != later.pictures_of(other)

    def _steady(self, fresh: Decision, decider: Decider, probe: Floats, at_s: float) -> Decision:
        if self._named is not None and not decider.allows(self._named, probe):
            self._named = None  # the user said so: the right name need not wait
        if fresh.person_id is not None and fresh.person_id != self._named:
            clear = self.looks >= self._looks_needed or fresh.score >= fresh.threshold + self._sure_lead
            held = self._held(fresh, decider, probe)
            agreed = held is None and self._says[1] >= self._looks_needed
            waited = self._named is None or agreed or at_s - self._named_at_s >= self._change_after_s
            if clear and waited:
                self._named, self._named_at_s = fresh.person_id, at_s
                return fresh
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


def _cosine(one: Floats, other: np.ndarray[tuple[int], np.dtype[Any]]) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-9))


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
