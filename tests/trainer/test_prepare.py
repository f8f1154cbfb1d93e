"""Preparing: one crop, copies on one side, and a clear sentence for data that can't train."""

from __future__ import annotations

import errno
import json
import shutil
from collections import Counter

import numpy as np
import pytest

from tests.trainer.drawn_genki import drawn_picture, write_genki
from tests.trainer.drawn_sets import write_folders
from trainer.data.held_out import write_held_out
from trainer.data.layouts import read_folders, read_genki
from trainer.data.manifest import SPLITS, digest_of, read_manifest
from trainer.data.prepared import load_prepared, prepare
from trainer.data.splits import Shares, assign_folds, assign_splits, name_groups
from vision.crops import CropSpec, crop_faces, crop_whole
from vision.errors import DataUnusable
from vision.geometry import as_boxes
from vision.images import read_image, write_image

SPEC = CropSpec(width=32, height=32, margin=0.1)


def test_what_is_prepared_is_what_is_loaded(tmp_path):
    data = write_genki(tmp_path / "genki", 40)
    report = prepare(read_genki(data), tmp_path / "out", SPEC, seed=3)
    prepared = load_prepared(tmp_path / "out")
    assert prepared.digest == report.digest == digest_of(read_manifest(tmp_path / "out" / "manifest.csv"))
    assert len(prepared.rows) == 40
    assert prepared.views.shape == (40, 32, 32, 3)
    assert sum(sum(labels.values()) for labels in report.counts.values()) == 40
    row = prepared.rows[7]
    assert row.path == "files/file0008.jpg"
    assert report.without_face == sum(not one.face_found for one in prepared.rows)
    image = read_image(data / row.path)
    seen = crop_faces(image, as_boxes([row.box_px]), SPEC) if row.face_found else crop_whole(image, SPEC)
    assert np.array_equal(prepared.views[7], seen[0])
    assert not list(tmp_path.glob(".out*"))


def test_the_same_seed_gives_the_same_split_and_another_another(tmp_path):
    pictures = read_genki(write_genki(tmp_path / "genki", 60))
    digests = [prepare(pictures, tmp_path / "out", SPEC, seed=seed).digest for seed in (1, 1, 2)]
    assert digests[0] == digests[1] != digests[2]


def test_copies_stay_on_one_side(tmp_path):
    data = write_genki(tmp_path / "genki", 60)
    files = sorted((data / "files").iterdir())
    lines = (data / "labels.txt").read_text().splitlines(keepends=True)
    for offset, source in enumerate(range(0, 60, 5)):
        picture = drawn_picture(source + 1, smiling=source < 30)
        copy = data / "files" / f"file{61 + offset:04d}.png"
        if offset % 2:
            write_image(copy, np.ascontiguousarray(picture[:, ::-1]))  # mirrored, and not through JPEG
        else:
            shutil.copy(files[source], copy.with_suffix(".jpg"))
        lines.append(lines[source])
    (data / "labels.txt").write_text("".join(lines))
    prepare(read_genki(data), tmp_path / "out", SPEC)
    rows = {row.path.split("/")[1].split(".")[0]: row for row in load_prepared(tmp_path / "out").rows}
    for offset, source in enumerate(range(0, 60, 5)):
        first, second = rows[f"file{source + 1:04d}"], rows[f"file{61 + offset:04d}"]
        assert (first.group, first.split) == (second.group, second.split)


def test_splits_keep_shares_labels_and_groups():
    labels = ["a"] * 600 + ["b"] * 300
    groups = [f"g{place // 3}" for place in range(900)]
    splits = assign_splits(labels, groups, Shares(validation=0.1, test=0.2), seed=1)
    counts = Counter(zip(labels, splits, strict=True))
    for label, total in (("a", 600), ("b", 300)):
        assert counts[label, "test"] == pytest.approx(0.2 * total, abs=3)
        assert counts[label, "validation"] == pytest.approx(0.1 * total, abs=3)
    assert all(len({splits[3 * group + inner] for inner in range(3)}) == 1 for group in range(300))
    assert set(splits) == set(SPLITS)


def test_a_split_does_not_depend_on_the_order_of_the_pictures():
    labels, groups = ["a", "b"] * 50, [f"g{place}" for place in range(100)]
    there = dict(zip(groups, assign_splits(labels, groups, Shares(), 1), strict=True))
    back = dict(zip(groups[::-1], assign_splits(labels[::-1], groups[::-1], Shares(), 1), strict=True))
    assert there == back


def test_folds_keep_groups_whole_and_are_even():
    labels, groups = ["a", "b"] * 60, [f"g{place // 2}" for place in range(120)]
    folds = assign_folds(labels, groups, 5, seed=1)
    assert all(folds[place] == folds[place + 1] for place in range(0, 120, 2))
    assert max(Counter(folds).values()) - min(Counter(folds).values()) <= 4


def test_groups_are_named_by_content():
    assert name_groups([0, 1, 0], ["c", "b", "a"]) == ["a", "b", "a"]


@pytest.mark.parametrize("shares", [(0.0, 0.1), (0.5, 0.5), (0.1, 1.2)])
def test_shares_that_leave_nothing_are_refused(shares):
    with pytest.raises(ValueError, match="shares"):
        Shares(*shares)


