"""A recorded session, opened: its facts, its frames with corrected answers, its tracks, its picture."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median_low
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import TASK as IDENTITY
from desktop.engine.identity import IdentityAnswer
from desktop.recording.picture_file import PictureReader, forget_rate
from desktop.recording.session_file import PICTURE_FILE, RecordingUnusable, SessionFile
from desktop.recording.tracks import Seen, TrackLine, read_tracks, track_lines

CORRECTED = "you said so"
_GAP_S, _GAP_STEPS = 1.5, 4.0  # longer than both is a gap; some cameras give a picture a second


@dataclass(frozen=True)
class FramePlace:
    """Where a frame stands: its id, its time, its position in the source, the number of its picture."""

    id: int
    time_s: float
    at_s: float
    number: int
    size: tuple[int, int]
    picture: int | None


@dataclass(frozen=True)
class Marker:
    """A moment that the user marked."""

    id: int
    time_s: float
    text: str


@dataclass(frozen=True)
class Gap:
    """From a picture to the next one, much longer than usual. `lost`: the source was lost meanwhile."""

    start_s: float
    end_s: float
    lost: bool


class Recording:
    """Frames are counted from 0. Threads take turns for answers; pictures are for one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Raises RecordingUnusable."""
        self.folder = folder
        self._file = SessionFile(folder)
        self._pictures: PictureReader | None = None
        self._seen: Seen | None = None
        try:
            self.frames = tuple(
                FramePlace(row[0], row[1], row[2], row[3], (row[4], row[5]), row[6])
                for row in self._file.rows(
                    "SELECT id, time_s, at_s, number, width, height, picture FROM frames ORDER BY id"
                )
            )
            self._times_s = [frame.time_s for frame in self.frames]
            self.read_again()
            self._open_pictures()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._file.close()
        if self._pictures is not None:
            self._pictures.close()

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def file(self) -> SessionFile:
        """The file itself, for what changes it; `read_again` afterwards."""
        return self._file

    @property
    def source(self) -> str:
        """What was recorded."""
        return str(self.facts.get("source", ""))

    @property
    def duration_s(self) -> float:
        """To the last frame."""
        return self._times_s[-1] if self._times_s else 0.0

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture to look at."""
        return self._pictures is not None and len(self._pictures) > 0

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where no picture came."""
        steps_s = [after - before for before, after in pairwise(self._times_s)]
        if not steps_s:
            return ()
        least_s = max(_GAP_S, _GAP_STEPS * median_low(steps_s))
        losses_s = [float(start_s) for start_s, _ in self.facts.get("losses", ())]
        return tuple(
            Gap(before, after, any(abs(before - lost_s) < 1e-3 for lost_s in losses_s))
            for before, after in pairwise(self._times_s)
            if after - before > least_s
        )

    def read_again(self) -> None:
        """Facts, names and corrections as they are now."""
        self.facts: Mapping[str, Any] = self._file.facts()
        self.names = self._file.names()
        self.corrections = self._file.corrections()
        self.markers = tuple(
            Marker(row["id"], row["time_s"], row["text"])
            for row in self._file.rows("SELECT * FROM markers ORDER BY time_s, id")
        )

    def place_at(self, time_s: float) -> int:
        """The frame that is shown at a time; -1 where there is none at all."""
        return max(bisect.bisect_right(self._times_s, time_s + 1e-6) - 1, 0) if self.frames else -1

    def analysis(self, place: int, *, corrected: bool = True) -> FrameAnalysis:
        """The answers of a frame, with what the user corrected unless told not to."""
        frame = self.frames[place]
        faces = self._file.faces_of(frame.id, self.names)
        if corrected:
            faces = tuple(self._corrected(face) for face in faces)
        return FrameAnalysis(self.source, frame.number, frame.time_s, frame.size, faces, {})

    def analyses(self, *, corrected: bool = True) -> Iterator[tuple[FramePlace, FrameAnalysis]]:
        """Every frame in turn."""
        for place, frame in enumerate(self.frames):
            yield frame, self.analysis(place, corrected=corrected)

    def picture(self, place: int) -> NDArray[np.uint8] | None:
        """The picture of a frame: uint8 (height, width, 3), BGR; None where none was kept."""
        number = self.frames[place].picture
        if self._pictures is None or number is None:
            return None
        return self._pictures.picture(number)

    def tracks(self) -> tuple[TrackLine, ...]:
        """Everyone who was seen, in the order of their coming. The answers are read once."""
        if self._seen is None:
            self._seen = read_tracks(self)
        return track_lines(self, self._seen)

    def best_place(self, track: int) -> int | None:
        """The frame in which a face is seen largest, and found rather than held; None for no such track."""
        rows = self._file.rows(
            "SELECT frame FROM faces WHERE track = ? ORDER BY held, width * height DESC LIMIT 1", (track,)
        )
        ids = [frame.id for frame in self.frames]
        return bisect.bisect_left(ids, rows[0]["frame"]) if rows else None

    def _corrected(self, face: FaceAnalysis) -> FaceAnalysis:
        if face.track not in self.corrections:
            return face
        name, person_id = self.names.get(self.corrections[face.track] or 0, (None, None))
        before = face.answers.get(IDENTITY)
        bar = before.threshold if isinstance(before, IdentityAnswer) else 0.0
        said = IdentityAnswer(
            IDENTITY,
            name,
            1.0,
            reason=CORRECTED if name is None else None,
            nearest=name,
            threshold=bar,
            person_id=person_id,
        )
        return replace(face, answers={**face.answers, IDENTITY: said})

    def _open_pictures(self) -> None:
        path = self.folder / PICTURE_FILE
        if path.is_file() and path.stat().st_size:
            try:
                forget_rate(path)  # it was left in by a process that was killed
                self._pictures = PictureReader(path)
            except OSError as error:
                raise RecordingUnusable(
                    self.folder, f"its picture can't be read ({error.strerror})"
                ) from error
