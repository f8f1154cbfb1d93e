"""The models at hand: shipped with Facet or put into the user's models folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vision.errors import FacetError
from vision.model_card import ModelCard
from vision.sessions import listed_card, sha256_of

MODEL_FILE = "model.onnx"
_LABELLED = ("sigmoid", "softmax")


@dataclass(frozen=True)
class InstalledModel:
    """A model file whose card is valid."""

    name: str
    task: str
    path: Path
    card: ModelCard

    @cached_property
    def digest(self) -> str:
        """The file's sha256; galleries and recordings name it. Read from disk when first asked for."""
        return sha256_of(self.path)


class ModelStore:
    """Looks for `<root>/<name>/model.onnx` in each root; of a name that stands twice the first counts."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)
        self._read: tuple[list[InstalledModel], list[FacetError]] | None = None

    @property
    def roots(self) -> tuple[Path, ...]:
        return self._roots

    def installed(self) -> list[InstalledModel]:
        """Every valid model, in order of root and name. Files are read once; `refresh` reads them again."""
        return list(self._all()[0])

    def refused(self) -> list[FacetError]:
        """Why other model files are not used."""
        return list(self._all()[1])

    def for_task(self, task: str) -> InstalledModel | None:
        """The model that answers a task about faces: the one named like it, else the first; else None.

        Models that look at whole pictures are passed over: on a face their answers would mean nothing.
        """
        fitting = [model for model in self._about_faces() if model.task == task]
        return next((model for model in fitting if model.name == task), fitting[0] if fitting else None)

    def about_faces(self) -> list[InstalledModel]:
        """The models that look at faces and answer with labels, in order of root and name."""
        return [model for model in self._about_faces() if model.card.output.kind in _LABELLED]

    def tasks(self) -> list[str]:
        """Every task about faces that has a model."""
        return sorted({model.task for model in self._about_faces()})

    def about_pictures(self) -> list[InstalledModel]:
        """The models that look at whole pictures and answer with labels, in order of root and name."""
        return [
            model
            for model in self._all()[0]
            if model.card.subject == "picture" and model.card.output.kind in _LABELLED
        ]

    def refresh(self) -> None:
        """Forgets what was read: the folders have changed."""
        self._read = None

    def _about_faces(self) -> list[InstalledModel]:
        return [model for model in self._all()[0] if model.card.subject == "face"]

    def _all(self) -> tuple[list[InstalledModel], list[FacetError]]:
        if self._read is None:
            models: dict[str, InstalledModel] = {}
            refused: list[FacetError] = []
            for path in (found for root in self._roots for found in sorted(root.glob(f"*/{MODEL_FILE}"))):
                try:
                    models.setdefault(path.parent.name, _read(path))
                except FacetError as error:
                    refused.append(error)
            self._read = list(models.values()), refused
        return self._read


def _read(path: Path) -> InstalledModel:
    card = listed_card(path)
    return InstalledModel(path.parent.name, card.task, path, card)
