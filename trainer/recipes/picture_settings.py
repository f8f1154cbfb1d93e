"""Settings of the recipes that learn whole pictures from scratch, and the networks that they may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from trainer.data.augmentation import Augmentation
from trainer.models.registry import architectures
from trainer.models.wide_resnet_shape import WideShape
from trainer.recipes.protocol import CardWords
from trainer.recipes.settings import LooksAt, RecipeSettings
from vision.crops import CropSpec
from vision.errors import FacetError
from vision.model_card import DataSource

WIDE_RESNET = "wide-resnet"  # how the names of those end whose shape the settings decide

# Mild in form and strong in colour: what a photograph of an object bears without becoming another object.
PICTURES = Augmentation(
    shift=0.12,
    scale=0.2,
    wide=0.0,
    stretch=0.08,
    rotation_deg=10.0,
    brightness=0.15,
    contrast=0.25,
    gamma=0.2,
    saturation=0.4,
    tint=0.06,
    grey=0.05,
    blur=0.0,
    pixelate=0.0,
    noise=0.0,
    jpeg=0.0,
    cutout=0.5,
    cutout_side=0.5,
)
# Flips and shifts of a tenth alone, as the student systems had it.
FLIPS_AND_SHIFTS = Augmentation(
    shift=0.1,
    scale=0.0,
    wide=0.0,
    stretch=0.0,
    rotation_deg=0.0,
    brightness=0.0,
    contrast=0.0,
    gamma=0.0,
    saturation=0.0,
    tint=0.0,
    grey=0.0,
    blur=0.0,
    pixelate=0.0,
    noise=0.0,
    jpeg=0.0,
    cutout=0.0,
)
NOTHING = FLIPS_AND_SHIFTS.__class__(**{**vars(FLIPS_AND_SHIFTS), "shift": 0.0, "flip": 0.0})
# What `tune` turns in a wide residual network.
TUNES: Mapping[str, tuple[Any, ...]] = {
    "l2": (1e-5, 1e-3, "log"),
    "dropout": (0.0, 0.5),
    "mixup": (0.0, 0.8),
    "smoothing": (0.0, 0.2),
}


class PictureSettings(RecipeSettings):
    """Everything that decides the result beside the data; each can be set on the command line.

    depth, width, stem_stride, dropout and drop_path are those of the wide residual network; a student's own
    network has none of them. With that network, `student`'s name, the settings become the student's, but for
    those given.
    """

    student: ClassVar[tuple[str, Mapping[str, Any]]] = ("", {})

    network: str = WIDE_RESNET
    size: int = Field(default=64, ge=16, le=512)
    depth: int = 16
    width: int = Field(default=8, ge=1)
    stem_stride: Literal[1, 2] = 1
    l2: float = Field(default=5e-4, ge=0)
    dropout: float = Field(default=0.1, ge=0, lt=1)
    drop_path: float = Field(default=0.1, ge=0, lt=1)
    optimiser: Literal["adam", "nadam", "sgd"] = "sgd"
    warmup: float = 2.0
    average: float = Field(default=0.998, ge=0, lt=1)
    smoothing: float = Field(default=0.1, ge=0, lt=1)
    mixup: float = Field(default=0.2, ge=0)
    still: float = Field(default=0.0, ge=0, le=1)
    flip_vertical: float = Field(default=0.0, ge=0, le=1)
    augmentation: Augmentation = PICTURES

    @model_validator(mode="before")
    @classmethod
    def _student_s_own(cls, given: dict[str, Any]) -> dict[str, Any]:
        name, own = cls.student
        return {**own, **given} if name and given.get("network") == name else given

    @field_validator("depth")
    @classmethod
    def _depth_fits(cls, depth: int) -> int:
        return WideShape(depth=depth).depth

    @property
    def crop(self) -> CropSpec:
        """The centre square of the picture."""
        return CropSpec(width=self.size, height=self.size)

    @property
    def looks_at(self) -> LooksAt:
        return "picture"


def check_network(name: str, size: int) -> None:
    """Raises FacetError where there is no such network, or it takes pictures of another size."""
    sides = {WIDE_RESNET: size} | {entry.name: entry.input[0] for entry in architectures()}
    if name not in sides:
        raise FacetError(
            f"--set network={name}: there is no such network. There are: {', '.join(sides)}.",
            hint="A network that has seen many pictures is taken with --backbone in place of --recipe.",
        )
    if not name.endswith(WIDE_RESNET) and sides[name] != size:
        raise FacetError(
            f"--set network={name}: it sees pictures of {sides[name]} pixels, not {size}.",
            hint=f"Give --set size={sides[name]} too.",
        )


def describe_classes(
    task: str, dataset: str, origin: str, terms: str
) -> Callable[[Any, Mapping[str, Any], int], CardWords]:
    """What a card says of a model that names a small picture's class, one of a public set's."""

    def describe(settings: Any, config: Mapping[str, Any], pictures: int) -> CardWords:
        return CardWords(
            task=task,
            name=settings.network,
            description=f"What a small picture shows, one of {dataset}'s classes: {settings.network}.",
            dataset=dataset,
            sources=(DataSource(name=dataset, origin=origin, terms=terms, pictures=pictures),),
        )

    return describe
