"""What decides the happy-sad recipe beside its data. No TensorFlow here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from trainer.data.augmentation import Augmentation
from trainer.data.layouts import read_folders
from trainer.data.splits import Shares
from trainer.models.face_cnn_shape import FaceCnn
from trainer.recipes.picture_settings import NOTHING, PictureSettings
from trainer.recipes.protocol import LICENCE, CardWords, Facts, Recipe
from trainer.recipes.settings import LooksAt
from vision.crops import CropSpec
from vision.model_card import DataSource
from vision.model_making import OfRecipe

NAME = TASK = "happy-sad"
LABELS = ("happy", "sad")
STUDENT = "happy-sad-cnn"
_AS_THE_STUDENT: dict[str, Any] = {
    "size": 256,
    "augmentation": NOTHING,
    "folds": 0,
    "epochs": 20,
    "batch": 32,
    "rate": 1e-3,
    "smoothing": 0.0,
    "mixup": 0.0,
    "average": 0.0,
    "warmup": 0.0,
    "optimiser": "adam",
}


class HappySadSettings(PictureSettings):
    """With network=happy-sad-cnn the others become the student's, but for those given.

    stem, stages and the trunk's own are the network's where --fer trains its trunk; with --from they are the
    given model's.
    """

    student: ClassVar[tuple[str, Mapping[str, Any]]] = (STUDENT, _AS_THE_STUDENT)

    network: Literal["happy-sad-face", "happy-sad-cnn"] = "happy-sad-face"
    size: int = Field(default=64, ge=32, le=512)
    margin: float = 0.1
    shift_y: float = 0.05
    folds: int = Field(default=5, ge=0, le=20)
    epochs: int = Field(default=20, ge=1)
    batch: int = Field(default=32, ge=2)
    rate: float = Field(default=5e-4, gt=0)
    optimiser: Literal["adam", "nadam", "sgd"] = "nadam"
    average: float = Field(default=0.95, ge=0, lt=1)
    dropout: float = Field(default=0.3, ge=0, lt=1)
    warmup: float = 1.0
    still: float = 0.2
    augmentation: Augmentation = Augmentation()
    stem: tuple[int, int] = (16, 24)
    stages: tuple[int, ...] = (48, 80, 128)
    trunk_epochs: int = Field(default=16, ge=1)
    trunk_rate: float = 2e-3
    trunk_batch: int = Field(default=128, ge=2)

    @property
    def crop(self) -> CropSpec:
        if self.network == STUDENT:
            return CropSpec(width=self.size, height=self.size)
        return CropSpec(width=self.size, height=self.size, margin=self.margin, shift_y=self.shift_y)

    @property
    def looks_at(self) -> LooksAt:
        return "picture" if self.network == STUDENT else "face"

    @property
    def shares(self) -> Shares:
        """70/20/10, as the student had it."""
        return Shares(validation=0.2, test=0.1)

    @property
    def shape(self) -> FaceCnn:
        """The face network that --fer trains; its decay is the smile network's."""
        return FaceCnn(self.size, self.stem, self.stages, 1e-4, self.dropout)


def describe(settings: HappySadSettings, config: Mapping[str, Any], pictures: int) -> CardWords:
    """What a card says of the model and its data."""
    own = DataSource(
        name="happy-sad",
        origin="web photographs of a well-known tutorial, nicknochnack/ImageClassification",
        terms="web photographs, no licence",
        pictures=pictures,
    )
    how = (
        "The student network on whole pictures."
        if settings.network == STUDENT
        else "A network that learned emotions first; where no face is found, the whole picture answers."
    )
    return CardWords(
        task=TASK,
        name=NAME if settings.network == "happy-sad-face" else settings.network,
        description=f"Happy or sad photographs, {settings.size}x{settings.size}. {how}",
        dataset="happy-sad",
        sources=(own,),
        licence=LICENCE,
        making=() if settings.network == STUDENT else (OfRecipe(recipe=NAME),),
    )


RECIPE = Recipe(
    name=NAME,
    task=TASK,
    facts=Facts(
        data="happy and sad web photographs, class folders",
        network="happy-sad-face or happy-sad-cnn",
        student="1.0 on one batch of a split that leaks",
        ours="83.3 % cross-validated on 221 photographs",
        needs="301 photographs; --from an emotion model, or --fer: FER2013",
    ),
    settings=HappySadSettings,
    read_data=lambda root: read_folders(root, LABELS),
    describe=describe,
    training="trainer.recipes.happy_sad:train",
    takes=frozenset({"fer", "start"}),
    tunes={"dropout": (0.0, 0.6), "mixup": (0.0, 0.8), "smoothing": (0.0, 0.2), "average": (0.8, 0.99)},
)
