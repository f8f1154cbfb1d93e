"""What the landmark network learns from: who stands on which side, squares, and views with their targets."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.data.landmark_sources import SourceFolders, landmark_pictures
from trainer.data.landmark_squares import COLUMNS, EXTENT, FACES, SIDE, Squares, cut_squares, false_alarms
from trainer.data.landmark_teacher import TeacherFaces
from trainer.data.landmark_views import (
    BOX,
    FACE,
    FACE_COUNTS,
    PLACES_COUNT,
    POINTS,
    LandmarkBatches,
    Placing,
    view_targets,
)
from vision.errors import DataUnusable
from vision.geometry import as_boxes
from vision.images import write_image
from vision.opencv import cv2

MARGIN = 0.25
FACE_SIDE = SIDE / EXTENT
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255)]


def a_face(score: float = 0.95) -> np.ndarray:
    """A face in the middle of a square: box, points, the teacher's score."""
    width, height = 0.75 * FACE_SIDE, FACE_SIDE
    box = np.array([(SIDE - width) / 2, (SIDE - height) / 2, width, height])
    points = box[:2] + np.array([(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.32, 0.8), (0.68, 0.8)]) * box[2:]
    return np.concatenate([box, points.ravel(), [score]]).astype(np.float32)


def marked_square() -> Squares:
    """A grey square with a coloured dot at each point of a face."""
    picture = np.full((SIDE, SIDE, 3), 40, np.uint8)
    face = a_face()
    for colour, (x, y) in zip(COLOURS, face[4:14].reshape(5, 2), strict=True):
        cv2.circle(picture, (round(float(x) - 0.5), round(float(y) - 0.5)), 3, colour, -1)
    faces = np.full((1, FACES, COLUMNS), np.nan, np.float32)
    faces[0, 0] = face
    return Squares(picture[None], faces, np.ones(1, bool), np.array(["drawn"]))


def test_targets_follow_the_view():
    """Wherever a view shows a coloured dot, its target says so; mirrored ones change left and right."""
    batches = LandmarkBatches(
        marked_square(), np.arange(1), 64, MARGIN, placing=Placing(coarse=0.0), colours=None
    )
    random = np.random.default_rng(3)
    compared = 0
    for _ in range(60):
        (view,), (target,) = batches.views(np.zeros(1, np.intp), random)
        if not target[PLACES_COUNT]:
            continue
        points = target[POINTS].reshape(5, 2) * 64
        for column, point in enumerate(points):
            seen = [_place_of(view, COLOURS[number]) for number in (column, [1, 0, 2, 4, 3][column])]
            if (point < 3).any() or (point > 61).any() or seen[0] is None or seen[1] is None:
                continue
            assert min(np.hypot(*(place - point)) for place in seen) < 1.5
            compared += 1
    assert compared > 100


def _place_of(view, colour):
    near = np.abs(view.astype(int) - colour).sum(axis=2) < 160
    return np.argwhere(near)[:, ::-1].mean(axis=0) + 0.5 if near.sum() > 2 else None


def test_a_box_on_the_face_is_one_and_a_box_beside_it_none():
    def target(scale: float, shift: float, score: float = 0.95):
        face = a_face(score)
        view = FACE_SIDE * scale * (1 + 2 * MARGIN)
        start = SIDE / 2 + shift * FACE_SIDE - view / 2
        inside = face.copy()
        inside[[0, 1]], inside[[2, 3]] = (face[:2] - start) / view, face[2:4] / view
        inside[4:14] = (face[4:14] - start) / view
        return view_targets(inside[None], MARGIN)

    on, beside, half = target(1.0, 0.0), target(1.0, 0.9), target(1.0, 0.3)
    assert (on[FACE], on[FACE_COUNTS], on[PLACES_COUNT]) == (1, 1, 1)
    assert on[BOX] == pytest.approx([0.25, 1 / 6, 0.5, 2 / 3], abs=0.01)
    assert (beside[FACE], beside[FACE_COUNTS], beside[PLACES_COUNT]) == (0, 1, 0)
    assert half[FACE_COUNTS] == 0, "neither a face nor none"
    unsure = target(1.0, 0.0, score=0.5)
    assert unsure[FACE_COUNTS] == 0
    assert unsure[PLACES_COUNT] == 0


