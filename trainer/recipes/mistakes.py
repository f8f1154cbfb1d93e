"""What the author of a recipe can get wrong, said with the file that is to be mended. No TensorFlow here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from vision.errors import FacetError

if TYPE_CHECKING:
    from pydantic import ValidationError

    from trainer.recipes.protocol import Fitted, Recipe

_EXAMPLE = 'Give module:function, as training="trainer.recipes.pictures:train".'


def module_listed(module: str, name: str, catalogue: str) -> ModuleType:
    """The module that the catalogue lists for the recipe `name`. Raises FacetError where there is none."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if not _is_itself(error, module):
            raise
        raise FacetError(
            f"{catalogue}: the recipe '{name}' is listed as {module}, and there is no such module.",
            hint="Write the name of its file there, without .py, or take the line away.",
        ) from error


def recipe_in(module: ModuleType, holder: str, catalogue: str) -> Recipe:
    """The recipe that a module holds under that name. Raises FacetError where it holds none."""
    from trainer.recipes.protocol import Recipe

    file = _file_of(module)
    found = getattr(module, holder, None)
    if not isinstance(found, Recipe):
        what = "is no Recipe" if hasattr(module, holder) else "is not there"
        raise FacetError(
            f"{file}: {holder} {what}, though {catalogue} lists this file.",
            hint=f"Write {holder} = Recipe(name=…, …) in it; trainer/recipes/folder.py is an example.",
        )
    if not _is_there(found.training.partition(":")[0]):
        raise FacetError(
            f"{file}: the recipe '{found.name}' says training={found.training!r}, "
            "and there is no such module.",
            hint=_EXAMPLE,
        )
    return found


def training_of(recipe: Recipe) -> Any:
    """The function that trains. Imports TensorFlow. Raises FacetError where the recipe names none."""
    module, _, name = recipe.training.partition(":")
    try:
        found = import_module(module)
    except ModuleNotFoundError as error:
        if not _is_itself(error, module):
            raise
        raise FacetError(f"{_where(recipe)}: there is no module {module}.", hint=_EXAMPLE) from error
    function = getattr(found, name, None)
    if not callable(function):
        said = f"and {_file_of(found)} has no function '{name}'"
        raise FacetError(
            f"{_where(recipe)}: the recipe '{recipe.name}' says training={recipe.training!r}, {said}.",
            hint=_EXAMPLE,
        )
    return function


def check_fitted(fitted: Fitted, labels: Sequence[str], recipe: Recipe) -> Fitted:
    """What training gave, where it fits the labels. Raises FacetError, naming the training's file."""
    file = _file_of(sys.modules[recipe.training.partition(":")[0]])
    kept = "Mend it, then go on with --resume: the last whole epoch is kept."
    unknown = sorted(set(fitted.thresholds) - set(labels))
    if unknown:
        raise FacetError(
            f"{file}: it gave a threshold for '{unknown[0]}', which is not among the labels: "
            f"{', '.join(labels)}.",
            hint=kept,
        )
    odd = [label for label, bar in fitted.thresholds.items() if not 0 <= bar <= 1]
    if odd:
        bar = fitted.thresholds[odd[0]]
        raise FacetError(f"{file}: the threshold of '{odd[0]}' is {bar}, not between 0 and 1.", hint=kept)
    wanted, given = (len(fitted.places), len(labels)), tuple(fitted.answers.shape)
    if given != wanted:
        raise FacetError(
            f"{file}: its answers have the shape {given}, not {wanted}: a row for each picture they were "
            "chosen on, a probability for each label.",
            hint=f"trainer.fit.answers.answers_of makes them so, of one sigmoid too. {kept}",
        )
    return fitted


def unfit_for_a_card(recipe: Recipe, error: ValidationError) -> FacetError:
    """What a recipe says of its model doesn't fit a card: as an error that names the file."""
    first = error.errors(include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    reason = first["msg"].removeprefix("Value error, ")
    return FacetError(
        f"{_where(recipe)}: what the recipe '{recipe.name}' says of its model doesn't fit a card, "
        f"{error.title} {field}: {reason}.",
        hint="Mend `describe`, or what training gives, in the recipe.",
    )


def _where(recipe: Recipe) -> str:
    """The file with the recipe's settings."""
    return _file_of(sys.modules[recipe.settings.__module__])


def _is_itself(error: ModuleNotFoundError, module: str) -> bool:
    """Whether the module that is missing is this one, and not one that it imports."""
    return error.name is not None and f"{module}.".startswith(f"{error.name}.")


def _is_there(module: str) -> bool:
    try:
        return bool(module) and find_spec(module) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def _file_of(module: ModuleType) -> str:
    return str(getattr(module, "__file__", None) or module.__name__)
