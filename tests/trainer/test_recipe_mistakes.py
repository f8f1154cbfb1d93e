"""What the author of a recipe gets wrong is one sentence with the file's name, not a traceback."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tests.trainer.drawn_sets import write_folders
from trainer.fit.run_folder import RunFolder
from trainer.recipes import catalogue
from trainer.recipes.protocol import Fitted, Job
from vision.errors import FacetError

pytestmark = pytest.mark.timeout(400)  # importing takes its time where the cores are busy

_FILE = """
from trainer.recipes.folder import RECIPE as FOLDER
from trainer.recipes.protocol import Recipe
from trainer.recipes.folder import FolderSettings

class MineSettings(FolderSettings):
    pass

def train(job):
    return job.settings

RECIPE = Recipe("mine", "fruit", FOLDER.facts, MineSettings, FOLDER.read_data, FOLDER.describe, "{training}")
"""

_DESCRIBE = """
from dataclasses import replace

def describe(settings, config, pictures):
    return replace(FOLDER.describe(settings, config, pictures), licence="{licence}")

RECIPE = replace(RECIPE, describe=describe)
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Writes a recipe file of one's own and lists it as "mine"."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(text: str, module: str):
        sys.modules.pop(module, None)  # of the test before
        (tmp_path / f"{module}.py").write_text(text)
        monkeypatch.setitem(catalogue._MODULES, "mine", module)
        return tmp_path / f"{module}.py"

    return write


def said_of(name: str = "mine") -> str:
    with pytest.raises(FacetError) as error:
        catalogue.recipe(name)
    return str(error.value)


def test_a_module_that_is_not_there_is_said_with_the_catalogue_s_name(monkeypatch):
    monkeypatch.setitem(catalogue._MODULES, "mine", "trainer.recipes.mien")
    said = said_of()
    assert "catalogue.py: the recipe 'mine' is listed as trainer.recipes.mien" in said
    assert "no such module" in said


def test_what_a_recipe_file_itself_can_not_import_stays_an_error_of_that_file(mine):
    mine("import trainer.recipes.no_such_thing\n", "own_import")
    with pytest.raises(ModuleNotFoundError, match="no_such_thing"):
        catalogue.recipe("mine")


@pytest.mark.parametrize(("text", "said"), [("", "RECIPE is not there"), ("RECIPE = 3", "is no Recipe")])
def test_a_file_without_a_recipe_is_named(mine, text, said):
    path = mine(text, "own_empty")
    assert f"{path}: " in said_of()
    assert said in said_of()
    assert "RECIPE = Recipe(" in said_of()


@pytest.mark.parametrize("training", ["trainer.recipes.picturs:train", "", ":train", "nowhere.at_all:train"])
def test_a_misspelt_training_is_said_before_anything_is_prepared(mine, training):
    path = mine(_FILE.format(training=training), "own_training")
    said = said_of()
    assert said.startswith(f"{path}: the recipe 'mine' says training={training!r}")
    assert "trainer.recipes.pictures:train" in said


@pytest.mark.parametrize("training", ["own_function:trian", "own_function", "own_function:RECIPE"])
def test_a_misspelt_function_is_said(mine, training):
    path = mine(_FILE.format(training=training), "own_function")
    with pytest.raises(FacetError) as error:
        catalogue.recipe("mine").train(job_of(None))
    assert str(error.value).startswith(f"{path}: the recipe 'mine' says training={training!r}")
    assert "has no function" in str(error.value)


@pytest.mark.needs_tensorflow
def test_a_misspelt_function_is_said_before_anything_is_prepared(mine, tmp_path):
    from trainer.recipes.running import Order, begin

    mine(_FILE.format(training="own_early:trian"), "own_early")
    own, told = catalogue.recipe("mine"), []
    order = Order(own, write_folders(tmp_path / "fruit", 4), own.settings())
    with pytest.raises(FacetError, match="has no function 'trian'"):
        begin(RunFolder(tmp_path / "run"), order, lambda *progress: told.append(progress))
    assert not told
    assert not (tmp_path / "run").exists()


def job_of(fitted) -> Job:
    """A job whose settings are what the training of `_FILE` gives back."""
    prepared = SimpleNamespace(labels=("apple", "pear"))
    return Job(None, prepared, fitted, None, print)


def fitted(thresholds, shape=(5, 2)) -> Fitted:
    return Fitted(None, [], 1, "validation part", np.arange(5), np.zeros(shape, np.float32), thresholds)


@pytest.mark.parametrize(
    ("gave", "said"),
    [
        (fitted({"plum": 0.5}), "a threshold for 'plum', which is not among the labels: apple, pear"),
        (fitted({"pear": 1.5}), "the threshold of 'pear' is 1.5"),
        (fitted({}, (5, 1)), "have the shape (5, 1), not (5, 2)"),
        (fitted({}, (4, 2)), "have the shape (4, 2), not (5, 2)"),
    ],
)
def test_what_training_gave_must_fit_the_labels(mine, gave, said):
    path = mine(_FILE.format(training="own_fitted:train"), "own_fitted")
    with pytest.raises(FacetError) as error:
        catalogue.recipe("mine").train(job_of(gave))
    assert str(error.value).startswith(f"{path}: ")
    assert said in str(error.value)
    assert "--resume" in str(error.value)


@pytest.mark.needs_tensorflow
@pytest.mark.parametrize(
    ("licence", "thresholds", "said"),
    [
        ("", {}, "ModelCard licence: String should have at least 1 character"),
        ("mine", {"plum": 0.5}, "ModelCard thresholds: thresholds for unknown labels: plum"),
    ],
)
def test_words_that_do_not_fit_a_card_are_said(mine, tmp_path, licence, thresholds, said):
    from trainer.data.prepared import prepare
    from trainer.export.publish import card_of

    path = mine(_FILE.format(training="own_card:train") + _DESCRIBE.format(licence=licence), "own_card")
    own = catalogue.recipe("mine")
    data, settings = write_folders(tmp_path / "fruit", 24), own.settings(size=16)
    prepare(own.read_data(data), tmp_path / "prepared", settings.crop, looks_at="picture")
    config = {
        "recipe": "mine", "settings": settings.model_dump(mode="json"), "data": str(data), "device": "cpu",
        "prepared": str(tmp_path / "prepared"), "versions": {},
    }  # fmt: skip
    part = {"n": 5, "accuracy": 1.0, "ci95": [0.5, 1.0], "balanced_accuracy": 1.0, "f1": 1.0}
    result = {"thresholds": thresholds, "chosen_on": "validation part", "validation": part, "test": part}
    with pytest.raises(FacetError) as error:
        card_of(config, result, "1", outputs=2)
    assert str(error.value).startswith(f"{path}: what the recipe 'mine' says of its model")
    assert said in str(error.value)


def test_what_fits_is_given_on(mine):
    mine(_FILE.format(training="own_right:train"), "own_right")
    good = fitted({"apple": 0.4})
    assert catalogue.recipe("mine").train(job_of(good)) is good
