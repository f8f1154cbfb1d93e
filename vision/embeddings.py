"""Numbers that stand for a face: normalise, compare, and find the nearest person or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]


@dataclass(frozen=True)
class Match:
    """The nearest person in a gallery. `name` is None below the bar; `nearest` is who it would have been."""

    name: str | None
    nearest: str | None
    score: float


def normalise(embeddings: Embeddings) -> Embeddings:
    """Each row (N, D) scaled to length 1; a row of zeros stays zero."""
    exact = embeddings.astype(np.float64)  # the square of a large float32 is none any more
    lengths = np.linalg.norm(exact, axis=-1, keepdims=True)
    return np.asarray(exact / np.where(lengths > 0, lengths, 1.0), np.float32)


def cosine(probes: Embeddings, references: Embeddings) -> NDArray[np.float32]:
    """Cosine similarity of normalised rows: float32 (len(probes), len(references)), -1..1."""
    return np.asarray(probes @ references.T, np.float32)


def nearest_person(
    probe: Embeddings, references: Embeddings, names: Sequence[str], threshold: float
) -> Match:
    """Who a probe (D,) is: the person of the nearest reference (N, D) at or above `threshold`, or nobody.

    `names` has the person of each reference. Both sides are normalised.
    """
    if len(references) != len(names):
        raise ValueError(f"{len(references)} references have {len(names)} names")
    if not len(names):
        return Match(None, None, 0.0)
    scores = cosine(probe[None], references)[0]
    best = int(scores.argmax())
    score = float(scores[best])
    return Match(names[best] if score >= threshold else None, names[best], score)
