"""How a model was made, as facts: whoever shows a card says them in the reader's own language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class OfRecipe(_Step):
    """As one of the trainer's recipes does it, with that recipe's own data."""

    kind: Literal["recipe"] = "recipe"
    recipe: str


class FromScratch(_Step):
    """A network that learned from the class folders of `data` alone."""

    kind: Literal["scratch"] = "scratch"
    data: str


class HeadOnNetwork(_Step):
    """A classifier on a frozen network, for what `data` holds.

    `network` learned from ImageNet; `may_know`: so did `data`, whose figures then flatter.
    """

    kind: Literal["head"] = "head"
    answers: Literal["classes", "breeds", "people"]
    data: str
    network: str
    may_know: bool = False


class HeadOnGallery(_Step):
    """A classifier on a frozen network, for so many `people` of the gallery: a closed set.

    gallery_right: the share of the same held-out pictures, 0..1, that the gallery by itself named rightly.
    """

    kind: Literal["gallery"] = "gallery"
    people: int = Field(ge=1)
    network: str
    gallery_right: float = Field(ge=0, le=1)
    strangers_measured: bool


class FineTunedOn(_Step):
    """All weights went on learning from the pictures in `data`."""

    kind: Literal["fine-tuned"] = "fine-tuned"
    data: str


class MadeInt8(_Step):
    """Weights and layers in 8-bit integers, their ranges taken from so many pictures."""

    kind: Literal["int8"] = "int8"
    pictures: int = Field(ge=1)


Step = Annotated[
    OfRecipe | FromScratch | HeadOnNetwork | HeadOnGallery | FineTunedOn | MadeInt8,
    Field(discriminator="kind"),
]
