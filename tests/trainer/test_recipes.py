"""Recipes: listed with facts, set on the command line, and clear about data that can't train."""

from __future__ import annotations

import errno
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.trainer.drawn_sets import drawn, write_cifar, write_folders, write_tiny_imagenet
from trainer.commands.options import settings_of
from trainer.data import prepared as prepared_module
from trainer.data.prepared import load_prepared, prepare
from trainer.recipes.catalogue import names, recipe
from trainer.recipes.knobs import knobs_of, turned
from trainer.recipes.protocol import CardWords
from vision.assets import shipped_models_root
from vision.errors import DataUnusable, FacetError
from vision.images import write_image

pytestmark = pytest.mark.timeout(400)  # importing takes its time where the cores are busy

TRAINED = [name for name in names() if name != "imagenet"]  # that one comes trained
WHOLE = ("cifar100", "tiny-imagenet", "folder", "happy-sad")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FACET_TRAIN_CACHE", str(tmp_path / "cache"))


def facet_train(*words):
    from trainer.commands.app import app

    return CliRunner().invoke(app, [str(word) for word in words])


def prepare_for(name, data, out, choices=()):
    chosen = recipe(name)
    settings = settings_of(chosen.settings, list(choices))
    return prepare(
        chosen.read_data(data), out, settings.crop, looks_at=settings.looks_at, shares=settings.shares
    )


def write_data(name, root):
    """Data that the recipe can train on."""
    if name == "cifar100":
        return write_cifar(root, 40)
    if name == "tiny-imagenet":
        return write_tiny_imagenet(root)
    return write_folders(root, 24, ("happy", "sad") if name == "happy-sad" else ("apple", "pear"))


def test_every_recipe_says_what_it_is():
    listed = facet_train("recipes", "--json", "-")
    entries = {entry["name"]: entry for entry in json.loads(listed.stdout)}
    assert {"smile", "emotion", "happy-sad", "cifar100", "tiny-imagenet", "folder"} <= set(entries)
    assert list(entries) == list(names())
    for entry in entries.values():
        assert all(entry[fact] for fact in ("data", "network", "needs"))
        assert {"seed", "epochs", "batch", "rate"} <= set(entry["settings"])
        assert entry["defaults"]["epochs"] >= 1
    assert entries["happy-sad"]["takes"] == ["fer", "start"]
    first = entries["backbone"]["backbones"][0]
    assert (first["name"], first["side"], first["fetched"]) == ("mobilenetv2", 224, True)
    assert entries["smile"]["backbones"] == []


def test_only_the_models_that_ship_claim_a_licence_by_themselves():
    """Of anybody's own model only whoever trained it can say under which terms it may be used."""
    config = {"data": "photos", "fer": None, "start": None}
    said = {name: recipe(name).describe(recipe(name).settings(), config, 100).licence for name in TRAINED}
    apache = {name for name, words in said.items() if "Apache-2.0. Trained on" in words}
    assert apache == {path.name for path in shipped_models_root().iterdir()} & set(TRAINED)
    assert said["cifar100"].startswith("Not stated: whoever trained it decides")
    words = CardWords("fruit", "mine", "", "photos", ())
    assert "Apache" not in words.licence
    assert words.licence


def test_an_unknown_recipe_is_said():
    with pytest.raises(FacetError, match=r"no recipe 'smyle'.*cifar100"):
        recipe("smyle")


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (
            ["network=resnet18"],
            r"--set network=resnet18: there is no such network\. There are: wide-resnet, .*--bac",
        ),
        (["network=smile-cn"], "there is no such network"),
        (["network=happy-sad-cnn"], "pictures of 256 pixels, not 64. Give --set size=256 too"),
        (["depth=12"], r"--set depth: depth is 10, 16, 22, 28, …, not 12\.$"),
    ],
)
def test_a_network_that_there_is_not_is_said_before_anything_is_prepared(choices, said, tmp_path):
    data = write_folders(tmp_path / "fruit", 12)
    words = [word for choice in choices for word in ("--set", choice)]
    done = facet_train("train", "--recipe", "folder", "--data", data, "--run", tmp_path / "run", *words)
    with pytest.raises(FacetError, match=said):
        raise done.exception
    assert not (tmp_path / "run").exists()


