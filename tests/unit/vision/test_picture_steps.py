"""What a crop spec says is done to a crop is done wherever a model sees it."""

from __future__ import annotations

import numpy as np
import pytest

from vision.crops import CropSpec, crop_faces, crop_whole

SIDE = 48


@pytest.fixture
def dull():
    """A picture whose colours lie between 90 and 150, noisy: (96, 96, 3) uint8."""
    random = np.random.default_rng(1)
    ramp = np.linspace(100, 140, 96)[None, :, None]
    return np.clip(ramp + random.normal(0, 4, (96, 96, 3)), 90, 150).astype(np.uint8)


def spec(*steps):
    return CropSpec(width=SIDE, height=SIDE, steps=steps)


def test_equalising_spreads_each_colour_over_the_whole_range(dull):
    plain, spread = crop_whole(dull, spec())[0], crop_whole(dull, spec("equalise"))[0]
    assert plain.max() - plain.min() <= 60
    for channel in range(3):
        assert spread[..., channel].min() == 0
        assert spread[..., channel].max() == 255
        # The order of brightness stays.
        order = np.argsort(plain[..., channel], axis=None, kind="stable")
        assert (np.diff(spread[..., channel].ravel()[order].astype(int)) >= 0).all()


def test_denoising_takes_away_noise_and_leaves_the_ramp(dull):
    whole = CropSpec(width=96, height=96)
    plain = crop_whole(dull, whole)[0].astype(float)
    clean = crop_whole(dull, whole.model_copy(update={"steps": ("denoise",)}))[0].astype(float)
    assert clean.std(axis=0).mean() < 0.7 * plain.std(axis=0).mean()
    assert clean.mean(axis=(0, 2)) == pytest.approx(plain.mean(axis=(0, 2)), abs=3)


def test_faces_and_whole_pictures_go_the_same_way(dull):
    chosen = spec("denoise", "equalise")
    box = np.array([[0, 0, 96, 96]], np.int32)
    assert (crop_faces(dull, box, chosen) == crop_whole(dull, chosen)).all()


def test_the_steps_travel_in_a_card_s_crop_and_unknown_ones_are_refused():
    chosen = spec("denoise", "equalise")
    assert CropSpec.model_validate_json(chosen.model_dump_json()) == chosen
    with pytest.raises(ValueError, match="steps"):
        spec("sharpen")
