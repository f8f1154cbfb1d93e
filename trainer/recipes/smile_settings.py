"""What decides the smile recipe beside its data, and how that is read. No TensorFlow here."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from trainer.data.augmentation import Augmentation
from trainer.data.layouts import LabelledPictures, read_genki
from trainer.models.face_cnn_shape import FaceCnn
from vision.crops import CropSpec

NAME = TASK = "smile"
LABELS = ("no smile", "smile")


class SmileSettings(BaseModel):
    """Everything that decides the result beside the data; each can be set on the command line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 1
    size: int = Field(default=64, ge=32, le=256)
    margin: float = 0.1
    shift_y: float = 0.05
    stem: tuple[int, int] = (16, 24)
    stages: tuple[int, ...] = (48, 80, 128)
    dropout: float = 0.4
    l2: float = 1e-4
    folds: int = Field(default=0, ge=0, le=20)  # 0: one network, else the mean of one a fold
    epochs: int = Field(default=30, ge=1)
    batch: int = Field(default=64, ge=2)
    rate: float = 1e-3
    warmup: float = 2.0
    average: float = 0.997
    smoothing: float = 0.05
    mixup: float = 0.2
    still: float = 0.1
    augmentation: Augmentation = Augmentation()
    trunk_epochs: int = Field(default=16, ge=1)
    trunk_rate: float = 2e-3
    trunk_batch: int = Field(default=128, ge=2)

    @property
    def crop(self) -> CropSpec:
        """What the network sees of a face."""
        return CropSpec(width=self.size, height=self.size, margin=self.margin, shift_y=self.shift_y)

    @property
    def shape(self) -> FaceCnn:
        return FaceCnn(self.size, self.stem, self.stages, self.l2, self.dropout)


def read_data(folder: Path) -> LabelledPictures:
    """The recipe's data: GENKI-4K's official layout. Raises DataUnusable."""
    return read_genki(folder)
