"""Which of several models answers a task: the one that the user chose, else the usual one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vision.model_store import InstalledModel, ModelStore

WHOLE_PICTURE = "photos:whole picture"
"""Stands among the tasks for which a model is chosen: what photos are asked as wholes. No card's task."""

_IDENTITY = "identity"  # what tells people apart follows from what is at hand, not from a choice


def chosen_model(store: ModelStore, task: str, chosen: Mapping[str, str]) -> InstalledModel | None:
    """The model for a task about faces. `chosen` names a digest by task; one that is gone is no choice."""
    digest = None if task == _IDENTITY else chosen.get(task)
    fitting = (
        model
        for model in store.installed()
        if model.task == task and model.card.subject == "face" and model.digest == digest
    )
    return next(fitting, None) or _usual(store, task)


def _usual(store: ModelStore, task: str) -> InstalledModel | None:
    """The model where none was chosen: of those that tell people apart the surest, as the engine takes it."""
    from vision.embedders import EMBEDDER_NAMES, embedding_models

    if task == _IDENTITY:
        at_hand = embedding_models(store)
        return next((at_hand[name] for name in EMBEDDER_NAMES if name in at_hand), store.for_task(task))
    return store.for_task(task)


def chosen_picture_model(store: ModelStore, chosen: Mapping[str, str]) -> InstalledModel | None:
    """The model that photos are asked as wholes; None where none was chosen, or it is gone."""
    digest = chosen.get(WHOLE_PICTURE)
    return next((model for model in store.about_pictures() if digest and model.digest == digest), None)
