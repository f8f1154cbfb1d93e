"""Looks at faces to tell who they are: at once, or in a thread of their own that never makes a frame late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.engine.beside import Beside

if TYPE_CHECKING:
    from vision.face_quality import FaceQuality
    from vision.geometry import Boxes

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Seen:
    """What a look at one face gave: its numbers (D,) of length 1, how well it is seen, its points (5, 2).

    `small`: a small network's numbers, where it is to tell later whether the face is still the same.
    `denied`: by them it is not the one that it was.
    """

    numbers: NDArray[np.float32]
    quality: FaceQuality
    points_px: NDArray[np.float32]
    small: NDArray[np.float32] | None = None
    denied: bool = False


@dataclass(frozen=True)
class Known:
    """A face that has its name: `small` are the small network's numbers of it so far (D,), None before any.

    `in_full`: it is due to be looked at in full, whether or not it is still the same.
    """

    small: NDArray[np.float32] | None
    in_full: bool


@dataclass(frozen=True)
class Faces:
    """Faces to look at in one picture: keys of their tracks, boxes (N, 4), points (N, 5, 2), when.

    `known`: of each face that has its name for long what is needed to see that it is still the same.
    """

    keys: tuple[int, ...]
    boxes_px: Boxes
    points_px: NDArray[np.float32]
    at_s: float
    known: tuple[Known | None, ...]


# What was seen of each face; None for one that is still the same.
Look = Callable[[Image, Faces], Sequence[Seen | None]]
Looked = tuple[Faces, Sequence[Seen | None]]


class Looks(Protocol):
    """One picture's faces at a time: `begin`, then `take` until it gives something."""

    def begin(self, image_bgr: Image, faces: Faces) -> bool:
        """Starts to look; False while the last ones are being looked at."""
        ...

    def take(self) -> Looked | None:
        """What was seen, once; None where nothing is finished. Raises what looking raised."""
        ...

    def forget(self) -> None:
        """What is under way will not be taken."""
        ...

    def close(self) -> None:
        """Waits for what is under way and lets go of the thread."""
        ...


class DirectLooks:
    """Looks in the caller's thread: the same frames give the same answers."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._looked: Looked | None = None

    def begin(self, image_bgr: Image, faces: Faces) -> bool:
        self._looked = faces, self._look(image_bgr, faces)
        return True

    def take(self) -> Looked | None:
        looked, self._looked = self._looked, None
        return looked

    def forget(self) -> None:
        self._looked = None

    def close(self) -> None:
        self._looked = None


class LooksBeside:
    """Looks beside the analysis. What `look` uses is used by this thread alone, while one is under way."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._looks: Beside[Looked] = Beside("facet-look")

    def begin(self, image_bgr: Image, faces: Faces) -> bool:
        return self._looks.begin(lambda: (faces, self._look(image_bgr, faces)))

    def take(self) -> Looked | None:
        return self._looks.take()

    def forget(self) -> None:
        self._looks.forget()

    def close(self) -> None:
        self._looks.close()
