"""What each stage of the live path costs, by pytest-benchmark. Run by `make bench`, not by `make test`."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from skimage.data import astronaut

from desktop.app import EngineOptions, build_pipeline
from desktop.engine.sources.base import Frame
from vision.crops import CropSpec, crop_faces
from vision.detectors import HaarDetector, largest_face
from vision.opencv import cv2

_SPEC = CropSpec(width=64, height=64, margin=0.2)


@pytest.fixture(scope="module")
def scene_bgr() -> Any:
    """A 1280x720 picture with one face of about 140 pixels."""
    scene = np.full((720, 1280, 3), 96, np.uint8)
    scene[:720, 280:1000] = cv2.resize(astronaut()[:, :, ::-1], (720, 720), interpolation=cv2.INTER_AREA)
    return scene


def test_whole_search(benchmark: Any, scene_bgr: Any) -> None:
    found = benchmark(HaarDetector().detect, scene_bgr)
    assert len(found) >= 1


def test_search_near_a_known_face(benchmark: Any, scene_bgr: Any) -> None:
    detector = HaarDetector()
    box = largest_face(detector.detect(scene_bgr))[0]
    assert len(benchmark(detector.detect_near, scene_bgr, box)) == 1


def test_crop(benchmark: Any, scene_bgr: Any) -> None:
    box = largest_face(HaarDetector().detect(scene_bgr))
    assert benchmark(crop_faces, scene_bgr, box, _SPEC).shape == (1, 64, 64, 3)


def test_smile_of_one_face(benchmark: Any, scene_bgr: Any) -> None:
    (recogniser,) = build_pipeline(EngineOptions(tasks=["smile"])).recognisers
    crops = recogniser.crops(scene_bgr, largest_face(HaarDetector().detect(scene_bgr)))
    assert len(benchmark(recogniser.answer, crops)) == 1


def test_step_with_one_face(benchmark: Any, scene_bgr: Any) -> None:
    """The whole step, searches of the whole picture among them as they fall due at 30 frames a second."""
    pipeline = build_pipeline(EngineOptions())
    index = iter(range(10**9))

    def step() -> Any:
        n = next(index)
        return pipeline.step(Frame(scene_bgr, n, time.monotonic(), n / 30, "bench"))

    for _ in range(5):
        step()
    assert len(benchmark(step).faces) == 1
