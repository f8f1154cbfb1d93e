"""FER2013's table: its rows as pictures, the votes beside it, and what is broken in it named by line."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from tests.trainer.test_emotion import write_fer
from trainer.data.layouts import read_fer
from trainer.data.layouts.reading import Layout, layout_of
from trainer.recipes.emotion_data import read_emotion_data, read_rows
from vision.errors import DataUnusable
from vision.images import read_image

CODES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FACET_TRAIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def as_table(folders, root, header=("emotion", "pixels", "Usage"), name="fer2013.csv", drop=0):
    """The same pictures and votes as one table, its last `drop` rows missing."""
    root.mkdir()
    pictures = sorted(read_fer(folders).samples, key=lambda s: (s.use == "PublicTest", s.number))
    with (root / name).open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for sample in pictures[: len(pictures) - drop]:
            pixels = " ".join(map(str, read_image(sample.path)[:, :, 0].ravel()))
            row = {"emotion": CODES.index(sample.label), "pixels": pixels, "Usage": sample.use}
            writer.writerow([row[column.strip()] for column in header])
    (root / "fer2013new.csv").write_bytes((folders / "fer2013new.csv").read_bytes())
    return root


@pytest.fixture
def folders(tmp_path):
    return write_fer(tmp_path / "folders", {"Training": 42, "PublicTest": 14})


@pytest.mark.parametrize("labelling", ["fer", "ferplus"])
def test_the_table_says_the_same_as_the_folders(folders, tmp_path, labelling):
    table = read_fer(as_table(folders, tmp_path / "table"), labelling)
    plain = read_fer(folders, labelling)
    assert [(s.label, s.use, s.shares) for s in table.samples] == [
        (s.label, s.use, s.shares) for s in plain.samples
    ]
    for ours, theirs in zip(table.samples, plain.samples, strict=True):
        assert np.array_equal(read_image(ours.path), read_image(theirs.path))
    assert len(table.skipped) == len(plain.skipped)


def test_numbers_are_rows_and_each_row_is_unpacked_once(folders, tmp_path, cache):
    root = as_table(folders, tmp_path / "table")
    first = read_fer(root)
    assert [s.number for s in first.samples] == list(range(56))
    kept = {s.path: s.path.stat().st_mtime_ns for s in read_fer(root).samples}
    assert kept == {s.path: s.path.stat().st_mtime_ns for s in first.samples}
    assert [path.name[:8] for path in (cache / "unpacked").iterdir()] == ["fer2013-"]


def test_the_later_release_has_spaces_in_its_head(folders, tmp_path):
    root = as_table(folders, tmp_path / "t", ("emotion", " Usage", " pixels"), "icml_face_data.csv")
    assert layout_of(root) is Layout.fer
    assert len(read_fer(root).samples) == 56


def test_the_emotion_recipes_read_the_table(folders, tmp_path):
    root = as_table(folders, tmp_path / "table")
    assert [s.use for s in read_rows(root, "ferplus").samples].count("test") == 14
    data, plain = read_emotion_data(root), read_emotion_data(folders)
    assert np.array_equal(data.faces, plain.faces)
    assert np.array_equal(data.votes, plain.votes)
    assert {path.split("/")[0] for path in data.paths} == {"Training"}


def test_a_table_one_line_short_does_not_match_the_votes(folders, tmp_path):
    root = as_table(folders, tmp_path / "table", drop=1)
    with pytest.raises(DataUnusable, match=r"fer2013new.csv: has 14 rows of PublicTest, but .* 13 pictures"):
        read_fer(root, "ferplus")


def test_votes_one_line_short_do_not_match_the_table(folders, tmp_path):
    root = as_table(folders, tmp_path / "table")
    lines = (root / "fer2013new.csv").read_text().splitlines()
    (root / "fer2013new.csv").write_text("\n".join([*lines[:5], *lines[6:]]) + "\n")
    with pytest.raises(DataUnusable, match="has 41 rows of Training, but there are 42 pictures"):
        read_fer(root, "ferplus")


FACE = " ".join(["7"] * 48 * 48)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"0,{FACE[:-2]},Training", "line 3 has 2303 pixels, not 2304"),
        (f"0,{FACE[:-1]}256,Training", "line 3 has pixels that are no bytes"),
        (f"0,{FACE[:-1]}x,Training", "line 3 has pixels that are no bytes"),
        (f"7,{FACE},Training", "line 3 has the emotion '7', not 0 to 6"),
        (f",{FACE},Training", "line 3 has the emotion ''"),
        (f"0,{FACE},Testing", "line 3 has the use 'Testing'"),
        ("0", "line 3 has the use ''"),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_left(tmp_path, cache, row, says):
    (tmp_path / "fer2013.csv").write_text(f"emotion,pixels,Usage\n3,{FACE},Training\n{row}\n")
    with pytest.raises(DataUnusable, match=says):
        read_fer(tmp_path)
    assert not list((cache / "unpacked").iterdir())


def test_another_table_is_refused_with_the_layout(tmp_path):
    (tmp_path / "fer2013.csv").write_text("label,pixels\n")
    with pytest.raises(DataUnusable, match=r"has no column emotion, Usage.*0 to 6"):
        read_fer(tmp_path)
    (tmp_path / "fer2013.csv").write_bytes(b"\xff\xfe\x00" * 50)
    with pytest.raises(DataUnusable, match="can't be read as a table"):
        read_fer(tmp_path)


def test_a_full_disk_leaves_nothing(folders, tmp_path, cache, monkeypatch):
    import errno

    from trainer.data.layouts import unpacked

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(unpacked.os, "rename", full)
    root = as_table(folders, tmp_path / "table")
    with pytest.raises(DataUnusable, match=r"can't be unpacked \(No space left on device\)"):
        read_fer(root)
    assert not list((cache / "unpacked").iterdir())
