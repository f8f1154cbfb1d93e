"""The dogs recipe's choices, its views, and the preprocessing that travels with its models."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from trainer.commands.options import settings_of
from trainer.data.preprocessing import Preprocessing
from trainer.data.turned_views import TurnedBatches, Turning, turned
from trainer.recipes.catalogue import recipe
from trainer.recipes.dogs_settings import DogsSettings, describe
from trainer.recipes.identity_vgg16_settings import IdentitySettings
from vision.errors import FacetError

STILL = Turning(rotation_deg=0, shift=0, shear=0, zoom=0, flip=0)


def test_the_student_s_networks_are_two_settings():
    scratch, b3 = DogsSettings(), DogsSettings(network="efficientnetb3-head")
    assert (scratch.crop.width, b3.crop.width) == (224, 300)
    assert (b3.backbone, b3.head, b3.hidden, b3.features) == ("efficientnetb3", "dense", 512, "average")
    assert recipe("dogs").settings is DogsSettings


def test_a_backbone_alone_means_a_head_on_it():
    settings = settings_of(DogsSettings, None, backbone="mobilenetv2")
    assert (settings.network, settings.crop.width) == ("head", 224)


def test_preprocessing_travels_in_the_crop_and_in_the_network():
    settings = DogsSettings(equalise=True, denoise=True, whiten=True)
    assert settings.crop.steps == ("denoise", "equalise")
    assert Preprocessing().steps == ()
    with pytest.raises(ValidationError, match="whiten is for the scratch network"):
        DogsSettings(network="head", whiten=True)


def test_pretrained_scores_are_said_to_flatter(tmp_path):
    config = {"data": str(tmp_path / "stanford-dogs")}
    assert "scores flatter" in describe(DogsSettings(backbone="resnet50"), config, 10).description
    words = describe(DogsSettings(), config, 10)
    assert "flatter" not in words.description
    assert [source.name for source in words.sources] == ["Stanford Dogs"]


def test_identity_is_the_student_s_unless_another_backbone_is_named():
    student, other = IdentitySettings(), IdentitySettings(backbone="mobilenetv2")
    assert (student.features, student.head, student.hidden, student.rate) == ("flat", "dense", 1024, 1e-4)
    assert (other.features, other.head, other.mirrored) == ("grid", "whitened", True)
    with pytest.raises(FacetError, match="no backbone 'vgg'"):
        IdentitySettings(backbone="vgg")


def test_views_without_turning_are_the_picture_and_mirrored_ones_its_mirror():
    view = np.random.default_rng(1).integers(0, 256, (24, 24, 3), np.uint8)
    random = np.random.default_rng(1)
    assert (turned(view, STILL, random) == view).all()
    mirrored = turned(view, Turning(0, 0, 0, 0, flip=1.0), random)
    assert (mirrored == view[:, ::-1]).all()
    assert (turned(view, Turning(), random) != view).any()


def test_equal_generators_give_equal_batches_and_each_picture_once():
    views = np.random.default_rng(1).integers(0, 256, (9, 16, 16, 3), np.uint8)
    targets = np.eye(9, dtype=np.float32)
    source = TurnedBatches(views, targets, np.arange(9), Turning(), batch=3)
    one, other = (list(source.epoch(np.random.default_rng(5))) for _ in range(2))
    assert len(one) == source.steps == 3
    assert all((a[0] == b[0]).all() for a, b in zip(one, other, strict=True))
    assert sum(batch[1] for batch in one).sum() == 9
    assert (np.concatenate([batch[1] for batch in one]).sum(axis=0) == 1).all()
