"""What decides the emotion recipes beside their data, and how that is read. No TensorFlow here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import Field

from trainer.data.augmentation import Augmentation
from trainer.models.emotion_shape import EmotionNet
from trainer.recipes.emotion_data import read_rows
from trainer.recipes.protocol import LICENCE, CardWords, Facts, Recipe
from trainer.recipes.settings import RecipeSettings
from vision.crops import CropSpec
from vision.model_card import DataSource
from vision.model_making import OfRecipe

NAME = TASK = "emotion"
FER_NAME = "emotion-fer2013"
SMALL_PICTURES, FULL_SIZE = "small pictures", "full size"

# Light and contrast are left: the network evens them by itself.
AUGMENTATION = Augmentation(
    shift=0.07,
    scale=0.2,
    wide=0.1,
    stretch=0.06,
    rotation_deg=16.0,
    gamma=0.35,
    contrast=0.0,
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
MILDER = replace(
    AUGMENTATION,
    scale=0.16,
    wide=0.06,
    rotation_deg=13.0,
    blur=0.06,
    pixelate=0.06,
    noise=0.05,
    jpeg=0.05,
    cutout=0.2,
)


@dataclass(frozen=True)
class Part:
    """A part of the training: so many epochs on pictures of `size` pixels a side."""

    name: str
    size: int
    epochs: int
    rate: float
    mixup: float
    augmentation: Augmentation


class EmotionSettings(RecipeSettings):
    """Everything that decides the result beside the data; each can be set on the command line.

    Both labellings are learnt at once, by a head each: small pictures first, which takes a third of the time,
    then, from there, pictures of full size in milder views.
    """

    epochs: int = Field(default=64, ge=1)  # at full size
    batch: int = Field(default=128, ge=2)
    rate: float = Field(default=1.2e-3, gt=0)
    size: int = Field(default=64, ge=32, le=128)
    mixup: float = 0.0
    augmentation: Augmentation = MILDER
    first_epochs: int = Field(default=24, ge=0)
    first_rate: float = Field(default=2e-3, gt=0)
    first_size: int = Field(default=48, ge=32, le=128)
    first_mixup: float = 0.2
    first_augmentation: Augmentation = AUGMENTATION
    margin: float = 0.0
    shift_y: float = 0.0
    stem: tuple[int, int] = (16, 32)
    stages: tuple[tuple[int, int], ...] = ((64, 1), (128, 2), (208, 1))
    dropout: float = 0.3
    decay: float = 0.05
    warmup: float = 1.0
    average: float = 0.999
    votes_share: float = Field(default=0.8, ge=0)  # how much FER+'s votes weigh
    labels_share: float = Field(default=1.0, ge=0)  # and FER2013's own labels
    smoothing: float = 0.1  # of FER2013's labels; votes are soft already
    mirrored: bool = False  # answer with the mean over the picture and its mirror image, at twice the cost
    even_within: float = Field(default=0.02, ge=0)  # accuracy on held-out rows given for balanced accuracy

    @property
    def crop(self) -> CropSpec:
        """What the network sees of a face."""
        return CropSpec(width=self.size, height=self.size, margin=self.margin, shift_y=self.shift_y)

    @property
    def shape(self) -> EmotionNet:
        return EmotionNet(self.size, self.stem, self.stages, self.dropout)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the training, in order; the last is at full size."""
        full = Part(FULL_SIZE, self.size, self.epochs, self.rate, self.mixup, self.augmentation)
        if not self.first_epochs:
            return (full,)
        first = Part(
            SMALL_PICTURES,
            self.first_size,
            self.first_epochs,
            self.first_rate,
            self.first_mixup,
            self.first_augmentation,
        )
        return (first, full)

    def together(self) -> dict[str, Any]:
        """What decides the network that both recipes share."""
        return self.model_dump(mode="json", exclude={"margin", "shift_y", "mirrored", "even_within"})


class FerSettings(EmotionSettings):
    """FER2013's own labels: the same network, its other head, at twice the cost."""

    mirrored: bool = True
    even_within: float = Field(default=0.0, ge=0)


def _describe(name: str, settings: EmotionSettings, config: Mapping[str, Any], pictures: int) -> CardWords:
    answers = "FER+'s votes" if name == NAME else "FER2013's own labels"
    return CardWords(
        task=TASK,
        name=name,
        description=f"Seven emotions, {settings.size}x{settings.size} faces, colour ignored. Answers as "
        f"{answers} do; the trunk learned from both labellings. Below the bar the answer is 'unsure'.",
        dataset="FER2013 with FER+ votes" if name == NAME else "FER2013",
        sources=(fer_faces(pictures),),
        licence=LICENCE,
        making=(OfRecipe(recipe=name),),
    )


def fer_faces(pictures: int) -> DataSource:
    """FER2013 as a card names it, with the number of pictures trained on."""
    return DataSource(
        name="FER2013 with FER+ votes",
        origin="Kaggle, Challenges in Representation Learning 2013; votes: Barsoum et al., ICMI 2016",
        terms="Kaggle competition terms; FER+ votes by Microsoft",
        pictures=pictures,
    )


_FACTS = Facts(
    data="FER2013 and FER+'s votes",
    network="emotion-net",
    student="none (best peer measured: 66 %)",
    ours="see docs/results/emotion.md",
    needs="36,000 faces of 48x48, 60 MB",
)

RECIPE = Recipe(
    name=NAME,
    task=TASK,
    facts=_FACTS,
    settings=EmotionSettings,
    read_data=partial(read_rows, labelling="ferplus"),
    describe=partial(_describe, NAME),
    training="trainer.recipes.emotion:train",
    takes=frozenset({"fer"}),
    tunes={"dropout": (0.1, 0.5), "mixup": (0.0, 0.4), "decay": (0.01, 0.1)},
)
FER_RECIPE = replace(
    RECIPE,
    name=FER_NAME,
    facts=replace(_FACTS, student="none", ours="70.5 % on 3,589 unseen rows"),
    settings=FerSettings,
    read_data=partial(read_rows, labelling="fer"),
    describe=partial(_describe, FER_NAME),
    training="trainer.recipes.emotion:train_fer2013",
)
