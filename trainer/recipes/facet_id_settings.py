"""What decides a training of the embedding network, as plain data: no Keras here."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

NAME = "facet-id"
TASK = "identity"


class FacetIdSettings(BaseModel):
    """The settings. `too_like`: faces whose teacher's cosine to a test's face is above that are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 1
    pictures: int = Field(default=16_384, ge=1)  # that are looked at, drawn from all
    too_like: float = Field(default=0.6, gt=0, le=1)
    stem: int = Field(default=16, ge=4)
    stages: tuple[int, ...] = (32, 64, 128)
    pairs: tuple[int, ...] = (1, 1, 1)
    epochs: int = Field(default=12, ge=1)
    rate: float = Field(default=2e-3, gt=0)
    batch: int = Field(default=64, ge=2)
    relations_weight: float = Field(default=4.0, ge=0)
