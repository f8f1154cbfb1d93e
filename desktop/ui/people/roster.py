"""What the people page shows, read from the gallery at one moment. Values only; no widgets, no decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from desktop.people.calibration import Bar
    from desktop.people.coverage import Coverage
    from desktop.people.decision import Decider
    from desktop.people.framing import FaceEmbedder
    from desktop.people.reading import SeenFace
    from desktop.people.records import Change, Consent, Face, NewFace, Person
    from desktop.people.reference_figures import ReferenceFigures

    Crop = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Roster:
    """Everyone by name, a portrait each where there is one, and the changes that can be undone, newest first.

    `why_no_names`: a sentence, where this machine can give no names; "" where it can. `tuned`: names are
    given with a head fitted to these people. `again`: what was undone last and can be done again.
    """

    people: tuple[Person, ...]
    portraits: dict[int, Crop]
    changes: tuple[Change, ...]
    folder: Path
    why_no_names: str = ""
    tuned: bool = False
    again: Change | None = None


@dataclass(frozen=True, eq=False)
class Reference:
    """A kept picture, and how it stands, where that is known."""

    face: Face
    crop: Crop
    figures: ReferenceFigures | None = None


@dataclass(frozen=True, eq=False)
class PersonDetails:
    """One person, with every picture. `merged`: what `unmerge` would take back; None where nothing."""

    person: Person
    portrait: Crop | None
    references: tuple[Reference, ...]
    negatives: tuple[Reference, ...]
    coverage: Coverage
    consents: tuple[Consent, ...]
    merged: Change | None
    threshold: float | None


@dataclass(frozen=True, eq=False)
class PhotoFace:
    """A face of a photo that may be enrolled.

    `doubt`: why it is not taken unless it is chosen. `owner`: as whom it is known already.
    """

    seen: SeenFace
    new: NewFace
    doubt: str = ""
    owner: str | None = None


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo that was looked through. `said`: why it gives nothing; "" where it has faces."""

    path: Path
    faces: tuple[PhotoFace, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Reading:
    """By what faces are found and told apart, as the settings name it."""

    detector: str = "haar"
    model: str = "auto"
    provider: str = "auto"


@dataclass(frozen=True, eq=False)
class Names:
    """Who is known and the bar, with the model that it holds for."""

    decider: Decider
    embedder: FaceEmbedder


@dataclass(frozen=True)
class BarChoice:
    """One choice of the bar, with what it costs."""

    share: float
    bar: Bar


@dataclass(frozen=True)
class Enrolled:
    """What enrolling did: to whom, the new pictures' ids, and the change that undoes it.

    `unlike`: the one new picture is plainly unlike the person's others. `like`: whom the pictures are taken
    for all the same, empty for nobody else.
    """

    person: Person
    face_ids: tuple[int, ...]
    change_id: int | None
    set_aside: int = 0
    unlike: bool = False
    like: str = ""


def why_no_names(reader: Callable[[], object]) -> str:
    """Why `reader` can't be made, in a sentence; "" where it can."""
    from vision.errors import FacetError

    try:
        reader()
    except FacetError as error:
        return str(error)
    return ""
