"""Begins the small network from the large one: the channels that tell most, refitted to make up for the rest.

He, Zhang, Sun, "Channel pruning for accelerating very deep neural networks", ICCV 2017: channels are chosen
by what the next layer needs, and each layer's weights are fitted by least squares to what the teacher's
gives, from what the thinned layers before it really hand on.
"""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
from numpy.typing import NDArray

from trainer.models.facet_id_net import (
    BLOCKS,
    NUMBERS,
    TEACHER_SHAPE,
    FacetIdShape,
    build,
    seen_by,
)
from trainer.models.facet_id_teacher import Folded, TeacherWeights, put, put_teacher

Floats = NDArray[np.float64]
Rows = NDArray[np.float32]
Say = Callable[[str], None]
_PLACES = 40  # of a grid that are looked at in each picture
_RIDGE = 1e-4  # of the mean variance
_BATCH = 16


def thinned(
    shape: FacetIdShape, weights: TeacherWeights, crops: NDArray[np.uint8], say: Say = lambda words: None
) -> keras.Model:
    """A network of `shape` that imitates the teacher layer by layer on `crops`, uint8 (N, 112, 112, 3)."""
    teacher, model = build(TEACHER_SHAPE), build(shape)
    put_teacher(teacher, weights)
    places = [_places(teacher, block, len(crops)) for block in range(1, BLOCKS + 2)]
    wholes = [seen_by(teacher, block) for block in range(1, BLOCKS + 2)]
    seen = _at_places(keras.Model(teacher.input, wholes), crops, places)
    kept = [
        chosen_channels(_covariance(seen[number]), _outgoing(weights, number + 1), count)
        for number, count in enumerate((*shape.inputs, shape.blocks[-1]))
    ]
    put(model, "stem", _some(weights.stem, kept[0]))
    for block in range(1, BLOCKS + 1):
        put(model, f"deep_{block}", _some_deep(weights.deep[block - 1], kept[block - 1]))
        given = _at_places(keras.Model(model.input, [seen_by(model, block)]), crops, [places[block - 1]])[0]
        point = weights.point[block - 1]
        chosen = kept[block]
        wanted = seen[block - 1] @ point.kernel[0, 0][:, chosen] + point.bias[chosen]
        matrix, bias, missed = fitted(given, wanted)
        kernel = matrix[None, None].astype(np.float32)
        put(model, f"point_{block}", Folded(kernel, bias.astype(np.float32), point.slopes[chosen]))
        say(f"block {block}: {len(kept[block - 1])} channels in, {missed:.1%} of the variance missed")
    given = _at_places(keras.Model(model.input, [seen_by(model, BLOCKS + 1)]), crops, [places[-1]])[0]
    missed = _put_head(model, shape, weights, given, seen[-1])
    say(f"the last grid: {len(kept[-1])} channels, {missed:.1%} of the variance missed")
    return model


def chosen_channels(covariance: Floats, outgoing: Floats, count: int) -> NDArray[np.intp]:
    """The `count` channels (C in all) from which the next layer's output is best rebuilt linearly, in order.

    covariance (C, C); outgoing (C, K): the next layer's weights. Greedy: each one is the channel that, with
    those before it, leaves least of the output's variance.
    """
    left = covariance.astype(np.float64).copy()
    floor = 1e-9 * float(np.trace(left)) / len(left)
    explained = left @ outgoing
    free = np.ones(len(left), bool)
    chosen = []
    for _ in range(min(count, len(left))):
        own = np.maximum(np.diagonal(left), floor)
        gain = np.where(free, (explained**2).sum(axis=1) / own, -1.0)
        best = int(gain.argmax())
        chosen.append(best)
        free[best] = False
        column = left[:, best] / own[best]
        explained -= np.outer(column, explained[best])
        left -= np.outer(column, left[best])
    return np.sort(np.array(chosen, np.intp))


def fitted(given: Rows, wanted: Rows) -> tuple[Floats, Floats, float]:
    """Matrix (C, K) and bias (K,) that take `given` (N, C) nearest to `wanted` (N, K), by ridge regression.

    Third comes the share of the variance that is missed.
    """
    mean_in, mean_out = given.mean(axis=0, dtype=float), wanted.mean(axis=0, dtype=float)
    centred, target = given - mean_in, wanted - mean_out
    gram = centred.T @ centred
    gram[np.diag_indices_from(gram)] += _RIDGE * np.trace(gram) / len(gram) + 1e-12
    matrix = np.linalg.solve(gram, centred.T @ target)
    missed = ((target - centred @ matrix) ** 2).sum() / max(float((target**2).sum()), 1e-12)
    return matrix, mean_out - mean_in @ matrix, float(missed)


