"""`facet people` and `facet analyse --gallery`, with pictures that tell the models who is on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop import identification
from desktop.cli import main
from desktop.commands import people as people_commands
from desktop.commands import people_evaluate, people_head
from desktop.people.gallery import Gallery
from desktop.people.prepared import is_prepared
from desktop.people.reading import FaceReader
from desktop.people.strangers import Crowd, Strangers
from tests.support.drawn_people import DIGEST, embedding
from vision.face_finder import Faces
from vision.face_quality import FaceQuality
from vision.images import write_image

NOBODY = 250


class ColourFinder:
    """Finds one face unless the picture is almost white."""

    name = "haar"

    def find(self, image_bgr: np.ndarray) -> Faces:
        if image_bgr[0, 0, 0] >= NOBODY:
            return Faces()
        points = np.full((1, 5, 2), np.nan, np.float32)
        return Faces(np.array([[0, 0, 60, 60]], np.int32), np.ones(1, np.float32), points)


class ColourEmbedder:
    """Blue is who it is, green which picture of them."""

    digest, name = DIGEST, "drawn"

    def crops(self, image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray | None) -> np.ndarray:
        return np.repeat(image_bgr[None, :1, :1, ::-1], len(boxes_px), axis=0)

    def embed(self, crops: np.ndarray) -> np.ndarray:
        return np.stack([embedding(int(crop[0, 0, 2]), int(crop[0, 0, 1])) for crop in crops])


@pytest.fixture(autouse=True)
def drawn_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finder, embedder and strangers that need no model files."""
    quality = FaceQuality(80, 0.1, 120, 0, 0, 0, 0.9)
    reader = FaceReader(ColourFinder(), ColourEmbedder(), lambda *_: quality)
    for module in (identification, people_commands, people_evaluate):
        monkeypatch.setattr(module, "face_reader", lambda *_: reader)
    crowd = Crowd("drawn", np.stack([embedding(1000 + k, 0) for k in range(400)]))
    for module in (identification, people_head):
        monkeypatch.setattr(module, "strangers_for", lambda _: Strangers(DIGEST, (crowd,), {}))
    monkeypatch.setattr(people_head, "embedder_by_name", lambda *_: reader.embedder)


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., Path]:
    """Makes a picture of a person: photo("known/Ada/1.png", 3, 1)."""

    def make(name: str, person: int, take: int = 0) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_image(path, np.full((64, 64, 3), (person, take, 0), np.uint8))
        return path

    return make


@pytest.fixture
def folder(tmp_path: Path, photo: Callable[..., Path]) -> Path:
    """A gallery with Ada and Bo in three pictures each."""
    gallery = tmp_path / "gallery"
    for person, name in enumerate(("Ada", "Bo")):
        pictures = [str(photo(f"{name}-{take}.png", person, take)) for take in range(3)]
        assert main(["people", "add", name, *pictures, "--gallery", str(gallery)]) == 0
    return gallery


def people(*words: object) -> int:
    return main(["people", *map(str, words)])


def listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    capsys.readouterr()
    assert people("list", "--gallery", folder, "--json") == 0
    return {row["name"]: row["references"] for row in json.loads(capsys.readouterr().out)}


def test_every_file_is_answered_for(
    tmp_path: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.jpg").write_text("no picture")
    files = [photo("a.png", 3, 0), photo("a.png", 3, 0), photo("nobody.png", NOBODY), tmp_path / "broken.jpg"]
    files.append(photo("same.png", 3, 0))
    assert people("add", "Cleo", *files, "--gallery", tmp_path / "new" / "gallery") == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.rpartition("/")[2] for line in said[:4]] == [
        "a.png: taken",
        "nobody.png: not taken: no face was found",
        "broken.jpg: not taken: it is not a picture that Facet can read",
        "same.png: not taken: almost the same picture was taken already",
    ]
    assert said[4] == "Cleo: 1 taken, 1 reference in all"


