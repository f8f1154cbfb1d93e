"""What the models page asks of the program. Called in threads only; the program is imported there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.models.card_writing import CardDraft
    from desktop.models.foreign import ForeignNetwork
    from desktop.models.measure import Measured
    from desktop.models.own import Removed
    from desktop.models.shelf import Places, Shelf, ShelfModel
    from desktop.ui.training.work import Tried


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

    def foreign(self, source: Path) -> ForeignNetwork:
        """What a file without a card takes and answers. Raises NetworkUnfit where Facet can't feed it."""
        from desktop.models.foreign import look_at

        return look_at(source)

    def try_card(self, network: ForeignNetwork, draft: CardDraft, picture: Path) -> tuple[Tried, float]:
        """Asks a network under a card about a picture; and what its answers add up to. Raises FacetError."""
        from desktop.models.card_writing import try_card
        from desktop.ui.training.work import Tried, largest_face
        from vision.images import read_image

        image = read_image(picture)
        with tempfile.TemporaryDirectory(prefix="facet-card-") as folder:
            trial = try_card(network, draft, image, Path(folder), largest_face)
        top = tuple((label, min(max(share, 0.0), 1.0)) for label, share in trial.top)
        return Tried(picture.name, image, top, trial.looked_at), trial.sums_to

    def labels(self, source: Path) -> list[str]:
        """The labels in a file, one a line, or a list or table in JSON. Raises LabelsUnreadable."""
        from desktop.models.labels_file import read_labels

        return read_labels(source)

    def bring_with_card(self, network: ForeignNetwork, draft: CardDraft) -> str:
        """Puts a copy with a card among the user's models; the name that it got. Raises FacetError."""
        from desktop.app import model_store
        from desktop.models.card_writing import import_with_card

        taken = {model.name for model in model_store().installed()}
        return import_with_card(network, draft, _places().own, taken)

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
        from desktop.models.measure import measure, measure_finder

        assert model.path is not None
        if model.task == "detection":
            from vision.yunet import YuNetDetector

            return measure_finder(YuNetDetector(model.path).detect, stop)
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
