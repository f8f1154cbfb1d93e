"""Which models `facet analyse` asks: of a new task, of whole pictures, one's own; which not, and why."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from desktop.cli import main
from desktop.folders import own_models_dir
from tests.support.model_copies import copied_model
from vision.assets import shipped_models_root
from vision.images import write_image
from vision.opencv import cv2

FACET_ID = shipped_models_root() / "facet-id" / "model.onnx"


@pytest.fixture
def photo(tmp_path: Path, astronaut_bgr: np.ndarray) -> str:
    """A picture with one face."""
    write_image(tmp_path / "photo.png", astronaut_bgr)
    return str(tmp_path / "photo.png")


@pytest.fixture
def row(photo: str, capfd: pytest.CaptureFixture[str]):
    """What is said of the photo, and what stands on standard error."""

    def ask(*arguments: object) -> tuple[dict, list[str]]:
        code = main(["analyse", photo, "--jsonl", "-", *map(str, arguments)])
        said = capfd.readouterr()
        assert code == 0, said.err
        return json.loads(said.out), said.err.splitlines()

    return ask


@pytest.fixture
def refusal(photo: str, capfd: pytest.CaptureFixture[str]):
    """Why nothing is answered: all lines; the last one is the error."""

    def ask(*arguments: object) -> list[str]:
        code = main(["analyse", photo, "--jsonl", "-", *map(str, arguments)])
        said = capfd.readouterr()
        assert (code, said.out) == (2, "")
        return said.err.splitlines()

    return ask


def put(root: Path, name: str, *, of: Path | None = None, **changes: object) -> Path:
    target = root / name / "model.onnx"
    rest = {"name": name, "task": name} | changes
    return copied_model(target, of=of, **rest) if of else copied_model(target, **rest)


def face_of(row: dict) -> dict:
    (face,) = row["faces"]
    return face


def test_a_model_of_a_new_task_answers_by_itself_and_where_it_is_named(tmp_path: Path, row) -> None:
    labels = {"kind": "sigmoid", "size": 1, "labels": ["bare", "masked"]}
    put(tmp_path / "mine", "mask", output=labels, thresholds={})
    for tasks in ([], ["--tasks", "mask"]):
        found, said = row("--models", tmp_path / "mine", *tasks)
        assert set(face_of(found)) == {"box", "mask"}
        assert face_of(found)["mask"]["label"] == "masked"
        assert "mask" in found["timings_ms"]
        assert not said


def test_the_shipped_models_folder_is_asked_for_all_of_its_tasks(row) -> None:
    found, said = row("--models", shipped_models_root())
    assert list(face_of(found)) == ["box", "smile", "emotion", "happy-sad"]
    assert not said


def test_happy_or_sad_is_answered_where_it_is_named_and_not_by_itself(row) -> None:
    found, said = row("--tasks", "happy-sad,smile")
    assert list(face_of(found)) == ["box", "happy-sad", "smile"]
    assert face_of(found)["happy-sad"]["label"] == "happy"
    assert set(face_of(row()[0])) == {"box", "smile", "emotion"}
    assert not said


def test_ones_own_models_answer_beside_those_of_the_window(row) -> None:
    put(own_models_dir(), "mask")
    put(own_models_dir(), "scene", subject="picture")
    found, _ = row()
    assert list(face_of(found)) == ["box", "smile", "emotion", "mask"]
    assert "picture" not in found, "of whole pictures only what is named, or the folder named"
    found, _ = row("--tasks", "scene")
    assert (face_of(found).keys(), found["picture"]["task"]) == ({"box"}, "scene")


def test_a_model_of_whole_pictures_answers_once_a_picture(
    tmp_path: Path, row, photo: str, capfd: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "mine"
    put(models, "scene", subject="picture")
    for tasks in ([], ["--tasks", "scene"]):
        found, said = row("--models", models, *tasks)
        picture = found["picture"]
        assert (picture["model"], picture["task"], picture["label"]) == ("scene", "scene", "smile")
        assert [one["label"] for one in picture["top"]] == ["smile", "no smile"]
        assert set(face_of(found)) == {"box"}
        assert not said
    put(models, "mask")
    found, _ = row("--models", models)
    assert set(face_of(found)) == {"box", "mask"}
    assert found["picture"]["task"] == "scene"
    assert main(["analyse", photo, "--models", str(models), "--video", str(tmp_path / "seen.mp4")]) == 0
    assert "; mask: smile 1; scene: smile 1" in capfd.readouterr().out
    corner = cv2.VideoCapture(str(tmp_path / "seen.mp4")).read()[1][:8, :8]
    assert corner.mean() < 60, "the answer stands there, on a dark ground"


def test_of_several_models_of_whole_pictures_one_is_named(tmp_path: Path, row, refusal) -> None:
    models = tmp_path / "mine"
    put(models, "scene", subject="picture")
    put(models, "dogs", subject="picture")
    for tasks in ([], ["--tasks", "dogs,scene"]):
        (line,) = refusal("--models", models, *tasks)
        assert "about whole pictures at a time, not dogs, scene. Choose one, as in --tasks dogs" in line
    assert row("--models", models, "--tasks", "scene")[0]["picture"]["model"] == "scene"
    put(models, "mask")
    found, (line,) = row("--models", models)
    assert set(face_of(found)) == {"box", "mask"}
    assert "as in --tasks dogs" in line
    assert "picture" not in found


def test_of_several_models_of_a_task_the_one_named_like_it_answers(tmp_path: Path, row) -> None:
    for name in ("a", "scene", "z"):
        put(tmp_path / "mine", name, task="scene", subject="picture")
    found, said = row("--models", tmp_path / "mine")
    assert found["picture"]["model"] == "scene"
    assert not said


def test_a_task_without_a_model_names_those_that_have_one(tmp_path: Path, refusal) -> None:
    (line,) = refusal("--tasks", "shoe-size")
    assert line == "facet: There is no model for 'shoe-size'. Choose from: smile, emotion, happy-sad."
    put(tmp_path / "mine", "mask")
    put(tmp_path / "mine", "scene", subject="picture")
    (line,) = refusal("--models", tmp_path / "mine", "--tasks", "mask,smile")
    assert line == "facet: There is no model for 'smile'. Choose from: mask, scene."
    (line,) = refusal("--tasks", "identity")
    assert "--gallery DIR" in line


def test_a_folder_whose_models_give_no_answer_says_what_is_there(tmp_path: Path, refusal) -> None:
    put(tmp_path / "mine", "who", of=FACET_ID, task="identity")
    (line,) = refusal("--models", tmp_path / "mine")
    assert "give no answers by themselves: who (identity)." in line
    assert "there is no model" not in line


@pytest.mark.parametrize("tasks", [[], ["--tasks", "mask"]])
def test_the_folder_of_one_model_is_not_the_folder_of_models(
    tmp_path: Path, refusal, tasks: list[str]
) -> None:
    put(tmp_path / "mine", "mask")
    (line,) = refusal("--models", tmp_path / "mine" / "mask", *tasks)
    assert line.endswith(f"Give the folder that it lies in: --models {tmp_path / 'mine'}")


def untaken(root: Path) -> dict[str, str]:
    """Puts files there that can't be asked; a word of the reason for each, by a piece of its path."""
    copied_model(root / "bare" / "model.onnx", with_card=False)
    put(root, "counts", output={"kind": "regression", "size": 1, "labels": []})
    put(root, "box")
    copied_model(root / "astray" / "mask.onnx", task="mask")
    copied_model(root / "loose.onnx", task="mask")
    return {
        "bare/model.onnx": "card",
        "counts/model.onnx": "output.kind",
        "box/model.onnx": "can't be called 'box'",
        "astray/mask.onnx": f"Move it to {root / 'astray' / 'model.onnx'}",
        "loose.onnx": f"Move it to {root / 'loose' / 'model.onnx'}",
    }


