"""A wrong name that was refused, or mended, in a recording never comes back on replay: with a real face."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.live_events import LiveView
from desktop.engine.sources.base import Frame
from desktop.settings import Settings
from desktop.ui.live.face_target import FaceTarget
from desktop.ui.people.work import PeopleWork
from desktop.ui.recordings.work import RecordingsWork, Wanted, _own_steps
from tests.support.recordings import FPS, record

Image = np.ndarray
FRAMES = 12
WANTED = Wanted("haar", {}, 0.01)


def pictures(astronaut_bgr: Image, *, gain: float = 1.0) -> list[Image]:
    """Her face, moving a little, as a camera would see it."""
    lit = np.clip(astronaut_bgr.astype(np.float32) * gain, 0, 255).astype(np.uint8)
    return [np.ascontiguousarray(lit[:300, 60 + number : 360 + number]) for number in range(FRAMES)]


class Watched:
    """A pipeline, and every name that it gave."""

    def __init__(self) -> None:
        self._steps = _own_steps(Settings(), WANTED)
        self.names: list[str | None] = []

    def reset(self) -> None:
        self._steps.reset()

    def close(self) -> None:
        self._steps.close()

    def step(self, frame: Frame) -> FrameAnalysis:
        analysis: FrameAnalysis = self._steps.step(frame)
        self.names += [face.answers["identity"].label for face in analysis.faces]
        return analysis


def watch(images: list[Image]) -> tuple[list[LiveView], list[str | None]]:
    """What the program sees in the pictures, and the names that it gives."""
    watched, views = Watched(), []
    for number, image in enumerate(images):
        frame = Frame(image, number, number / FPS, number / FPS, "clip.mp4")
        views.append(LiveView(frame, watched.step(frame)))
    watched.close()
    return views, watched.names


@pytest.fixture
def people(astronaut_bgr: Image) -> Iterator[PeopleWork]:
    """Ann, of whom the gallery has two pictures that show somebody else: the face of the clip."""
    work = PeopleWork()
    for image in (astronaut_bgr[:, ::-1], astronaut_bgr[:400] // 2):
        image = np.ascontiguousarray(image)
        work.enrol("Ann", work.reader().new_faces(image, work.reader().faces(image)[:1]), None)
    yield work
    work.close()


@pytest.fixture
def recorded(people: PeopleWork, astronaut_bgr: Image) -> tuple[Path, FaceTarget]:
    """A recording in which she is taken for Ann, and the face as it is clicked in it."""
    views, names = watch(pictures(astronaut_bgr))
    assert "Ann" in names, "the mistake must be there to be mended"
    face: FaceAnalysis = views[-1].analysis.faces[0]
    answer: Any = face.answers["identity"]
    assert answer.label == "Ann"
    return record(views), FaceTarget(views[-1].frame, face.box_px, face.track, answer)


def replayed(folder: Path) -> list[str | None]:
    """The names that are given when it runs again."""
    watched = Watched()
    work = RecordingsWork(lambda *_: watched)
    found = work.replay(folder, Settings(), WANTED, lambda *_: None, Event())
    assert (found.frames, found.whole) == (FRAMES, True)
    assert len(watched.names) >= FRAMES - 3, "the face is found all the time"
    return watched.names


def test_a_refused_name_never_comes_back(people: PeopleWork, recorded: Any, astronaut_bgr: Image) -> None:
    folder, target = recorded
    RecordingsWork().refuse(people, folder, target.track, target, target.answer.person_id)
    assert set(replayed(folder)) == {None}
    assert set(watch(pictures(astronaut_bgr, gain=0.7))[1]) == {None}, "nor in another light"


def test_a_mended_name_stays_mended_and_one_undo_takes_all_of_it_back(
    people: PeopleWork, recorded: Any
) -> None:
    folder, target = recorded
    work = RecordingsWork()
    named = work.name(people, folder, target.track, "Eileen", target, None)
    names = replayed(folder)
    assert set(names) <= {"Eileen", None}
    assert names[-1] == "Eileen"
    work.take_back(people, named)
    assert [(one.name, one.negatives) for one in people.names()] == [("Ann", 0)]
    assert replayed(folder)[-1] == "Ann"
