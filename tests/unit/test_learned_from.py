"""What learned from somebody: found by their name, deleted with them, and not a byte of them is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.folders import data_dir, own_models_dir, trainer_cache_dir, trainings_dir
from desktop.identification import gallery_folder
from desktop.learned_from import LearnedKept, erase_for_good, erase_learned, learned_from
from desktop.people.erasure import erase_person, sought_of
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.people.pictures import encode_crop
from desktop.people.records import NewFace
from desktop.training.commands import GALLERY, Order
from desktop.training.runs import new_run
from desktop.ui.people.people_words import erased_from_words
from tests.support.drawn_people import drawn_face
from tests.support.model_copies import copied_model

NAME = "Zoë Unmistakable"


def training(title: str, order: Order, *, now: datetime | None = None, **files: str) -> Path:
    """A folder of a training with these files in it."""
    run = new_run(trainings_dir(), title, order, now or datetime.now())
    for name, content in files.items():
        (run.folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return run.folder


def labelled(folder: Path, *labels: str) -> Path:
    """A model that tells these apart."""
    output = {"kind": "sigmoid", "size": 1, "labels": labels}
    copied_model(folder / "model.onnx", name=folder.name, output=output, thresholds={})
    return folder


@pytest.fixture
def faces() -> list[NewFace]:
    """Zoë, in the gallery, in an older file of it, in trainings and in models; and others in others."""
    own = [drawn_face(9, take) for take in range(4)]
    with Gallery(gallery_folder()) as gallery:
        gallery.enrol(NAME, own)
        gallery.enrol("Bo Other", [drawn_face(1, 0)])
    older = gallery_folder() / "gallery-2026-01-02-030405.sqlite"
    older.write_bytes((gallery_folder() / GALLERY_FILE).read_bytes())
    (gallery_folder() / f"{older.name}-wal").write_bytes(encode_crop(own[0].crop_rgb))
    folder_order = Order("dogs", "/photos/family")
    training("Folder", folder_order, figures_json=json.dumps({"classes": ["Bo Other", NAME]}))
    training("As folders are named", folder_order, split_csv="path,class\nZoë_Unmistakable/Zoë_1.jpg,1\n")
    training("Report", folder_order, report_html="<td>Zo&euml; Unmistakable</td>")
    training("Others", folder_order, figures_json=json.dumps({"classes": ["Bo Other", "Zoë Unmistake"]}))
    begun = training("Begun", Order(GALLERY, str(gallery_folder())))
    (begun / "features").mkdir()
    (begun / "features" / "1.bin").write_bytes(own[1].embedding.tobytes())
    before = datetime(2020, 1, 1)
    training("Before", Order(GALLERY, str(gallery_folder())), now=before)
    training("Elsewhere", Order(GALLERY, "/somewhere/else"))
    labelled(own_models_dir() / "family", "Bo Other", NAME)
    labelled(own_models_dir() / "others", "Bo Other", "Cleo")
    labelled(data_dir() / "removed-models" / "older", NAME, "Cleo")
    return own


def found() -> set[tuple[str, str]]:
    with Gallery(gallery_folder()) as gallery:
        sought = sought_of(gallery, gallery.person(NAME).id)
    return {(one.kind, one.title) for one in learned_from(sought.names, sought.since_s)}


def traces(root: Path, faces: list[NewFace]) -> set[str]:
    """The files under `root` that hold the name, a picture or the numbers, in pieces as pages cut them."""
    escaped = json.dumps(NAME)[1:-1]
    needles = [word.encode() for word in (NAME, NAME.casefold(), NAME.replace(" ", "_"), escaped)]
    needles.append(b"Zo&euml;")
    for face in faces:
        png, numbers = encode_crop(face.crop_rgb), face.embedding.tobytes()
        needles += [png[at : at + 24] for at in range(64, len(png) - 24, 1500)]
        needles += [numbers[at : at + 16] for at in range(0, len(numbers) - 16, 128)]
    files = [(path, path.read_bytes()) for path in root.rglob("*") if path.is_file()]
    return {path.name for path, content in files if any(needle in content for needle in needles)}


def test_what_learned_from_somebody_is_found_and_nothing_else(faces: list[NewFace]) -> None:
    assert found() == {
        ("training", "Folder"),
        ("training", "As folders are named"),
        ("training", "Report"),
        ("training", "Begun"),
        ("model", "family"),
        ("model", "older"),
        ("gallery", "gallery-2026-01-02-030405.sqlite"),
    }


def test_a_name_of_one_word_is_not_a_word_of_the_trainer() -> None:
    order = Order("dogs", "/photos")
    training("Figures", order, figures_json=json.dumps({"softmax": 1, "max": 0.5, "classes": ["Maxine"]}))
    training("Named", order, figures_json=json.dumps({"classes": ["Max", "Bo"]}))
    assert [one.title for one in learned_from(["Max"], 0.0)] == ["Named"]
    assert learned_from([], 0.0) == ()


def test_not_a_byte_of_them_is_left(faces: list[NewFace]) -> None:
    assert len(traces(data_dir(), faces)) > 6, "the search must be able to find what is there"
    with Gallery(gallery_folder()) as gallery:
        person = gallery.person(NAME)
        sought = sought_of(gallery, person.id)
        learned = learned_from(sought.names, sought.since_s)
        erase_person(gallery, person.id, (), lambda: erase_learned(learned))
        assert traces(data_dir(), faces) == set()
        assert [one.name for one in gallery.people()] == ["Bo Other"]
    kept = {path.name for path in trainings_dir().iterdir()}
    assert {name.split("-")[0] for name in kept} == {"others", "before", "elsewhere"}
    assert [path.name for path in own_models_dir().iterdir()] == ["others"]


def test_what_cannot_be_deleted_leaves_the_person_to_be_erased_again(
    faces: list[NewFace], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("desktop.learned_from.shutil.rmtree", busy)
    with Gallery(gallery_folder()) as gallery:
        person = gallery.person(NAME)
        learned = learned_from([NAME], 0.0)
        with pytest.raises(LearnedKept, match="Permission denied"):
            erase_person(gallery, person.id, (), lambda: erase_learned(learned))
        assert gallery.find(NAME)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Somebody sits there and answers."""

    def answer(words: str) -> None:
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _: words)

    return answer


