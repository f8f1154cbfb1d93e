"""A frozen backbone and a head that learnt on its features, put together into one network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from trainer.models.answer import softmax
from trainer.models.backbone_networks import FeatureKind, features_model
from trainer.models.backbones import Backbone

DenseLayers = Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]


def assembled(
    entry: Backbone,
    kind: FeatureKind,
    dense: DenseLayers,
    weights: Path | None = None,
    side: int | None = None,
    dropout: float = 0.0,
) -> keras.Model:
    """uint8 (batch, side, side, 3) RGB -> softmax (batch, classes); only the dense layers can train.

    `dense`: weights and bias of each layer, ReLU between them. Raises FacetError where the backbone's weights
    can't be had.
    """
    features = features_model(entry, kind, weights, side, output="features")
    x = head_layers(features.output, [bias.size for _, bias in dense], dropout)
    model = keras.Model(features.input, x, name=f"{features.name}_head")
    for layer, (matrix, bias) in zip(dense_layers(model), dense, strict=True):
        layer.set_weights([matrix, bias])
    return model


def head_layers(features: Any, sizes: Sequence[int], dropout: float) -> Any:
    """Dense layers of these sizes, the last a softmax; dropout before each but the first."""
    x = features
    for number, size in enumerate(sizes[:-1], 1):
        x = layers.Dense(size, activation="relu", name=f"dense_{number}" if number > 1 else "dense")(x)
        x = layers.Dropout(dropout, name=f"dropout_{number}" if number > 1 else "dropout")(x)
    return softmax(x, sizes[-1])


def dense_layers(model: keras.Model) -> list[Any]:
    """The dense layers of a head, the first first."""
    return [layer for layer in model.layers if isinstance(layer, layers.Dense)]
