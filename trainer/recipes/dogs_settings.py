"""What decides the dog breeds beside the data: the student's networks, or another backbone. No TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from trainer.data.preprocessing import Preprocessing
from trainer.data.turned_views import Turning
from trainer.features.folders import IMAGENET_WARNING, read_pictures
from trainer.recipes import backbone_settings
from trainer.recipes.protocol import CardWords, Facts, Recipe
from vision.crops import CropSpec
from vision.model_card import DataSource
from vision.model_making import FromScratch, HeadOnNetwork

NAME = TASK = "dogs"
SCRATCH_SIDE = 224
_B3_HEAD = {"backbone": "efficientnetb3", "head": "dense", "hidden": 512}


class DogsSettings(backbone_settings.BackboneSettings):
    """As a backbone's, and which network: "scratch" and "efficientnetb3-head" are the student's.

    "head": a head on `backbone`. equalise, denoise: done to a picture before any network sees it. whiten: in
    the scratch network, in place of scaling to 0..1.
    """

    network: Literal["scratch", "efficientnetb3-head", "head"] = "scratch"
    equalise: bool = False
    denoise: bool = False
    whiten: bool = False
    epochs: int = Field(default=60, ge=1)
    batch: int = Field(default=16, ge=2)
    rate: float = Field(default=1e-3, gt=0)
    turning: Turning = Turning()

    @model_validator(mode="before")
    @classmethod
    def _student_head(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if given.get("network") == "efficientnetb3-head":
            return {**given, **_B3_HEAD}
        return {"network": "head", **given} if "backbone" in given else given

    @model_validator(mode="after")
    def _whitens_scratch_alone(self) -> Self:
        if self.whiten and self.network != "scratch":
            raise ValueError("whiten is for the scratch network; a backbone needs its own scaling")
        return self

    @property
    def side(self) -> int:
        return (self.size or SCRATCH_SIDE) if self.network == "scratch" else super().side

    @property
    def preprocessing(self) -> Preprocessing:
        return Preprocessing(self.equalise, self.denoise, self.whiten)

    @property
    def crop(self) -> CropSpec:
        """What the network sees of a picture, and what is done to it before."""
        return CropSpec(width=self.side, height=self.side, steps=self.preprocessing.steps)


def describe(settings: DogsSettings, config: Mapping[str, Any], pictures: int) -> CardWords:
    """What a card says of the model and its data."""
    words = backbone_settings.describe(settings, config, pictures)
    dogs = DataSource(
        name="Stanford Dogs",
        origin="Khosla et al., FGVC 2011; folder " + Path(config["data"]).resolve().name,
        terms="ImageNet-derived: research",
        pictures=pictures,
    )
    words = replace(words, task=TASK, name=f"dogs-{settings.network}")
    if settings.network == "scratch":
        return replace(
            words,
            description="Dog breeds, a small network trained from nothing.",
            sources=(dogs,),
            making=(FromScratch(data=words.dataset),),
            licence="Trained on Stanford Dogs, which comes from ImageNet: for research.",
        )
    return replace(
        words,
        description=f"Dog breeds, a {settings.head} head on {settings.backbone}. {IMAGENET_WARNING}",
        sources=(dogs, *words.sources[1:]),
        making=(
            HeadOnNetwork(answers="breeds", data=words.dataset, network=settings.backbone, may_know=True),
        ),
    )


RECIPE = Recipe(
    name=NAME,
    task=TASK,
    facts=Facts(
        data="Stanford Dogs, or any folder of breeds",
        network="dogs-scratch-cnn, efficientnetb3-head, or another backbone",
        student=".49 on 5 breeds from nothing; .725 on 120 with EfficientNetB3",
        ours="see docs/results/dogs.md",
        needs="from 60 pictures a breed; the whole set has 20,580",
    ),
    settings=DogsSettings,
    read_data=read_pictures,
    describe=describe,
    training="trainer.recipes.dogs:train",
    tunes={"dropout": (0.2, 0.6)},
)
