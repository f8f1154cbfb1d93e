"""What the recordings page asks of the program. Called in threads only; the program is imported there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from desktop.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.engine.analysis import FrameAnalysis
    from desktop.people.records import Consent
    from desktop.recording.corrections import Said
    from desktop.recording.library import Listed
    from desktop.recording.recording import FramePlace, Gap, Marker, Recording
    from desktop.recording.replay import Replayed
    from desktop.recording.tracks import TrackLine
    from desktop.ui.live.face_target import FaceTarget
    from desktop.ui.people.roster import Enrolled
    from desktop.ui.people.work import PeopleWork

_SAME_S = 0.001


@dataclass(frozen=True)
class Opened:
    """A recording as the page needs it."""

    listed: Listed
    facts: Mapping[str, Any]
    frames: tuple[FramePlace, ...]
    lines: tuple[TrackLine, ...]
    markers: tuple[Marker, ...]
    has_picture: bool
    gaps: tuple[Gap, ...] = ()

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.listed.folder


@dataclass(frozen=True, eq=False)
class Shown:
    """A frame of a recording: its place, its answers, and its picture where there is one."""

    folder: Path
    place: int
    analysis: FrameAnalysis
    image_bgr: NDArray[np.uint8] | None


@dataclass(frozen=True)
class Named:
    """What naming a face did. `why_not`: why the gallery did not learn it; "" where it was not asked to."""

    said: Said
    name: str | None
    enrolled: Enrolled | None = None
    change_id: int | None = None
    why_not: str = ""


@dataclass(frozen=True)
class Choices:
    """What a replay can be run with: tasks, and for each the models at hand as (name, digest)."""

    models: Mapping[str, tuple[tuple[str, str], ...]]
    detectors: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What a replay is run with. `told`: what of it was chosen otherwise than it is set, a line each; all of
    it where nothing was."""

    detector: str
    models: Mapping[str, str]
    stranger_share: float
    told: tuple[str, ...] = ()


