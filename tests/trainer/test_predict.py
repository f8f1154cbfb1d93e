"""`facet-train predict`: faces found in photos, folders and clips, answered by the shipped smile model."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.trainer.test_cli import facet_train, one_sentence
from trainer.commands.app import app
from vision.errors import DataUnusable, FacetError, ImageUnreadable, ModelRefused
from vision.images import write_image
from vision.opencv import cv2


@pytest.fixture
def model(repo_root):
    return repo_root / "assets" / "models" / "smile" / "model.onnx"


@pytest.fixture
def photo(tmp_path, astronaut_bgr):
    write_image(tmp_path / "astronaut.png", astronaut_bgr)
    return tmp_path / "astronaut.png"


@pytest.fixture
def empty_photo(tmp_path):
    path = tmp_path / "empty.png"
    write_image(path, np.full((120, 160, 3), 200, np.uint8))
    return path


def write_clip(path, pictures):
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (width, height))
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def run(*words):
    return CliRunner().invoke(app, ["predict", *map(str, words)], catch_exceptions=False)


def predicted(tmp_path, *words):
    out = tmp_path / "answers.json"
    done = run(*words, "--json", out)
    assert done.exit_code == 0, done.output
    return json.loads(out.read_text()), done.output


def test_the_face_of_a_photo_is_answered(model, photo, tmp_path):
    (row,), said = predicted(tmp_path, "--model", model, photo)
    assert row["size"] == [512, 512]
    assert row["whole"] is None
    (face,) = row["faces"]
    x, y, width, height = face["box"]
    assert x < 225 < x + width  # her face is at about 225, 115
    assert y < 115 < y + height
    assert face["label"] == "smile"
    assert face["scores"]["smile"] == face["score"] > 0.5
    assert f"smile {face['score']:.2f} at {x},{y}" in said


def test_a_photo_without_a_face_is_answered_whole(model, empty_photo, tmp_path):
    (row,), said = predicted(tmp_path, "--model", model, empty_photo)
    assert row["faces"] == []
    assert row["whole"]["label"] in ("smile", "no smile")
    assert "no face found; the whole picture" in said


def test_a_folder_gives_all_below_it_and_names_what_can_t_be_read(model, photo, empty_photo, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "broken.jpg").write_text("no picture")
    (tmp_path / "deep" / "notes.txt").write_text("nothing to look at")
    rows, said = predicted(tmp_path, "--model", model, tmp_path)
    assert [row["source"].rpartition("/")[2] for row in rows] == ["astronaut.png", "empty.png"]
    assert "Left out" in said
    assert "broken.jpg" in said


def test_a_clip_is_answered_frame_by_frame(model, astronaut_bgr, tmp_path):
    blank = np.full_like(astronaut_bgr, 200)
    clip = write_clip(tmp_path / "clip.avi", [astronaut_bgr, astronaut_bgr, blank, blank])
    rows, said = predicted(tmp_path, "--model", model, clip)
    assert [(row["frame"], row["at_s"], len(row["faces"])) for row in rows] == [
        (0, 0.0, 1),
        (1, 0.1, 1),
        (2, 0.2, 0),
        (3, 0.3, 0),
    ]
    assert all(row["whole"] is None for row in rows)
    assert "4 frames, 2 with a face; smile 2" in said
    rows, _ = predicted(tmp_path, "--model", model, clip, "--every", 2)
    assert [row["frame"] for row in rows] == [0, 2]


def test_json_on_standard_output_is_nothing_but_json(model, photo):
    done = run("--model", model, photo, "--json", "-")
    assert json.loads(done.stdout)[0]["faces"]
    assert "smile" in done.stderr


def test_what_is_not_there_is_said(model, tmp_path):
    with pytest.raises(DataUnusable, match="no such file or folder"):
        run("--model", model, tmp_path / "absent.jpg")
    with pytest.raises(DataUnusable, match="no picture and no clip"):
        run("--model", model, tmp_path)


@pytest.mark.parametrize("name", ["broken.jpg", "broken.mp4"])
def test_nothing_readable_is_an_error(model, tmp_path, name, capfd):
    (tmp_path / name).write_text("neither picture nor clip")
    with pytest.raises(ImageUnreadable, match=name):
        run("--model", model, tmp_path / name)
    (tmp_path / "other.png").write_text("nor this")
    with pytest.raises(FacetError, match="None of 2 files can be read"):
        run("--model", model, tmp_path / name, tmp_path / "other.png")
    capfd.readouterr()  # FFmpeg speaks past Python


def test_a_file_that_is_no_model_is_refused(photo):
    with pytest.raises(ModelRefused):
        run("--model", photo, photo)


def test_it_needs_no_tensorflow(model, photo, tmp_path):
    absent = ["tensorflow", "keras", "tf2onnx", "matplotlib"]
    done = facet_train("predict", "--model", model, photo, without=absent)
    assert done.returncode == 0, done.stderr
    one_sentence(facet_train("predict", "--model", model, tmp_path / "x.jpg", without=absent), "x.jpg")
