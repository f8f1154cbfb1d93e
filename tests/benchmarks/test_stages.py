"""What each stage of the live path costs, by pytest-benchmark. Run by `make bench`, not by `make test`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage.data import astronaut

from desktop.app import EngineOptions, build_pipeline
from desktop.bench.scene import scene
from desktop.engine.sources.base import Frame
from desktop.engine.sources.video import VideoSource
from desktop.people.heads import fit_head
from desktop.people.matching import Matcher
from desktop.people.snapshot import Snapshot
from desktop.people.strangers import Crowd, Strangers
from desktop.recording.annotate import annotated
from vision.assets import shipped_models_root
from vision.crops import CropSpec, crop_faces
from vision.detectors import detector_by_name
from vision.embeddings import normalise
from vision.landmarks import LandmarkNetwork
from vision.opencv import cv2
from vision.pinned_models import pulled_models_root
from vision.sessions import open_model

_PLAIN = CropSpec(width=64, height=64, margin=0.2)
_ALIGNED = CropSpec(width=112, height=112, align="five_points")
_SFACE = pulled_models_root() / "sface" / "model.onnx"  # asked here: each test has a home of its own
_MODELS = {path.parent.name: path for path in sorted(shipped_models_root().glob("*/model.onnx"))}
_PEOPLE, _EACH, _NUMBERS = 10_000, 10, 128
_STEPS = 30  # a second, so that searches fall due as often as they do


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """OpenCV's pool would be measured with each stage, and differently on each machine."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)


@pytest.fixture(scope="module")
def pictures() -> dict[int, Any]:
    """1280x720 with one face, and with four, by their number."""
    portrait = np.ascontiguousarray(astronaut()[:288, :, ::-1])
    return {faces: scene(portrait, faces) for faces in (1, 4)}


@pytest.fixture(scope="module")
def landmarks() -> LandmarkNetwork:
    return LandmarkNetwork(open_model(_MODELS["landmarks"], provider="cpu"))


@pytest.fixture(scope="module")
def boxes(pictures: dict[int, Any]) -> dict[int, Any]:
    """Where the faces are, (N, 4)."""
    found = {faces: detector_by_name("haar").detect(picture).boxes_px for faces, picture in pictures.items()}
    assert [len(found[1]) >= 1, len(found[4]) >= 4] == [True, True]
    return {faces: found[faces][:faces] for faces in found}


def test_calibration(benchmark: Any, pictures: dict[int, Any]) -> None:
    """Work of the same kind that is none of ours: by it a stage is compared between machines.

    All that it writes has its place beforehand: by what the process did before, new memory costs nothing or
    as much as the work.
    """
    numbers = np.random.default_rng(1).standard_normal((256, 256)).astype(np.float32)
    small, grey = np.zeros((360, 640, 3), np.uint8), np.zeros((360, 640), np.uint8)
    even, soft = np.zeros_like(grey), np.zeros_like(grey)
    sums, product = np.zeros((361, 641), np.int32), np.zeros_like(numbers)

    def work() -> float:
        cv2.resize(pictures[1], (640, 360), dst=small, interpolation=cv2.INTER_LINEAR)
        cv2.cvtColor(small, cv2.COLOR_BGR2GRAY, dst=grey)
        cv2.GaussianBlur(cv2.equalizeHist(grey, even), (5, 5), 0, dst=soft)
        cv2.integral(soft, sums)
        np.matmul(numbers, numbers, out=product)
        np.maximum(product, 0, out=product)
        return float(sums[-1, -1]) + float(product.sum())

    assert benchmark(work) > 0


def test_decode(benchmark: Any, pictures: dict[int, Any], tmp_path: Path) -> None:
    """Ten frames of 1280x720."""
    path = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30, (1280, 720))
    for shift in range(12):
        writer.write(np.roll(pictures[1], 8 * shift, axis=1))
    writer.release()
    source = VideoSource(path)
    source.open()

    def ten() -> int:
        source.seek(0.0)
        return sum(source.read() is not None for _ in range(10))

    assert benchmark(ten) == 10
    source.close()


def test_whole_search(benchmark: Any, pictures: dict[int, Any]) -> None:
    assert len(benchmark(detector_by_name("haar", sure=True).detect, pictures[1])) >= 1


