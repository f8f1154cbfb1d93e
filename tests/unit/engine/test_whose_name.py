"""Whose name stands where: people who cross, who change places unseen, who come where another left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.identity import Identity
from desktop.engine.pipeline import Pipeline
from desktop.engine.scheduler import OFFLINE
from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from tests.support.drawn_people import DIGEST, drawn_face, embedding
from tests.support.fake_engine import TellingDetector, frame
from vision.face_finder import FaceFinder
from vision.face_quality import FaceQuality
from vision.geometry import as_boxes, iou

NAMES = ("Ada", "Bo", None)
ADA, BO, STRANGER = 0, 1, 2
SIDE, SIZE = 80, (360, 640)
Place = tuple[int, int]  # left, top
Scene = Callable[[int], Sequence[tuple[int, Place]]]  # of a frame: who is where, from the back to the front


class ColourEmbedder:
    """Who a face is follows from the colour in its middle."""

    digest, name = DIGEST, "colours"

    def __init__(self) -> None:
        self.looks = 0

    def crops(self, image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray | None) -> np.ndarray:
        middles = np.clip(boxes_px[:, :2] + boxes_px[:, 2:] // 2, 0, (SIZE[1] - 1, SIZE[0] - 1))
        return np.stack([np.full((112, 112, 3), image_bgr[y, x, 0] // 50, np.uint8) for x, y in middles])

    def embed(self, crops: np.ndarray) -> np.ndarray:
        self.looks += len(crops)
        return np.stack([embedding(int(crop[0, 0, 0]), self.looks) for crop in crops])


def good(*_: object) -> FaceQuality:
    return FaceQuality(80, 0.1, 120, 0, 0, 0, 0.9)


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    with Gallery(tmp_path / "gallery") as opened:
        for person in (ADA, BO):
            opened.enrol(str(NAMES[person]), [drawn_face(person, take) for take in range(3)])
        yield opened


def wrongly_named(gallery: Gallery, scene: Scene, frames: int) -> list[int]:
    """The frames in which somebody bears another's name. Who is half hidden has no face to find."""
    embedder, detector = ColourEmbedder(), TellingDetector()
    decider = Decider(Matcher(snapshot_of(gallery, DIGEST)), Bar(0.01, 0.5, 0.7))
    identity = Identity(embedder, decider, good, live=False)
    pipeline = Pipeline(FaceFinder(detector, None), [], identity=identity, schedule=OFFLINE)
    wrong = []
    for index in range(frames):
        picture, people = np.full((*SIZE, 3), 200, np.uint8), scene(index)
        for person, (x, y) in people:
            picture[y : y + SIDE, x : x + SIDE] = 25 + 50 * person
        seen = [(who, (*at, SIDE, SIDE)) for row, (who, at) in enumerate(people) if _seen(row, people)]
        detector.faces = [box for _, box in seen]
        for face in pipeline.step(frame(index, image=picture)).faces:
            name = face.answers["identity"].label
            if name is None or not seen:
                continue
            overlaps = iou(as_boxes([face.box_px]), as_boxes([box for _, box in seen]))[0]
            if overlaps.max() > 0.5:
                wrong += [index] * (NAMES[seen[int(overlaps.argmax())][0]] != name)
    return wrong


def _seen(row: int, people: Sequence[tuple[int, Place]]) -> bool:
    (x, y), before = people[row][1], people[row + 1 :]
    hidden = [max(0, SIDE - abs(x - u)) * max(0, SIDE - abs(y - v)) for _, (u, v) in before]
    return sum(hidden) < 0.4 * SIDE * SIDE


@pytest.mark.parametrize("apart", [0, 40])
@pytest.mark.parametrize("speed", [3, 8])
@pytest.mark.parametrize("back", [ADA, BO, STRANGER])
def test_people_who_cross_keep_their_names(gallery: Gallery, back: int, speed: int, apart: int) -> None:
    front = ADA if back != ADA else BO

    def scene(index: int) -> list[tuple[int, Place]]:
        way = min(speed * max(0, index - 30), 540)
        return [(back, (10 + way, 100)), (front, (550 - way, 100 + apart))]

    assert len(wrongly_named(gallery, scene, 60 + 540 // speed)) <= 6


@pytest.mark.parametrize("gap", [1, 3, 6, 9, 15, 40])
def test_who_comes_where_another_left_bears_the_name_for_a_moment_at_most(gallery: Gallery, gap: int) -> None:
    """Ada turns away, and after so many frames Bo is there."""

    def scene(index: int) -> list[tuple[int, Place]]:
        if index < 70:
            return [(ADA, (200, 100))]
        return [] if index < 70 + gap else [(BO, (215, 105))]

    assert len(wrongly_named(gallery, scene, 150)) <= 5


def test_two_who_change_places_while_nobody_sees_them(gallery: Gallery) -> None:
    def scene(index: int) -> list[tuple[int, Place]]:
        if 70 <= index < 76:
            return []
        left, right = (ADA, BO) if index < 70 else (BO, ADA)
        return [(left, (100, 100)), (right, (400, 100))]

    assert len(wrongly_named(gallery, scene, 150)) <= 10