def test_every_listed_network_of_the_right_size_is_taken():
    kind = recipe("folder").settings
    assert kind().network == "wide-resnet"
    assert settings_of(kind, ["network=happy-sad-cnn", "size=256"]).size == 256
    assert settings_of(kind, ["network=smile-cnn"]).network == "smile-cnn"
    assert settings_of(recipe("tiny-imagenet").settings, ["network=tiny-imagenet-cnn"]).epochs == 24


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--epochs", "0"], r"^--epochs 0: it should be greater than or equal to 1\.$"),
        (["--stop-after", "-1"], r"^--stop-after -1: it should be greater than or equal to 0\.$"),
        (["--set", "epochs=0"], r"^--set epochs: it should be greater"),
        (["--epochs", "3", "--set", "epochs=0"], r"^--set epochs: it should be greater"),
        (["--backbone", "vgg16"], r"^--backbone: the recipe has no such setting"),
        (["--set", "size=many"], r"^--set size: it should be a valid integer"),
    ],
)
def test_what_was_typed_is_what_is_refused(typed, said, tmp_path):
    done = facet_train("train", "--recipe", "folder", "--data", tmp_path, "--run", tmp_path / "run", *typed)
    with pytest.raises(FacetError, match=said):
        raise done.exception


def test_a_student_s_network_brings_the_student_s_settings():
    kind = recipe("cifar100").settings
    student = settings_of(kind, ["network=cifar100-elu-cnn", "epochs=3"])
    assert (student.epochs, student.mixup, student.flip_vertical) == (3, 0, 0.5)
    assert student.augmentation.shift == 0.1
    assert settings_of(kind, None).mixup > 0


@pytest.mark.parametrize("name", TRAINED)
def test_what_tune_turns_by_itself_fits_the_settings(name):
    one = recipe(name)
    settings = one.settings()
    for knob in knobs_of(one, settings, list(one.tunes)):
        for end in knob.choices or (knob.low, knob.high):
            turned(settings, {knob.name: int(end) if knob.whole else end})


def test_knobs_are_read():
    chosen = recipe("cifar100")
    settings = chosen.settings()
    rate, epochs, batch, shift = knobs_of(
        chosen, settings, ["rate=1e-4..1e-1", "epochs=5..20", "batch=32,64", "augmentation.shift=0.05..0.2"]
    )
    assert (rate.low, rate.high, rate.log, rate.whole) == (1e-4, 1e-1, True, False)
    assert (epochs.whole, epochs.low, epochs.high) == (True, 5, 20)
    assert batch.choices == (32, 64)
    assert turned(settings, {shift.name: 0.15}).augmentation.shift == 0.15
    assert [knob.name for knob in knobs_of(chosen, settings, [])] == ["rate", "batch"]


@pytest.mark.parametrize("words", ["ratte", "rate=1..0", "rate=a..b", "epochs=0..4", "seed"])
def test_a_knob_that_does_not_fit_is_said(words):
    chosen = recipe("cifar100")
    with pytest.raises(FacetError, match="--try"):
        knobs_of(chosen, chosen.settings(), [words])


def test_a_publisher_s_test_part_stays_one_and_its_copies_don_t_train(tmp_path):
    root = tmp_path / "data"
    for split, first in (("train", 0), ("test", 300)):
        write_folders(root / split, 20)
        for shape, name in enumerate(("apple", "pear")):
            for number in range(20):
                write_image(root / split / name / f"{number:03d}.png", drawn(first + number, shape))
    write_image(root / "train" / "apple" / "copy.png", drawn(300, 0))
    report = prepare_for("folder", root, tmp_path / "out")
    assert report.left_out_copies >= 1
    prepared = load_prepared(tmp_path / "out")
    assert {row.path.split("/")[0] for row in prepared.rows if row.split == "test"} == {"test"}
    assert not any(row.path.endswith("copy.png") for row in prepared.rows)
    assert set(report.counts["validation"].values()) <= {1, 2, 3}
    assert prepared.surroundings is prepared.views


