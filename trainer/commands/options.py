"""What several commands ask for."""

from __future__ import annotations

import json
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from trainer.recipes.settings import RecipeSettings
from vision.errors import FacetError


def settings_of(kind: type[RecipeSettings], choices: list[str] | None, **named: Any) -> RecipeSettings:
    """A recipe's settings with `name=value` choices put over them; nested ones as augmentation.shift=0.1.

    named: what was given by options of its own, None where it was not. Raises FacetError, saying what was
    typed, for an unknown name or a value that does not fit.
    """
    given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    options = dict.fromkeys(given)
    for choice in choices or []:
        name, equals, value = choice.partition("=")
        if not equals:
            raise FacetError(f"--set {choice}: a setting is given as name=value.")
        group, dot, inner = name.partition(".")
        options.pop(group, None)
        if dot:
            given.setdefault(group, {})[inner] = _value(value)
        else:
            given[name] = _value(value)
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise _refused(error, kind, options) from error


def _refused(error: ValidationError, kind: type[RecipeSettings], options: Collection[str]) -> FacetError:
    """`options`: the names that were typed as options of their own, and not with --set."""
    first = error.errors(include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    own = str(first["loc"][0] if first["loc"] else "") in options
    typed = f"--{field.replace('_', '-')}" if own else f"--set {field}"
    if first["type"] != "extra_forbidden":
        given = "" if isinstance(first["input"], dict) else f" {first['input']}"
        said = first["msg"].removeprefix("Value error, ").replace("Input should", "it should", 1)
        return FacetError(f"{typed}{given if own else ''}: {said}." if field else f"--set: {said}.")
    if own:
        return FacetError(
            f"{typed}: the recipe has no such setting.", hint="`facet-train recipes` lists them."
        )
    like = get_close_matches(field, kind.model_fields, 1)
    meant = f" Did you mean {like[0]}?" if like else ""
    return FacetError(
        f"{typed}: there is no such setting.{meant}",
        hint=f"The settings are: {', '.join(kind.model_fields)}.",
    )


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
