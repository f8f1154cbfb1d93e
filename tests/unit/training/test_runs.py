"""Folders of trainings: made, read as they stand whatever lies in them, removed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from desktop.training.commands import GALLERY, Order
from desktop.training.report import read_report
from desktop.training.runs import (
    RunNotKept,
    forget_removed,
    new_run,
    pictures_of,
    put_back,
    read_run,
    read_runs,
    remove_run,
    write_note,
)
from vision.errors import FacetError

NOW = datetime(2026, 3, 4, 5, 6, 7)
ORDER = Order("folder", "pets", device="cpu", epochs=3, choices=("subject=face",))
TEST = {"accuracy": 0.9, "ci95": [0.8, 0.95], "n": 50}


@pytest.fixture
def run(tmp_path: Path):
    """A training that has not begun."""
    return new_run(tmp_path / "trainings", "Büro & Pets", ORDER, NOW)


def write(folder: Path, name: str, content: object) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content))


def test_a_new_training_has_a_folder_and_says_what_was_asked(run) -> None:
    assert run.folder.name == "b-ro-pets-2026-03-04-050607"
    again = new_run(run.folder.parent, "Büro & Pets", ORDER, NOW)
    assert again.folder != run.folder, "two in one second"
    read = read_run(run.folder)
    assert (read.title, read.order, read.state) == ("Büro & Pets", ORDER, "new")


def test_a_training_stands_where_its_files_say(run) -> None:
    write(run.folder, "config.json", {})
    assert read_run(run.folder).state == "stopped"
    write(run.folder, "result.json", {"test": TEST})
    read = read_run(run.folder)
    assert read.state == "trained"
    assert (read.outcome.accuracy, read.outcome.ci95, read.outcome.n) == (0.9, (0.8, 0.95), 50)
    write(run.folder, "export/model.onnx", "model")
    write(run.folder, "report/figures.json", {})
    assert read_run(run.folder).state == "done"


def test_a_gallerys_people_have_their_own_files(tmp_path: Path) -> None:
    run = new_run(tmp_path, "people", Order(GALLERY, "gallery"), NOW)
    (run.folder / "features").mkdir()
    assert read_run(run.folder).state == "stopped"
    write(run.folder, "result.json", {**TEST, "closed_set": True, "present": 0.85})
    write(run.folder, "model.onnx", "model")
    read = read_run(run.folder)
    assert read.state == "done"
    assert (read.outcome.n, read.outcome.gallery) == (50, 0.85)
    assert not read.outcome.beats_gallery, "its interval begins at 80 %"
    write(run.folder, "result.json", {**TEST, "closed_set": True, "present": 0.7})
    assert read_run(run.folder).outcome.beats_gallery
    assert read.model == run.folder / "model.onnx"


def test_the_curve_comes_from_the_log_and_each_round_counts_once(run) -> None:
    lines = [
        {"event": "epoch", "stage": "fit", "epoch": n, "epochs": 3, "loss": n / 10} for n in (1, 2, 2, 3)
    ]
    write(run.folder, "log.txt", "train --run x\n" + "\n".join(map(json.dumps, lines)))
    assert [epoch.number for epoch in read_run(run.folder).history] == [1, 2, 3]


def test_parts_and_device_are_what_the_last_beginning_told(run) -> None:
    counts = {"train": 52, "validation": 12, "test": 16}
    lines = [
        {"event": "split", "counts": {"train": 1}},
        {"event": "began", "counts": counts, "device": "cpu"},
        {"event": "began", "counts": "none of ours", "device": "gpu"},
    ]
    write(run.folder, "log.txt", "\n".join(map(json.dumps, lines)))
    read = read_run(run.folder)
    assert (read.counts, read.device) == (counts, "gpu")


def test_without_a_log_the_trainers_own_curve_is_read(run) -> None:
    write(run.folder, "history.csv", "epoch,loss,val_accuracy\n1,0.5,0.7\n2,0.4,\n")
    history = read_run(run.folder).history
    assert [dict(epoch.figures) for epoch in history] == [
        {"epoch": 1.0, "loss": 0.5, "val_accuracy": 0.7},
        {"epoch": 2.0, "loss": 0.4},
    ]


def test_the_newest_come_first_and_broken_notes_are_passed_over(run) -> None:
    newer = new_run(run.folder.parent, "newer", ORDER, datetime(2026, 3, 5))
    write(run.folder.parent / "broken", "facet.json", "{")
    assert [one.key for one in read_runs(run.folder.parent)] == [newer.key, run.key]
    assert read_runs(run.folder.parent / "nowhere") == ()


def test_a_problem_is_kept_and_a_training_removed(run) -> None:
    write_note(run, "pets: has no class folders.")
    assert read_run(run.folder).problem == "pets: has no class folders."
    kept_in = remove_run(run)
    assert read_runs(run.folder.parent) == ()
    put_back(run, kept_in)
    assert read_run(run.folder) is not None
    remove_run(run)
    forget_removed(run.folder.parent)
    assert not kept_in.exists()
    with pytest.raises(RunNotKept, match="can't be removed"):
        remove_run(run)


def test_a_training_that_can_not_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunNotKept, match="can't be kept"):
        new_run(tmp_path / "file", "pets", ORDER, NOW)


def test_pictures_of_unpacked_data_lie_where_the_report_says(run) -> None:
    assert pictures_of(run) == Path("pets")
    write(run.folder, "log.txt", json.dumps({"event": "reported", "data": "cache"}) + "\n")
    assert pictures_of(run) == Path("cache")


def test_figures_are_read_or_their_lack_is_said(tmp_path: Path) -> None:
    figures = {"task": "pets", "labels": ["a", "b"], "confusion": [[1, 0], [1, 2]], **TEST}
    write(tmp_path, "figures.json", figures)
    report = read_report(tmp_path / "figures.json")
    assert (report.labels, report.confusion, report.mistakes) == (("a", "b"), ((1, 0), (1, 2)), ())
    write(tmp_path, "figures.json", {**figures, "labels": ["a"]})
    with pytest.raises(FacetError, match="can't be read"):
        read_report(tmp_path / "figures.json")
