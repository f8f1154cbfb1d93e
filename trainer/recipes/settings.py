"""What the settings of every recipe have in common. No TensorFlow here."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from trainer.data.splits import Shares
from vision.crops import CropSpec

LooksAt = Literal["face", "picture"]


class RecipeSettings(BaseModel):
    """Everything that decides the result beside the data; each can be set on the command line.

    A recipe adds its own and gives them its defaults. `stop_after`: epochs without a better score after which
    training ends, 0 for never.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 1
    epochs: int = Field(default=30, ge=1)
    batch: int = Field(default=64, ge=2)
    rate: float = Field(default=1e-3, gt=0)
    stop_after: int = Field(default=0, ge=0)

    @property
    def crop(self) -> CropSpec:
        """What the network sees of a face, or of a whole picture."""
        raise NotImplementedError

    @property
    def looks_at(self) -> LooksAt:
        """Whether a face is looked for, the whole picture taken where there is none, or never."""
        return "face"

    @property
    def shares(self) -> Shares:
        """How much validates and tests, where the publisher has not split."""
        return Shares()
