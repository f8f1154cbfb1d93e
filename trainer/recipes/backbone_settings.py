"""What decides a head on a frozen backbone beside its data, any folder of class folders. No TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from trainer.data.splits import Shares
from trainer.features.folders import HELD_OUT, IMAGENET_WARNING, is_from_imagenet, read_pictures
from trainer.models.backbones import backbone
from trainer.recipes.protocol import CardWords, Facts, Recipe
from trainer.recipes.settings import LooksAt, RecipeSettings
from vision.crops import CropSpec
from vision.model_card import DataSource
from vision.model_making import HeadOnNetwork

NAME = "backbone"


class BackboneSettings(RecipeSettings):
    """Everything that decides the result beside the data; each can be set on the command line.

    features: what of the backbone is taken; "grid", a middle layer with its places, suits pictures that are
    framed alike, as cut-out faces. head: "logistic"
    or, on principal components of equal weight, "whitened", the strength chosen on the validation part; or
    "dense" layers with `hidden` units in between.
    mirrored: each training picture is learnt from its mirror image too. weights: a file in place of those
    that are fetched. size: 0 for the backbone's own.
    """

    epochs: int = Field(default=30, ge=1)
    batch: int = Field(default=100, ge=2)
    rate: float = Field(default=1e-4, gt=0)
    backbone: str = "mobilenetv2"
    features: Literal["average", "flat", "layers", "grid"] = "average"
    head: Literal["logistic", "whitened", "dense"] = "logistic"
    hidden: int = Field(default=1024, ge=0, le=8192)
    dropout: float = Field(default=0.5, ge=0, lt=1)
    mirrored: bool = True
    weights: Path | None = None
    size: int = Field(default=0, ge=0, le=1024)
    margin: float = 0.0
    shift_y: float = 0.0

    @field_validator("backbone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        return backbone(name).name

    @property
    def side(self) -> int:
        """Pixels of the square that the backbone sees."""
        return self.size or backbone(self.backbone).side

    @property
    def crop(self) -> CropSpec:
        """What the network sees: of a picture its centre square."""
        return CropSpec(width=self.side, height=self.side, margin=self.margin, shift_y=self.shift_y)

    @property
    def looks_at(self) -> LooksAt:
        """The whole picture: a folder of pictures may show anything."""
        return "picture"

    @property
    def shares(self) -> Shares:
        """As `facet-train compare` splits, so that both find each other's features and figures."""
        return HELD_OUT

    @property
    def trained_on_both(self) -> bool:
        """Whether the validation part trains too, once it has chosen."""
        return self.head != "dense"


def describe(settings: BackboneSettings, config: Mapping[str, Any], pictures: int) -> CardWords:
    """What a card says of the model and its data."""
    folder = Path(config["data"])
    name = folder.resolve().name
    known = is_from_imagenet(folder)
    flatters = f" {IMAGENET_WARNING}" if known else ""
    entry = backbone(settings.backbone)
    source = str(settings.weights or (entry.packaged.source if entry.packaged else "Keras Applications"))
    return CardWords(
        task=name,
        name=f"{name}-{settings.backbone}",
        description=f"Which of the classes in {name}: a {settings.head} head on {settings.backbone}, "
        f"frozen, ImageNet's weights ({source}). A picture of anything else gets one of these classes "
        f"too.{flatters}",
        dataset=name,
        sources=(
            DataSource(name=name, origin=name, terms="as the pictures' owners say", pictures=pictures),
            DataSource(
                name="ImageNet", origin="ILSVRC 2012, by the backbone", terms=entry.licence, pictures=0
            ),
        ),
        licence=f"Backbone: {entry.licence}. The pictures' own terms hold.",
        making=(HeadOnNetwork(answers="classes", data=name, network=entry.name, may_know=known),),
    )


RECIPE = Recipe(
    name=NAME,
    task="",
    facts=Facts(
        data="any folder of class folders",
        network="a frozen ImageNet backbone and a head",
        student="—",
        ours="depends on the pictures",
        needs="from a dozen pictures a class",
    ),
    settings=BackboneSettings,
    read_data=read_pictures,
    describe=describe,
    training="trainer.recipes.backbone:train",
    tunes={"dropout": (0.2, 0.6), "hidden": (128, 256, 512, 1024)},
)
