"""The registered architectures have the parameters that the student systems state, and list themselves."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from trainer.models.registry import architecture, architectures
from vision.errors import FacetError

STATED = {  # (name, classes): parameters, trained ones; as the systems' authors give them
    ("tiny-imagenet-cnn", 200): (1_619_528, 1_617_672),
    ("vgg16-head", 4): (40_409_924, 25_695_236),
    ("dogs-scratch-cnn", 5): (13_681, 13_561),
    ("dogs-scratch-cnn", 20): (14_656, 14_536),
    ("efficientnetb3-head", 120): (11_632_039, 848_504),
    ("happy-sad-cnn", 2): (3_696_625, 3_696_625),
    ("cifar100-elu-cnn", 100): (6_777_060, 6_777_060),
}


def test_the_list_is_read_without_tensorflow():
    code = (
        "import sys; from trainer.models.registry import architecture; architecture('vgg16-head'); "
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_no_entry_stands_twice():
    entries = [(entry.name, entry.classes) for entry in architectures()]
    assert len(entries) == len(set(entries))
    assert set(STATED) < set(entries)


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(FacetError, match=r"no architecture 'resnet'.*vgg16-head"):
        architecture("resnet")


@pytest.mark.parametrize(("name", "classes"), [("happy-sad-cnn", 3), ("vgg16-head", 1), ("smile-cnn", 0)])
def test_a_number_of_classes_that_it_can_t_have_is_refused(name, classes):
    with pytest.raises(FacetError, match=f"{name} can't tell {classes} classes"):
        architecture(name).build(classes)


@pytest.mark.needs_tensorflow
@pytest.mark.parametrize("entry", architectures(), ids=lambda entry: f"{entry.name}-{entry.classes}")
def test_it_is_built_as_stated(entry):
    from trainer.models.counting import size_of

    size = size_of(entry)
    assert size.input == entry.input
    if (entry.name, entry.classes) in STATED:
        assert (size.params, size.trainable) == STATED[entry.name, entry.classes]
    else:
        assert 0 < size.trainable <= size.params


@pytest.mark.needs_tensorflow
@pytest.mark.parametrize(
    "name", ["dogs-scratch-cnn", "tiny-imagenet-cnn", "cifar100-elu-cnn", "happy-sad-cnn"]
)
def test_it_answers_pictures_with_probabilities(name):
    entry = architecture(name)
    classes = entry.classes if entry.binary else 7
    model = entry.build(classes)
    pictures = np.random.default_rng(1).integers(0, 256, (2, *entry.input), np.uint8)
    answers = np.asarray(model(pictures, training=False))
    if entry.binary:
        assert answers.shape == (2, 1)
        assert ((answers > 0) & (answers < 1)).all()
    else:
        assert answers.shape == (2, 7)
        assert answers.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


@pytest.mark.needs_tensorflow
def test_the_smile_network_is_the_recipe_s():
    from trainer.recipes.smile_settings import SmileSettings

    entry = architecture("smile-cnn")
    assert entry.input == (SmileSettings().size, SmileSettings().size, 3)


@pytest.mark.needs_tensorflow
@pytest.mark.parametrize("how", ["unit", "caffe", "torch", "none"])
def test_scaling_is_what_the_weights_expect(how):
    import keras

    from trainer.models.scaling import image_input, scaled

    image = image_input(2, 2)
    model = keras.Model(image, scaled(image, how))
    red = np.zeros((1, 2, 2, 3), np.uint8)
    red[..., 0] = 255
    expected = {
        "unit": (1, 0, 0),
        "none": (255, 0, 0),
        "caffe": tuple(keras.applications.vgg16.preprocess_input(red.astype(np.float32))[0, 0, 0]),
        "torch": tuple(
            keras.applications.imagenet_utils.preprocess_input(red.astype(np.float32), mode="torch")[0, 0, 0]
        ),
    }
    assert np.asarray(model(red))[0, 1, 1] == pytest.approx(expected[how], abs=1e-4)
    assert model.count_params() == 0


@pytest.mark.needs_tensorflow
def test_a_lone_picture_s_mean_is_exact_in_onnx_runtime():
    import keras
    import onnxruntime
    import tensorflow as tf
    import tf2onnx

    from trainer.models.scaling import picture_mean

    image = keras.Input((64, 64, 1), dtype="float32")
    model = keras.Model(image, picture_mean(image))
    signature = (tf.TensorSpec((None, 64, 64, 1), tf.float32, name="image"),)
    proto, _ = tf2onnx.convert.from_keras(model, input_signature=signature, opset=17)
    session = onnxruntime.InferenceSession(proto.SerializeToString(), providers=["CPUExecutionProvider"])
    light = np.full((1, 64, 64, 1), 187.39, np.float32)  # flat, as drawings are: every rounding errs alike
    (mean,) = session.run(None, {session.get_inputs()[0].name: light})
    assert mean.shape == (1, 1, 1, 1)
    assert mean.item() == pytest.approx(light.mean(dtype=np.float64), abs=1e-4)


@pytest.mark.needs_tensorflow
def test_weights_that_are_not_there_or_do_not_fit_are_said(tmp_path):
    from trainer.models.frozen_heads import build_efficientnetb3_head, build_vgg16_head

    with pytest.raises(FacetError, match="no such file of weights"):
        build_vgg16_head(weights=str(tmp_path / "absent.h5"))
    wrong = tmp_path / "wrong.weights.h5"
    wrong.write_text("no weights")
    with pytest.raises(FacetError, match="can't be used for EfficientNetB3"):
        build_efficientnetb3_head(weights=str(wrong))


@pytest.mark.needs_tensorflow
def test_the_command_lists_them_as_json_and_as_a_table(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from trainer.commands.app import app

    some = tuple(entry for entry in architectures() if entry.name in ("vgg16-head", "dogs-scratch-cnn"))
    monkeypatch.setattr("trainer.models.registry.architectures", lambda: some)
    out = tmp_path / "models.json"
    done = CliRunner().invoke(app, ["models", "--json", str(out)])
    assert done.exit_code == 0, done.output
    vgg, *dogs = json.loads(out.read_text())
    assert vgg == {
        "name": "vgg16-head",
        "classes": 4,
        "input": [224, 224, 3],
        "params": 40_409_924,
        "trainable": 25_695_236,
    }
    assert [(one["classes"], one["params"]) for one in dogs] == [(5, 13_681), (20, 14_656)]
    (line,) = (line for line in done.output.splitlines() if "vgg16-head" in line)
    assert line.split() == ["vgg16-head", "4", "224×224", "40,409,924", "25,695,236", "who", "it", "is"]
