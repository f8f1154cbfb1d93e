"""Erasing all: not a byte of a name, a picture or a face's numbers is left, and all else stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.erase_all import Kept, erase_all, kept
from desktop.folders import (
    data_dir,
    own_models_dir,
    pictures_dir,
    trainer_cache_dir,
    trainings_dir,
    videos_dir,
)
from desktop.identification import gallery_folder
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.people.pictures import encode_crop
from desktop.people.records import Consent, NewFace
from desktop.recording import library
from desktop.settings import Settings, load_settings, save_settings, settings_path
from tests.support.drawn_people import DIGEST, drawn_face
from tests.support.recordings import record, visit

NAME = "Zeno Unmistakable"


@pytest.fixture
def faces() -> list[NewFace]:
    """Zeno, in every place where Facet keeps something of him."""
    own = [drawn_face(9, take) for take in range(4)]
    with Gallery(gallery_folder()) as gallery:
        zeno, _ = gallery.enrol(NAME, own, consent=Consent("pictures", f"{NAME} said so"))
        gallery.rename(zeno.id, f"{NAME} II")
        with gallery.database.transaction():
            gallery.database.write(
                "INSERT INTO heads(at_s, digest, weights, facts, in_use) VALUES(1, ?, ?, ?, 1)",
                (DIGEST, own[0].embedding.tobytes(), json.dumps({"names": [NAME]})),
            )
    old = gallery_folder() / "gallery-2026-01-02-030405.sqlite"
    old.write_bytes((gallery_folder() / GALLERY_FILE).read_bytes())
    for place in (None, videos_dir()):
        record(visit(NAME, zeno.id, frames=4), place=place)
    for folder, name in (
        (own_models_dir() / "our-family", "model.onnx"),
        (data_dir() / "removed-models" / "older", "model.onnx"),
        (trainings_dir() / "family-1", "facet.json"),
        (trainings_dir() / ".removed" / "family-0", "facet.json"),
        (trainer_cache_dir() / "features" / "MobileNetV2", "zeno.npy"),
        (trainer_cache_dir() / "unpacked" / "faces", "table.csv"),
        (settings_path().parent, "settings-2026-01-02-030405.json"),
        (settings_path().parent, "QtProject.conf"),
        (pictures_dir(), "Facet 2026-01-02 03-04-05.png"),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(NAME)
    save_settings(Settings(theme="dark", models={"emotion": "a" * 64}).with_source(f"{NAME}.mp4"))
    return own


def traces(root: Path, faces: list[NewFace]) -> list[str]:
    """What is left of Zeno in the files under `root`: in pieces, as a database's pages cut them."""
    needles = [word.encode() for word in (NAME, NAME.casefold())]
    for face in faces:
        png, numbers = encode_crop(face.crop_rgb), face.embedding.tobytes()
        needles += [png[at : at + 24] for at in range(64, len(png) - 24, 1500)]
        needles += [numbers[at : at + 16] for at in range(0, len(numbers) - 16, 128)]
    files = [(path, path.read_bytes()) for path in root.rglob("*") if path.is_file()]
    return [path.name for path, content in files for needle in needles if needle in content]


def test_what_there_is_is_counted(faces: list[NewFace]) -> None:
    found = kept()
    assert (found.people, found.pictures, found.heads) == (1, 4, 1)
    assert (found.recordings, found.trainings, found.models, found.snapshots) == (2, 1, 1, 1)
    assert found.recordings_bytes > 1000


def test_not_a_byte_is_left(faces: list[NewFace], app_dirs: Path) -> None:
    places = {"gallery.sqlite", "answers.sqlite", "model.onnx", "facet.json", "settings.json"}
    places |= {"zeno.npy", "table.csv"}
    assert places <= set(traces(app_dirs, faces)), "the search must be able to find what is there"
    assert erase_all(snapshots=True) == ()
    assert traces(app_dirs, faces) == []
    assert kept() == Kept()
    assert not library.folders()
    assert not list(app_dirs.rglob("picture.mkv"))


def test_the_look_of_the_window_stays_and_so_do_snapshots_unless_asked_for(faces: list[NewFace]) -> None:
    erase_all()
    assert load_settings() == Settings(theme="dark")
    assert kept() == Kept(snapshots=1)


def test_a_window_that_has_the_gallery_open_sees_it_empty(faces: list[NewFace], app_dirs: Path) -> None:
    with Gallery(gallery_folder()) as open_elsewhere:
        assert open_elsewhere.people()
        assert erase_all(snapshots=True) == ()
        assert open_elsewhere.people() == []
        assert [entry.action for entry in open_elsewhere.audit()] == ["erase everyone"]
        assert traces(app_dirs, faces) == []


@pytest.mark.parametrize("content", [b"SQLite format 3\0 but broken", b"no database " * 200])
def test_a_gallery_that_cannot_be_read_goes_as_a_whole(content: bytes) -> None:
    gallery_folder().mkdir(parents=True)
    (gallery_folder() / GALLERY_FILE).write_bytes(content)
    assert kept().gallery_problem
    assert erase_all() == ()
    assert not any(gallery_folder().iterdir())


def test_what_cannot_be_erased_is_said_and_keeps_nothing_else(
    faces: list[NewFace], app_dirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(path: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("desktop.erase_all.shutil.rmtree", busy)
    problems = erase_all(snapshots=True)
    assert len(problems) == 4
    assert all("can't be deleted (Permission denied)" in problem for problem in problems)
    assert set(traces(app_dirs, faces)) == {"model.onnx", "facet.json", "zeno.npy", "table.csv"}


def test_what_others_put_beside_a_recording_stays(faces: list[NewFace]) -> None:
    foreign = library.folders()[0] / "notes.txt"
    foreign.write_text("mine")
    assert erase_all() == ()
    assert foreign.read_text() == "mine"


def test_the_command_asks_and_erases(
    faces: list[NewFace], app_dirs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["erase"]) == 2
    assert "--yes" in capsys.readouterr().err, "nobody is there to be asked"
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert main(["erase"]) == 1
    said = capsys.readouterr().out
    assert "1 person, 4 pictures of faces with their numbers, 1 head" in said
    assert "Nothing was erased." in said
    assert kept().people == 1
    monkeypatch.setattr("builtins.input", lambda _: "erase")
    assert main(["erase", "--snapshots"]) == 0
    assert traces(app_dirs, faces) == []


def test_the_command_without_asking_says_what_stayed(
    faces: list[NewFace], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["erase", "--yes"]) == 0
    assert f"1 snapshot stayed in {pictures_dir()}." in capsys.readouterr().out
