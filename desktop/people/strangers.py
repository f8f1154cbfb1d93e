"""Faces of nobody: drawn from bundled statistics of strangers' embeddings, to set the bar against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.people.snapshot import Floats
from vision.assets import assets_root
from vision.embeddings import normalise
from vision.errors import FacetError

FOLDER = "strangers"
DRAWN = 6000
_SEED = 20_26
_FORM = 1


@dataclass(frozen=True)
class StrangerStatistics:
    """A mixture of normal distributions of embeddings: no picture, and no single person's numbers.

    weights (K,), means (K, D), factors (K, D, R), spreads (K, D): a component's covariance is factors times
    their transpose, plus spreads² on the diagonal. `facts`: which model, which data, how many faces.
    """

    digest: str
    weights: Floats
    means: Floats
    factors: Floats
    spreads: Floats
    facts: dict[str, Any]

    def draw(self, count: int, seed: int = _SEED) -> Floats:
        """That many strangers, always the same ones: float32 (count, D), length 1."""
        random = np.random.default_rng(seed)
        parts = random.choice(len(self.weights), size=count, p=self.weights / self.weights.sum())
        along = random.standard_normal((count, self.factors.shape[2]))
        around = random.standard_normal((count, self.means.shape[1]))
        moved = np.einsum("ndr,nr->nd", self.factors[parts], along)
        return normalise(np.asarray(self.means[parts] + moved + self.spreads[parts] * around, np.float32))


@dataclass(frozen=True)
class Strangers:
    """Strangers under one embedding model: `faces` float32 (M, D), length 1."""

    digest: str
    faces: Floats
    facts: dict[str, Any]


def strangers_for(digest: str, folder: Path | None = None) -> Strangers | None:
    """The bundled strangers of the model with that digest, or None where nothing is known of them."""
    root = assets_root() / FOLDER if folder is None else folder
    return _drawn(root / f"{digest[:16]}.npz", digest)


@cache
def _drawn(path: Path, digest: str) -> Strangers | None:
    statistics = read_statistics(path) if path.is_file() else None
    if statistics is None or statistics.digest != digest:
        return None
    return Strangers(digest, statistics.draw(DRAWN), statistics.facts)


def read_statistics(path: Path) -> StrangerStatistics:
    """The statistics of a file. Raises FacetError where it is none."""
    try:
        with np.load(path, allow_pickle=False) as file:
            facts = json.loads(str(file["facts"]))
            parts = {
                name: file[name].astype(np.float32) for name in ("weights", "means", "factors", "spreads")
            }
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise FacetError(
            f"{path}: the statistics of strangers can't be read.", hint="Install Facet again."
        ) from error
    if facts.get("form") != _FORM:
        raise FacetError(f"{path}: a newer Facet wrote these statistics.", hint="Update Facet.")
    return StrangerStatistics(facts["digest"], **parts, facts=facts)


def write_statistics(path: Path, statistics: StrangerStatistics) -> None:
    """Writes them with half the digits: a fifth of a megabyte or so."""
    facts = statistics.facts | {"form": _FORM, "digest": statistics.digest}
    small: dict[str, NDArray[Any]] = {
        name: getattr(statistics, name).astype(np.float16)
        for name in ("weights", "means", "factors", "spreads")
    }
    np.savez_compressed(path, facts=np.array(json.dumps(facts)), **small)  # type: ignore[arg-type]


def fit_statistics(
    faces: Floats, digest: str, facts: dict[str, Any], *, parts: int = 8, rank: int = 16, rounds: int = 40
) -> StrangerStatistics:
    """A mixture of factor analysers that describes strangers' embeddings (M, D), by expectation-maximisation.

    Ghahramani, Hinton, "The EM algorithm for mixtures of factor analyzers", 1996, with each component's
    covariance cut to its `rank` largest directions and the rest kept on the diagonal.
    """
    random = np.random.default_rng(_SEED)
    x = faces.astype(np.float64)
    means = x[random.choice(len(x), parts, replace=False)]
    shares = _softmax(8.0 * x @ means.T)
    for _ in range(rounds):
        weights, means, covariances = _moments(x, shares)
        shares = _softmax(np.log(weights) + _log_densities(x, means, covariances))
    weights, means, covariances = _moments(x, shares)
    factors, spreads = zip(*(_factorised(covariance, rank) for covariance in covariances), strict=True)
    return StrangerStatistics(
        digest,
        weights.astype(np.float32),
        means.astype(np.float32),
        np.stack(factors).astype(np.float32),
        np.stack(spreads).astype(np.float32),
        facts | {"faces": len(faces), "parts": parts, "rank": rank},
    )


def _moments(
    x: NDArray[np.float64], shares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[NDArray[np.float64]]]:
    """Weights, means and covariances, the latter drawn towards the common one where a component is small."""
    dimensions = x.shape[1]
    total = np.cov(x.T)
    sizes = shares.sum(axis=0)
    means = (shares.T @ x) / sizes[:, None]
    covariances = []
    for size, mean, share in zip(sizes, means, shares.T, strict=True):
        apart = (x - mean) * np.sqrt(share)[:, None]
        own = apart.T @ apart / size
        towards = dimensions / (dimensions + size)
        covariances.append((1 - towards) * own + towards * total)
    return sizes / len(x), means, covariances


def _log_densities(
    x: NDArray[np.float64], means: NDArray[np.float64], covariances: list[NDArray[np.float64]]
) -> NDArray[np.float64]:
    columns = []
    for mean, covariance in zip(means, covariances, strict=True):
        lower = np.linalg.cholesky(covariance + 1e-6 * np.eye(len(mean)))
        apart = np.linalg.solve(lower, (x - mean).T)
        columns.append(-0.5 * (apart**2).sum(axis=0) - np.log(np.diag(lower)).sum())
    return np.stack(columns, axis=1)


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: NDArray[np.float64] = shares / shares.sum(axis=1, keepdims=True)
    return found


def _factorised(
    covariance: NDArray[np.float64], rank: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values, vectors = np.linalg.eigh(covariance)
    factors = vectors[:, -rank:] * np.sqrt(np.maximum(values[-rank:], 0))
    rest = np.maximum(np.diag(covariance) - (factors**2).sum(axis=1), 1e-8)
    return factors, np.sqrt(rest)
