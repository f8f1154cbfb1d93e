"""Backbones as networks: the student's counts, and answers where the weights are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from trainer.models.backbones import backbone
from trainer.models.weights_packages import CACHE_VARIABLE
from vision.crops import CropSpec, crop_whole
from vision.errors import DataUnusable, FacetError

pytestmark = [pytest.mark.needs_tensorflow, pytest.mark.timeout(400)]

KEPT_WEIGHTS = Path(os.environ.get(CACHE_VARIABLE, "")) / "weights"


@pytest.fixture
def no_weights(monkeypatch):
    monkeypatch.setattr("trainer.models.backbone_networks._fill", lambda *_, **__: None)


def test_vgg16_with_the_student_s_head_has_the_student_s_counts(no_weights):
    from trainer.features.assembled import assembled

    dense = [
        (np.zeros((25_088, 1024), np.float32), np.zeros(1024, np.float32)),
        (np.zeros((1024, 4), np.float32), np.zeros(4, np.float32)),
    ]
    model = assembled(backbone("vgg16"), "flat", dense, dropout=0.5)
    counts = {layer.name: layer.count_params() for layer in model.layers if layer.weights}
    assert counts == {"vgg16": 14_714_688, "dense": 25_691_136, "answer": 4_100}
    trained = sum(int(np.prod(variable.shape)) for variable in model.trainable_variables)
    assert trained == 25_691_136 + 4_100


@pytest.mark.parametrize(("name", "params"), [("mobilenetv2", 3_538_984), ("efficientnet-lite0", 4_694_024)])
def test_our_own_networks_have_the_published_counts(no_weights, name, params):
    """Published are the trained ones; two numbers a channel of normalisation come on top."""
    from trainer.models.backbone_networks import classifier

    model = classifier(backbone(name))
    assert model.count_params() == params
    trained = sum(
        int(np.prod(variable.shape)) for layer in model.layers for variable in layer.trainable_variables
    )
    assert trained == {"mobilenetv2": 3_504_872, "efficientnet-lite0": 4_652_008}[name]


def test_weights_for_another_network_are_refused(tmp_path):
    import pickle

    from trainer.models.backbone_networks import backbone_network

    path = tmp_path / "other.ckpt"
    path.write_bytes(pickle.dumps({"conv_stem": {"weight": np.zeros((32, 3, 5, 5), np.float32)}}))
    with pytest.raises(DataUnusable, match="layer conv_stem of efficientnet_lite0 don't fit"):
        backbone_network(backbone("efficientnet-lite0"), path, 32)
    with pytest.raises(DataUnusable, match=r"holds no weights for layer features.0.0 of mobilenetv2"):
        backbone_network(backbone("mobilenetv2"), path, 32)


def test_weights_that_nothing_carries_are_asked_for(monkeypatch):
    from trainer.models.backbone_networks import backbone_network

    def no_download(*_, **__):
        raise Exception("URL fetch failure")

    monkeypatch.setattr("keras.src.utils.file_utils.get_file", no_download)
    monkeypatch.setattr("keras.src.applications.xception.file_utils.get_file", no_download)
    with pytest.raises(FacetError, match=r"xception can't be fetched.*--weights FILE"):
        backbone_network(backbone("xception"), None, 71)


@pytest.mark.skipif(
    not os.environ.get(CACHE_VARIABLE) or not KEPT_WEIGHTS.is_dir(),
    reason=f"the published weights are not at hand; {CACHE_VARIABLE} names the folder that they are kept in",
)
@pytest.mark.parametrize("name", ["mobilenetv2", "efficientnet-lite0", "resnet50"])
def test_published_weights_know_a_cat_and_a_cup(name):
    from skimage import data

    from trainer.models.backbone_networks import classifier
    from trainer.models.imagenet_labels import imagenet_labels

    entry, labels = backbone(name), imagenet_labels()
    model = classifier(entry)
    for picture, expected in ((data.chelsea(), {"Egyptian cat"}), (data.coffee(), {"espresso"})):
        crop = crop_whole(
            np.ascontiguousarray(picture[:, :, ::-1]), CropSpec(width=entry.side, height=entry.side)
        )
        answers = np.asarray(model.predict(crop, verbose=0))[0]
        assert labels[int(answers.argmax())] in expected
