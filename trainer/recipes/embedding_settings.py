"""What decides a closed set's head over an embedding model, as the gallery itself uses. No TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from trainer.recipes.settings import RecipeSettings
from vision.embedders import EMBEDDER_NAMES


class EmbeddingSettings(RecipeSettings):
    """A head on `backbone`, an embedding model: its faces, its crop, its numbers.

    head: "logistic", the strength chosen on the validation part, "whitened", or "dense" layers by Keras with
    `hidden` units in between, 0 for a softmax alone. mirrored: each training picture is learnt from its
    mirror image too.
    """

    backbone: str
    head: Literal["logistic", "whitened", "dense"] = "logistic"
    hidden: int = Field(default=0, ge=0, le=8192)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    mirrored: bool = True
    epochs: int = Field(default=60, ge=1)
    batch: int = Field(default=32, ge=2)
    rate: float = Field(default=1e-2, gt=0)
    weights: Path | None = None

    @field_validator("weights")
    @classmethod
    def _has_its_own(cls, weights: Path | None) -> Path | None:
        if weights is not None:
            raise ValueError(f"{' and '.join(EMBEDDER_NAMES)} come with theirs")
        return weights

    @property
    def trained_on_both(self) -> bool:
        """Whether the validation part trains too, once it has chosen."""
        return self.head != "dense"
