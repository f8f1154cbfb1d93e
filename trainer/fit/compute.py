"""How a training computes: on what, in which precision, compiled or not. No TensorFlow here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Compute:
    """device: "cpu" or "gpu". mixed: 16-bit arithmetic where it is safe. xla: the step compiled as a whole.

    replicas: how many devices share each batch.
    """

    device: str = "cpu"
    mixed: bool = False
    xla: bool = False
    replicas: int = 1