def told(lines: list[str], why: dict[str, str]) -> bool:
    return len(lines) == len(why) and all(
        any(path in line and word in line for line in lines) for path, word in why.items()
    )


def test_each_file_that_is_not_asked_is_named_once_and_the_others_answer(tmp_path: Path, row) -> None:
    why = untaken(tmp_path / "mine")
    put(tmp_path / "mine", "mask")
    found, said = row("--models", tmp_path / "mine")
    assert set(face_of(found)) == {"box", "mask"}
    assert isinstance(face_of(found)["box"], list)
    assert told(said, why), said


def test_so_are_those_among_ones_own_models(row) -> None:
    why = untaken(own_models_dir())
    found, said = row()
    assert set(face_of(found)) == {"box", "smile", "emotion"}
    assert told(said, why), said


def test_where_no_file_can_be_asked_each_is_named_once(tmp_path: Path, refusal) -> None:
    why = untaken(tmp_path / "mine")
    for tasks in ([], ["--tasks", "mask"]):
        said = refusal("--models", tmp_path / "mine", *tasks)
        assert told(said, why), said
    assert "counts/model.onnx" in refusal("--models", tmp_path / "mine", "--tasks", "counts")[-1]


def test_a_pulled_file_as_published_lies_where_it_should(tmp_path: Path, row) -> None:
    from vision.pinned_models import YUNET, pinned_by_name

    put(tmp_path / "pulled", "mask")
    published = pinned_by_name(YUNET.name).file
    copied_model(tmp_path / "pulled" / YUNET.name / published)
    assert not row("--models", tmp_path / "pulled")[1]
