"""Cached features, heads and the comparison of backbones, with a backbone that only averages colours."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from trainer.features.cache import cached_features
from trainer.features.extractor import Extractor
from trainer.features.folders import read_pictures
from trainer.features.heads import HEADS, Learnt, fit_head
from trainer.features.pictures import split_pictures
from trainer.models.backbones import backbone
from trainer.models.weights_packages import CACHE_VARIABLE
from vision.crops import CropSpec
from vision.errors import DataUnusable, FacetError
from vision.images import write_image

SIDE = 32
SPEC = CropSpec(width=SIDE, height=SIDE)
COLOURS = {"blue": (200, 60, 60), "green": (60, 200, 60), "red": (60, 60, 200)}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))


class Averages:
    """An extractor whose features are the mean colour of each quarter of the crop; counts its pictures."""

    def __init__(self, digest="a" * 64, kind="average", flat_digest=None):
        self.asked = 0
        card = SimpleNamespace(output=SimpleNamespace(size=12 if kind == "flat" else 3))
        session = SimpleNamespace(card=card, run=self.run)
        facts = {"params": 7, "onnxruntime_ms": 1.5, "keras_ms": 4.0}
        self._flat = kind == "flat"
        self.extractor = Extractor(backbone("mobilenetv2"), kind, SIDE, digest, session, facts, flat_digest)

    def run(self, crops):
        self.asked += len(crops)
        quarters = crops.reshape(len(crops), 2, SIDE // 2, 2, SIDE // 2, 3).mean(axis=(2, 4))
        flat = quarters.reshape(len(crops), -1, 3).astype(np.float32)
        return flat.reshape(len(crops), -1) if self._flat else flat.mean(axis=1)


def crop(place):
    return np.random.default_rng(place).integers(0, 256, (SIDE, SIDE, 3), np.uint8)


def write_colours(root, each=20, colours=COLOURS):
    """Class folders of noisy pictures, one colour a class."""
    random = np.random.default_rng(1)
    for label, bgr in colours.items():
        for number in range(each):
            coarse = np.array(bgr) + random.normal(0, 40, (8, 8, 3))
            picture = np.kron(coarse, np.ones((8, 8, 1)))
            write_image(root / label / f"{number:02}.png", np.clip(picture, 0, 255).astype(np.uint8))
    return root


def test_features_are_computed_once_and_found_by_content():
    averages = Averages()
    keys = ["k0", "k1", "k2"]
    first = cached_features(averages.extractor, SPEC, keys, crop)
    again = cached_features(
        averages.extractor, SPEC, [*keys[::-1], "k3"], lambda place: crop([2, 1, 0, 3][place])
    )
    assert averages.asked == 4
    assert (again[:3] == first[::-1]).all()


def test_another_backbone_or_crop_has_features_of_its_own():
    one, other = Averages(), Averages("b" * 64)
    cached_features(one.extractor, SPEC, ["k"], crop)
    cached_features(other.extractor, SPEC, ["k"], crop)
    cached_features(one.extractor, SPEC.model_copy(update={"steps": ("equalise",)}), ["k"], crop)
    assert (one.asked, other.asked) == (2, 1)


def test_damaged_features_are_made_again(tmp_path):
    averages = Averages()
    before = cached_features(averages.extractor, SPEC, ["k"], crop)
    (kept,) = (tmp_path / "cache").rglob("k.npy")
    kept.write_bytes(kept.read_bytes()[:-5])
    assert (cached_features(averages.extractor, SPEC, ["k"], crop) == before).all()
    assert averages.asked == 2


def test_an_average_comes_from_the_map_where_that_is_kept():
    flat = Averages("f" * 64, "flat")
    cached_features(flat.extractor, SPEC, ["k0", "k1"], crop)
    averages = Averages("a" * 64, flat_digest="f" * 64)
    found = cached_features(averages.extractor, SPEC, ["k0", "k1"], crop)
    assert averages.asked == 0
    assert found == pytest.approx(averages.run(np.stack([crop(0), crop(1)])), abs=1e-4)


def test_an_interruption_keeps_what_was_done():
    averages = Averages()

    def until_the_twentieth(place):
        if place == 20:
            raise KeyboardInterrupt
        return crop(place)

    keys = [f"k{place}" for place in range(40)]
    with pytest.raises(KeyboardInterrupt):
        cached_features(averages.extractor, SPEC, keys, until_the_twentieth)
    cached_features(averages.extractor, SPEC, keys, crop)
    assert averages.asked == 40


def learnt(count, classes, seed):
    random = np.random.default_rng(seed)
    truth = np.arange(count) % classes
    features = random.normal(0, 0.6, (count, 6)) * 30 + 100
    features[np.arange(count), truth] += 60
    return Learnt(features.astype(np.float32), truth.astype(np.intp))


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("name", HEADS)
def test_a_head_learns_and_its_layers_say_the_same(name, classes):
    train, validation, test = learnt(80, classes, 1), learnt(40, classes, 2), learnt(60, classes, 3)
    head = fit_head(name, train, validation, seed=1, refit=True)
    answers = head.probabilities(test.features)
    assert answers.shape == (60, classes)
    assert (answers.argmax(axis=1) == test.classes).mean() > 0.8
    assert head.params > 0
    if name == "forest":
        assert head.layers == ()
        return
    x = test.features
    for number, (matrix, bias) in enumerate(head.layers, 1):
        x = x @ matrix + bias
        x = np.maximum(x, 0) if number < len(head.layers) else x
    odds = np.exp(x - x.max(axis=1, keepdims=True))
    assert odds / odds.sum(axis=1, keepdims=True) == pytest.approx(answers, abs=1e-4)


def test_copies_stay_in_one_part_and_unreadable_pictures_are_named(tmp_path):
    root = write_colours(tmp_path / "data")
    for number in range(8):
        copy = (root / "red" / f"{number:02}.png").read_bytes()
        (root / "red" / f"copy{number}.png").write_bytes(copy)
    (root / "blue" / "broken.png").write_bytes(b"no picture")
    pictures = split_pictures(read_pictures(root), seed=3)
    assert pictures.copies >= 8
    parts = {}
    for group, part in zip(pictures.groups, pictures.parts, strict=True):
        assert parts.setdefault(group, part) == part
    assert [skip.path.name for skip in pictures.skipped] == ["broken.png"]
    assert pictures.warning == ""
    again = split_pictures(read_pictures(root), seed=3)
    assert again.digest == pictures.digest
    assert split_pictures(read_pictures(root), seed=4).digest != pictures.digest


def test_one_class_and_too_few_pictures_are_said(tmp_path):
    one = write_colours(tmp_path / "one", 8, {"red": COLOURS["red"]})
    with pytest.raises(DataUnusable, match="labelled 'red'"):
        split_pictures(read_pictures(one), 1)
    few = write_colours(tmp_path / "few", 8)
    for path in sorted((few / "blue").iterdir())[2:]:
        path.unlink()
    with pytest.raises(DataUnusable, match="too few readable pictures of: blue"):
        split_pictures(read_pictures(few), 1)


def test_pictures_of_imagenet_s_are_said_to_flatter(tmp_path):
    root = write_colours(tmp_path / "stanford-dogs")
    assert "scores flatter" in split_pictures(read_pictures(root), 1).warning


@pytest.fixture
def compare(monkeypatch):
    """The command, with `Averages` in place of every backbone."""
    from trainer.commands.app import app

    made = Averages()
    monkeypatch.setattr("trainer.features.comparison.open_extractor", lambda *_, **__: made.extractor)
    return lambda *words: CliRunner().invoke(app, ["compare", *map(str, words)])


def test_compare_tells_each_line_and_writes_its_files(tmp_path, compare):
    data, out = write_colours(tmp_path / "colours"), tmp_path / "out"
    done = compare(
        "--data", data, "--backbone", "mobilenetv2", "--head", "logistic", "--head", "forest",
        "--out", out, "--json", tmp_path / "figures.json", "--events", "jsonl",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    events = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert {"split", "speed", "progress", "compared", "written"} <= set(events)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures == json.loads((out / "compare.json").read_text())
    assert [line["head"] for line in figures["lines"]] == ["logistic", "forest"]
    for line in figures["lines"]:
        assert line["n_test"] == figures["split"]["test"]
        assert line["test"] > 0.9
        low, high = line["test_ci95"]
        assert low <= line["test"] <= high
    assert (out / "compare.png").read_bytes().startswith(b"\x89PNG")
    page = (out / "compare.html").read_text()
    assert "mobilenetv2" in page
    assert 'src="data:image/png;base64,' in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--head", "svm"], "no head 'svm'"),
        (["--backbone", "vgg"], "no backbone 'vgg'"),
        (["--weights", "vgg16"], "NAME=FILE"),
        (["--data", "nowhere"], "no such folder"),
    ],
)
def test_compare_says_what_it_can_t_use(tmp_path, compare, words, said):
    data = [] if "--data" in words else ["--data", write_colours(tmp_path / "colours", 6)]
    done = compare(*data, *words)
    assert done.exit_code != 0
    assert isinstance(done.exception, FacetError)
    assert said in str(done.exception)
