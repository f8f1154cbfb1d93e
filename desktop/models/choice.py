"""Which of several models answers a task: the one that the user chose, else the usual one."""

from __future__ import annotations

from collections.abc import Mapping

from vision.model_store import InstalledModel, ModelStore


def chosen_model(store: ModelStore, task: str, chosen: Mapping[str, str]) -> InstalledModel | None:
    """The model for a task. `chosen` names a digest by task; one that is gone counts as no choice."""
    digest = chosen.get(task)
    fitting = (model for model in store.installed() if model.task == task and model.digest == digest)
    return next(fitting, None) or store.for_task(task)
