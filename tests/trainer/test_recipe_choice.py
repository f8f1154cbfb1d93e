"""Where no recipe is named, the data's layout says which is meant, and that is told."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from tests.trainer.drawn_genki import write_genki
from tests.trainer.drawn_sets import write_cifar, write_dogs, write_folders, write_tiny_imagenet
from trainer.commands.data_words import say_data
from trainer.commands.prepare import Subject, _say_prepared
from trainer.commands.recipe_choice import recipe_for
from trainer.data.manifest import Row
from trainer.data.prepared import PrepareReport
from vision.errors import DataUnusable, FacetError

pytestmark = pytest.mark.timeout(400)  # importing takes its time where the cores are busy


def facet_train(*words):
    from trainer.commands.app import app

    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (write_folders, "folder"),
        (write_cifar, "cifar100"),
        (write_tiny_imagenet, "tiny-imagenet"),
        (write_dogs, "dogs"),
    ],
)
def test_the_layout_says_the_recipe_and_that_is_told(write, name, tmp_path):
    choice = recipe_for(write(tmp_path / "data"), None)
    assert choice.name == name
    assert f"so the recipe is {name}" in choice.said
    assert str(tmp_path / "data") in choice.said


def test_genki_is_the_smile_recipe_s_half_of_it_too(tmp_path):
    data = write_genki(tmp_path / "genki", 4)
    assert (recipe_for(data, None).name, recipe_for(data, None).said) == ("smile", "")
    (data / "labels.txt").unlink()
    assert recipe_for(data, None).name == "smile"


def test_what_is_asked_for_is_taken_without_a_word(tmp_path):
    data = write_folders(tmp_path / "data", 2)
    assert recipe_for(data, "happy-sad") == recipe_for(None, "happy-sad")
    assert (recipe_for(data, None, "vgg16").name, recipe_for(data, None, "vgg16").said) == ("backbone", "")
    with pytest.raises(DataUnusable, match="no such folder"):
        recipe_for(tmp_path / "nowhere", None)


def test_class_folders_are_prepared_and_a_prepared_folder_is_known_again(tmp_path):
    data = write_folders(tmp_path / "fruit", 24)
    apple, pear = sorted(data.iterdir())[:2]
    shutil.copy(sorted(apple.iterdir())[0], pear / "twice.png")
    done = facet_train("prepare", "--data", data, "--out", tmp_path / "out", "--events", "jsonl")
    assert done.exit_code == 0, (done.output, done.exception)
    (conflict,) = [one for one in map(json.loads, done.stdout.splitlines()) if one["event"] == "conflicts"]
    assert f"{pear.name}/twice.png ({pear.name})" in conflict["lines"][0]
    assert json.loads(done.stdout.splitlines()[0]) == {"event": "assumed", "recipe": "folder"}
    assert recipe_for(tmp_path / "out", None).name == "folder"
    done = facet_train("prepare", "--data", data, "--out", tmp_path / "out", "--set", "size=32")
    assert "so the recipe is folder" in done.output
    with pytest.raises(DataUnusable, match=r"don't say for which recipe\. Give --recipe NAME"):
        recipe_for(tmp_path / "out", None)


@pytest.mark.parametrize(
    ("groups", "copies", "said"),
    [
        (1, 1, "1 group of copies kept together. 1 copy of held-out pictures left out."),
        (2, 3, "2 groups of copies kept together. 3 copies of held-out pictures left out."),
    ],
)
def test_one_is_not_said_as_many(groups, copies, said, tmp_path):
    told = []
    report = SimpleNamespace(say=lambda event, words, **fields: told.append(words))
    done = PrepareReport({"train": {"apple": 1}}, 0, groups, copies, (), "0")
    _say_prepared(report, tmp_path, done, Subject.picture)
    assert told[0].endswith(said)


def test_of_much_that_is_left_out_the_first_are_named_and_the_rest_is_counted():
    told = []
    report = SimpleNamespace(say=lambda event, words, **fields: told.append((event, words, fields)))
    names = [f"{number}.png can't be read" for number in range(7)]
    rows = [
        Row(f"{number}.png", label, "g", "train", "0", True, (0, 0, 1, 1))
        for number, label in enumerate("aab")
    ]
    facts = {"unreadable": names, "left_out_copies": 1}
    say_data(report, SimpleNamespace(facts=facts, rows=rows))
    unreadable, copies, found = told
    assert unreadable[0] == copies[0] == "left_out"
    assert unreadable[1].splitlines()[-1] == "… and 2 pictures more that can't be read"
    assert len(unreadable[1].splitlines()) == 6
    assert (unreadable[2]["n"], len(unreadable[2]["lines"])) == (7, 7)
    assert copies[1] == "Left out: 1 copy of held-out pictures"
    assert found[:2] == ("conflicts", "CONFLICT, copies under two labels: 0.png (a) = 1.png (a) = 2.png (b)")


@pytest.mark.parametrize("command", ["train", "tune"])
@pytest.mark.needs_tensorflow
def test_training_on_class_folders_no_longer_asks_for_genki(command, tmp_path):
    """The class with one picture is what ends it: `folder` has read the data."""
    data = write_folders(tmp_path / "fruit", 1)
    done = facet_train(command, "--data", data, "--run", tmp_path / "run", "--device", "cpu")
    assert isinstance(done.exception, FacetError), (done.output, done.exception)
    assert "readable pictures are too few" in str(done.exception)
    assert "so the recipe is folder" in done.output