def test_the_manifest_says_the_licence(tmp_path):
    prepare_for("cifar100", write_cifar(tmp_path / "cifar", 40), tmp_path / "out")
    lines = (tmp_path / "out" / "manifest.csv").read_text().splitlines()
    assert lines[0].endswith(",licence")
    assert lines[1].endswith("research; cite Krizhevsky 2009")


def test_annotated_boxes_are_cropped(tmp_path):
    from tests.trainer.drawn_sets import write_dogs
    from vision.crops import CropSpec, crop_faces
    from vision.images import read_image

    root = write_dogs(tmp_path / "dogs", 16)
    words = ["prepare", "--layout", "stanford-dogs", "--crop", "box", "--size", "32", "--data", root]
    done = facet_train(*words, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    prepared = load_prepared(tmp_path / "out")
    row = prepared.rows[0]
    assert row.box_px == (12, 10, 24, 30)
    expected = crop_faces(read_image(root / row.path), np.int32([row.box_px]), CropSpec(width=32, height=32))
    assert np.array_equal(prepared.views[0], expected[0])


@pytest.mark.parametrize("name", TRAINED)
def test_a_wrong_folder_is_one_sentence(name, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "nowhere", tmp_path / "empty"):
        with pytest.raises(DataUnusable) as error:
            prepare_for(name, folder, tmp_path / "out")
        assert str(folder) in str(error.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["folder", "happy-sad"])
def test_an_empty_class_and_one_class_only_are_one_sentence(name, tmp_path):
    data = write_data(name, tmp_path / "data")
    second = sorted(data.iterdir())[1]
    for path in second.iterdir():
        path.unlink()
    with pytest.raises(DataUnusable, match="all its pictures are labelled"):
        prepare_for(name, data, tmp_path / "out")
    if name == "folder":
        write_folders(tmp_path / "data" / "more", 24, ("plum",))
        (tmp_path / "data" / "more" / "plum").rename(tmp_path / "data" / "plum")
        with pytest.raises(DataUnusable, match=r"the class .* has no picture"):
            prepare_for(name, data, tmp_path / "out")


@pytest.mark.parametrize("name", ["folder", "backbone", "happy-sad"])
def test_one_folder_around_the_classes_is_pointed_out(name, tmp_path):
    """As archives are unpacked: DATA/photos/happy, DATA/photos/sad, and what a Mac puts beside."""
    write_folders(tmp_path / "data" / "photos", 3, ("happy", "sad"))
    (tmp_path / "data" / "__MACOSX").mkdir()
    with pytest.raises(DataUnusable) as error:
        prepare_for(name, tmp_path / "data", tmp_path / "out")
    where = tmp_path / "data" / "photos"
    assert f"Its folder holds 2 folders: are those the classes? Then give --data {where}" in str(error.value)


@pytest.mark.parametrize("name", WHOLE)
def test_unreadable_pictures_are_named_and_left_out_or_refused(name, tmp_path):
    data = write_data(name, tmp_path / "data")
    pictures = recipe(name).read_data(data)
    first = next(sample for sample in pictures.samples if sample.label == pictures.labels[0])
    first.path.write_bytes(b"no picture")
    report = prepare_for(name, data, tmp_path / "out")
    assert [error.path for error in report.unreadable] == [first.path]
    for sample in pictures.samples:
        if sample.label == pictures.labels[0]:
            sample.path.write_bytes(b"no picture")
    with pytest.raises(DataUnusable, match=f"the class '{pictures.labels[0]}'"):
        prepare_for(name, data, tmp_path / "out")


@pytest.mark.parametrize("name", WHOLE)
def test_a_full_disk_while_preparing_is_one_sentence_and_leaves_nothing(name, tmp_path, monkeypatch):
    data = write_data(name, tmp_path / "data")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(prepared_module.np, "save", full)
    with pytest.raises(DataUnusable, match="No space left on device"):
        prepare_for(name, data, tmp_path / "out" / "prepared")
    assert not list((tmp_path / "out").iterdir())
