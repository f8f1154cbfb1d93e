"""ModelCard: what a model is, expects and answers. It lives as JSON inside the ONNX file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from vision.crops import CropSpec
from vision.errors import ModelRefused
from vision.model_making import Step

CARD_KEY = "facet.card"
CARD_SCHEMA_VERSION = 1
_POINTS_SIZE = 1 + 5 * 2 + 4

Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    # JSON knows no infinities: what is written must be readable again.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


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
    points: size 15, one label: how sure that it is there (0..1), five points as x, y, and the box as x, y,
    width, height, all in shares of the crop.
    """

    kind: Literal["sigmoid", "softmax", "embedding", "points"]
    size: int = Field(ge=1)
    labels: tuple[Text, ...] = ()

    @field_validator("size")
    @classmethod
    def _size_fits(cls, size: int, others: ValidationInfo) -> int:
        if others.data.get("kind") == "sigmoid" and size != 1:
            raise ValueError("a sigmoid answers one number")
        if others.data.get("kind") == "points" and size != _POINTS_SIZE:
            raise ValueError(f"a score, five points and a box are {_POINTS_SIZE} numbers")
        return size

    @field_validator("labels")
    @classmethod
    def _labels_fit(cls, labels: tuple[str, ...], others: ValidationInfo) -> tuple[str, ...]:
        kind, size = others.data.get("kind"), others.data.get("size")
        if kind is None or size is None:
            return labels  # those are wrong themselves
        wanted = {"sigmoid": 2, "softmax": size, "embedding": 0, "points": 1}[kind]
        if len(labels) != wanted:
            raise ValueError(f"{kind} of size {size} has {wanted} labels, not {len(labels)}")
        if len(set(labels)) != len(labels):
            raise ValueError("a label stands twice")
        return labels


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
    making: tuple[Step, ...] = ()  # in the order in which it was done; none where that is not known
    input: InputSpec
    crop: CropSpec
    output: OutputSpec
    subject: Literal["face", "picture"] = (
        "face"  # what is cropped: a face that is found, or the whole picture
    )
    thresholds: dict[str, float] = {}
    thresholds_chosen_on: str = ""
    metrics: tuple[Metric, ...] = ()
    data: tuple[DataSource, ...] = ()
    licence: Text
    seed: int
    versions: dict[str, str]
    created: Text  # an ISO date

    @field_validator("crop")
    @classmethod
    def _crop_fits(cls, crop: CropSpec, others: ValidationInfo) -> CropSpec:
        wanted = others.data.get("input")
        if wanted is not None and (crop.width, crop.height) != (wanted.width, wanted.height):
            raise ValueError("crop and input have different sizes")
        return crop

    @field_validator("thresholds")
    @classmethod
    def _thresholds_fit(cls, thresholds: dict[str, float], others: ValidationInfo) -> dict[str, float]:
        output = others.data.get("output")
        if output is None or output.kind == "embedding":
            return thresholds
        unknown = sorted(set(thresholds) - set(output.labels))
        if unknown:
            raise ValueError(f"thresholds for unknown labels: {', '.join(unknown)}")
        if any(not 0 <= value <= 1 for value in thresholds.values()):
            raise ValueError("the threshold of a probability is between 0 and 1")
        return thresholds

    @field_validator("thresholds_chosen_on")
    @classmethod
    def _choice_is_told(cls, chosen_on: str, others: ValidationInfo) -> str:
        if others.data.get("thresholds") and not chosen_on:
            raise ValueError("it must say on what the thresholds were chosen")
        return chosen_on

    @field_validator("created")
    @classmethod
    def _is_a_date(cls, created: str) -> str:
        date.fromisoformat(created[:10])
        return created

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
