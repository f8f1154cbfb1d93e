"""All recipes by name. Each is read from its own module when it is asked for."""

from __future__ import annotations

from trainer.recipes.mistakes import module_listed, recipe_in
from trainer.recipes.protocol import Recipe
from vision.errors import FacetError

# Each module names no TensorFlow and holds RECIPE, or what follows the colon.
_MODULES = {
    "smile": "trainer.recipes.smile_settings",
    "happy-sad": "trainer.recipes.happy_sad_settings",
    "cifar100": "trainer.recipes.cifar100",
    "tiny-imagenet": "trainer.recipes.tiny_imagenet",
    "folder": "trainer.recipes.folder",
    "emotion": "trainer.recipes.emotion_settings",
    "emotion-fer2013": "trainer.recipes.emotion_settings:FER_RECIPE",
    "identity-vgg16": "trainer.recipes.identity_vgg16_settings",
    "dogs": "trainer.recipes.dogs_settings",
    "backbone": "trainer.recipes.backbone_settings",
    "imagenet": "trainer.recipes.imagenet",
}


def names() -> tuple[str, ...]:
    """The names of all recipes, in the order in which they are listed."""
    return tuple(_MODULES)


def recipe(name: str) -> Recipe:
    """The recipe of that name. Raises FacetError where there is none, or where its file has none."""
    if name not in _MODULES:
        raise FacetError(f"There is no recipe '{name}'.", hint=f"There are: {', '.join(_MODULES)}.")
    module, _, holder = _MODULES[name].partition(":")
    return recipe_in(module_listed(module, name, __file__), holder or "RECIPE", __file__)


def recipes() -> tuple[Recipe, ...]:
    """Every recipe."""
    return tuple(recipe(name) for name in _MODULES)
