"""Embeds folders of people's pictures once and keeps the numbers in a file, for the identity benchmarks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desktop.app import model_store
from desktop.identification import IdentityOptions, face_reader
from desktop.people.reading import FaceReader, SeenFace
from vision.errors import ImageUnreadable
from vision.face_finder import FaceFinder, finder_by_name
from vision.image_suffixes import IMAGE_SUFFIXES
from vision.images import read_image

_SAVE_EVERY = 200


class Pictures:
    """Embeddings of one face of each picture, by path. What is in the file is not made again."""

    def __init__(
        self, cache: Path, detector: str, model: str | None, *, central: bool = False, quick: bool = False
    ) -> None:
        """`central`: the face nearest to the picture's middle, as LFW's pairs mean it; else the largest.

        `quick`: live pictures' search, and photos' only where that finds no face that holds the middle.
        """
        self._cache = cache
        self._quick = quick
        self._central = central
        self._found: dict[str, np.ndarray | None] = {}
        self._reader: FaceReader | None = None
        self._options = IdentityOptions(detector=detector, model=model)
        if cache.is_file():
            with np.load(cache) as file:
                rows = zip(file["paths"], file["found"], file["numbers"], strict=True)
                self._found = {str(path): (numbers if found else None) for path, found, numbers in rows}

    @property
    def reader(self) -> FaceReader:
        self._reader = self._reader or face_reader(model_store(), self._options)
        return self._reader

    def embed(self, root: Path, paths: list[Path]) -> dict[Path, np.ndarray | None]:
        """The numbers of each picture, None where no face was found. Paths are kept relative to `root`."""
        names = {path: str(path.relative_to(root)) for path in paths}
        left = [path for path in paths if names[path] not in self._found]
        for done, path in enumerate(left, 1):
            self._found[names[path]] = self._look(path)
            if done % _SAVE_EVERY == 0 or done == len(left):
                self._save()
                print(f"{done} of {len(left)} embedded", flush=True)
        return {path: self._found[name] for path, name in names.items()}

    def at_hand(self, root: Path, paths: list[Path]) -> dict[Path, np.ndarray | None]:
        """Those of the pictures that were embedded before."""
        names = {path: str(path.relative_to(root)) for path in paths}
        return {path: self._found[name] for path, name in names.items() if name in self._found}

    def _look(self, path: Path) -> np.ndarray | None:
        try:
            image = read_image(path)
        except ImageUnreadable:
            return None
        middle = np.array([image.shape[1], image.shape[0]]) / 2
        faces = self._quickly(image, middle) if self._quick else []
        faces = faces or self.reader.faces(image)
        if self._central:
            faces.sort(key=lambda face: np.linalg.norm(face.box_px[:2] + face.box_px[2:] / 2 - middle))
        faces = faces[:1]
        return self.reader.embeddings(image, faces)[0] if faces else None

    def _quickly(self, image: np.ndarray, middle: np.ndarray) -> list[SeenFace]:
        photos = self.reader.finder
        assert isinstance(photos, FaceFinder)
        self.reader.finder = finder_by_name(self._options.detector, photos.landmarks, thorough=False)
        faces = self.reader.faces(image)
        self.reader.finder = photos
        corners = [(face.box_px[:2], face.box_px[:2] + face.box_px[2:]) for face in faces]
        held = any((start <= middle).all() and (middle <= stop).all() for start, stop in corners)
        return faces if held else []

    def _save(self) -> None:
        size = next((len(n) for n in self._found.values() if n is not None), 1)
        numbers = [np.zeros(size, np.float32) if n is None else n for n in self._found.values()]
        found = [n is not None for n in self._found.values()]
        np.savez(self._cache, paths=list(self._found), found=found, numbers=np.stack(numbers))


def people_of(root: Path) -> dict[str, list[Path]]:
    """Every person's pictures, in order."""
    return {
        folder.name: sorted(p for p in folder.iterdir() if p.suffix.lower() in IMAGE_SUFFIXES)
        for folder in sorted(root.iterdir())
        if folder.is_dir()
    }
