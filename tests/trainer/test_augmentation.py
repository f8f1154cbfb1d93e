"""Random views: repeatable, real surroundings, and the undisturbed view is what vision.crops gives."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.data.augmentation import Augmentation, random_views, still_views
from trainer.data.faces import EXTENT, around_spec, centre_square, prepare_face, surroundings_side
from trainer.data.view_batches import ViewBatches, soft_targets
from vision.crops import CropSpec, crop_faces, crop_whole
from vision.detectors import HaarDetector, largest_face
from vision.face_finder import FaceFinder
from vision.geometry import as_boxes
from vision.images import write_image

SPEC = CropSpec(width=64, height=64, margin=0.1, shift_y=0.05)
NOTHING = Augmentation(**dict.fromkeys(Augmentation.__dataclass_fields__, 0.0))


def test_the_prepared_view_is_the_crop_that_the_desktop_makes(astronaut_bgr, tmp_path):
    path = tmp_path / "portrait.png"
    write_image(path, astronaut_bgr)
    face = prepare_face(path, FaceFinder(HaarDetector(), None), SPEC)
    box = largest_face(HaarDetector().detect(astronaut_bgr))
    assert face.face_found
    assert face.box_px == tuple(box[0].tolist())
    assert np.array_equal(face.view, crop_faces(astronaut_bgr, box, SPEC)[0])
    assert face.surroundings.shape == (surroundings_side(SPEC), surroundings_side(SPEC), 3)


def test_without_a_face_the_whole_picture_is_taken_and_marked(astronaut_bgr, tmp_path):
    path = tmp_path / "sky.png"
    write_image(path, astronaut_bgr[300:420, 20:100])
    face = prepare_face(path, FaceFinder(HaarDetector(), None), SPEC)
    assert not face.face_found
    assert face.box_px == (0, 20, 80, 80)
    assert np.array_equal(face.view, crop_whole(astronaut_bgr[300:420, 20:100], SPEC)[0])


@pytest.mark.parametrize("whole", [False, True])
def test_the_undisturbed_view_of_the_surroundings_is_the_crop_but_for_resampling(astronaut_bgr, whole):
    box = centre_square(astronaut_bgr) if whole else as_boxes([[176, 65, 96, 96]])
    around = crop_faces(astronaut_bgr, box, around_spec(SPEC, whole=whole))
    exact = crop_whole(astronaut_bgr, SPEC) if whole else crop_faces(astronaut_bgr, box, SPEC)
    still = still_views(around, EXTENT, SPEC.width)
    apart = np.abs(still.astype(int) - exact.astype(int)).mean()
    moved = np.abs(np.roll(still, 1, axis=2).astype(int) - exact.astype(int)).mean()
    assert apart < 5
    assert apart < moved / 2  # not even a pixel off


def test_an_augmentation_of_no_strength_changes_nothing(astronaut_bgr):
    around = crop_faces(astronaut_bgr, as_boxes([[176, 65, 96, 96]]), around_spec(SPEC, whole=False))
    views = random_views(around, EXTENT, 64, NOTHING, np.random.default_rng(0))
    assert np.abs(views.astype(int) - still_views(around, EXTENT, 64).astype(int)).max() <= 1


def test_equal_generators_give_equal_views_and_unequal_ones_do_not(astronaut_bgr):
    around = crop_faces(astronaut_bgr, as_boxes([[176, 65, 96, 96]] * 3), around_spec(SPEC, whole=False))
    first, again, other = (
        random_views(around, EXTENT, 64, Augmentation(), np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first[0], first[1])


def test_a_shifted_view_shows_real_surroundings(astronaut_bgr):
    around = crop_faces(astronaut_bgr, as_boxes([[176, 65, 96, 96]] * 20), around_spec(SPEC, whole=False))
    shifted = Augmentation(**{**NOTHING.__dict__, "shift": 0.1})
    views = random_views(around, EXTENT, 64, shifted, np.random.default_rng(3))
    edges = np.abs(np.diff(views[:, :, [0, 1]].astype(int), axis=2)).mean(axis=(1, 2, 3))
    assert (edges > 0).all()  # a repeated edge has no difference between its first two columns


def batches(**changes):
    random = np.random.default_rng(0)
    values = {
        "surroundings": random.integers(0, 255, (10, 36, 36, 3), dtype=np.uint8),
        "targets": soft_targets(np.arange(10) % 2, 0.0),
        "places": np.arange(10),
        "extent": EXTENT,
        "size": 16,
        "augmentation": Augmentation(),
        "batch": 4,
    }
    return ViewBatches(**{**values, **changes})


def test_an_epoch_shows_no_picture_twice_and_only_those_meant():
    views = np.arange(10, dtype=np.uint8)[:, None, None, None] * np.ones((16, 16, 3), np.uint8)
    source = batches(views=views, still=1.0, places=np.array([1, 3, 5, 7, 8]), batch=2)
    shown = [
        int(view[0, 0, 0]) for pictures, _ in source.epoch(np.random.default_rng(1)) for view in pictures
    ]
    assert len(shown) == len(set(shown)) == source.steps * 2 == 4
    assert set(shown) <= {1, 3, 5, 7, 8}


def test_mixup_blends_pictures_and_labels_alike():
    white = np.zeros((10, 16, 16, 3), np.uint8)
    white[1::2] = 200  # class 1 is bright
    source = batches(views=white, still=1.0, mixup=1.0)
    mixed = [pair for seed in range(20) for pair in source.epoch(np.random.default_rng(seed))]
    targets = np.concatenate([targets[:, 0] for _, targets in mixed])
    brightness = np.concatenate([pictures.mean(axis=(1, 2, 3)) for pictures, _ in mixed])
    assert ((targets > 0.05) & (targets < 0.95)).any()
    assert np.allclose(brightness / 200, targets, atol=0.01)


def test_labels_are_softened_towards_each_other():
    assert soft_targets(np.array([0, 1]), 0.1).tolist() == [[pytest.approx(0.05)], [pytest.approx(0.95)]]