def test_what_is_there_already_is_not_taken_again(
    folder: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    again, new = photo("Ada-1.png", 0, 1), photo("new.png", 0, 9)
    capsys.readouterr()
    assert people("add", "ada", again, new, "--gallery", folder) == 0
    said = capsys.readouterr().out
    assert "Ada-1.png: not taken: it is there already" in said
    assert "Ada: 1 taken, 4 references in all" in said
    assert people("add", "Ada", again, new, "--gallery", folder) == 3
    assert "nothing new: Ada is enrolled" in capsys.readouterr().err
    assert listed(folder, capsys) == {"Ada": 4, "Bo": 3}
    assert people("add", "Bo", photo("Bo-1.png", 1, 1), "--gallery", folder) == 3


def test_a_head_is_fitted_told_of_exported_and_dropped(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from vision.onnx_runtime import ort

    head = tmp_path / "head.onnx"
    assert people("export-head", head, "--gallery", folder) == 2
    assert "no head to export" in capsys.readouterr().err
    assert people("tune", "--gallery", folder) == 0
    assert "Not better: nothing was changed." in capsys.readouterr().out
    monkeypatch.setattr("desktop.people.heads.Comparison.surely_better", property(lambda _: True))
    assert people("tune", "--gallery", folder, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["fpir"], found["taken"]) == (6, 0.01, True)
    assert people("export-head", head, "--gallery", folder) == 0
    session = ort.InferenceSession(str(head), providers=["CPUExecutionProvider"])
    (scores,) = session.run(None, {"embeddings": np.stack([embedding(0, 0), embedding(1, 1)])})
    assert scores.argmax(axis=1).tolist() == [0, 1]
    card = json.loads(session.get_modelmeta().custom_metadata_map["facet.head"])
    assert card["labels"] == ["Ada", "Bo"]
    capsys.readouterr()
    assert people("tune", "--back", "--gallery", folder) == 0
    assert people("tune", "--back", "--gallery", folder) == 0
    assert capsys.readouterr().out.splitlines() == ["The head in use was dropped.", "No head is in use."]


def test_where_nothing_is_taken_nobody_is_made(
    tmp_path: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert people("add", "Cleo", photo("nobody.png", NOBODY), "--gallery", tmp_path / "gallery") == 3
    assert "nobody was enrolled" in capsys.readouterr().err
    assert not (tmp_path / "gallery").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Cleo", "not-there.jpg"),
        ("list",),
        ("show", "Ada"),
        ("evaluate", "--known", "nowhere", "--strangers", "nowhere"),
        ("import", "nowhere.zip"),
    ],
)
def test_what_can_not_be_used_is_one_line_and_exit_2(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(*words, "--gallery", tmp_path / "gallery") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_folders_are_taken_with_all_that_is_in_them(
    tmp_path: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for take in range(3):
        photo(f"cleo/{take}/picture.png", 3, take)
    assert people("add", "Cleo", tmp_path / "cleo", "--gallery", tmp_path / "gallery") == 0
    assert listed(tmp_path / "gallery", capsys) == {"Cleo": 3}


def test_mending(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert people("rename", "ada", "Countess", "--gallery", folder) == 0
    assert people("merge", "Bo", "Countess", "--gallery", folder) == 0
    assert listed(folder, capsys) == {"Countess": 6}
    assert people("unmerge", "Countess", "--gallery", folder) == 0
    assert people("undo", "--gallery", folder) == 0
    assert listed(folder, capsys) == {"Ada": 3, "Bo": 3}
    assert people("show", "Ada", "--gallery", folder) == 0
    assert "Ada: 3 references" in capsys.readouterr().out
    assert people("verify", "--gallery", folder) == 0


def test_removing_asks(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert people("remove", "Ada", "--gallery", folder) == 2
    monkeypatch.setattr(people_commands, "_agreed", lambda *_: False)
    assert people("remove", "Ada", "--gallery", folder) == 1
    assert listed(folder, capsys) == {"Ada": 3, "Bo": 3}
    assert people("remove", "Ada", "--gallery", folder, "--yes") == 0
    assert listed(folder, capsys) == {"Bo": 3}


def test_carrying(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert people("export", tmp_path / "people.zip", "--gallery", folder) == 0
    assert people("import", tmp_path / "people.zip", "--gallery", tmp_path / "other") == 0
    assert listed(tmp_path / "other", capsys) == {"Ada": 3, "Bo": 3}


def test_a_large_gallery_that_came_in_is_ready_when_it_is_opened(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.people.prepared.KEPT_FROM", 4)
    assert people("export", tmp_path / "people.zip", "--gallery", folder) == 0
    assert people("import", tmp_path / "people.zip", "--gallery", tmp_path / "other") == 0
    with Gallery(tmp_path / "other") as gallery:
        assert is_prepared(gallery.database, DIGEST)


def test_evaluate_counts_as_agreed(
    folder: Path, tmp_path: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for take in range(4):
        photo(f"known/Ada/{take}.png", 0, 100 + take)
    photo("known/Bo/hidden.png", NOBODY)
    photo("known/Cleo/0.png", 3)  # not enrolled: a miss
    for person in range(20, 30):
        photo(f"strangers/{person}/0.png", person)
    photo("strangers/hidden/0.png", NOBODY)
    words = ("--known", tmp_path / "known", "--strangers", tmp_path / "strangers", "--fpir", "0.01")
    capsys.readouterr()
    assert people("evaluate", "--gallery", folder, *words, "--json", "-") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["tpir"] == pytest.approx(4 / 6, abs=1e-5)
    assert (found["fpir"], found["n_known"], found["n_strangers"], found["n_no_face"]) == (0.0, 6, 11, 2)
    assert (found["detector"], found["model"]) == ("haar", "drawn")
    assert 0.1 < found["threshold"] < 0.7
    assert len(found["tpir_ci95"]) == len(found["fpir_ci95"]) == 2
    assert [round(bound, 6) for bound in found["tpir_ci95"]] == found["tpir_ci95"]
    assert people("evaluate", "--gallery", folder, *words) == 0
    assert "known people named rightly" in capsys.readouterr().out


def test_evaluate_tells_of_folders_that_do_not_fit_the_gallery(
    folder: Path, tmp_path: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for person in range(3, 10):
        photo(f"known/Nobody {person}/0.png", person)
    photo("known/ada/0.png", 0, 100)  # spelt otherwise, the same person
    photo("strangers/BO/0.png", 1, 100)
    words = ("--known", tmp_path / "known", "--strangers", tmp_path / "strangers")
    capsys.readouterr()
    assert people("evaluate", "--gallery", folder, *words) == 0
    said = capsys.readouterr().err
    assert "Nobody 3, Nobody 4, Nobody 5, Nobody 6, Nobody 7 and 2 more" in said
    assert "ada" not in said
    assert "counted as strangers: BO" in said


def test_a_share_must_be_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        people("evaluate", "--gallery", folder, "--known", "k", "--strangers", "s", "--fpir", "5")
    assert ended.value.code == 2
    assert "between 0 and 1" in capsys.readouterr().err


def test_a_picture_of_somebody_else_is_set_aside(
    tmp_path: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    gallery = tmp_path / "gallery"
    pictures = [photo(f"cleo/{take}.png", 3, take) for take in range(5)]
    assert people("add", "Cleo", *pictures, photo("cleo/odd.png", 44), "--gallery", gallery) == 0
    said = capsys.readouterr().out
    assert "odd.png: unlike the other pictures" in said
    assert "Cleo: 6 taken, 5 references in all" in said


def test_a_face_that_has_another_name_is_told(
    folder: Path, photo: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert people("add", "Bobby", photo("again.png", 1, 40), "--gallery", folder) == 0
    assert "1 picture of 1 look like Bo." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "second_look"), [((), True), (("--detector", "haar"), False), (("--detector", "yunet"), False)]
)
def test_people_are_enrolled_with_what_the_window_finds_unless_a_detector_is_named(
    words: tuple[str, ...],
    second_look: bool,
    tmp_path: Path,
    photo: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[identification.IdentityOptions] = []
    real = people_commands.face_reader

    def reader(store: Any, options: identification.IdentityOptions) -> FaceReader:
        asked.append(options)
        return real(store, options)

    monkeypatch.setattr(people_commands, "face_reader", reader)
    assert people("add", "Ada", photo("one.png", 3), *words, "--gallery", tmp_path / "gallery") == 0
    assert [one.second_look for one in asked] == [second_look]
    assert asked[0].detector == (words[1] if words else "haar")
