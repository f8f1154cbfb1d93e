"""What ImageNet's networks call a picture: the most probable of their thousand classes, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trainer.models.backbones import Backbone, backbone
from trainer.models.imagenet_labels import imagenet_labels
from vision.crops import CropSpec, crop_whole
from vision.errors import FacetError
from vision.images import read_image

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Named:
    """One network's most probable classes: place, name and probability, the likeliest first."""

    backbone: str
    classes: tuple[tuple[int, str, float], ...]

    def to_json_object(self) -> list[dict[str, Any]]:
        return [
            {"class": place, "label": label, "probability": round(share, 6)}
            for place, label, share in self.classes
        ]


@dataclass(frozen=True)
class Namer:
    """A network with its top, open."""

    entry: Backbone
    model: keras.Model

    def name(self, path: Path, top: int) -> Named:
        """Of the centre square of a picture. Raises ImageUnreadable."""
        spec = CropSpec(width=self.entry.side, height=self.entry.side)
        shares = np.asarray(self.model.predict_on_batch(crop_whole(read_image(path), spec)), np.float64)[0]
        return Named(self.entry.name, most_probable(shares, top))


def most_probable(shares: NDArray[np.float64], top: int) -> tuple[tuple[int, str, float], ...]:
    """The `top` classes of a row of a thousand probabilities."""
    labels = imagenet_labels()
    places = np.argsort(-shares, kind="stable")[:top]
    return tuple((int(place), labels[place], float(shares[place])) for place in places)


def weights_by_name(names: Sequence[str], given: Sequence[str]) -> dict[str, Path]:
    """`vgg16=FILE` choices by backbone; FILE alone where one backbone was named.

    Raises FacetError for a backbone that wasn't named, or a file that isn't there.
    """
    for name in names:
        backbone(name)
    if not names:
        raise FacetError("--backbone names no network.", hint="For example: --backbone resnet50,vgg16.")
    found: dict[str, Path] = {}
    for choice in given:
        name, equals, file = choice.partition("=")
        if not equals and len(names) > 1:
            raise FacetError(f"--weights {choice}: it isn't said whose.", hint="Give it as NAME=FILE.")
        owner, path = (name, Path(file)) if equals else (names[0], Path(choice))
        if owner not in names:
            raise FacetError(f"--weights {choice}: {owner} is not among --backbone {','.join(names)}.")
        if not path.is_file():
            raise FacetError(f"--weights {choice}: there is no such file.")
        found[owner] = path
    return found


def open_namers(
    names: Sequence[str], weights: dict[str, Path], on_open: Callable[[str], None]
) -> list[Namer]:
    """The networks with their weights. Raises FacetError where they can't be had."""
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.models.backbone_networks import classifier

    namers = []
    for name in names:
        on_open(name)
        entry = backbone(name)
        namers.append(Namer(entry, classifier(entry, weights.get(name))))
    return namers


def print_names(console: Console, path: Path, found: Sequence[Named]) -> None:
    """A column a network, a row a rank."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=escape(path.name), title_justify="left")
    for one in found:
        table.add_column(one.backbone, min_width=len(one.backbone))
        table.add_column("", justify="right")
    for rank in range(max(len(one.classes) for one in found)):
        cells = []
        for one in found:
            _, label, share = one.classes[rank]
            cells += [escape(label), f"{share:.1%}"]
        table.add_row(*cells)
    console.print(table)
