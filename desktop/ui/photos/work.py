"""What the photos page asks of the program. Called in threads only; the program is imported there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from desktop.settings import Settings

if TYPE_CHECKING:
    from desktop.engine.sources.base import Frame
    from desktop.photos.export import PickedPhoto
    from desktop.photos.reading import PhotoResult


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
        from desktop.app import build_photo_pipeline
        from desktop.photos.reading import read_photos

        pipeline = build_photo_pipeline(settings)
        try:
            read_photos(photos, pipeline.look, say, stop.is_set)
        finally:
            pipeline.close()

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

        return write_copies(photos, folder, say, stop.is_set)
