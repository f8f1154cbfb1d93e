"""Who of a few people it is, a closed set: the student system's VGG16, or another backbone. No TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field, model_validator

from trainer.features.folders import read_pictures
from trainer.recipes import backbone_settings
from trainer.recipes.protocol import CardWords, Facts, Recipe
from trainer.recipes.settings import LooksAt
from vision.model_making import HeadOnNetwork

NAME = "identity-vgg16"
TASK = "identity-closed"
# How much wider than Haar's box a cut-out face of the public sets is, and how much higher it lies.
_MARGIN, _SHIFT_Y = 0.06, -0.07
# What suits other backbones better than the student's head, chosen on the validation part.
_OTHERS = {"features": "grid", "head": "whitened", "mirrored": True}


class IdentitySettings(backbone_settings.BackboneSettings):
    """As a backbone's; the defaults are the student system's: VGG16, flatten, dense 1024, dropout, softmax.

    faces: "cut" where the pictures are faces already, "photos" where the face must be found first.
    """

    backbone: str = "vgg16"
    features: Literal["average", "flat", "layers", "grid"] = "flat"
    head: Literal["logistic", "whitened", "dense"] = "dense"
    mirrored: bool = False
    faces: Literal["cut", "photos"] = "cut"
    margin: float = Field(default=_MARGIN, ge=-0.4, le=2.0)
    shift_y: float = Field(default=_SHIFT_Y, ge=-1.0, le=1.0)

    @model_validator(mode="before")
    @classmethod
    def _other_backbones(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("backbone", "vgg16") != "vgg16":
            return {**_OTHERS, **given}
        return given

    @property
    def looks_at(self) -> LooksAt:
        return "picture" if self.faces == "cut" else "face"


def describe(settings: IdentitySettings, config: Mapping[str, Any], pictures: int) -> CardWords:
    """What a card says of the model and its data."""
    words = backbone_settings.describe(settings, config, pictures)
    people = words.dataset
    return replace(
        words,
        task=TASK,
        name=f"identity-{settings.backbone}",
        description=f"Who of the people in {people}. A closed set: a stranger gets one of these names too, "
        f"so it can't tell who somebody is in the open. A {settings.head} head on {settings.backbone}, "
        "frozen, ImageNet's weights.",
        making=(HeadOnNetwork(answers="people", data=people, network=settings.backbone),),
    )


RECIPE = Recipe(
    name=NAME,
    task=TASK,
    facts=Facts(
        data="faces by person, in class folders",
        network="vgg16-head: VGG16 frozen, flatten, dense 1024; or another backbone",
        student="98.5 % test, four people",
        ours="see docs/results/identity-vgg16.md",
        needs="250 faces a person",
    ),
    settings=IdentitySettings,
    read_data=read_pictures,
    describe=describe,
    training="trainer.recipes.backbone:train",
    tunes={"dropout": (0.2, 0.6), "hidden": (256, 512, 1024)},
)
