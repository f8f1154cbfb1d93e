"""How like each person a face is: one product with all references, then the best few looked at closely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.people.snapshot import MANY_REFERENCES, Floats, Snapshot

_CLOSE_LOOK = 16  # people whose template is compared too, after the best reference has sorted them
_TEMPLATE_SHARE = 0.5
# With MANY_REFERENCES or more the templates sort people first, and the references of the best decide.
_SHORT_LIST = 128


@dataclass(frozen=True)
class Candidate:
    """A person and how like them a face is. `row`: in the snapshot."""

    row: int
    score: float


@dataclass(frozen=True)
class HeadRows:
    """A head's part in the scores of a snapshot's people: weights (P, D), offsets (P,), shares (P,), 0..1."""

    weights: Floats
    offsets: Floats
    shares: Floats


class Matcher:
    """A snapshot made ready for searching. Frozen: threads may share it.

    A person's score is half the cosine to their nearest reference and half that to the mean of all of them:
    the nearest forgives a pose that was enrolled once, the mean forgives a reference that is like many.
    A head, where there is one, has a share in it.

    Of a large gallery `best` looks at the references of those people alone whose mean is most alike. The
    answers are the same: who has a reference that reaches any bar has a mean far above a stranger's. `scores`
    always looks at all.
    """

    def __init__(self, snapshot: Snapshot, head: HeadRows | None = None) -> None:
        self.snapshot = snapshot
        self.head = head
        self._templates = _templates(snapshot)
        large = snapshot.columns.shape[1] >= MANY_REFERENCES and len(snapshot) > _SHORT_LIST
        self._rows = np.ascontiguousarray(snapshot.columns.T) if large else None

    def __len__(self) -> int:
        return len(self.snapshot)

    def without_head(self) -> Matcher:
        """The plain comparison with the same people."""
        return self if self.head is None else Matcher(self.snapshot)

    def best(self, probe: Floats, count: int = 2) -> list[Candidate]:
        """The people most like a probe (D,), the best first."""
        if not len(self):
            return []
        rows, scores = self._few(probe, count) if self._rows is None else self._of_many(probe, count)
        scores = self._headed(scores, probe[None], rows)[0]
        order = np.argsort(-scores, kind="stable")[:count]
        return [Candidate(int(rows[place]), float(scores[place])) for place in order]

    def scores(self, probes: Floats, rows: NDArray[np.intp] | None = None) -> Floats:
        """How like every person, or those of some rows (K,), each probe (N, D) is: float32 (N, P or K).

        For batches: it holds them all.
        """
        rows = np.arange(len(self)) if rows is None else rows
        if not len(rows):
            return np.zeros((len(probes), 0), np.float32)
        templates = probes @ self._templates[rows].T
        return self._headed(self._mixed(self._nearest(probes, rows), templates), probes, rows)

    def score_of(self, probe: Floats, row: int) -> float:
        """How like one person a probe (D,) is."""
        nearest = float((self.snapshot.references_of(row) @ probe).max())
        plain = self._mixed(np.float32(nearest), self._templates[row] @ probe)
        return float(self._headed(plain, probe[None], slice(row, row + 1))[0, 0])

    def among_themselves(self, own: Floats) -> Floats:
        """The score of each of a person's references (…, K, D), K > 1, against the others of them: (…, K)."""
        alike = own @ np.swapaxes(own, -1, -2)
        count = own.shape[-2]
        alike[..., np.arange(count), np.arange(count)] = -1.0
        rest = own.sum(axis=-2, keepdims=True) - own
        lengths = np.maximum(np.linalg.norm(rest, axis=-1), 1e-9)
        return self._mixed(alike.max(axis=-1), (own * rest).sum(axis=-1) / lengths)

    def against(self, probe: Floats, row: int) -> float:
        """The highest cosine of a probe (D,) to a "not me" of a person; -1 where there is none."""
        own = (
            self.snapshot.refused[:, self.snapshot.refused_of == row] if self.snapshot.refused.size else None
        )
        return float((probe @ own).max()) if own is not None and own.size else -1.0

    def _nearest(self, probes: Floats, rows: NDArray[np.intp]) -> Floats:
        """The cosine of each probe (N, D) to the nearest reference of each of these people: (N, K).

        One product for everyone's first reference, one for everyone's second, and so on: taking the larger of
        two tables costs a tenth of looking for the largest of each person's stretch of one.
        """
        counts = self.snapshot.counts[rows]
        order = np.argsort(-counts, kind="stable")
        references = self.snapshot.columns.T if self._rows is None else self._rows
        places, counts = self.snapshot.starts[rows][order], counts[order]
        nearest: Floats = probes @ references[places].T
        for turn in range(1, int(counts[0])):
            have = int(np.searchsorted(-counts, -turn, side="left"))
            np.maximum(nearest[:, :have], probes @ references[places[:have] + turn].T, out=nearest[:, :have])
        if (np.diff(order) == 1).all():
            return nearest
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return nearest[:, back]

    def _few(self, probe: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
        """The rows of the people with the best references, and their scores."""
        nearest: Floats = np.maximum.reduceat(_products(self.snapshot.columns.T, probe), self.snapshot.starts)
        few = min(max(count, _CLOSE_LOOK), len(nearest))
        rows = np.argpartition(-nearest, few - 1)[:few]
        return rows, self._mixed(nearest[rows], self._templates[rows] @ probe)

    def _of_many(self, probe: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
        """The same for a large gallery, by way of the people with the best means."""
        assert self._rows is not None
        alike = _products(self._templates, probe)
        few = min(max(count, _SHORT_LIST), len(alike))
        rows = np.argpartition(alike, len(alike) - few)[len(alike) - few :]
        counts = self.snapshot.counts[rows]
        ends = np.cumsum(counts)
        places = np.repeat(self.snapshot.starts[rows] - (ends - counts), counts) + np.arange(ends[-1])
        nearest: Floats = np.maximum.reduceat(_products(self._rows[places], probe), ends - counts)
        return rows, self._mixed(nearest, alike[rows])

    def _headed(self, plain: Floats, probes: Floats, rows: NDArray[np.intp] | slice) -> Floats:
        """Scores (N, K) of these people, with the head's part."""
        if self.head is None:
            return np.atleast_2d(plain)
        own = probes @ self.head.weights[rows].T + self.head.offsets[rows]
        share = self.head.shares[rows]
        return np.asarray((1 - share) * plain + share * own, np.float32)

    @staticmethod
    def _mixed(
        nearest: NDArray[np.float32] | np.float32, template: NDArray[np.float32] | np.float32
    ) -> Floats:
        return np.asarray((1 - _TEMPLATE_SHARE) * nearest + _TEMPLATE_SHARE * template, np.float32)


def _products(rows: Floats, probe: Floats) -> Floats:
    """Each row (N, D) times the probe (D,), in this thread alone.

    numpy's own product wakes a pool of threads for it, which spin while they wait for a core: for 10,000 rows
    0.15 ms on a free machine, and 50 ms on one where other work runs.
    """
    products: Floats = np.einsum("nd,d->n", rows, probe)
    return products


def _templates(snapshot: Snapshot) -> Floats:
    """The mean of each person's references at length 1: float32 (P, D)."""
    if not len(snapshot):
        return np.zeros((0, snapshot.dimensions), np.float32)
    sums = np.add.reduceat(snapshot.columns.T, snapshot.starts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.ascontiguousarray(sums / np.maximum(lengths, 1e-9), np.float32)
