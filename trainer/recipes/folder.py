"""Any folder of class folders, learned from scratch: a small wide residual network on whole pictures.

DIR/LABEL/picture, or DIR/train/LABEL/picture and the like where somebody has split already. With few
pictures a backbone that has seen many does better.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from trainer.data.layouts.reading import layout_of, read_layout
from trainer.recipes.picture_settings import TUNES, PictureSettings, check_network
from trainer.recipes.protocol import CardWords, Facts, Recipe
from trainer.recipes.settings import LooksAt
from vision.crops import CropSpec
from vision.model_card import DataSource
from vision.model_making import FromScratch

NAME = "folder"


class FolderSettings(PictureSettings):
    """`subject`: the face in each picture, or the whole picture. `task`: what the model is said to do."""

    network: str = "wide-resnet"
    task: str = Field(default="pictures", min_length=1)
    subject: LooksAt = "picture"
    margin: float = Field(default=0.1, ge=-0.4, le=2)
    size: int = Field(default=64, ge=16, le=512)
    depth: int = 10
    width: int = Field(default=2, ge=1)
    stem_stride: Literal[1, 2] = 2
    epochs: int = Field(default=40, ge=1)
    batch: int = Field(default=32, ge=2)
    rate: float = Field(default=2e-3, gt=0)
    optimiser: Literal["adam", "nadam", "sgd"] = "nadam"
    average: float = Field(default=0.99, ge=0, lt=1)

    @model_validator(mode="after")
    def _network_fits(self) -> Self:
        check_network(self.network, self.size)  # said before anything is prepared
        return self

    @property
    def crop(self) -> CropSpec:
        margin = self.margin if self.subject == "face" else 0.0
        return CropSpec(width=self.size, height=self.size, margin=margin)

    @property
    def looks_at(self) -> LooksAt:
        return self.subject


def describe(settings: FolderSettings, config: Mapping[str, Any], pictures: int) -> CardWords:
    """What a card says of the model and its data."""
    name = Path(config["data"]).resolve().name
    source = DataSource(
        name=name, origin="a folder of one's own", terms="not known to Facet", pictures=pictures
    )
    return CardWords(
        task=settings.task,
        name=settings.network,
        description=f"Trained from scratch on the class folders of {name}: {settings.network}.",
        dataset=name,
        sources=(source,),
        licence="As the pictures that it was trained on allow.",
        making=(FromScratch(data=name),),
    )


RECIPE = Recipe(
    name=NAME,
    task="pictures",
    facts=Facts(
        data="any folder of class folders",
        network="wide-resnet, or any architecture",
        student="-",
        ours="-",
        needs="some dozens of pictures a class",
    ),
    settings=FolderSettings,
    read_data=lambda root: read_layout(root, layout_of(root)),
    describe=describe,
    training="trainer.recipes.pictures:train",
    tunes=TUNES,
)
