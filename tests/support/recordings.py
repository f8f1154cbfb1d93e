"""Makes recordings without a camera: a session of drawn pictures whose answers a test chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.engine.live_events import LiveView
from desktop.engine.sources.base import Frame, SourceInfo
from desktop.recording import library
from desktop.recording.recorder import Recorder
from tests.support.fake_session import info, smile
from tests.support.waiting import wait_until
from vision.recognisers import Answer

SIZE = (320, 240)
FPS = 25.0


def who(name: str | None, person_id: int | None = None, *, nearest: str | None = None) -> IdentityAnswer:
    """What the identity step says."""
    return IdentityAnswer(
        "identity",
        name,
        0.8 if name else 0.2,
        reason=None if name else f"not like {nearest} enough" if nearest else "not looked at yet",
        nearest=name or nearest,
        threshold=0.4,
        person_id=person_id,
    )


def mood(label: str) -> Answer:
    """An emotion model's answer."""
    scores = {one: 0.8 if one == label else 0.1 for one in ("happy", "neutral", "sad")}
    return Answer("emotion", label, 0.8, scores)


def face(
    track: int, share: float = 0.9, x: int = 40, *, identity: IdentityAnswer | None = None, emotion: str = ""
) -> FaceAnalysis:
    """A face with a smile of that share."""
    answers: dict[str, Answer] = smile(share)
    if emotion:
        answers["emotion"] = mood(emotion)
    if identity is not None:
        answers["identity"] = identity
    return FaceAnalysis(track, (x, 50, 60, 60), answers, 1.0)


def picture(
    colour: Sequence[int] = (60, 60, 60), *, square: Mapping[int, Sequence[int]] = {}
) -> NDArray[np.uint8]:
    """A plain picture; `square`: a coloured square of 60 pixels at each x."""
    image = np.full((SIZE[1], SIZE[0], 3), colour, np.uint8)
    for x, ink in square.items():
        image[50:110, x : x + 60] = ink
    return image


def view(
    index: int,
    faces: Sequence[FaceAnalysis] = (),
    *,
    at_s: float | None = None,
    image: NDArray[np.uint8] | None = None,
) -> LiveView:
    """What a live session tells of one picture."""
    time_s = index / FPS if at_s is None else at_s
    shown = picture() if image is None else image
    frame = Frame(shown.copy(), index, time_s, time_s, "clip.mp4")
    analysis = FrameAnalysis("clip.mp4", index, time_s, SIZE, tuple(faces), {"total": 1.0})
    return LiveView(frame, analysis)


def record(
    views: Sequence[LiveView],
    *,
    place: Path | None = None,
    with_picture: bool = True,
    source: SourceInfo | None = None,
    marks_after: Mapping[int, str] = {},
    facts: Mapping[str, object] | None = None,
) -> Path:
    """A whole recording of these views: its folder. `marks_after`: markers by the number of a view."""
    folder = library.new_folder(place or library.recordings_dir())
    recorder = Recorder(folder, source or info("video", fps=FPS), with_picture=with_picture, facts=facts)
    for number, one in enumerate(views):
        recorder.take(one, 0)
        if with_picture and number % 8 == 7:  # faster than any source: none may be left out
            wait_until(lambda due=number + 1: recorder.state.frames == due)
        if number in marks_after:
            recorder.mark(marks_after[number])
    state = recorder.stop()
    assert state.problem == ""
    return folder


def visit(name: str = "Ada", person_id: int = 1, *, frames: int = 50) -> list[LiveView]:
    """Somebody known smiles and then doesn't, while somebody unknown comes halfway."""
    shown = []
    for number in range(frames):
        faces = [
            face(
                1,
                0.9 if number < frames // 2 else 0.1,
                identity=who(name, person_id) if number >= 5 else who(None, person_id, nearest=name),
                emotion="happy" if number < frames // 2 else "neutral",
            )
        ]
        if number >= frames // 2:
            faces.append(face(2, 0.2, 200, identity=who(None), emotion="sad"))
        squares = {one.box_px[0]: (40, 120, 240) if one.track == 1 else (220, 40, 160) for one in faces}
        shown.append(view(number, faces, image=picture(square=squares)))
    return shown