def test_one_class_only_is_said(tmp_path):
    data = write_genki(tmp_path / "genki", 10, labels=[1] * 10)
    with pytest.raises(DataUnusable, match="all its pictures are labelled 'smile'"):
        prepare(read_genki(data), tmp_path / "out", SPEC)
    assert not (tmp_path / "out").exists()


def test_too_few_pictures_is_said(tmp_path):
    data = write_genki(tmp_path / "genki", 4)
    with pytest.raises(DataUnusable, match="too few"):
        prepare(read_genki(data), tmp_path / "out", SPEC)


def test_unreadable_pictures_are_left_out_and_named(tmp_path):
    data = write_genki(tmp_path / "genki", 40)
    (data / "files" / "file0003.jpg").write_text("not a picture")
    report = prepare(read_genki(data), tmp_path / "out", SPEC)
    assert [error.path.name for error in report.unreadable] == ["file0003.jpg"]
    assert len(load_prepared(tmp_path / "out").rows) == 39
    facts = json.loads((tmp_path / "out" / "prepared.json").read_text())
    assert "file0003.jpg" in facts["unreadable"][0]


def test_a_class_that_can_t_be_read_is_named(tmp_path):
    data = write_folders(tmp_path / "fruit", 12)
    for path in (data / "pear").iterdir():
        path.write_bytes(b"no picture")
    said = r"none of the 12 pictures of the class 'pear' can be read\. For example .*pear/0"
    with pytest.raises(DataUnusable, match=said):
        prepare(read_folders(data), tmp_path / "out", SPEC, looks_at="picture")
    assert not (tmp_path / "out").exists()


def test_nothing_readable_is_said(tmp_path):
    data = write_genki(tmp_path / "genki", 10)
    for path in (data / "files").iterdir():
        path.write_text("not a picture")
    with pytest.raises(DataUnusable, match="none of its pictures can be read"):
        prepare(read_genki(data), tmp_path / "out", SPEC)


def test_a_full_disk_leaves_the_older_folder_as_it_was(tmp_path, monkeypatch):
    pictures = read_genki(write_genki(tmp_path / "genki", 40))
    before = prepare(pictures, tmp_path / "out", SPEC, seed=1).digest

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("trainer.data.prepared.np.save", full)
    with pytest.raises(DataUnusable, match="No space left on device"):
        prepare(pictures, tmp_path / "out", SPEC, seed=2)
    assert load_prepared(tmp_path / "out").digest == before
    assert not list(tmp_path.glob(".out*"))


def test_a_folder_with_other_files_is_not_replaced(tmp_path):
    pictures = read_genki(write_genki(tmp_path / "genki", 40))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(DataUnusable, match="other files"):
        prepare(pictures, tmp_path / "out", SPEC)
    assert (tmp_path / "out" / "thesis.txt").read_text() == "years of work"


def test_a_manifest_that_was_changed_is_not_trained_on(tmp_path):
    prepare(read_genki(write_genki(tmp_path / "genki", 40)), tmp_path / "out", SPEC)
    manifest = tmp_path / "out" / "manifest.csv"
    manifest.write_text(manifest.read_text().replace(",no smile,", ",smile,", 1))
    with pytest.raises(DataUnusable, match="don't belong together"):
        load_prepared(tmp_path / "out")


@pytest.mark.parametrize("name", ["manifest.csv", "views.npy", "surroundings.npy", "prepared.json"])
def test_a_folder_that_is_not_whole_is_said(tmp_path, name):
    prepare(read_genki(write_genki(tmp_path / "genki", 40)), tmp_path / "out", SPEC)
    (tmp_path / "out" / name).write_bytes(b"\x00broken")
    with pytest.raises(DataUnusable, match="facet-train prepare"):
        load_prepared(tmp_path / "out")


def test_a_wrong_folder_is_said(tmp_path):
    with pytest.raises(DataUnusable, match="not a folder of prepared pictures"):
        load_prepared(tmp_path)


def test_the_test_part_is_written_by_class_and_whole(tmp_path):
    data = write_genki(tmp_path / "genki", 60)
    prepare(read_genki(data), tmp_path / "out", SPEC)
    prepared = load_prepared(tmp_path / "out")
    meant = {(row.label, row.path.replace("/", "-")) for row in prepared.rows if row.split == "test"}
    assert write_held_out(prepared, data, tmp_path / "held") == len(meant)
    assert {(path.parent.name, path.name) for path in (tmp_path / "held").glob("*/*")} == meant
    with pytest.raises(DataUnusable, match="exists already"):
        write_held_out(prepared, data, tmp_path / "held")


def test_a_test_part_whose_pictures_are_gone_leaves_nothing(tmp_path):
    data = write_genki(tmp_path / "genki", 60)
    prepare(read_genki(data), tmp_path / "out", SPEC)
    shutil.rmtree(data / "files")
    with pytest.raises(DataUnusable, match="can't be written"):
        write_held_out(load_prepared(tmp_path / "out"), data, tmp_path / "held")
    assert not (tmp_path / "held").exists()
    assert not list(tmp_path.glob(".held*"))


def test_pictures_cropped_otherwise_than_today_are_refused(tmp_path):
    prepare(read_genki(write_genki(tmp_path / "genki", 40)), tmp_path / "out", SPEC)
    facts = tmp_path / "out" / "prepared.json"
    facts.write_text(json.dumps({**json.loads(facts.read_text()), "cropped_as": "0" * 16}))
    with pytest.raises(DataUnusable, match="another crop than the desktop's"):
        load_prepared(tmp_path / "out")
