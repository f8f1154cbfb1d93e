"""Which of several models answers a task: the one that the user chose, else the usual one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vision.model_store import InstalledModel, ModelStore

WHOLE_PICTURE = "photos:whole picture"
"""Stands among the tasks for which a model is chosen: what photos are asked as wholes. No card's task."""

_IDENTITY = "identity"


def chosen_model(store: ModelStore, task: str, chosen: Mapping[str, str]) -> InstalledModel | None:
    """The model for a task about faces. One that was chosen and is gone is no choice.

    `chosen` names a digest by task; for telling people apart a name: that model follows when it is renewed.
    """
    if task == _IDENTITY:
        return _telling_apart(store, chosen.get(task))
    digest = chosen.get(task)
    fitting = (
        model
        for model in store.installed()
        if model.task == task and model.card.subject == "face" and model.digest == digest
    )
    return next(fitting, None) or store.for_task(task)


def chosen_embedder(store: ModelStore, chosen: Mapping[str, str]) -> str | None:
    """The name of the model that is to tell people apart; None where none was chosen, or it is gone."""
    from vision.embedders import embedding_models

    name = chosen.get(_IDENTITY)
    return name if name in embedding_models(store) else None


def can_tell_apart(name: str) -> bool:
    """Whether enough is known of strangers under the model of that name to set a bar for names."""
    from vision.embedders import EMBEDDER_NAMES

    return name in EMBEDDER_NAMES


def _telling_apart(store: ModelStore, name: str | None) -> InstalledModel | None:
    """The chosen one, else the surest, as the engine takes it."""
    from vision.embedders import EMBEDDER_NAMES, embedding_models

    at_hand = embedding_models(store)
    order = (name, *EMBEDDER_NAMES)
    return next((at_hand[one] for one in order if one in at_hand), store.for_task(_IDENTITY))


def chosen_picture_model(store: ModelStore, chosen: Mapping[str, str]) -> InstalledModel | None:
    """The model that photos are asked as wholes; None where none was chosen, or it is gone."""
    digest = chosen.get(WHOLE_PICTURE)
    return next((model for model in store.about_pictures() if digest and model.digest == digest), None)
