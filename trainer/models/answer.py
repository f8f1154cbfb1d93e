"""The last layer of every network here: named "answer", in float32 whatever the rest computes in."""

from __future__ import annotations

from typing import Any

from keras import layers


def softmax(x: Any, classes: int) -> Any:
    """A probability for each of `classes`: float32 (batch, classes)."""
    return layers.Dense(classes, activation="softmax", dtype="float32", name="answer")(x)


def sigmoid(x: Any) -> Any:
    """The probability of the positive class: float32 (batch, 1)."""
    return layers.Dense(1, activation="sigmoid", dtype="float32", name="answer")(x)
