"""Which recipe is meant where none is named: what the data's layout says, and the sentence that tells it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from trainer.data.layouts.labels import SMILES
from trainer.data.layouts.reading import Layout, layout_of
from vision.errors import DataUnusable

_BY_LAYOUT = {
    Layout.genki: ("smile", "GENKI-4K"),
    Layout.fer: ("emotion", "FER2013"),
    Layout.cifar: ("cifar100", "CIFAR"),
    Layout.tiny_imagenet: ("tiny-imagenet", "Tiny ImageNet"),
    Layout.stanford_dogs: ("dogs", "Stanford Dogs"),
}


@dataclass(frozen=True)
class Choice:
    """A recipe's name; `said` is empty where it was asked for."""

    name: str
    said: str = ""


def recipe_for(data: Path | None, asked: str | None, backbone: str | None = None) -> Choice:
    """The recipe that was asked for, or else what `data` looks like: of class folders, `folder`.

    Raises DataUnusable where there is no such folder, and for a prepared one that doesn't say it.
    """
    if asked or backbone:
        return Choice(asked or "backbone")
    if data is None:
        return Choice("smile")
    facts = data / "prepared.json"
    if facts.is_file():
        return Choice(_of_prepared(facts))
    name, layout = _BY_LAYOUT.get(_layout(data), ("folder", ""))
    if name == "smile":
        return Choice(name)
    if layout:
        return Choice(
            name, f"{data} is laid out as {layout}, so the recipe is {name}. --recipe takes another."
        )
    return Choice(
        name,
        f"{data} is taken for class folders, so the recipe is folder: a network learns from these pictures "
        "alone. With few pictures --backbone mobilenetv2 does better; `facet-train recipes` lists others.",
    )


def _layout(data: Path) -> Layout:
    found = layout_of(data)
    # Half of GENKI-4K is better told by its own reader, which says what is missing.
    half = (data / "labels.txt").is_file() or [one.name for one in data.iterdir() if one.is_dir()] == [
        "files"
    ]
    return Layout.genki if found is Layout.folders and half else found


def _of_prepared(facts: Path) -> str:
    try:
        found = json.loads(facts.read_text(encoding="utf-8"))
        labels, crop = tuple(found["labels"]), found["crop"]
    except (OSError, ValueError, KeyError, TypeError):
        return "smile"  # reading it says what is wrong
    if labels == SMILES:
        return "smile"
    from trainer.recipes.folder import FolderSettings

    if found.get("looks_at") == "picture" and crop == FolderSettings().crop.model_dump(mode="json"):
        return "folder"
    raise DataUnusable(
        facts.parent,
        "holds prepared pictures, which don't say for which recipe",
        hint="Give --recipe NAME, and the --set choices that `prepare` was given.",
    )
