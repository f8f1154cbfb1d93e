"""What several commands ask for."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from trainer.recipes.settings import RecipeSettings
from vision.errors import FacetError


def settings_of(kind: type[RecipeSettings], choices: list[str] | None, **named: Any) -> RecipeSettings:
    """A recipe's settings with `name=value` choices put over them; nested ones as augmentation.shift=0.1.

    Raises FacetError for an unknown name or a value that does not fit.
    """
    given: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    for choice in choices or []:
        name, equals, value = choice.partition("=")
        if not equals:
            raise FacetError(f"--set {choice}: a setting is given as name=value.")
        group, dot, inner = name.partition(".")
        if dot:
            given.setdefault(group, {})[inner] = _value(value)
        else:
            given[name] = _value(value)
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        unknown = first["type"] == "extra_forbidden"
        like = get_close_matches(field, kind.model_fields, 1) if unknown else []
        said = "there is no such setting" if unknown else str(first["msg"])
        meant = f" Did you mean {like[0]}?" if like else ""
        raise FacetError(
            f"--set {field}: {said}.{meant}",
            hint=f"The settings are: {', '.join(kind.model_fields)}.",
        ) from error


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
