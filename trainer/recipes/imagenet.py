"""ImageNet's thousand classes: nothing is trained, networks that know them are asked side by side.

The student system showed the predictions of VGG16, ResNet50 and InceptionV3 for a picture. Ours is a command,
`facet-train predict --backbone resnet50,vgg16,inceptionv3 IMAGE…`: the five likeliest classes of each, with
the weights of Keras or of `--weights`, each picture scaled as the network's own weights expect.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from pydantic import model_validator

from trainer.recipes.protocol import Facts, Recipe
from trainer.recipes.settings import RecipeSettings
from vision.errors import FacetError

NAME = "imagenet"


class ImagenetSettings(RecipeSettings):
    """None can be set: there is nothing to train."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_to_train(cls, given: dict[str, Any]) -> NoReturn:
        _refuse()


def _refuse() -> NoReturn:
    raise FacetError(
        "The recipe imagenet trains nothing: its networks come trained.",
        hint="Ask them: facet-train predict --backbone resnet50,vgg16 IMAGE.",
    )


def _read_data(root: Path) -> NoReturn:
    _refuse()


def _describe(settings: Any, config: Mapping[str, Any], pictures: int) -> NoReturn:
    _refuse()


RECIPE = Recipe(
    name=NAME,
    task=NAME,
    facts=Facts(
        data="any pictures",
        network="VGG16, ResNet50, InceptionV3 and five more",
        student="predictions of three networks",
        ours="the likeliest classes side by side: facet-train predict --backbone",
        needs="weights by Keras, a package or --weights",
    ),
    settings=ImagenetSettings,
    read_data=_read_data,
    describe=_describe,
    training="trainer.recipes.imagenet:_refuse",
)
