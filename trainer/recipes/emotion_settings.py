"""What decides the emotion recipes beside their data, and how that is read. No TensorFlow here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import Field

from trainer.data.augmentation import Augmentation
from trainer.models.emotion_shape import EmotionNet
from trainer.recipes.emotion_data import read_rows
from trainer.recipes.protocol import CardWords, Facts, Recipe
from trainer.recipes.settings import RecipeSettings
from vision.crops import CropSpec
from vision.model_card import DataSource
from vision.model_making import OfRecipe

NAME = TASK = "emotion"
FER_NAME = "emotion-fer2013"

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


class EmotionSettings(RecipeSettings):
    """Everything that decides the result beside the data; each can be set on the command line."""

    epochs: int = Field(default=24, ge=1)  # with both labellings together
    batch: int = Field(default=128, ge=2)
    rate: float = Field(default=2e-3, gt=0)
    size: int = Field(default=56, ge=32, le=128)
    first_size: int = Field(default=48, ge=0, le=128)  # of all parts before the larger one; 0: `size`
    margin: float = 0.0
    shift_y: float = 0.0
    stem: tuple[int, int] = (16, 32)
    stages: tuple[tuple[int, int], ...] = ((64, 1), (128, 2), (208, 1))
    dropout: float = 0.3
    decay: float = 0.05
    warmup: float = 1.0
    average: float = 0.999
    mixup: float = 0.2
    fer_share: float = 0.4  # how much FER2013's own labels weigh beside FER+'s votes
    smoothing: float = 0.1  # of FER2013's labels; votes are soft already
    tune_epochs: int = Field(default=8, ge=0)  # then with the recipe's own labels alone
    tune_rate: float = 8e-4
    tune_mixup: float = 0.0
    again_epochs: int = Field(
        default=12, ge=0
    )  # then as many from the same start, taught by the round before
    again_share: float = Field(default=0.5, ge=0, le=1)  # how much its answers weigh beside the labels
    larger_epochs: int = Field(default=8, ge=0)  # then as many at `size`, with both labellings together
    larger_rate: float = 6e-4
    larger_votes: float = 1.0  # how much FER+'s votes weigh there
    larger_labels: float = 0.4  # and FER2013's own labels
    mirrored: bool = False  # answer with the mean over the picture and its mirror image, at twice the cost
    even_within: float = Field(default=0.0125, ge=0)  # accuracy on held-out rows given for balanced accuracy
    augmentation: Augmentation = AUGMENTATION

    @property
    def crop(self) -> CropSpec:
        """What the network sees of a face."""
        return CropSpec(width=self.size, height=self.size, margin=self.margin, shift_y=self.shift_y)

    @property
    def shape(self) -> EmotionNet:
        return EmotionNet(self.size, self.stem, self.stages, self.dropout)

    def at_first(self) -> EmotionSettings:
        """The settings of all parts before the larger one."""
        return self.model_copy(update={"size": self.first_size or self.size, "first_size": 0})

    def together(self) -> dict[str, Any]:
        """What decides the common part of both recipes."""
        own = {"tune_epochs", "tune_rate", "tune_mixup", "margin", "shift_y", "stop_after"}
        own |= {"again_epochs", "again_share", "mirrored", "even_within"}
        own |= {"first_size", "larger_epochs", "larger_rate", "larger_votes", "larger_labels"}
        return self.at_first().model_dump(mode="json", exclude=own)


class FerSettings(EmotionSettings):
    """FER2013's own labels err more often: longer alone, mixed, then larger, and answered both ways."""

    size: int = Field(default=64, ge=32, le=128)
    larger_epochs: int = Field(default=10, ge=0)
    larger_votes: float = 0.6
    larger_labels: float = 1.0

    stop_after: int = Field(default=10, ge=0)
    tune_epochs: int = Field(default=34, ge=0)
    tune_rate: float = 1.5e-3
    tune_mixup: float = 0.2
    again_epochs: int = Field(default=0, ge=0)  # 18 of them did worse: docs/results/emotion.md
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
    facts=replace(_FACTS, student="none", ours="67.9 % on 3,589 unseen rows"),
    settings=FerSettings,
    read_data=partial(read_rows, labelling="fer"),
    describe=partial(_describe, FER_NAME),
    training="trainer.recipes.emotion:train_fer2013",
)