def narrowed(last: Floats, covariance: Floats, rank: int) -> tuple[Floats, Floats]:
    """`last` (P, C, K), a matrix for each place of a grid, as one (C, rank) for all and a rest (P, rank, K).

    What is left out matters least to the answer for inputs with that `covariance` (C, C).
    """
    values, directions = np.linalg.eigh(covariance)
    root = np.sqrt(np.maximum(values, values.max() * 1e-6))
    whitened = np.einsum("c,dc,pdk->cpk", root, directions, last).reshape(len(root), -1)
    kept = np.linalg.svd(whitened, full_matrices=False)[0][:, :rank]
    first = (directions / root) @ kept
    back = directions @ (root[:, None] * kept)
    return first, np.einsum("cr,pck->prk", back, last)


def _put_head(
    model: keras.Model, shape: FacetIdShape, weights: TeacherWeights, given: Rows, wanted: Rows
) -> float:
    """The last layers: the teacher's own, over its grid as rebuilt from ours."""
    matrix, bias, missed = fitted(given, wanted)
    last = weights.last.reshape(-1, len(bias), NUMBERS).astype(np.float64)
    last_bias = weights.last_bias + np.einsum("c,pck->k", bias, last)
    last = np.einsum("dc,pck->pdk", matrix, last)
    if shape.narrow:
        first, last = narrowed(last, _covariance(given), shape.narrow)
        # The inputs' mean must pass as well: what of it the narrow layer drops goes into the bias.
        model.get_layer("narrow").set_weights([first[None, None].astype(np.float32)])
        mean = given.mean(axis=0)
        whole = np.einsum("dc,pck->pdk", matrix, weights.last.reshape(-1, len(bias), NUMBERS))
        last_bias = last_bias + np.einsum("d,pdk->k", mean, whole)
        last_bias = last_bias - np.einsum("r,prk->k", mean @ first, last)
    dense = [last.reshape(-1, NUMBERS).astype(np.float32), last_bias.astype(np.float32)]
    model.get_layer("embedding").set_weights(dense)
    return missed


def _outgoing(weights: TeacherWeights, block: int) -> Floats:
    """What the layer after a depthwise one makes of each channel, (C, K)."""
    if block <= BLOCKS:
        return weights.point[block - 1].kernel[0, 0].astype(np.float64)
    channels = weights.last.shape[2]
    return weights.last.astype(np.float64).transpose(2, 0, 1, 3).reshape(channels, -1)


def _covariance(rows: Rows) -> Floats:
    centred = rows - rows.mean(axis=0, dtype=float)
    return np.asarray(centred.T @ centred / max(1, len(rows)), np.float64)


def _some(folded: Folded, outputs: NDArray[np.intp]) -> Folded:
    return Folded(folded.kernel[..., outputs], folded.bias[outputs], folded.slopes[outputs])


def _some_deep(folded: Folded, channels: NDArray[np.intp]) -> Folded:
    return Folded(folded.kernel[:, :, channels], folded.bias[channels], folded.slopes[channels])


def _places(teacher: keras.Model, block: int, pictures: int) -> NDArray[np.intp]:
    """Which places of the grid before a block are looked at in each picture, (pictures, places)."""
    _, height, width, _ = seen_by(teacher, block).shape
    random = np.random.default_rng(block)
    cells = height * width
    rows = [np.sort(random.permutation(cells)[: min(cells, _PLACES)]) for _ in range(pictures)]
    return np.stack(rows)


def _at_places(network: keras.Model, crops: NDArray[np.uint8], places: list[NDArray[np.intp]]) -> list[Rows]:
    """The network's outputs at those places: for each output (pictures * places, channels)."""
    rows: list[list[NDArray[np.float32]]] = [[] for _ in places]
    for start in range(0, len(crops), _BATCH):
        answers = network.predict_on_batch(crops[start : start + _BATCH])
        answers = answers if isinstance(answers, list) else [answers]
        for found, answer, where in zip(rows, answers, places, strict=True):
            flat = np.asarray(answer).reshape(len(answer), -1, answer.shape[-1])
            chosen = where[start : start + _BATCH, :, None]
            found.append(np.take_along_axis(flat, chosen, axis=1).reshape(-1, answer.shape[-1]))
    return [np.concatenate(found) for found in rows]
