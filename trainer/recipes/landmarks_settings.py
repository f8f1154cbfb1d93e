"""What decides a training of the landmark network, as plain data: no Keras here."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from vision.crops import CropSpec

NAME = TASK = "landmarks"
MARGIN = 0.25  # around a detector's box: a refined box needs room to grow into


class LandmarksSettings(BaseModel):
    """The settings. `second_epochs`: after the first network's own false alarms were added to the windows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 1
    size: int = Field(default=48, ge=32, le=64)
    epochs: int = Field(default=16, ge=1)
    second_epochs: int = Field(default=16, ge=0)
    rate: float = Field(default=2e-3, gt=0)
    second_rate: float = Field(default=1.5e-3, gt=0)
    batch: int = Field(default=128, ge=1)
    points_weight: float = 4.0
    box_weight: float = 2.0

    @property
    def crop(self) -> CropSpec:
        """What the network sees of a box."""
        return CropSpec(width=self.size, height=self.size, margin=MARGIN)
