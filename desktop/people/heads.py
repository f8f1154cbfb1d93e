"""Fine-tuning at once: a linear head over embeddings, fitted in closed form, kept only where it is better."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from desktop.people.calibration import calibrate, interval95
from desktop.people.matching import HeadRows, Matcher
from desktop.people.snapshot import Floats, Snapshot
from desktop.people.strangers import Crowd, Strangers
from vision.errors import FacetError

_OWN, _OTHERS = 0.7, 0.0  # what a reference of the person, and of anybody else, is to get
_RIDGE = 3.0
_OWN_SHARE = 0.2  # of the weight, however few references a person has
_BACKGROUND = 2000
_HELD_OUT = 1 / 3
_ROUNDS = 3
_BY_CHANCE = 0.025  # how likely so lopsided a gain may be by chance, to be believed
SHARE = 0.5  # of the head in a score; the rest is the plain comparison


@dataclass(frozen=True)
class Head:
    """A row of weights (D,) and an offset for each person that it was fitted on."""

    digest: str
    person_ids: NDArray[np.int64]
    weights: Floats
    offsets: Floats

    def rows_for(self, snapshot: Snapshot) -> HeadRows:
        """The head's rows in the order of a snapshot; people whom it does not know have a share of 0."""
        place = {int(person_id): row for row, person_id in enumerate(self.person_ids)}
        rows = [place.get(int(person_id), -1) for person_id in snapshot.person_ids]
        known = np.array([row >= 0 for row in rows])
        return HeadRows(
            weights=np.where(known[:, None], self.weights[rows], 0.0).astype(np.float32),
            offsets=np.where(known, self.offsets[rows], 0.0).astype(np.float32),
            shares=np.where(known, SHARE, 0.0).astype(np.float32),
        )


@dataclass(frozen=True)
class Comparison:
    """Known people named rightly at the chosen share of strangers, over references that were held out.

    `gained`: how many are named rightly with the new head alone; `lost`: how many without it alone.
    """

    fpir: float
    tpir_before: float
    tpir_after: float
    n: int
    gained: int = 0
    lost: int = 0

    @property
    def better(self) -> bool:
        """Whether more are named rightly, be it by chance."""
        return self.tpir_after > self.tpir_before

    @property
    def surely_better(self) -> bool:
        """Whether chance would hardly gain so many and lose so few: McNemar's test, exact, one-sided."""
        changed = self.gained + self.lost
        ways = sum(comb(changed, lost) for lost in range(self.lost + 1))
        return self.better and ways <= _BY_CHANCE * 2**changed

    @property
    def after_ci95(self) -> tuple[float, float]:
        """The interval of `tpir_after`."""
        return interval95(round(self.tpir_after * self.n), self.n)

    def figures(self) -> dict[str, float | int]:
        """What commands and cards tell of it."""
        return {
            "fpir": self.fpir,
            "tpir_before": self.tpir_before,
            "tpir_after": self.tpir_after,
            "n": self.n,
        }


def fit_head(snapshot: Snapshot, strangers: Strangers) -> Head:
    """A head from references, "not me" pictures and strangers: ridge regression, a person at a time.

    The sums over all rows are shared by everyone, so a hundred people take a fraction of a second. Raises
    FacetError where nobody is enrolled.
    """
    if len(snapshot) < 2:
        raise FacetError("A head needs two people.", hint="Enrol somebody else first.")
    background = np.concatenate([crowd.faces for crowd in strangers.crowds])[:_BACKGROUND]
    everyone = _with_one(np.concatenate([snapshot.columns.T, background]))
    gram = everyone.T @ everyone + _RIDGE * np.eye(everyone.shape[1])
    answers = np.stack([_row(snapshot, row, everyone, gram) for row in range(len(snapshot))])
    return Head(
        snapshot.digest,
        snapshot.person_ids,
        np.asarray(answers[:, :-1], np.float32),
        np.asarray(answers[:, -1], np.float32),
    )


def compare(
    snapshot: Snapshot, strangers: Strangers, fpir: float, *, present: Head | None = None
) -> Comparison:
    """A new head against the `present` one (None: the plain comparison), each with a bar of its own.

    A third of the references of everyone with three or more is held out, three times over. The head learns
    from other strangers than those that set the bars.
    """
    learned, bars = _halves(strangers)
    befores, afters = [], []
    for turn in range(_ROUNDS):
        kept, probes, owners = _held_out(snapshot, turn)
        if not len(probes):
            return Comparison(fpir, 0.0, 0.0, 0)
        before = Matcher(kept, present.rows_for(kept) if present else None)
        after = Matcher(kept, fit_head(kept, learned).rows_for(kept))
        befores.append(_named(before, bars, fpir, probes, owners))
        afters.append(_named(after, bars, fpir, probes, owners))
    was, now = np.concatenate(befores), np.concatenate(afters)
    gained, lost = int((now & ~was).sum()), int((was & ~now).sum())
    return Comparison(fpir, float(was.mean()), float(now.mean()), len(was), gained, lost)


def _row(
    snapshot: Snapshot, row: int, everyone: NDArray[np.float64], gram: NDArray[np.float64]
) -> NDArray[np.float64]:
    """One person's weights and offset. Their own rows, and what was taken for them, weigh more."""
    own = _with_one(snapshot.references_of(row))
    weight = max(1.0, _OWN_SHARE * len(everyone) / len(own))
    refused = snapshot.refused[:, snapshot.refused_of == row].T if snapshot.refused.size else own[:0, :-1]
    not_me = _with_one(refused)
    left = gram + (weight - 1) * own.T @ own + weight * not_me.T @ not_me
    right = _OWN * weight * own.sum(axis=0) + _OTHERS * everyone.sum(axis=0)
    solved: NDArray[np.float64] = np.linalg.solve(left, right)
    return solved


def _with_one(rows: Floats | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([rows.astype(np.float64), np.ones(len(rows))])


def _halves(strangers: Strangers) -> tuple[Strangers, Strangers]:
    first = tuple(Crowd(c.name, c.faces[::2], c.stretch) for c in strangers.crowds)
    second = tuple(Crowd(c.name, c.faces[1::2], c.stretch) for c in strangers.crowds)
    return Strangers(strangers.digest, first, {}), Strangers(strangers.digest, second, {})


def _held_out(snapshot: Snapshot, turn: int) -> tuple[Snapshot, Floats, NDArray[np.int64]]:
    """The snapshot without every third reference of those with three or more, those references, and whose."""
    place = np.arange(snapshot.columns.shape[1]) - np.repeat(snapshot.starts, snapshot.counts)
    many = np.repeat(snapshot.counts, snapshot.counts) >= round(1 / _HELD_OUT)
    out = many & (place % round(1 / _HELD_OUT) == turn)
    counts = np.bincount(snapshot.owners[~out], minlength=len(snapshot))
    kept = Snapshot(
        snapshot.digest,
        snapshot.generation,
        snapshot.names,
        snapshot.person_ids,
        np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64),
        np.ascontiguousarray(snapshot.columns[:, ~out]),
        snapshot.face_ids[~out],
        snapshot.qualities[~out],
        snapshot.refused,
        snapshot.refused_of,
    )
    return kept, np.ascontiguousarray(snapshot.columns[:, out].T), snapshot.owners[out]


def _named(
    matcher: Matcher, strangers: Strangers, fpir: float, probes: Floats, owners: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which probes get their own name under a bar for this matcher."""
    bar = calibrate(matcher, strangers, fpir)
    scores = matcher.scores(probes)
    named: NDArray[np.bool_] = (scores.argmax(axis=1) == owners) & (scores.max(axis=1) >= bar.threshold)
    return named
