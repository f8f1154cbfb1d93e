"""A face on screen that something is asked about: its picture, its place, and who it was taken for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.engine.identity import IdentityAnswer
    from desktop.engine.live_events import LiveView
    from desktop.engine.sources.base import Frame


@dataclass(frozen=True, eq=False)
class FaceTarget:
    """`box_px`: x, y, width, height. `track`: None in photos. `answer`: None where no names are given."""

    frame: Frame
    box_px: tuple[int, int, int, int]
    track: int | None
    answer: IdentityAnswer | None


def target_of(view: LiveView, key: int) -> FaceTarget | None:
    """The face that the window shows under `key`; faces of photos are counted from 1."""
    for number, face in enumerate(view.analysis.faces, start=1):
        if (number if face.track is None else face.track) == key:
            return FaceTarget(view.frame, face.box_px, face.track, _answer(face.answers.get("identity")))
    return None


def _answer(answer: object) -> IdentityAnswer | None:
    return answer  # type: ignore[return-value]  # the engine's task of that name answers with nothing else
