"""Heads that learn on cached features: logistic regression, plain or whitened, a forest, dense layers.

The strength of a head is chosen on the validation part; the test part is not seen here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError

Features = NDArray[np.float32]
Classes = NDArray[np.intp]
Probabilities = NDArray[np.float32]

HEADS = ("logistic", "whitened", "forest", "dense")
LOGISTIC_STRENGTHS = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1)
_WHITENED_STRENGTHS = (1e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0)
_COMPONENTS = 300
_TREES = 200
_FOREST_DEPTHS = (8, 24)
_HIDDEN = 128
_DENSE_DECAYS = (1e-2, 1.0)


@dataclass(frozen=True)
class Learnt:
    """Features and classes of one part: (N, F) and (N,)."""

    features: Features
    classes: Classes

    def with_(self, other: Learnt) -> Learnt:
        return Learnt(
            np.concatenate([self.features, other.features]), np.concatenate([self.classes, other.classes])
        )


@dataclass(frozen=True)
class Head:
    """A head that has learnt. `chosen`: what was chosen on the validation part, in words.

    `layers`: weights (in, out) and bias (out,) of dense layers, ReLU between them, softmax at the end, on the
    features as they come; empty for what is no such network. params: numbers that were learnt.
    """

    name: str
    chosen: str
    fit_s: float
    params: int
    probabilities: Callable[[Features], Probabilities]
    layers: tuple[tuple[Features, Features], ...] = ()


def fit_head(name: str, train: Learnt, validation: Learnt, seed: int, *, refit: bool = False) -> Head:
    """A head of one of `HEADS`. With `refit` it learns once more on both parts, with what was chosen.

    Raises FacetError for an unknown name.
    """
    if name not in HEADS:
        raise FacetError(f"There is no head '{name}'.", hint=f"There are: {', '.join(HEADS)}.")
    grid, build = _KINDS[name]
    mean, spread = _standard(train.features)
    began = time.perf_counter()
    with _quiet():
        tried = [build(value, seed).fit((train.features - mean) / spread, train.classes) for value in grid]
        scores = [_accuracy(one, (validation.features - mean) / spread, validation.classes) for one in tried]
        best = int(np.argmax(scores))
        fitted = tried[best]
        if refit:
            both = train.with_(validation)
            mean, spread = _standard(both.features)
            fitted = build(grid[best], seed).fit((both.features - mean) / spread, both.classes)
    layers = _layers(fitted, mean, spread)
    params = sum(w.size + b.size for w, b in layers) or _nodes(fitted)
    chosen = f"{_KNOBS[name]} {grid[best]:g}"
    return Head(name, chosen, time.perf_counter() - began, params, _asked(fitted, mean, spread), layers)


def _standard(features: Features) -> tuple[Features, Features]:
    """Mean and deviation of each feature; one that never changes keeps its scale."""
    spread = features.std(axis=0)
    return features.mean(axis=0), np.where(spread > 1e-6, spread, 1.0).astype(np.float32)


def _accuracy(fitted: Any, features: Features, classes: Classes) -> float:
    """Accuracy first; of equals the one that is surer of the truth."""
    rows = fitted.predict_proba(features)
    sure = float(np.log(np.clip(rows[np.arange(len(rows)), classes], 1e-7, 1)).mean())
    return float((rows.argmax(axis=1) == classes).mean()) + 1e-4 * sure


def _asked(fitted: Any, mean: Features, spread: Features) -> Callable[[Features], Probabilities]:
    def probabilities(features: Features) -> Probabilities:
        return np.asarray(fitted.predict_proba((features - mean) / spread), np.float32)

    return probabilities


def _layers(fitted: Any, mean: Features, spread: Features) -> tuple[tuple[Features, Features], ...]:
    """Dense layers that do the same on plain features: the scaling goes into the first."""
    if hasattr(fitted, "coefs_"):
        pairs = list(zip(fitted.coefs_, fitted.intercepts_, strict=True))
    elif hasattr(fitted, "coef_"):
        pairs = [(fitted.coef_.T, fitted.intercept_)]
    else:
        return ()
    pairs = [_for_two(w, b) if n == len(pairs) else (w, b) for n, (w, b) in enumerate(pairs, 1)]
    first, bias = pairs[0]
    pairs[0] = (first / spread[:, None], bias - (mean / spread) @ first)
    return tuple((np.asarray(w, np.float32), np.asarray(b, np.float32)) for w, b in pairs)


def _for_two(weights: Any, bias: Any) -> tuple[Any, Any]:
    """A single column decides between two classes by its sign: a softmax over 0 and it says the same."""
    if weights.shape[1] > 1:
        return weights, bias
    return np.hstack([np.zeros_like(weights), weights]), np.concatenate([np.zeros(1), bias])


def _nodes(forest: Any) -> int:
    return int(sum(tree.tree_.node_count for tree in forest.estimators_))


def _logistic(strength: float, seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=400, random_state=seed)


def _whitened(strength: float, seed: int) -> Any:
    return _Whitened(strength, seed)


class _Whitened:
    """Logistic regression on principal components of equal weight: rare directions count as much as common.

    After fitting it is linear in the features, as its `coef_` and `intercept_` say.
    """

    def __init__(self, strength: float, seed: int) -> None:
        self._strength, self._seed = strength, seed

    def fit(self, features: Features, classes: Classes) -> _Whitened:
        from sklearn.decomposition import PCA

        components = min(_COMPONENTS, features.shape[1], len(features) - 1)
        pca = PCA(components, whiten=True, svd_solver="full").fit(features)
        self._head = _logistic(self._strength, self._seed).fit(pca.transform(features), classes)
        spread = np.sqrt(np.maximum(pca.explained_variance_, 1e-9))
        self.coef_ = self._head.coef_ @ (pca.components_ / spread[:, None])
        self.intercept_ = self._head.intercept_ - self.coef_ @ pca.mean_
        return self

    def predict_proba(self, features: Features) -> Any:
        scores = features @ self.coef_.T + self.intercept_
        if scores.shape[1] == 1:
            scores = np.hstack([np.zeros_like(scores), scores])
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)


def _forest(depth: float, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(_TREES, max_depth=int(depth), random_state=seed, n_jobs=2)


def _dense(decay: float, seed: int) -> Any:
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        (_HIDDEN,),
        alpha=decay,
        batch_size=32,
        learning_rate_init=3e-4,
        max_iter=60,
        tol=1e-3,
        n_iter_no_change=4,
        random_state=seed,
    )


_KINDS: dict[str, tuple[tuple[float, ...], Callable[[float, int], Any]]] = {
    "logistic": (LOGISTIC_STRENGTHS, _logistic),
    "whitened": (_WHITENED_STRENGTHS, _whitened),
    "forest": (_FOREST_DEPTHS, _forest),
    "dense": (_DENSE_DECAYS, _dense),
}
_KNOBS = {"logistic": "C", "whitened": "C", "forest": "depth", "dense": "decay"}


@contextmanager
def _quiet() -> Iterator[None]:
    """That a fit ended before it settled is no news here: the validation part chooses.

    Matrices this small are multiplied faster by one thread than by several that wait for each other.
    """
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
