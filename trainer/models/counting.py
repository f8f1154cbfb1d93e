"""How many parameters an architecture has, found by building it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from trainer.models.registry import Architecture


@dataclass(frozen=True)
class Size:
    """An architecture as built: `params` are all, `trainable` those that training changes."""

    name: str
    classes: int
    input: tuple[int, ...]
    params: int
    trainable: int

    def to_json_object(self) -> dict[str, Any]:
        return asdict(self) | {"input": list(self.input)}


def size_of(architecture: Architecture) -> Size:
    """Builds it with random weights, counts, and lets it go again."""
    model = architecture.build()
    return Size(
        architecture.name,
        architecture.classes,
        tuple(model.input_shape[1:]),
        _count(model.weights),
        _count(model.trainable_weights),
    )


def _count(variables: Iterable[Any]) -> int:
    return sum(math.prod(variable.shape) for variable in variables)
