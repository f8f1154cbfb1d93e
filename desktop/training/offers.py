"""What the trainer offers, as `facet-train recipes --json` tells it: recipes and backbones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FOLDER, BACKBONE = "folder", "backbone"
"""The recipes for any folder of class folders: from nothing, and on a network that has seen many pictures."""
FACE_NETWORKS = ("sface", "facet-id")
"""Networks that tell faces apart already, as the gallery uses them: a head learns on their numbers."""
NOT_TRAINED = frozenset({"imagenet"})
"""Recipes that come trained."""


@dataclass(frozen=True, slots=True)
class Backbone:
    """A network that learned ImageNet. fetched: a pinned package carries its weights."""

    name: str
    side: int
    fetched: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe: what it answers, on which data, and the settings it knows with their defaults."""

    name: str
    task: str
    data: str
    needs: str
    settings: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    takes: tuple[str, ...] = ()
    backbones: tuple[Backbone, ...] = ()


def recipes_from(listed: list[dict[str, Any]]) -> tuple[Recipe, ...]:
    """The recipes that can be trained. Raises KeyError, TypeError or ValueError for another list."""
    if not isinstance(listed, list):
        raise TypeError("a list of recipes is wanted")
    return tuple(_recipe(entry) for entry in listed if entry["name"] not in NOT_TRAINED)


def recipe_named(recipes: tuple[Recipe, ...], name: str) -> Recipe | None:
    """The recipe of that name."""
    return next((recipe for recipe in recipes if recipe.name == name), None)


def _recipe(entry: dict[str, Any]) -> Recipe:
    return Recipe(
        name=str(entry["name"]),
        task=str(entry["task"]),
        data=str(entry["data"]),
        needs=str(entry["needs"]),
        settings=tuple(map(str, entry["settings"])),
        defaults=dict(entry.get("defaults", {})),
        takes=tuple(map(str, entry.get("takes", ()))),
        backbones=tuple(
            Backbone(str(one["name"]), int(one["side"]), bool(one["fetched"]))
            for one in entry.get("backbones", ())
        ),
    )
