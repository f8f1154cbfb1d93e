"""The leak check names copies across splits and labels, and mends a split."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image, ImageOps

from trainer.data.layouts import read_fer
from trainer.data.leaks import Copy, find_leaks, mend_split, report_leaks


def drawn(path, seed, mirrored=False):
    coarse = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
    picture = Image.fromarray(coarse).resize((64, 64), Image.Resampling.BICUBIC)
    path.parent.mkdir(parents=True, exist_ok=True)
    (ImageOps.mirror(picture) if mirrored else picture).save(path)
    return path


@pytest.fixture
def data(tmp_path):
    """Two pairs that matter: one across splits, mirrored; one with two labels within a split."""
    copies = [
        Copy(drawn(tmp_path / "a.png", 1), "cat", "train"),
        Copy(drawn(tmp_path / "b.png", 2), "dog", "train"),
        Copy(drawn(tmp_path / "c.png", 1, mirrored=True), "cat", "test"),
        Copy(drawn(tmp_path / "d.png", 3), "dog", "test"),
        Copy(tmp_path / "e.png", "cat", "train"),
        Copy(tmp_path / "f.png", "dog", "test"),
    ]
    shutil.copy(tmp_path / "b.png", tmp_path / "e.png")
    (tmp_path / "f.png").write_text("no picture")
    return copies


def test_what_matters_is_named(data, tmp_path):
    report = find_leaks(data)
    assert report.groups == ((0, 2), (1, 4))
    assert report.across_splits == ((0, 2),)
    assert report.label_conflicts == ((1, 4),)
    assert report.unreadable == (5,)
    told = json.loads(json.dumps(report.to_json_object(tmp_path)))
    assert told["pairs"] == {"exact": 1, "near": 1, "mirrored": 1}
    assert (told["n"], told["n_groups"], told["n_in_groups"]) == (6, 2, 4)
    assert [one["path"] for one in told["across_splits"][0]] == ["a.png", "c.png"]
    assert {one["label"] for one in told["label_conflicts"][0]} == {"cat", "dog"}
    assert told["unreadable"] == ["f.png"]


def test_fingerprints_must_fit_the_pictures(data):
    with pytest.raises(ValueError, match="6 pictures have 0"):
        report_leaks(data, [])


def test_a_mended_split_has_every_group_whole():
    splits = ["train", "test", "train", "test", "train", "test"]
    groups = [0, 0, 0, 1, 2, 2]
    mended = mend_split(splits, groups)
    assert mended == ["train", "train", "train", "test", "train", "train"]
    assert mend_split(mended, groups) == mended


@pytest.mark.needs_data
def test_fer2013s_copies_across_splits_are_found(shared_data):
    """Its publishers' split has hundreds of groups on both sides; a part of it shows enough of them."""
    samples = read_fer(shared_data / "fer2013").samples
    some = [s for s in samples if s.use == "PublicTest"] + [s for s in samples if s.use == "Training"][::8]
    report = find_leaks([Copy(s.path, s.label, s.use or "") for s in some])
    assert len(report.across_splits) > 50
    assert report.label_conflicts
