"""What can be trained, in words: recipes, what they need, networks to build on. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.training.commands import GALLERY
from desktop.training.offers import BACKBONE, FOLDER, Backbone, Recipe
from desktop.ui.words import model_title, translate

OWN = "own"
"""The user's own class folders: which recipe learns from them depends on what it builds on."""
SCRATCH = ""
"""In place of a backbone's name: learn from nothing."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be learned. `folder`: what its folder is, for the button; "" where none is asked."""

    key: str
    title: str
    what: str
    folder: str
    second: str = ""
    """A further folder that it takes, for the button; "" where it takes none."""
    second_why: str = ""


def offers(recipes: Sequence[Recipe], with_gallery: bool = True) -> list[Offer]:
    """The choices in their order: one's own folders first, one's own people second."""
    listed = [_own()] + ([_people()] if with_gallery else [])
    return listed + [_of(recipe) for recipe in recipes if recipe.name not in (FOLDER, BACKBONE)]


def recipe_title(name: str) -> str:
    """A recipe as the list of offers calls it."""
    own = {
        FOLDER: translate("Training", "Your own pictures, from scratch"),
        BACKBONE: translate("Training", "Your own pictures"),
        GALLERY: _people().title,
    }
    return own.get(name) or _known().get(name, (name,))[0]


def backbone_words(entry: Backbone) -> tuple[str, str]:
    """A network to build on: its name with its size, and when to take it."""
    _, note = _notes().get(entry.name, ("", ""))
    if not entry.fetched:
        note = translate("Training", "Its weights are Keras’ own download.")
    return _sized(entry.name), note


def _sized(name: str) -> str:
    size, _ = _notes().get(name, ("", ""))
    return f"{model_title(name)} ({size})" if size else model_title(name)


def gallery_backbones(entries: Sequence[Backbone]) -> list[tuple[str, str, str]]:
    """What a gallery's people can be learned on: key, name and what it does. `entries` come last."""
    by_name = {entry.name: backbone_words(entry) for entry in entries if entry.name != "vgg16"}
    return [
        (
            "sface",
            model_title("sface"),
            translate(
                "Training",
                "A last layer on the numbers that tell faces apart: quick, and the surest. The Models page "
                "brings SFace.",
            ),
        ),
        (
            "facet-id",
            model_title("facet-id"),
            translate("Training", "The same on the model that ships with Facet: as quick, less sure."),
        ),
        (
            "vgg16",
            _sized("vgg16"),
            translate(
                "Training",
                "The well-known recipe on a network that knows things, not faces: slow, and seldom better "
                "than the gallery.",
            ),
        ),
        *((name, title, note) for name, (title, note) in by_name.items()),
    ]


def scratch_words() -> tuple[str, str]:
    """The choice to build on nothing."""
    return (
        translate("Training", "Nothing: learn from scratch"),
        translate(
            "Training",
            "A small network for pictures unlike photographs, or for faces. Needs dozens a class.",
        ),
    )


def _notes() -> dict[str, tuple[str, str]]:
    return {
        "mobilenetv2": ("14 MB", translate("Training", "Small and quick: a good beginning.")),
        "efficientnet-lite0": ("19 MB", translate("Training", "As quick, often a little better.")),
        "vgg16": ("59 MB", translate("Training", "Slow; the network of many tutorials.")),
        "resnet50": ("98 MB", translate("Training", "Larger, often better, four times as slow.")),
        "vgg19": ("80 MB", ""),
        "efficientnetb3": ("43 MB", ""),
        "xception": ("84 MB", ""),
        "inceptionv3": ("88 MB", ""),
    }


def _own() -> Offer:
    return Offer(
        OWN,
        translate("Training", "Your own pictures, a folder for each class"),
        translate(
            "Training",
            "Any classes that you can sort pictures into: one folder, with a folder of pictures in it for "
            "each class, named as the class. From a dozen pictures a class.",
        ),
        translate("Training", "Choose the folder…"),
    )


def _people() -> Offer:
    return Offer(
        GALLERY,
        translate("Training", "The people whom Facet knows"),
        translate(
            "Training",
            "A network that knows the people of your gallery and nobody else: it gives everybody one of "
            "their names, strangers too. It is compared with the gallery on the same pictures, and thrown "
            "away where it is worse. The gallery stays as it is. From two people with a dozen pictures each.",
        ),
        "",
        translate("Training", "Photos of strangers…"),
        translate("Training", "Photos of other people say how often a stranger would get a name."),
    )


def _of(recipe: Recipe) -> Offer:
    title, what, folder = _known().get(recipe.name, (recipe.name, f"{recipe.data}: {recipe.needs}.", ""))
    takes = "fer" in recipe.takes
    return Offer(
        recipe.name,
        title,
        what,
        folder or translate("Training", "Choose the folder…"),
        translate("Training", "Folder of FER2013…") if takes else "",
        translate("Training", "With FER2013 as well the network has seen 36,000 faces before: better.")
        if takes
        else "",
    )


def _known() -> dict[str, tuple[str, str, str]]:
    fer = translate("Training", "Folder of FER2013…")
    return {
        "smile": (
            translate("Training", "Smile or not"),
            translate("Training", "The data set GENKI-4K: 4,000 photographs with a list of who smiles."),
            translate("Training", "Folder of GENKI-4K…"),
        ),
        "happy-sad": (
            translate("Training", "Happy or sad"),
            translate("Training", "Photographs in two folders, happy and sad; some 300 in all."),
            "",
        ),
        "emotion": (
            translate("Training", "Emotions"),
            translate("Training", "FER2013 with the votes of FER+: 36,000 small faces. Takes hours."),
            fer,
        ),
        "emotion-fer2013": (
            translate("Training", "Emotions by FER2013’s own labels"),
            translate("Training", "As Emotions, with seven labels that one person chose. Takes hours."),
            fer,
        ),
        "identity-vgg16": (
            translate("Training", "Who it is, from folders of faces"),
            translate("Training", "A folder of faces for each person, some 250 each, as the tutorials do."),
            "",
        ),
        "dogs": (
            translate("Training", "Breeds of dogs"),
            translate("Training", "Stanford Dogs, or a folder for each breed with 60 pictures and more."),
            "",
        ),
        "cifar100": (
            translate("Training", "CIFAR-100"),
            translate("Training", "100 kinds of things in 60,000 tiny pictures. A graphics card helps."),
            translate("Training", "Folder of CIFAR-100…"),
        ),
        "tiny-imagenet": (
            translate("Training", "Tiny ImageNet"),
            translate("Training", "200 kinds of things in 110,000 small pictures. A graphics card helps."),
            translate("Training", "Folder of Tiny ImageNet…"),
        ),
    }
