"""`facet-train predict`: faces found in photos, folders and clips, answered by the shipped smile model."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.trainer.test_cli import facet_train, one_sentence
from trainer.commands.app import app
from vision.errors import DataUnusable, FacetError, ImageUnreadable, ModelRefused, SourceUnavailable
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


def test_of_faces_nothing_is_said_where_none_was_looked_for(model, photo, astronaut_bgr, tmp_path):
    (row,), said = predicted(tmp_path, "--model", model, "--detector", "none", photo)
    assert row["whole"]["label"] in ("smile", "no smile")
    assert f"{photo}: {row['whole']['label']} {row['whole']['score']:.2f}" in said
    assert "face found" not in said
    clip = write_clip(tmp_path / "clip.avi", [astronaut_bgr, astronaut_bgr])
    rows, said = predicted(tmp_path, "--model", model, "--detector", "none", clip)
    assert f"clip.avi: 2 frames; {rows[0]['whole']['label']} 2" in said


def test_an_unknown_detector_is_answered_with_all_that_may_be_typed(model, photo):
    with pytest.raises(
        FacetError, match=r"no detector 'dlib'\. Choose from: haar, .*, none\. With none whole"
    ):
        run("--model", model, "--detector", "dlib", photo)


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


# A camera


class FakeCamera:
    """Gives the pictures it was made with, then the reader's Ctrl-C."""

    def __init__(self, pictures, interrupt=True):
        self.pictures, self.interrupt, self.released = list(pictures), interrupt, False

    def __call__(self, index):
        return self

    def grab(self):
        if not self.pictures and self.interrupt:
            raise KeyboardInterrupt
        return bool(self.pictures)

    def retrieve(self):
        return True, self.pictures.pop(0)

    def release(self):
        self.released = True


def test_a_camera_is_watched_until_ctrl_c(model, astronaut_bgr, tmp_path, monkeypatch):
    camera = FakeCamera([astronaut_bgr, astronaut_bgr, np.full_like(astronaut_bgr, 200)])
    monkeypatch.setattr(cv2, "VideoCapture", camera)
    rows, said = predicted(tmp_path, "--model", model, "--camera", 0)
    assert [len(row["faces"]) for row in rows] == [1, 1, 0]
    assert rows[0]["source"] == "camera 0"
    assert camera.released
    assert "3 frames, 2 with a face; smile 2" in said
    assert said.count("s  smile") == 1  # said when it changes, not with every frame
    assert "nobody" in said


def test_a_camera_that_gives_nothing_is_said(model, monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", FakeCamera([], interrupt=False))
    with pytest.raises(SourceUnavailable, match="camera 0: it gives no picture"):
        run("--model", model, "--camera", 0)


# Progress, Ctrl-C, and options that don't fit


def test_events_have_every_answer_and_nothing_else(model, photo, empty_photo):
    done = run("--model", model, photo, empty_photo, "--events", "jsonl")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    answers = [event for event in events if event["event"] == "answer"]
    assert [len(answer["faces"]) for answer in answers] == [1, 0]
    assert events[-1] == {"event": "progress", "stage": "pictures", "done": 2, "total": 2}
    assert "smile" in done.stderr


def test_ctrl_c_keeps_the_answers_so_far(model, photo, empty_photo, tmp_path, monkeypatch):
    from trainer.evaluate import prediction

    first = prediction.photo_sentence

    def interrupted(answered):
        if answered.still.path == empty_photo:
            raise KeyboardInterrupt
        return first(answered)

    monkeypatch.setattr(prediction, "photo_sentence", interrupted)
    out = tmp_path / "answers.json"
    done = run("--model", model, photo, empty_photo, "--json", out)
    assert done.exit_code == 130
    assert "The answers for 1 of 2 files are kept" in done.stderr
    assert [row["source"] for row in json.loads(out.read_text())] == [str(photo)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.jpg"], "Either --model or --backbone"),
        (["a.jpg", "--model", "m.onnx", "--backbone", "vgg16"], "Either --model or --backbone"),
        (["--model", "m.onnx"], "Nothing says what to look at"),
        (["a.jpg", "--model", "m.onnx", "--camera", "0"], "--camera goes with --model alone"),
        (["a.jpg", "--model", "m.onnx", "--weights", "w.h5"], "--weights belongs to --backbone"),
        (["a.jpg", "--model", "m.onnx", "--json", "-", "--events", "jsonl"], "can't share"),
    ],
)
def test_options_that_do_not_fit_are_one_sentence(words, said):
    with pytest.raises(FacetError, match=said):
        run(*words)


def test_a_model_without_a_card_beside_it_is_refused(photo, tmp_path):
    (tmp_path / "model.h5").write_bytes(b"")
    with pytest.raises(DataUnusable, match=r"doesn't say what its answers mean.*--card"):
        run("--model", tmp_path / "model.h5", photo)


# A page


