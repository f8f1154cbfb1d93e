"""What decides the emotion recipes beside their data. No TensorFlow here."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from trainer.data.augmentation import Augmentation
from trainer.models.emotion_shape import EmotionNet
from vision.crops import CropSpec

NAME = TASK = "emotion"
FER_NAME = "emotion-fer2013"
FER_SIDE = 48

AUGMENTATION = Augmentation(
    shift=0.07,
    scale=0.2,
    wide=0.1,
    stretch=0.06,
    rotation_deg=16.0,
    gamma=0.35,
    contrast=0.0,  # the network evens light and contrast by itself
    brightness=0.0,
    saturation=0.0,
    tint=0.0,
    grey=0.0,
    blur=0.1,
    pixelate=0.1,
    noise=0.1,
    jpeg=0.1,
    cutout=0.3,
    cutout_side=0.35,
)


class EmotionSettings(BaseModel):
    """Everything that decides the result beside the data; each can be set on the command line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = 1
    size: int = Field(default=48, ge=32, le=128)
    margin: float = 0.0
    shift_y: float = 0.0
    stem: tuple[int, int] = (16, 32)
    stages: tuple[tuple[int, int], ...] = ((64, 1), (128, 2), (208, 1))
    dropout: float = 0.3
    epochs: int = Field(default=30, ge=1)  # with both labellings together
    batch: int = Field(default=128, ge=2)
    rate: float = 2e-3
    decay: float = 0.05
    warmup: float = 1.0
    average: float = 0.999
    mixup: float = 0.2
    fer_share: float = 0.4  # how much FER2013's own labels weigh beside FER+'s votes
    smoothing: float = 0.1  # of FER2013's labels; votes are soft already
    tune_epochs: int = Field(default=6, ge=0)  # then with the recipe's own labels alone
    tune_rate: float = 4e-4
    held_out: int = Field(default=12, ge=2)  # every so-maniest picture picks epoch and temperature
    augmentation: Augmentation = AUGMENTATION

    @property
    def crop(self) -> CropSpec:
        """What the network sees of a face."""
        return CropSpec(width=self.size, height=self.size, margin=self.margin, shift_y=self.shift_y)

    @property
    def shape(self) -> EmotionNet:
        return EmotionNet(self.size, self.stem, self.stages, self.dropout)