class RecordingsWork:
    """The recordings, and the one that is open. Calls take turns where they concern that one."""

    def __init__(self, make_steps: Callable[[Settings, Wanted], Any] | None = None) -> None:
        """`make_steps`: what runs a recording again; the program's pipeline by default."""
        self._turn = threading.RLock()
        self._open: Recording | None = None
        self._make_steps = make_steps or _own_steps

    # All of them

    def all(self, active: Path | None) -> list[Listed]:
        """Every recording but the one that is being made, the newest first."""
        from desktop.recording.library import folders, listed

        found = [listed(folder) for folder in folders() if folder != active]
        return sorted(found, key=lambda one: -one.began_s)

    def retitle(self, folder: Path, title: str) -> str:
        """Another title: the one before."""
        from desktop.recording.library import retitle

        return retitle(folder, title)

    def delete(self, folder: Path) -> None:
        """Removes one for good."""
        from desktop.recording.library import delete

        with self._turn:
            self.close()
            delete(folder)

    def delete_all(self, active: Path | None) -> int:
        """Removes all but the one that is being made."""
        from desktop.recording.library import delete_all

        with self._turn:
            self.close()
            return delete_all(active)

    # The open one

    def open(self, folder: Path) -> Opened:
        """Opens a recording; the one before is closed. Raises RecordingUnusable."""
        from desktop.recording.recording import Recording

        with self._turn:
            self.close()
            self._open = Recording(folder)
            return self._opened(self._open)

    def again(self, folder: Path) -> Opened | None:
        """The open recording after a change; None where another one is open meanwhile."""
        with self._turn:
            if self._open is None or self._open.folder != folder:
                return None
            self._open.read_again()
            return self._opened(self._open)

    def close(self) -> None:
        """Lets go of it."""
        with self._turn:
            if self._open is not None:
                self._open.close()
                self._open = None

    def shown(self, folder: Path, place: int) -> Shown | None:
        """One frame; None where another recording is open meanwhile."""
        with self._turn:
            if self._open is None or self._open.folder != folder or not self._open.frames:
                return None
            place = min(max(place, 0), len(self._open.frames) - 1)
            return Shown(folder, place, self._open.analysis(place), self._open.picture(place))

    def best(self, folder: Path, track: int) -> Shown | None:
        """The frame in which a face is seen best."""
        with self._turn:
            place = None
            if self._open is not None and self._open.folder == folder:
                place = self._open.best_place(track)
            return None if place is None else self.shown(folder, place)

    def mark(self, folder: Path, at_s: float, text: str = "") -> int:
        """A marker."""
        from desktop.recording.corrections import add_marker

        return add_marker(folder, at_s, text)

    def unmark(self, folder: Path, at_s: float) -> None:
        """No marker there any more, in the open recording."""
        from desktop.recording.corrections import remove_marker

        with self._turn:
            if self._open is None or self._open.folder != folder:
                return
            for marker in self._open.markers:
                if abs(marker.time_s - at_s) < _SAME_S:
                    remove_marker(folder, marker.id)

    # Who it is

    def name(
        self,
        people: PeopleWork,
        folder: Path,
        track: int,
        name: str,
        target: FaceTarget | None,
        consent: Consent | None,
    ) -> Named:
        """This face is that person: here, and in the gallery where there is a picture to learn from."""
        from desktop.people.records import clean_name, name_key
        from desktop.recording.corrections import name_track
        from vision.errors import FacetError

        name = clean_name(name)
        enrolled, why_not = None, ""
        if target is not None:
            try:
                enrolled = people.name_faces([target], name, consent)
            except FacetError as error:
                why_not = str(error)
        key = name_key(name)
        known = next((one for one in people.names() if name_key(one.name) == key), None)
        said = name_track(folder, track, known.name if known else name, known.id if known else None)
        change_id = enrolled.change_id if enrolled else None
        return Named(said, known.name if known else name, enrolled, change_id, why_not)

    def refuse(
        self, people: PeopleWork, folder: Path, track: int, target: FaceTarget | None, person_id: int | None
    ) -> Named:
        """This face is not who it was taken for; kept as such where there is a picture to learn from."""
        from desktop.recording.corrections import name_track
        from vision.errors import FacetError

        change_id, why_not = None, ""
        if target is not None and person_id is not None:
            try:
                change_id = people.refuse(target, person_id).id
            except FacetError as error:
                why_not = str(error)
        return Named(name_track(folder, track, None), None, None, change_id, why_not)

    def take_back(self, people: PeopleWork, named: Named) -> None:
        """As if nothing had been said."""
        from desktop.recording.corrections import take_back

        if named.change_id is not None:
            people.undo(named.change_id)
        take_back(named.said)

    # Files of others

    def export(
        self, kind: str, folder: Path, target: Path, say: Callable[[int, int], None], stop: Event
    ) -> Path | None:
        """Writes it; None where it was stopped. Raises OutputUnwritable."""
        from desktop.recording import chart, exports
        from desktop.recording.recording import Recording
        from desktop.ui.i18n.drawn_words import drawn_words

        words = drawn_words()
        with Recording(folder) as recording:
            if kind == "video":
                done = exports.write_video(recording, target, say, stop.is_set, words)
                return target if done else None
            if kind == "chart":
                chart.write_chart(recording, target, words)
                return target
            write = {
                "frames.csv": exports.write_frames_csv,
                "frames.jsonl": exports.write_frames_jsonl,
                "faces.csv": exports.write_tracks_csv,
                "faces.jsonl": exports.write_tracks_jsonl,
            }[kind]
            write(recording, target)
        return target

    # Again

    def choices(self) -> Choices:
        """What there is to run it with."""
        from desktop.app import FACE_TASKS, model_store
        from vision.pinned_models import pinned_by_name, pulled_models_root
        from vision.pulling import is_pulled

        store = model_store()
        models: dict[str, tuple[tuple[str, str], ...]] = {}
        for task in FACE_TASKS:
            found = [model for model in store.installed() if model.task == task]
            models[task] = tuple((model.name, model.digest) for model in found)
        yunet = is_pulled(pinned_by_name("yunet"), pulled_models_root())
        return Choices(models, ("haar", "yunet") if yunet else ("haar",))

    def replay(
        self, folder: Path, settings: Settings, wanted: Wanted, say: Callable[[int, int], None], stop: Event
    ) -> Replayed:
        """Runs it again and compares. Takes as long as analysing the video does. Raises FacetError."""
        from desktop.recording.recording import Recording
        from desktop.recording.replay import replay

        with Recording(folder) as recording:
            steps = self._make_steps(settings, wanted)
            try:
                return replay(recording, steps, say, stop.is_set)
            finally:
                steps.close()

    def _opened(self, recording: Recording) -> Opened:
        from desktop.recording.library import listed

        return Opened(
            listed(recording.folder),
            recording.facts,
            recording.frames,
            recording.tracks(),
            recording.markers,
            recording.has_picture,
            recording.gaps,
        )


def _own_steps(settings: Settings, wanted: Wanted) -> Any:
    from dataclasses import replace

    from desktop.app import build_pipeline, engine_options
    from desktop.identification import gallery_folder
    from desktop.people.gallery import GALLERY_FILE

    chosen = settings.changed(
        detector=wanted.detector,
        models={**settings.models, **wanted.models},
        stranger_share=wanted.stranger_share,
    )
    options = engine_options(chosen, live=False)
    return build_pipeline(replace(options, names=(gallery_folder() / GALLERY_FILE).is_file()))