def test_a_page_shows_pictures_and_bars_and_needs_no_other_file(model, photo, empty_photo, tmp_path):
    page = tmp_path / "pages" / "page.html"
    done = run("--model", model, "--report", page, photo, empty_photo)
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert text.count('src="data:image/jpeg;base64,') == 2
    assert text.count('class="row"') == 4  # both labels of each
    assert "<h2>astronaut.png</h2>" in text
    assert "the whole picture" in text
    assert "http" not in text
    assert "<script" not in text


def test_names_on_a_page_are_no_markup(model, tmp_path, astronaut_bgr):
    write_image(tmp_path / "<b>&.png", astronaut_bgr)
    run("--model", model, "--report", tmp_path / "page.html", tmp_path / "<b>&.png")
    assert "<h2>&lt;b&gt;&amp;.png</h2>" in (tmp_path / "page.html").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--report", "page.html", "--camera", "0"], "not what a camera sees"),
        (["--report", "page", "photo.png"], "ends with .html"),
    ],
)
def test_a_page_that_can_t_be_is_said_at_once(model, words, said):
    with pytest.raises(FacetError, match=said):
        run("--model", model, *words)


def test_clips_alone_make_no_page(model, astronaut_bgr, tmp_path):
    clip = write_clip(tmp_path / "clip.avi", [astronaut_bgr] * 2)
    with pytest.raises(FacetError, match="shows pictures, and none was answered"):
        run("--model", model, "--report", tmp_path / "page.html", clip)
    assert not (tmp_path / "page.html").exists()


# ImageNet's names


class FakeClassifier:
    """Sure of one class, whatever it sees."""

    def __init__(self, place):
        self.place = place

    def predict_on_batch(self, crops):
        assert crops.dtype == np.uint8
        assert crops.shape[1:] == (224, 224, 3)
        shares = np.full((1, 1000), 0.3 / 999)
        shares[0, self.place] = 0.7
        return shares


@pytest.fixture
def namers(monkeypatch):
    from trainer.evaluate import imagenet_names
    from trainer.models.backbones import backbone

    def opened(names, weights, on_open):
        return [
            imagenet_names.Namer(backbone(name), FakeClassifier(1 + number))
            for number, name in enumerate(names)
        ]

    monkeypatch.setattr(imagenet_names, "open_namers", opened)


def test_backbones_on_a_page_have_their_likeliest_five(namers, photo, tmp_path):
    page = tmp_path / "page.html"
    done = run("--backbone", "resnet50,vgg16", "--report", page, photo)
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert text.count('class="row"') == 10
    assert "<h3>resnet50</h3>" in text
    assert "goldfish" in text


def test_backbones_stand_side_by_side(namers, photo, tmp_path):
    rows, said = predicted(tmp_path, photo, "--backbone", "resnet50, vgg16", "--top", 3)
    assert list(rows[0]["backbones"]) == ["resnet50", "vgg16"]
    first, second = rows[0]["backbones"].values()
    assert [len(first), len(second)] == [3, 3]
    assert (first[0]["label"], second[0]["label"]) == ("goldfish", "great white shark")
    assert first[0]["probability"] == 0.7
    line = next(line for line in said.splitlines() if "goldfish" in line)
    assert line.index("goldfish") < line.index("great white shark")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--backbone", "vgg15"], "no backbone 'vgg15'.*resnet50"),
        (["--backbone", "vgg16,resnet50", "--weights", "w.h5"], "isn't said whose"),
        (["--backbone", "vgg16", "--weights", "resnet50=w.h5"], "not among --backbone vgg16"),
        (["--backbone", "vgg16", "--weights", "vgg16=w.h5"], "no such file"),
        (["--backbone", ","], "names no network"),
    ],
)
def test_backbones_and_weights_that_are_not_there_are_named(photo, words, said):
    with pytest.raises(FacetError, match=said):
        run(photo, *words)


def test_names_come_in_the_order_of_imagenet_s_own_classes():
    from trainer.evaluate.imagenet_names import most_probable
    from trainer.models.imagenet_labels import imagenet_labels

    labels = imagenet_labels()
    assert len(labels) == len(set(labels)) == 1000
    # Published places: tench 0, Egyptian cat 285, minivan 656, toilet tissue 999.
    assert (labels[0], labels[285], labels[656], labels[999]) == (
        "tench",
        "Egyptian cat",
        "minivan",
        "toilet tissue",
    )
    shares = np.zeros(1000)
    shares[[285, 656]] = 0.6, 0.4
    assert most_probable(shares, 2) == ((285, "Egyptian cat", 0.6), (656, "minivan", 0.4))


def test_the_recipe_imagenet_is_listed_and_points_here(tmp_path):
    listed = CliRunner().invoke(app, ["recipes", "--json", "-"], catch_exceptions=False)
    assert "imagenet" in [entry["name"] for entry in json.loads(listed.stdout)]
    with pytest.raises(FacetError, match=r"trains nothing.*predict --backbone"):
        CliRunner().invoke(
            app, ["train", "--recipe", "imagenet", "--data", str(tmp_path)], catch_exceptions=False
        )
