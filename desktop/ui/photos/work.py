"""What the photos page asks of the program. Called in threads only; the program is imported there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from desktop.settings import Settings

if TYPE_CHECKING:
    from desktop.engine.sources.base import Frame
    from desktop.people.decision import Decider
    from desktop.people.framing import FaceEmbedder
    from desktop.photos.export import PickedPhoto
    from desktop.photos.reading import PhotoResult
    from desktop.photos.whole import PictureAnswer


@dataclass(frozen=True, slots=True)
class PictureModel:
    """A model that looks at whole pictures, known by the sha256 of its file."""

    name: str
    digest: str
    labels: tuple[str, ...]


class PhotosWork:
    """Finding, reading and exporting photos. Each may take minutes, and ends soon after `stop` is set."""

    def find(self, chosen: Sequence[Path], stop: Event) -> list[Path]:
        """The photos among what was chosen."""
        from desktop.photos.find import find_photos

        return find_photos(chosen, stop.is_set)

    def read(
        self, photos: Sequence[Path], settings: Settings, say: Callable[[PhotoResult], None], stop: Event
    ) -> None:
        """Looks at each photo. Raises FacetError where no model can be opened."""
        from desktop.app import build_photo_pipeline, build_picture_asker
        from desktop.photos.reading import read_photos

        ask = build_picture_asker(settings)
        pipeline = build_photo_pipeline(settings)
        try:
            read_photos(photos, pipeline.look, say, stop.is_set, ask)
        finally:
            pipeline.close()

    def picture_models(self) -> list[PictureModel]:
        """The models that can be asked about photos as wholes, by name."""
        from desktop.app import model_store

        found = [
            PictureModel(model.name, model.digest, model.card.output.labels)
            for model in model_store().about_pictures()
        ]
        return sorted(found, key=lambda model: model.name)

    def ask(
        self,
        photos: Sequence[Path],
        settings: Settings,
        say: Callable[[tuple[Path, PictureAnswer | None]], None],
        stop: Event,
    ) -> None:
        """Asks the chosen model about photos that were looked at before. Raises ModelRefused."""
        from desktop.app import build_picture_asker
        from desktop.photos.whole import ask_photos

        ask = build_picture_asker(settings)
        if ask is not None:
            ask_photos(photos, ask, say, stop.is_set)

    def named_again(
        self, photos: Sequence[PhotoResult], decider: Decider, embedder: FaceEmbedder | None, stop: Event
    ) -> list[PhotoResult]:
        """The photos whose names are others by the gallery and the model of now."""
        from desktop.photos.naming import named_again

        return named_again(photos, decider, embedder, stop.is_set)

    def frame(self, path: Path) -> Frame:
        """One photo at its full size. Raises ImageUnreadable."""
        from desktop.engine.sources.base import Frame
        from vision.images import read_image

        return Frame(read_image(path), 0, 0.0, 0.0, path.name)

    def write(self, kind: str, photos: Sequence[PickedPhoto], target: Path) -> Path:
        """Exports as CSV or JSON. Raises OutputUnwritable."""
        from desktop.photos.export import write_csv, write_json

        {"csv": write_csv, "json": write_json}[kind](photos, target)
        return target

    def copies(
        self, photos: Sequence[PickedPhoto], folder: Path, say: Callable[[int], None], stop: Event
    ) -> list[Path]:
        """Writes annotated copies. Raises ImageUnreadable where the folder can't be written."""
        from desktop.photos.export import write_copies
        from desktop.ui.i18n.drawn_words import drawn_words

        return write_copies(photos, folder, say, stop.is_set, drawn_words())
