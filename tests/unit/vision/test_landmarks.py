"""From a network's answers in a crop to places in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.blob_network import POINTS, BlobSession, blob_network, blobs
from vision.errors import ModelRefused
from vision.geometry import as_boxes, empty_boxes
from vision.landmarks import LandmarkNetwork, haar_squares

BLOB = (120, 90, 60, 60)
OFF = [(120, 90, 60, 60), (110, 85, 70, 80), (128, 96, 50, 50), (118, 92, 64, 58)]


@pytest.mark.parametrize("box", OFF)
def test_box_and_points_lie_where_the_face_is_whatever_box_was_looked_at(box):
    looks = blob_network().look(blobs(BLOB), as_boxes([box]))
    assert np.abs(looks.boxes_px[0] - BLOB).max() < 1.2
    truth = np.array(BLOB[:2]) + POINTS * BLOB[2:] - 0.5  # a point is named by the pixel whose middle it is
    assert np.abs(looks.points_px[0] - truth).max() < 1.2


def test_a_face_beyond_the_pictures_edge_has_its_place_too():
    looks = blob_network().look(blobs((0, 90, 60, 60)), as_boxes([(-4, 86, 64, 64)]))
    assert looks.boxes_px.dtype == np.float32
    assert np.isfinite(looks.boxes_px).all()


def test_many_boxes_are_answered_in_their_order():
    boxes = as_boxes([BLOB, (300, 200, 60, 60)] * 70)
    looks = blob_network().look(blobs(BLOB), boxes)
    assert looks.scores.shape == (140,)
    assert (looks.scores[::2] > 0.5).all()
    assert (looks.scores[1::2] == 0).all()


def test_no_boxes_no_looks():
    looks = blob_network().look(blobs(BLOB), empty_boxes())
    assert len(looks) == 0
    assert looks.points_px.shape == (0, 5, 2)
    assert looks.boxes_px.shape == (0, 4)


def test_a_model_of_another_kind_is_refused():
    session = BlobSession()
    session.card.output.kind = "embedding"
    with pytest.raises(ModelRefused, match=r"output\.kind"):
        LandmarkNetwork(session)


def test_a_haar_square_is_square_and_has_the_faces_middle():
    (square,) = haar_squares(np.array([[100.0, 100.0, 75.0, 100.0]], np.float32))
    assert square[2] == square[3] == 92
    assert abs(square[0] + square[2] / 2 - 137.5) <= 1
