"""Looking at photos one by one: what is told of each, and ending when asked to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.sources.base import Frame
from desktop.photos.reading import THUMB_PX, PhotoResult, read_photos
from vision.images import write_image
from vision.opencv import cv2
from vision.recognisers import Answer

SMILE = {"smile": Answer("smile", "smile", 0.9, {"no smile": 0.1, "smile": 0.9})}


def look(frame: Frame) -> FrameAnalysis:
    """A face wherever the picture is red, at its corner."""
    red = frame.image_bgr[0, 0, 2] > 128
    faces = (FaceAnalysis(None, (0, 0, 40, 40), SMILE),) if red else ()
    return FrameAnalysis(frame.source, frame.index, 0.0, (frame.width, frame.height), faces, {})


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """A red picture, a blue one, and a file that is none."""
    paths = [tmp_path / name for name in ("red.png", "blue.png", "broken.png")]
    for path, colour in zip(paths, ((0, 0, 255), (255, 0, 0)), strict=False):
        write_image(path, np.full((90, 160, 3), colour, np.uint8))
    paths[2].write_text("no picture")
    return paths


def test_each_photo_is_told_with_a_picture_for_its_card(photos: list[Path]) -> None:
    told: list[PhotoResult] = []
    read_photos(photos, look, told.append, lambda: False)
    face, without, broken = told
    assert [result.path for result in told] == photos
    assert face.analysis is not None
    assert len(face.analysis.faces) == len(face.thumbs) == 1
    assert without.analysis is not None
    assert without.analysis.faces == ()
    for thumb, colour in ((face.thumbs[0], (0, 0, 255)), (without.thumbs[0], (255, 0, 0))):
        picture = cv2.imdecode(np.frombuffer(thumb, np.uint8), cv2.IMREAD_COLOR)
        assert picture.shape == (THUMB_PX, THUMB_PX, 3)
        assert np.abs(picture.astype(int) - colour).max() < 12
    assert broken.analysis is None
    assert "not a picture" in broken.problem


def test_it_ends_after_the_photo_at_hand(photos: list[Path]) -> None:
    told: list[PhotoResult] = []
    read_photos(photos, look, told.append, lambda: bool(told))
    assert len(told) == 1