@pytest.mark.parametrize("faces", [1, 4])
def test_follow(benchmark: Any, pictures: Any, boxes: Any, landmarks: LandmarkNetwork, faces: int) -> None:
    """The landmark network's look at known faces: sure, points, next box."""
    assert len(benchmark(landmarks.look, pictures[faces], boxes[faces])) == faces


def test_crop_of_four(benchmark: Any, pictures: Any, boxes: Any) -> None:
    assert benchmark(crop_faces, pictures[4], boxes[4], _PLAIN).shape == (4, 64, 64, 3)


def test_align_four(benchmark: Any, pictures: Any, boxes: Any, landmarks: LandmarkNetwork) -> None:
    points = landmarks.look(pictures[4], boxes[4]).points_px
    assert benchmark(crop_faces, pictures[4], boxes[4], _ALIGNED, points).shape == (4, 112, 112, 3)


@pytest.mark.parametrize("name", sorted(_MODELS))
def test_model(benchmark: Any, name: str) -> None:
    """One face."""
    session = open_model(_MODELS[name], provider="cpu")
    size = session.card.input
    crops = np.random.default_rng(2).integers(0, 256, (1, size.height, size.width, 3), np.uint8)
    assert len(benchmark(session.run, crops)) == 1


@pytest.mark.skipif(not _SFACE.is_file(), reason="SFace was not pulled")
def test_model_sface(benchmark: Any) -> None:
    crops = np.random.default_rng(2).integers(0, 256, (1, 112, 112, 3), np.uint8)
    assert benchmark(open_model(_SFACE, provider="cpu").run, crops).shape == (1, 128)


def test_identity_search(benchmark: Any) -> None:
    """One face among 10,000 people with 10 references each."""
    draw = np.random.default_rng(3)
    faces = draw.standard_normal((_PEOPLE * _EACH, _NUMBERS), np.float32)
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    snapshot = Snapshot(
        digest="d",
        generation=1,
        names=tuple(f"{n}" for n in range(_PEOPLE)),
        person_ids=np.arange(_PEOPLE),
        starts=np.arange(_PEOPLE) * _EACH,
        columns=np.ascontiguousarray(faces.T),
        face_ids=np.arange(len(faces)),
        qualities=np.ones(len(faces), np.float32),
        refused=np.zeros((0, 0), np.float32),
        refused_of=np.zeros(0, np.int64),
    )
    assert len(benchmark(Matcher(snapshot).best, faces[7], 8)) == 8


def test_fit_head(benchmark: Any) -> None:
    """A head for 100 people with 10 references each."""
    draw = np.random.default_rng(5)
    faces = normalise(draw.standard_normal((100 * _EACH + 4000, _NUMBERS)).astype(np.float32))
    own, others = faces[: 100 * _EACH], faces[100 * _EACH :]
    snapshot = Snapshot(
        digest="d",
        generation=1,
        names=tuple(f"{n}" for n in range(100)),
        person_ids=np.arange(100),
        starts=np.arange(100) * _EACH,
        columns=np.ascontiguousarray(own.T),
        face_ids=np.arange(len(own)),
        qualities=np.ones(len(own), np.float32),
        refused=np.zeros((0, 0), np.float32),
        refused_of=np.zeros(0, np.int64),
    )
    strangers = Strangers("d", (Crowd("drawn", others),), {})
    assert benchmark(fit_head, snapshot, strangers).weights.shape == (100, _NUMBERS)


def test_draw_four(benchmark: Any, pictures: dict[int, Any]) -> None:
    pipeline = build_pipeline(EngineOptions())
    analysis = pipeline.look(Frame(pictures[4], 0, 0.0, 0.0, "bench"))
    pipeline.close()
    assert benchmark(annotated, pictures[4], analysis).shape == (720, 1280, 3)


@pytest.mark.parametrize("faces", [1, 4])
def test_second_of_steps(benchmark: Any, pictures: dict[int, Any], faces: int) -> None:
    """Thirty whole steps at 30 frames a second, the searches among them that fall due."""
    pipeline = build_pipeline(EngineOptions())
    index = iter(range(10**9))

    def second() -> int:
        for n in (next(index) for _ in range(_STEPS)):
            analysis = pipeline.step(Frame(pictures[faces], n, time.monotonic(), n / 30, "bench"))
        return len(analysis.faces)

    second()
    assert benchmark(second) >= faces
    pipeline.close()
