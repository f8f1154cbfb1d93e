"""What decides the smile recipe beside its data, and how that is read. No TensorFlow here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from trainer.data.augmentation import Augmentation
from trainer.data.layouts import read_genki
from trainer.models.face_cnn_shape import FaceCnn
from trainer.recipes.protocol import LICENCE, CardWords, Facts, Recipe
from trainer.recipes.settings import RecipeSettings
from vision.crops import CropSpec
from vision.model_card import DataSource
from vision.model_making import OfRecipe

NAME = TASK = "smile"
LABELS = ("no smile", "smile")
GENKI = "GENKI-4K (http://mplab.ucsd.edu, The MPLab GENKI-4K Dataset)"


class SmileSettings(RecipeSettings):
    """Everything that decides the result beside the data; each can be set on the command line."""

    size: int = Field(default=64, ge=32, le=256)
    margin: float = 0.1
    shift_y: float = 0.05
    stem: tuple[int, int] = (16, 24)
    stages: tuple[int, ...] = (48, 80, 128)
    dropout: float = 0.4
    l2: float = 1e-4
    folds: int = Field(default=0, ge=0, le=20)  # 0: one network, else the mean of one a fold
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


def describe(settings: SmileSettings, config: Mapping[str, Any], pictures: int) -> CardWords:
    """What a card says of the model and its data."""
    fer = bool(config["fer"])
    first = "The trunk first learned FER+'s votes on FER2013's training rows. " if fer else ""
    genki = DataSource(name="GENKI-4K", origin=GENKI, terms="research; cite it", pictures=pictures)
    return CardWords(
        task=TASK,
        name=NAME,
        description=f"Smile or no smile, {settings.size}x{settings.size} faces. {first}"
        "Trained on GENKI-4K; where no face is found, the whole picture answers.",
        dataset="GENKI-4K",
        sources=(genki, FER_FACES) if fer else (genki,),
        licence=LICENCE,
        making=(OfRecipe(recipe=NAME),) if fer else (),
    )


FER_FACES = DataSource(
    name="FER2013 with FER+ votes",
    origin="Kaggle, Challenges in Representation Learning 2013; votes: Barsoum et al., ICMI 2016",
    terms="Kaggle competition terms; FER+ votes by Microsoft",
    pictures=26778,
)

RECIPE = Recipe(
    name=NAME,
    task=TASK,
    facts=Facts(
        data="GENKI-4K",
        network="smile-cnn",
        student="above 87 % test",
        ours="95.8 % on 481 unseen pictures",
        needs="4,000 photographs, 60 MB; --fer: FER2013, 36,000 faces",
    ),
    settings=SmileSettings,
    read_data=read_genki,
    describe=describe,
    training="trainer.recipes.smile:train",
    takes=frozenset({"fer"}),
    tunes={"dropout": (0.2, 0.6), "mixup": (0.0, 0.4), "smoothing": (0.0, 0.1)},
)
