"""Settings that `tune` may turn: each with a range or with choices. No Optuna here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from trainer.recipes.protocol import Recipe
from trainer.recipes.settings import RecipeSettings
from vision.errors import FacetError

_HINT = "A knob is name=low..high or name=one,two,three; a name alone takes the recipe's own range."
_BY_MAGNITUDE = "log"  # stands behind the ends of a recipe's own range
_WIDE = 10  # a range with ends this far apart is searched by magnitude


@dataclass(frozen=True)
class Knob:
    """One setting to turn: from `low` to `high`, by magnitude where `log`, or one of `choices`."""

    name: str
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    log: bool = False
    choices: tuple[Any, ...] = ()

    def to_json_object(self) -> dict[str, Any]:
        return asdict(self) | {"choices": list(self.choices)}

    @classmethod
    def from_json_object(cls, content: Mapping[str, Any]) -> Knob:
        return cls(**{**content, "choices": tuple(content["choices"])})


def knobs_of(recipe: Recipe, settings: RecipeSettings, asked: Sequence[str]) -> tuple[Knob, ...]:
    """The knobs that are asked for; without any the learning rate and the batch size.

    Raises FacetError for a setting that the recipe has not, and for a range that can't be read.
    """
    return tuple(_knob(recipe, settings, words) for words in asked or ("rate", "batch"))


def turned(settings: RecipeSettings, values: Mapping[str, Any]) -> RecipeSettings:
    """The settings with these values in place of their own; names may be as augmentation.shift.

    Raises FacetError for a value that does not fit.
    """
    given = settings.model_dump()
    for name, value in values.items():
        group, dot, inner = name.partition(".")
        if dot:
            given[group] = {**given[group], inner: value}
        else:
            given[name] = value
    try:
        return type(settings).model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise FacetError(f"--try {field}: {first['msg']}.", hint=_HINT) from error


def _knob(recipe: Recipe, settings: RecipeSettings, words: str) -> Knob:
    name, equals, text = words.partition("=")
    value = _present(settings, name)
    if not equals:
        return _own(recipe, name, value)
    low, dots, high = text.partition("..")
    try:
        if dots:
            knob = _range(name, float(low), float(high), value)
        else:
            knob = Knob(name, choices=tuple(_value(one) for one in text.split(",")))
    except ValueError as error:
        raise FacetError(f"--try {words}: that is no range.", hint=_HINT) from error
    for end in knob.choices or (knob.low, knob.high):
        turned(settings, {name: int(end) if knob.whole else end})
    return knob


def _present(settings: RecipeSettings, name: str) -> Any:
    """The setting's value as it is. Raises FacetError where there is none."""
    value: Any = settings.model_dump()
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            names = ", ".join(type(settings).model_fields)
            raise FacetError(f"--try {name}: there is no such setting.", hint=f"The settings are: {names}.")
        value = value[part]
    return value


def _own(recipe: Recipe, name: str, value: Any) -> Knob:
    """The recipe's own range; of rate, epochs and batch one around what they are."""
    if name in recipe.tunes:
        own = recipe.tunes[name]
        if len(own) == 2 or own[2:] == (_BY_MAGNITUDE,):
            return Knob(name, own[0], own[1], isinstance(value, int), own[2:] != ())
        return Knob(name, choices=tuple(own))
    if name == "rate":
        return Knob(name, value / 10, value * 10, log=True)
    if name == "epochs":
        return Knob(name, max(1, value // 2), value * 2, whole=True)
    if name == "batch":
        return Knob(name, choices=tuple(max(2, int(value * share)) for share in (0.5, 1, 2)))
    raise FacetError(f"--try {name}: the recipe has no range of its own for it.", hint=_HINT)


def _range(name: str, low: float, high: float, value: Any) -> Knob:
    if not low < high:
        raise ValueError("the lower end comes first")
    whole = isinstance(value, int) and not isinstance(value, bool)
    return Knob(name, low, high, whole, log=low > 0 and high / low >= _WIDE and not whole)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