def test_the_command_says_what_goes_too_before_it_asks(
    faces: list[NewFace], capsys: pytest.CaptureFixture[str], asked: Callable[[str], None]
) -> None:
    asked("n")
    assert main(["people", "remove", NAME]) == 1
    said = capsys.readouterr().out
    assert f"Learned from {NAME}, and goes too: model family" in said
    assert "Nothing was removed." in said
    assert found()
    asked("y")
    assert main(["people", "remove", NAME]) == 0
    assert traces(data_dir(), faces) == set()


def test_the_command_keeps_them_where_that_is_asked_for(
    faces: list[NewFace], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["people", "remove", NAME, "--yes", "--keep-learned"]) == 0
    assert "family: kept, and learned from them (model)" in capsys.readouterr().out
    assert (own_models_dir() / "family" / "model.onnx").is_file()
    with Gallery(gallery_folder()) as gallery:
        assert gallery.find(NAME) is None


def test_another_gallery_s_people_have_nothing_here(faces: list[NewFace], tmp_path: Path) -> None:
    with Gallery(tmp_path / "other") as gallery:
        gallery.enrol(NAME, [drawn_face(9)])
    assert main(["people", "remove", NAME, "--yes", "--gallery", str(tmp_path / "other")]) == 0
    assert ("model", "family") in found()


def test_what_is_written_once_more_and_held_is_told_and_the_person_gone(faces, monkeypatch) -> None:
    with Gallery(gallery_folder()) as gallery:
        person = gallery.person(NAME)
        learned = learned_from([NAME], 0.0)
        times: list[int] = []

        def first() -> None:
            times.append(1)
            if len(times) > 1:
                raise LearnedKept(learned[0].path, "being used")
            erase_learned(learned)

        gone = erase_person(gallery, person.id, (), first)
        assert gallery.find(NAME) is None
    assert NAME in gone.names
    assert "being used" in gone.left
    assert "by hand" in erased_from_words("Zoë was erased.", gone)


def test_what_trainings_keep_of_pictures_goes_with_whoever_is_erased(faces: list[NewFace]) -> None:
    seen = trainer_cache_dir() / "features" / "MobileNetV2-1" / "picture.npy"
    fetched = trainer_cache_dir() / "weights" / "mobilenet" / "weights.onnx"
    for path in (seen, fetched):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"numbers")
    with Gallery(gallery_folder()) as gallery:
        gone = erase_for_good(gallery, gallery.person(NAME).id, [], [])
    assert gone.left == ""
    assert not seen.exists(), "nothing tells whose picture it was"
    assert fetched.exists(), "weights are of nobody"
    assert list(trainings_dir().iterdir()), "trainings were not named"


def test_what_of_them_can_not_be_deleted_is_said(
    faces: list[NewFace], monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    (trainer_cache_dir() / "features").mkdir(parents=True)
    monkeypatch.setattr("desktop.learned_from.shutil.rmtree", held)
    with Gallery(gallery_folder()) as gallery:
        gone = erase_for_good(gallery, gallery.person(NAME).id, [], [])
        assert NAME not in [person.name for person in gallery.people()]
    assert "features: it can't be deleted (Permission denied)" in gone.left
