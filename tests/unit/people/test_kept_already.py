"""Nearly the same picture is known again, another one of the same person is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from desktop.people.gallery import Gallery
from desktop.people.kept_already import is_kept
from tests.support.drawn_people import drawn_face
from vision.opencv import cv2


def drawn(seed: int) -> np.ndarray:
    """A soft pattern, as pictures are."""
    rough = np.random.default_rng(seed).integers(0, 256, (10, 10, 3), np.uint8)
    return cv2.resize(rough, (160, 160), interpolation=cv2.INTER_CUBIC)


@pytest.fixture
def kept(gallery: Gallery) -> np.ndarray:
    """Ada has this picture."""
    crop = drawn(1)
    gallery.enrol("Ada", [replace(drawn_face(0, 7), crop_rgb=crop)])
    return crop


def test_the_very_picture_and_one_of_the_next_moment_are_kept(gallery: Gallery, kept: np.ndarray) -> None:
    assert is_kept(gallery, "Ada", kept)
    moved = np.roll(kept, 2, axis=1)
    brighter = np.clip(moved.astype(np.int16) * 0.8 + 40, 0, 255).astype(np.uint8)
    assert is_kept(gallery, "Ada", brighter)


def test_another_picture_another_person_and_nobody_have_it_not(gallery: Gallery, kept: np.ndarray) -> None:
    assert not is_kept(gallery, "Ada", drawn(2))
    assert not is_kept(gallery, "Ada", np.ascontiguousarray(kept[:, ::-1])), "turned the other way"
    assert not is_kept(gallery, "Bo", kept)
    assert not is_kept(gallery, "Nobody", kept)


def test_a_picture_that_was_set_aside_can_be_kept_again(gallery: Gallery, kept: np.ndarray) -> None:
    gallery.set_aside([gallery.faces(gallery.person("Ada").id)[-1].id], "by hand")
    assert not is_kept(gallery, "Ada", kept)
