"""Every model at hand and every one that can be pulled, as one list of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from desktop.models.astray import astray
from desktop.models.choice import chosen_model, chosen_picture_model
from vision.errors import FacetError
from vision.model_card import ModelCard
from vision.model_store import InstalledModel, ModelStore
from vision.pinned_models import PINNED_MODELS, PinnedModel
from vision.pulling import is_pulled, published_file

Kind = Literal["shipped", "own", "pulled", "absent"]
_ALWAYS_THERE = "haar"  # finds faces without a model


@dataclass(frozen=True)
class ShelfModel:
    """One model. `card` is None for a pulled file that runs as its makers published it, or is not here yet.

    `in_use`: it answers its task now. `rivals`: how many models at hand answer the same task. `instead`: who
    would answer, were it not chosen: a name, "" for nobody; None where it answers without being chosen.
    """

    name: str
    task: str
    kind: Kind
    digest: str
    size_bytes: int
    licence: str
    origin: str = ""
    path: Path | None = None
    card: ModelCard | None = None
    in_use: bool = False
    rivals: int = 1
    instead: str | None = None

    @property
    def sees_pictures(self) -> bool:
        """Whether it answers about whole pictures."""
        kinds = ("sigmoid", "softmax")
        return self.card is not None and self.card.subject == "picture" and self.card.output.kind in kinds

    @property
    def key(self) -> str:
        """Stays the same while the file does."""
        return f"{self.name}:{self.digest}"


@dataclass(frozen=True)
class Shelf:
    """The models in the order in which they are listed, and why files that look like models are not used."""

    models: tuple[ShelfModel, ...]
    refused: tuple[FacetError, ...] = ()
    live_tasks: tuple[str, ...] = ()
    """The tasks that the window answers by itself."""


@dataclass(frozen=True)
class Places:
    """Where models lie. `own` may be written."""

    shipped: Path
    own: Path
    pulled: Path


def read_shelf(
    store: ModelStore,
    places: Places,
    chosen: Mapping[str, str],
    live_tasks: Sequence[str],
    pinned: Sequence[PinnedModel] = PINNED_MODELS,
) -> Shelf:
    """All of it, read from disk: not for the window's thread."""
    store.refresh()
    installed = [model for model in store.installed() if not model.path.is_relative_to(places.pulled)]
    pulled_cards = {m.name: m for m in store.installed() if m.path.is_relative_to(places.pulled)}
    models = [_of_store(store, model, places, chosen) for model in installed]
    models += [_of_pin(store, pin, places, chosen, pulled_cards.get(pin.name)) for pin in pinned]
    models.sort(key=lambda model: (_place_of(model.task, live_tasks), model.task))
    refused = (*store.refused(), *astray(places.own))
    return Shelf(tuple(models), refused, tuple(live_tasks))


def _of_store(
    store: ModelStore, model: InstalledModel, places: Places, chosen: Mapping[str, str]
) -> ShelfModel:
    return ShelfModel(
        name=model.name,
        task=model.task,
        kind="own" if model.path.is_relative_to(places.own) else "shipped",
        digest=model.digest,
        size_bytes=model.path.stat().st_size,
        licence=model.card.licence,
        path=model.path,
        card=model.card,
        in_use=_is_in_use(store, model, chosen),
        rivals=_rivals(store, model.task),
        instead=_instead(store, model, chosen),
    )


def _of_pin(
    store: ModelStore,
    pin: PinnedModel,
    places: Places,
    chosen: Mapping[str, str],
    derived: InstalledModel | None,
) -> ShelfModel:
    here = is_pulled(pin, places.pulled)
    searches = here and chosen.get(pin.task) == pin.name
    published = published_file(pin, places.pulled)
    return ShelfModel(
        name=pin.name,
        task=pin.task,
        kind="pulled" if here else "absent",
        digest=derived.digest if here and derived else pin.sha256,
        size_bytes=pin.size_bytes,
        licence=pin.licence,
        origin=pin.origin,
        path=(derived.path if derived else published) if here else None,
        card=derived.card if here and derived else None,
        in_use=here and _is_in_use(store, derived, chosen) if derived else searches,
        rivals=_rivals(store, pin.task),
        instead=_ALWAYS_THERE if searches and pin.task == "detection" else None,
    )


def _is_in_use(store: ModelStore, model: InstalledModel, chosen: Mapping[str, str]) -> bool:
    whole = model.card.subject == "picture"
    answering = chosen_picture_model(store, chosen) if whole else chosen_model(store, model.task, chosen)
    return answering is not None and answering.path == model.path


def _instead(store: ModelStore, model: InstalledModel, chosen: Mapping[str, str]) -> str | None:
    if model.task == "identity" or not _is_in_use(store, model, chosen):
        return None  # who tells people apart is one of a few that are chosen by name
    if model.card.subject == "picture":
        return ""
    usual = store.for_task(model.task)
    return None if usual is None or usual.path == model.path else usual.name


def _rivals(store: ModelStore, task: str) -> int:
    return sum(model.task == task and model.card.subject == "face" for model in store.installed())


def _place_of(task: str, live_tasks: Sequence[str]) -> int:
    return live_tasks.index(task) if task in live_tasks else len(live_tasks)
