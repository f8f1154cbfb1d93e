"""Backbones as Keras models with their weights: features of a picture, or ImageNet's thousand classes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import keras
from keras import layers

from trainer.models.backbone_weights import is_keras_weights, put_weights
from trainer.models.backbones import Backbone
from trainer.models.inverted_residuals import efficientnet_lite0, mobilenet_v2
from trainer.models.scaling import Scaling, image_input, scaled
from trainer.models.weights_packages import packaged_file
from vision.errors import FacetError

# What of a backbone is taken: the last map averaged, as it lies, several layers' averages side by side, or a
# layer of the middle averaged over each of 4x4 parts, which suits pictures that are framed alike, as faces.
FeatureKind = Literal["average", "flat", "layers", "grid"]
_PARTS = 4

_OWN = {"mobilenetv2": mobilenet_v2, "efficientnet-lite0": efficientnet_lite0}
_KERAS = {
    "vgg16": "VGG16",
    "vgg19": "VGG19",
    "resnet50": "ResNet50",
    "efficientnetb3": "EfficientNetB3",
    "xception": "Xception",
    "inceptionv3": "InceptionV3",
}


def features_model(
    entry: Backbone,
    kind: FeatureKind,
    weights: Path | None = None,
    side: int | None = None,
    output: str = "answer",
) -> keras.Model:
    """uint8 (batch, side, side, 3) RGB -> float32 (batch, features), named `output`. Nothing of it trains.

    Raises FacetError where the weights can't be had or `kind` is not known for this backbone.
    """
    side = side or entry.side
    network = backbone_network(entry, weights, side)
    image = image_input(side, side)
    x = scaled(image, _scaling(entry, weights))
    if kind == "layers":
        x = _joined_layers(entry, network, x, output)
    elif kind == "grid":
        x = _grid(entry, network, x, output)
    elif kind == "flat":
        x = layers.Flatten(name=output, dtype="float32")(network(x, training=False))
    else:
        x = layers.GlobalAveragePooling2D(name=output)(network(x, training=False))
    model = keras.Model(image, x, name=f"{entry.name}_{kind}")
    model.trainable = False
    return model


def backbone_network(entry: Backbone, weights: Path | None, side: int) -> keras.Model:
    """The backbone without its top and scaling: float32 (batch, side, side, 3) -> its last map.

    Raises FacetError where the weights can't be had.
    """
    network = _bare(entry, side, top=False)
    _fill(network, entry, weights, top=False)
    return network


def classifier(entry: Backbone, weights: Path | None = None) -> keras.Model:
    """uint8 (batch, side, side, 3) RGB -> float32 (batch, 1000), ImageNet's classes in their usual order.

    Where the packaged weights are without the last layers, Keras' own are asked for. Raises FacetError where
    weights with a top can't be had.
    """
    image = image_input(entry.side, entry.side)
    network = _bare(entry, entry.side, top=True)
    packaged = entry.packaged if entry.has_top else None
    _fill(network, replace(entry, packaged=packaged), weights, top=True)
    how = _scaling(entry, weights) if weights or packaged else _keras_scaling(entry)
    answer = layers.Activation("linear", dtype="float32", name="answer")(
        network(scaled(image, how), training=False)
    )
    return keras.Model(image, answer, name=f"{entry.name}_imagenet")


def _bare(entry: Backbone, side: int, *, top: bool) -> keras.Model:
    """The network with random weights."""
    if entry.name in _OWN:
        return _OWN[entry.name](side, top=top)
    application: Any = getattr(keras.applications, _KERAS[entry.name])
    return application(include_top=top, weights=None, input_shape=(side, side, 3))


def _fill(network: keras.Model, entry: Backbone, weights: Path | None, *, top: bool) -> None:
    if weights is None and entry.packaged is not None:
        weights = packaged_file(entry.packaged)
    if weights is not None:
        put_weights(network, weights)
        return
    try:
        application: Any = getattr(keras.applications, _KERAS[entry.name])
        shape = tuple(network.input_shape[1:])
        network.set_weights(application(include_top=top, weights="imagenet", input_shape=shape).get_weights())
    except (OSError, ValueError) as error:
        raise _unfetched(entry) from error
    except Exception as error:
        # WORKAROUND(keras.utils.get_file): a failed download raises a bare Exception.
        if type(error) is not Exception:
            raise
        raise _unfetched(entry) from error


def _unfetched(entry: Backbone) -> FacetError:
    return FacetError(
        f"The ImageNet weights of {entry.name} can't be fetched, and no package carries them all.",
        hint="Give Keras' own file of them: --weights FILE.h5.",
    )


def _scaling(entry: Backbone, weights: Path | None) -> Scaling:
    """As the weights expect: a file of Keras' own kind holds Keras' own."""
    if weights is not None and is_keras_weights(weights):
        return _keras_scaling(entry)
    how: Any = entry.scaling
    return how  # type: ignore[no-any-return]


def _keras_scaling(entry: Backbone) -> Scaling:
    how: Any = entry.keras_scaling or entry.scaling
    return how  # type: ignore[no-any-return]


def _joined_layers(entry: Backbone, network: keras.Model, x: Any, output: str) -> Any:
    if not entry.stages:
        raise FacetError(f"Several layers' features are not known for {entry.name}; take its average.")
    inner = keras.Model(network.input, [network.get_layer(name).output for name in entry.stages])
    maps = inner(x, training=False)
    averages = [layers.GlobalAveragePooling2D(name=f"average_{n}")(one) for n, one in enumerate(maps, 1)]
    return layers.Concatenate(name=output)(averages)


def _grid(entry: Backbone, network: keras.Model, x: Any, output: str) -> Any:
    """Averages over 4x4 parts of the middle layer, as signed square roots: no single channel rules."""
    if not entry.grid:
        raise FacetError(f"A middle layer's features are not known for {entry.name}; take its average.")
    layer = network.get_layer(entry.grid).output
    inside = keras.Model(network.input, layer)(x, training=False)
    pool = max(1, round(int(layer.shape[1]) / _PARTS))
    parts = layers.AveragePooling2D(pool, padding="same", name="parts")(inside)
    roots = keras.ops.sign(parts) * keras.ops.sqrt(keras.ops.abs(parts))
    return layers.Flatten(name=output, dtype="float32")(roots)
