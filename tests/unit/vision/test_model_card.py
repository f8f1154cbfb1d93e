"""A card says the whole truth or is refused, naming the field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from vision.errors import ModelRefused
from vision.model_card import Metric, ModelCard

MakeCard = Callable[..., dict[str, Any]]
FULL: dict[str, Any] = {
    "description": "says if one smiles",
    "thresholds": {"smile": 0.6},
    "thresholds_chosen_on": "the validation part",
    "metrics": [
        {"name": "accuracy", "value": 0.9, "dataset": "A", "split": "test", "n": 10, "ci95": [0.8, 0.95]}
    ],
    "data": [{"name": "A", "origin": "somewhere", "terms": "research", "pictures": 3}],
}

WRONG: dict[str, dict[str, Any]] = {
    "task": {"task": ""},
    "name": {"name": None},
    "version": {"version": None},
    "licence": {"licence": ""},
    "seed": {"seed": "many"},
    "versions": {"versions": None},
    "created": {"created": "yesterday"},
    "schema_version": {"schema_version": 2},
    "input.width": {"input__width": 0},
    "input.height": {"input__height": None},
    "input.colour": {"input__colour": "bgr"},
    "input.dtype": {"input__dtype": "float16"},
    "input.layout": {"input__layout": "nchw"},
    "crop": {"crop__width": 16},
    "crop.margin": {"crop__margin": 9},
    "crop.border": {"crop__border": "black"},
    "crop.zoom": {"crop__zoom": 1},
    "output.kind": {"output__kind": "logits"},
    "output.size": {"output__size": 2},
    "output.labels": {"output__labels": ["smile"]},
    "output.labels.1": {"output__labels": ["smile", ""]},
    "thresholds": {"thresholds": {"grin": 0.5}, "thresholds_chosen_on": "x"},
    "thresholds.smile": {"thresholds": {"smile": "high"}, "thresholds_chosen_on": "x"},
    "thresholds_chosen_on": {"thresholds": {"smile": 0.5}},
    "metrics.0.n": {"metrics": [FULL["metrics"][0] | {"n": 0}]},
    "metrics.0.value": {"metrics": [FULL["metrics"][0] | {"value": "good"}]},
    "metrics.0.ci95": {"metrics": [FULL["metrics"][0] | {"ci95": 0.1}]},
    "data.0.terms": {"data": [{"name": "A", "origin": "B", "pictures": 1}]},
    "data.0.pictures": {"data": [{"name": "A", "origin": "B", "terms": "C", "pictures": -1}]},
    "favourite": {"favourite": "blue"},
}


@pytest.mark.parametrize("field", WRONG)
def test_the_field_that_is_wrong_is_named(make_card: MakeCard, field: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        ModelCard.from_json(json.dumps(make_card(**WRONG[field])), "a/model.onnx")
    assert f"'{field}" in refused.value.field
    assert str(refused.value).startswith("a/model.onnx: the model is refused, field '")


@pytest.mark.parametrize("value", [-0.1, 1.1, 60])
def test_a_threshold_is_a_probability(make_card: MakeCard, value: float) -> None:
    card = make_card(thresholds={"smile": value}, thresholds_chosen_on="x")
    with pytest.raises(ModelRefused, match="thresholds"):
        ModelCard.from_json(json.dumps(card), "m")
    card["output"] = {"kind": "embedding", "size": 128}  # a cosine may be below 0, a distance above 1
    assert ModelCard.from_json(json.dumps(card), "m").threshold("smile") == value


@pytest.mark.parametrize(
    ("output", "fits"),
    [
        ({"kind": "softmax", "size": 3, "labels": ["a", "b", "c"]}, True),
        ({"kind": "softmax", "size": 3, "labels": ["a", "b"]}, False),
        ({"kind": "softmax", "size": 3, "labels": ["a", "b", "b"]}, False),
        ({"kind": "softmax", "size": 3}, False),
        ({"kind": "sigmoid", "size": 1}, False),
        ({"kind": "sigmoid", "size": 1, "labels": ["a", "a"]}, False),
        ({"kind": "embedding", "size": 128}, True),
        ({"kind": "embedding", "size": 128, "labels": ["a"]}, False),
        ({"kind": "embedding", "size": 0}, False),
    ],
)
def test_labels_fit_the_kind_of_answer(make_card: MakeCard, output: dict[str, Any], fits: bool) -> None:
    text = json.dumps(make_card(output=output))
    if fits:
        assert ModelCard.from_json(text, "m").output.size == output["size"]
    else:
        with pytest.raises(ModelRefused, match=r"output\.(labels|size)"):
            ModelCard.from_json(text, "m")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '"card"', "\0", "{" * 5000])
def test_text_that_is_no_card(text: str) -> None:
    with pytest.raises(ModelRefused):
        ModelCard.from_json(text, "m")


def test_what_is_written_is_read_again(make_card: MakeCard) -> None:
    card = ModelCard.model_validate_json(json.dumps(make_card(**FULL | {"description": "Lächeln, 笑顔"})))
    assert ModelCard.from_json(card.to_json(), "m") == card
    assert card.threshold("smile") == 0.6
    assert card.threshold("no smile") == 0.5
    assert card.metrics[0].ci95 == (0.8, 0.95)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_figure_that_json_can_not_hold(value: float) -> None:
    with pytest.raises(ValidationError, match="finite"):
        Metric(name="f1", value=value, dataset="A", split="test", n=3)


def test_a_card_does_not_change(make_card: MakeCard) -> None:
    card = ModelCard.model_validate_json(json.dumps(make_card()))
    with pytest.raises(ValidationError, match="frozen"):
        card.task = "other"
    with pytest.raises(ValidationError, match="frozen"):
        card.output.size = 2
