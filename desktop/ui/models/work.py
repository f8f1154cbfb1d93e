"""What the models page asks of the program. Called in threads only; the program is imported there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.models.measure import Measured
    from desktop.models.own import Removed
    from desktop.models.shelf import Places, Shelf, ShelfModel


class ModelsWork:
    """The models at hand, and what changes them. Each call may take seconds."""

    def shelf(self, chosen: Mapping[str, str]) -> Shelf:
        """Every model, read anew."""
        from desktop.app import FACE_TASKS, model_store
        from desktop.models.shelf import read_shelf

        return read_shelf(model_store(), _places(), chosen, FACE_TASKS)

    def bring(self, source: Path) -> str:
        """Copies a file of the user's in; the name that it got."""
        from desktop.app import model_store
        from desktop.models.own import import_model

        taken = {model.name for model in model_store().installed()}
        return import_model(source, _places().own, taken)

    def remove(self, model: ShelfModel) -> Removed | None:
        """Takes a model away; what undoes it, where it can be undone."""
        from desktop.models.own import remove_model
        from vision.pinned_models import pinned_by_name
        from vision.pulling import remove

        if model.kind == "pulled":
            remove(pinned_by_name(model.name), _places().pulled)
            return None
        assert model.path is not None
        return remove_model(model.path.parent)

    def put_back(self, removed: Removed) -> None:
        """Undoes a removal."""
        from desktop.models.own import put_back

        put_back(removed)

    def forget_removed(self) -> None:
        """What was taken away is gone for good."""
        from desktop.models.own import forget_removed

        forget_removed(_places().own)

    def measure(self, model: ShelfModel, stop: Event) -> list[Measured]:
        """How it runs here, by provider."""
        from desktop.models.measure import measure

        assert model.path is not None
        return measure(model.path, 1, stop)

    def pull(self, name: str, stop: Event) -> None:
        """Fetches a model of others. Raises FacetError where it can't be had."""
        from vision.pinned_models import pinned_by_name
        from vision.pulling import pull

        for pulled in pull([pinned_by_name(name)], _places().pulled, lambda _: None, stop.is_set):
            if pulled.error is not None:
                raise pulled.error


def _places() -> Places:
    from desktop.folders import own_models_dir
    from desktop.models.shelf import Places
    from vision.assets import shipped_models_root
    from vision.pinned_models import pulled_models_root

    return Places(shipped_models_root(), own_models_dir(), pulled_models_root())