def test_a_window_without_a_face_is_none():
    target = view_targets(np.full((FACES, COLUMNS), np.nan, np.float32), MARGIN)
    assert (target[FACE], target[FACE_COUNTS], target[PLACES_COUNT]) == (0, 1, 0)


def test_equal_generators_give_equal_batches():
    batches = LandmarkBatches(marked_square(), np.zeros(8, np.intp), 48, MARGIN, batch=4)
    one, two = (list(batches.epoch(np.random.default_rng(5))) for _ in range(2))
    assert len(one) == batches.steps == 2
    for (views, targets), (again, same) in zip(one, two, strict=True):
        assert views.dtype == np.uint8
        assert (views == again).all()
        assert (targets == same).all()


class OneFace:
    """A teacher that sees one face in every picture, and is unsure of another."""

    def faces(self, image_bgr, *, cut_to_face=False):
        boxes = np.array([(60, 50, 60, 80), (200, 20, 30, 40)], np.float32)
        points = boxes[:, None, :2] + np.linspace(0.2, 0.8, 5)[:, None] * boxes[:, None, 2:]
        return TeacherFaces(boxes, points.astype(np.float32), np.array([0.9, 0.4], np.float32))


def test_squares_are_cut_kept_and_read_again(tmp_path, research):
    pictures = landmark_pictures(SourceFolders(research))[:6]
    squares = cut_squares(pictures, OneFace(), 1, lambda done, total: None)
    assert squares.positive.sum() == len(pictures)
    face = squares.faces[squares.positive][:, 0]
    assert face[:, :2] + face[:, 2:4] / 2 == pytest.approx(np.full((6, 2), SIDE / 2), abs=0.6)
    assert face[:, 3] == pytest.approx(np.full(6, SIDE / EXTENT), abs=0.6)
    squares.save(tmp_path / "squares")
    again = Squares.load(tmp_path / "squares")
    assert (np.asarray(again.pictures) == squares.pictures).all()
    assert len(Squares.joined([again, squares])) == 2 * len(squares)
    with pytest.raises(DataUnusable):
        Squares.load(tmp_path / "nowhere")


def test_no_squares_at_all_are_empty():
    assert len(Squares.joined([])) == 0


def test_a_window_on_a_face_however_unsure_is_no_false_alarm():
    faces = OneFace().faces(np.zeros((10, 10, 3), np.uint8))
    windows = as_boxes([(62, 60, 60, 60), (205, 25, 30, 30), (300, 200, 50, 50)])
    assert false_alarms(windows, faces).tolist() == [[300, 200, 50, 50]]


def test_pictures_of_one_person_stay_together(research):
    pictures = landmark_pictures(SourceFolders(research, celebrities=research / "uncropped"))
    for source in ("lfw", "uncropped-celebrities"):
        people = {}
        for picture in (p for p in pictures if p.source == source):
            people.setdefault(picture.group, set()).add(picture.split)
        assert people
        assert all(len(splits) == 1 for splits in people.values())
    assert len({picture.split for picture in pictures}) > 1


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(DataUnusable, match="lfw"):
        landmark_pictures(SourceFolders(tmp_path))


@pytest.fixture
def research(tmp_path):
    """A folder laid out as the research data, with drawn pictures."""
    root = tmp_path / "research"
    folders = [f"lfw/Person_{n}" for n in range(8)] + [f"uncropped/Person_{n}" for n in range(8)]
    folders += ["genki4k/files", "happy-sad/happy", "celebrities/Somebody", "fer2013/Training/happy"]
    folders += ["tiny-imagenet-200/train", "stanford-dogs/Images"]
    noise = np.random.default_rng(0)
    for folder in folders:
        (root / folder).mkdir(parents=True)
        for number in range(2):
            picture = cv2.resize(noise.integers(0, 255, (8, 8, 3)).astype(np.uint8), (260, 200))
            write_image(root / folder / f"{number}.png", picture)
    return root
