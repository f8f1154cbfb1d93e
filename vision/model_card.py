"""ModelCard: what a model is, expects and answers. It lives as JSON inside the ONNX file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from vision.crops import CropSpec
from vision.errors import ModelRefused

CARD_KEY = "facet.card"
CARD_SCHEMA_VERSION = 1

Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputSpec(_Part):
    """The network's input: (batch, height, width, 3), scaling done inside the graph."""

    width: int = Field(ge=8, le=1024)
    height: int = Field(ge=8, le=1024)
    colour: Literal["rgb"] = "rgb"
    dtype: Literal["uint8", "float32"] = "uint8"
    layout: Literal["nhwc"] = "nhwc"


class OutputSpec(_Part):
    """The network's answer, (batch, size).

    sigmoid: size 1, labels (negative, positive), the value is the probability of the second.
    softmax: one probability a label, in order. embedding: no labels.
    """

    kind: Literal["sigmoid", "softmax", "embedding"]
    size: int = Field(ge=1)
    labels: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _labels_fit(self) -> Self:
        wanted = {"sigmoid": 2, "softmax": self.size, "embedding": 0}[self.kind]
        if len(self.labels) != wanted:
            raise ValueError(f"{self.kind} of size {self.size} has {wanted} labels, not {len(self.labels)}")
        if self.kind == "sigmoid" and self.size != 1:
            raise ValueError("a sigmoid answers one number")
        if len(set(self.labels)) != len(self.labels):
            raise ValueError("a label stands twice")
        return self


class Metric(_Part):
    """One measured figure: on which part of which data, over how many pictures."""

    name: Text
    value: float
    dataset: Text
    split: Text
    n: int = Field(ge=1)
    ci95: tuple[float, float] | None = None


class DataSource(_Part):
    """A data set that the model was trained on."""

    name: Text
    origin: Text
    terms: Text
    pictures: int = Field(ge=0)


class ModelCard(_Part):
    """Everything that the desktop needs to run a model rightly, and a reader to judge it."""

    schema_version: Literal[1] = 1
    task: Text
    name: Text
    version: Text
    description: str = ""
    input: InputSpec
    crop: CropSpec
    output: OutputSpec
    thresholds: dict[str, float] = {}
    thresholds_chosen_on: str = ""
    metrics: tuple[Metric, ...] = ()
    data: tuple[DataSource, ...] = ()
    licence: Text
    seed: int
    versions: dict[str, str]
    created: Text

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if (self.crop.width, self.crop.height) != (self.input.width, self.input.height):
            raise ValueError("crop and input have different sizes")
        unknown = sorted(set(self.thresholds) - set(self.output.labels))
        if unknown and self.output.kind != "embedding":
            raise ValueError(f"thresholds for unknown labels: {', '.join(unknown)}")
        if self.thresholds and not self.thresholds_chosen_on:
            raise ValueError("thresholds_chosen_on must say on what the thresholds were chosen")
        return self

    def threshold(self, label: str, default: float = 0.5) -> float:
        """The bar that a label's probability must reach."""
        return self.thresholds.get(label, default)

    def to_json(self) -> str:
        """The card as it is written into `metadata_props[CARD_KEY]`."""
        return self.model_dump_json(indent=1)

    @classmethod
    def from_json(cls, text: str, path: Path | str) -> ModelCard:
        """The card of the model file `path`. Raises ModelRefused, naming the first field that is wrong."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"]) or "card"
            raise ModelRefused(path, f"field '{field}'", first["msg"]) from error
