"""`facet-train inspect` counts, names what is left out, finds planted leaks, and can mend the split."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from typer.testing import CliRunner

from tests.trainer.drawn_genki import write_genki
from tests.trainer.test_cli import facet_train, one_sentence
from trainer.commands.app import app
from trainer.data.people import people_of, people_pattern
from vision.errors import DataUnusable, FacetError
from vision.images import read_image


def drawn(path, seed, *, size=(64, 64), mirrored=False):
    coarse = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
    picture = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    path.parent.mkdir(parents=True, exist_ok=True)
    (ImageOps.mirror(picture) if mirrored else picture).save(path)
    return path


@pytest.fixture
def split_data(tmp_path):
    """train and test of cats and dogs: one mirrored and resized leak, one exact conflict, one broken file."""
    root = tmp_path / "pets"
    for seed in range(4):
        drawn(root / "train" / "cat" / f"Tom_000{seed}.png", seed)
        drawn(root / "train" / "dog" / f"Rex_000{seed}.png", 100 + seed)
    drawn(root / "test" / "cat" / "Tom_0009.png", 2, size=(48, 48), mirrored=True)
    drawn(root / "test" / "dog" / "Ida_0001.png", 200)
    shutil.copy(root / "train" / "cat" / "Tom_0000.png", root / "train" / "dog" / "Rex_0007.png")
    (root / "test" / "dog" / "Ida_0002.jpg").write_text("no picture")
    (root / "test" / "dog" / "notes.txt").write_text("not by its name either")
    return root


def run(*words):
    return CliRunner().invoke(app, ["inspect", *map(str, words)], catch_exceptions=False)


def inspected(tmp_path, *words):
    out = tmp_path / "found.json"
    done = run(*words, "--json", out)
    assert done.exit_code == 0, done.output
    return json.loads(out.read_text()), " ".join(done.output.split())


def test_counts_sizes_and_what_is_left_out(split_data, tmp_path):
    found, said = inspected(tmp_path, "--data", split_data)
    assert found["n"] == 12
    assert found["labels"] == {"cat": 5, "dog": 7}
    assert [len(paths) for paths in found["samples"].values()] == [5, 6], "not the broken one"
    assert all(Path(path).is_file() for paths in found["samples"].values() for path in paths)
    assert found["splits"] == {"test": {"cat": 1, "dog": 2}, "train": {"cat": 4, "dog": 5}}
    assert found["sizes"]["width"] == {"min": 48, "median": 64, "max": 64}
    assert found["sizes"]["most_common"] == [[64, 64, 10], [48, 48, 1]]
    assert found["left_out"] == {"not a picture by its name": 1}
    assert found["unreadable"]["n"] == 1
    assert found["unreadable"]["first"][0]["path"] == "test/dog/Ida_0002.jpg"
    assert "1 picture can't be read: test/dog/Ida_0002.jpg (it is not a picture" in said
    assert "Left out: 1, not a picture by its name: notes.txt." in said
    assert "most often 64×64 (10)" in said


def test_leaks_and_conflicts_are_named(split_data, tmp_path):
    found, said = inspected(tmp_path, "--data", split_data, "--layout", "folders")
    leaks = found["leaks"]
    assert leaks["pairs"] == {"exact": 1, "near": 1, "mirrored": 1}
    assert (leaks["n_across_splits"], leaks["n_label_conflicts"]) == (1, 1)
    assert {one["path"] for one in leaks["across_splits"][0]} == {
        "test/cat/Tom_0009.png",
        "train/cat/Tom_0002.png",
    }
    assert {one["label"] for one in leaks["label_conflicts"][0]} == {"cat", "dog"}
    assert found["people_across_splits"] is None
    assert "LEAK: 1 group of copies stands in two splits or more" in said
    assert "test/cat/Tom_0009.png (cat) = train/cat/Tom_0002.png (cat)" in said
    assert "CONFLICT: 1 group of copies stands under two labels or more" in said


def test_people_on_two_sides_are_named(split_data, tmp_path):
    words = ("--data", split_data, "--layout", "folders", "--people", "(.+)_[0-9]{4}")
    found, said = inspected(tmp_path, *words)
    assert found["people_across_splits"] == {"Tom": {"test": 1, "train": 4}}
    assert "1 person stands in two splits or more: Tom (test 1, train 4)" in said


def test_the_mended_split_has_nobody_on_two_sides(split_data, tmp_path):
    table = tmp_path / "mended.csv"
    words = ("--data", split_data, "--layout", "folders", "--people", "(.+)_[0-9]{4}", "--mend", table)
    _, said = inspected(tmp_path, *words)
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert len(rows) == 12
    mended = {row["path"]: row["mended"] for row in rows}
    assert mended["test/cat/Tom_0009.png"] == "train"
    # Rex and Tom share a photograph; Ida has nothing to do with them.
    assert {split for path, split in mended.items() if "Tom" in path or "Rex" in path} == {"train"}
    assert mended["test/dog/Ida_0001.png"] == "test"
    assert [row["path"] for row in rows if row["split"] != row["mended"]] == ["test/cat/Tom_0009.png"]
    assert "1 picture moved" in said


def test_the_sheet_shows_every_label(split_data, tmp_path):
    sheet = tmp_path / "deep" / "sheet.png"
    done = run("--data", split_data, "--layout", "folders", "--sheet", sheet)
    assert done.exit_code == 0
    height, width, _ = read_image(sheet).shape
    assert height == 4 + 2 * 100
    assert width > 1000
    cells = read_image(sheet)[:, 180:]
    assert cells[:100].std() > 20
    assert cells[100:].std() > 20


def test_genki_is_clean_and_says_so(tmp_path):
    found, said = inspected(tmp_path, "--data", write_genki(tmp_path / "genki", 12), "--layout", "genki")
    assert found["labels"] == {"no smile": 6, "smile": 6}
    assert found["splits"] == {}
    assert "12 pictures, all 96×96" in said
    assert "No two pictures are the same" in said


def test_an_empty_class_and_one_class_only_are_said(tmp_path):
    drawn(tmp_path / "data" / "cat" / "1.png", 1)
    (tmp_path / "data" / "dog").mkdir()
    _, said = inspected(tmp_path, "--data", tmp_path / "data", "--layout", "folders")
    assert "The class 'dog' has no picture." in said
    assert "All pictures are of one class, 'cat'" in said


def test_classes_one_folder_deeper_are_pointed_out(tmp_path):
    for number, breed in enumerate(("beagle", "pug")):
        drawn(tmp_path / "dogs" / "Images" / breed / "1.png", number)
    _, said = inspected(tmp_path, "--data", tmp_path / "dogs", "--layout", "folders")
    assert f"give --data {tmp_path / 'dogs' / 'Images'}" in said


def test_json_on_standard_output_is_nothing_but_json(split_data):
    done = run("--data", split_data, "--layout", "folders", "--json", "-")
    assert json.loads(done.stdout)["n"] == 12
    assert "LEAK" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--data", "nowhere", "--layout", "fer"], "there is no such folder"),
        (["--data", ".", "--layout", "genki"], "files"),
        (["--data", "empty", "--layout", "folders"], "no labelled picture"),
        (["--data", "broken", "--layout", "folders"], "none of 1 pictures can be read"),
        (["--data", "fine", "--layout", "folders", "--sheet", "sheet.jpg"], "ends with .png"),
        (["--data", "fine", "--layout", "folders", "--people", "("], "no regular expression"),
        (["--data", "fine", "--layout", "folders", "--people", "x"], "one group"),
        (["--data", "fine", "--layout", "folders", "--mend", "mended.csv"], "no splits"),
        (["--data", "fine", "--layout", "folders", "--json", "fine/cat/1.png/x"], "can't be written"),
        (["--data", "split", "--layout", "folders", "--mend", "fine/cat/1.png/x"], "can't be written"),
        (["--data", "fine", "--layout", "folders", "--sheet", "fine/cat/1.png/x.png"], "can't be written"),
    ],
)
def test_what_can_t_be_used_is_one_error(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty" / "cat").mkdir(parents=True)
    drawn(tmp_path / "fine" / "cat" / "1.png", 1)
    drawn(tmp_path / "split" / "train" / "cat" / "1.png", 1)
    drawn(tmp_path / "split" / "test" / "cat" / "1.png", 2)
    (tmp_path / "broken" / "cat").mkdir(parents=True)
    (tmp_path / "broken" / "cat" / "1.png").write_text("no picture")
    with pytest.raises(FacetError, match=said):
        run(*words)
    assert not list(tmp_path.glob("**/.facet-*"))


def test_unusable_data_is_one_line_and_exit_2(tmp_path):
    done = facet_train("inspect", "--data", tmp_path / "nowhere", "--layout", "folders", without=["keras"])
    one_sentence(done, "nowhere", "no such folder")


def test_a_split_without_class_folders_is_named(tmp_path):
    drawn(tmp_path / "data" / "train" / "cat" / "1.png", 1)
    drawn(tmp_path / "data" / "test" / "1.png", 2)
    with pytest.raises(DataUnusable, match=r"test: has no class folders"):
        run("--data", tmp_path / "data", "--layout", "folders")


def test_people_come_from_whole_names():
    class Named:
        def __init__(self, name):
            from pathlib import Path

            self.path = Path(name)

    pattern = people_pattern("(.+)_[0-9]{4}")
    names = [Named("a/George_W_Bush_0001.jpg"), Named("x_00012.png"), Named("0001.jpg")]
    assert people_of(names, pattern) == ["George_W_Bush", None, None]


@pytest.mark.needs_data
def test_lfw_s_people_are_counted(shared_data, tmp_path):
    people = sorted(path for path in (shared_data / "lfw").iterdir() if path.is_dir())[:6]
    for number, person in enumerate(people):
        for picture in sorted(person.iterdir())[:2]:
            split = "test" if number == 0 and picture.stem.endswith("2") else "train"
            target = tmp_path / "lfw" / split / person.name / picture.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(picture, target)
    drawn(tmp_path / "lfw" / "test" / "Nobody" / "Nobody_0001.png", 1)
    words = ("--data", tmp_path / "lfw", "--layout", "folders", "--people", "(.+)_[0-9]{4}")
    found, _ = inspected(tmp_path, *words)
    expected = {people[0].name} if len(list(people[0].iterdir())) > 1 else set()
    assert set(found["people_across_splits"]) == expected
    assert found["leaks"]["n_across_splits"] == 0
