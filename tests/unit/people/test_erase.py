"""Erasing leaves nothing: every file of the folder is searched byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.people.gallery import Gallery
from desktop.people.pictures import encode_crop
from desktop.people.records import Consent, NewFace
from tests.support.drawn_people import DIGEST, drawn_face
from vision.errors import FacetError

NAME = "Zeno Unmistakable"


def traces(folder: Path, faces: list[NewFace], words: tuple[str, ...] = (NAME, NAME.casefold())) -> list[str]:
    """What is left under a folder of names, pictures and numbers: looked for in pieces, as pages cut them."""
    needles = {word: word.encode() for word in words}
    for face in faces:
        png, numbers = encode_crop(face.crop_rgb), face.embedding.tobytes()
        for start in range(64, len(png) - 24, 1500):
            needles[f"{face.source} png {start}"] = png[start : start + 24]
        for start in range(0, len(numbers) - 16, 128):
            needles[f"{face.source} numbers {start}"] = numbers[start : start + 16]
    everything = [(path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    assert everything
    return [
        f"{what} in {name}" for what, bytes_ in needles.items() for name, all_ in everything if bytes_ in all_
    ]


def fill(gallery: Gallery) -> list[NewFace]:
    """Zeno, everywhere where a person leaves a trace; the faces that show him."""
    own = [drawn_face(9, take) for take in range(6)]
    zeno, _ = gallery.enrol(NAME, own, consent=Consent("pictures", f"{NAME} said so"))
    gallery.rename(zeno.id, f"{NAME} II")
    gallery.rename(zeno.id, NAME)
    gallery.set_aside([gallery.faces(zeno.id)[0].id], "blurred")
    twin = [drawn_face(9, 20)]
    other, _ = gallery.enrol(f"{NAME} twin", twin)
    gallery.merge(other.id, zeno.id)
    not_ada = drawn_face(9, 30)
    gallery.refuse(gallery.person("Ada").id, not_ada, really=zeno.id)
    with gallery.database.transaction():
        head = gallery.database.write(
            "INSERT INTO heads(at_s, digest, weights, facts, in_use) VALUES(1, ?, ?, ?, 1)",
            (DIGEST, own[0].embedding.tobytes(), json.dumps({"names": [NAME]})),
        )
        gallery.database.write("INSERT INTO head_people VALUES(?, ?)", (head, zeno.id))
    return [*own, *twin, not_ada]


def test_erasing_leaves_no_byte(gallery: Gallery) -> None:
    shown = fill(gallery)
    assert traces(gallery.folder, shown), "the search must be able to find what is there"
    gallery.erase(gallery.person(NAME).id)
    assert traces(gallery.folder, shown) == []
    gallery.close()
    assert traces(gallery.folder, shown) == []
    with Gallery(gallery.folder) as again:
        assert [person.name for person in again.people()] == ["Ada", "Bo", "Cleo"]
        assert again.person("Ada").negatives == 0
        assert again.database.number("SELECT count(*) FROM heads") == 0
        assert again.audit()[-1].action == "erase"
        assert traces(again.folder, [drawn_face(0, 0)], ()), "the others' pictures stay"


def test_of_a_large_file_no_copy_is_made_in_memory_and_none_is_left(
    gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.people.database._REWRITTEN_ON_DISK_BYTES", 0)
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    shown = fill(gallery)
    said: list[str] = []
    gallery.database._connection.set_trace_callback(said.append)
    gallery.erase(gallery.person(NAME).id)
    gallery.database._connection.set_trace_callback(None)
    assert said.index("PRAGMA temp_store = FILE") < said.index("VACUUM")
    assert gallery.database.number("PRAGMA temp_store") == 2, "in memory again"
    assert traces(tmp_path, shown) == []
    assert [path.name for path in tmp_path.iterdir()] == [gallery.folder.name]


def test_undone_and_deleted_pictures_leave_no_byte_either(gallery: Gallery) -> None:
    undone, deleted = drawn_face(9, 0), drawn_face(0, 50)
    gallery.enrol(NAME, [undone])
    gallery.undo()
    _, (face_id,) = gallery.enrol("Ada", [deleted])
    gallery.delete_faces([face_id])
    assert traces(gallery.folder, [undone, deleted]) == []


def test_a_second_window_that_only_looks_does_not_hinder(gallery: Gallery) -> None:
    shown = fill(gallery)
    with Gallery(gallery.folder) as other:
        other.people()
        gallery.erase(gallery.person(NAME).id)
        assert traces(gallery.folder, shown) == []
        assert other.find(NAME) is None


def test_negatives_that_show_the_person_can_be_named(gallery: Gallery) -> None:
    stray = drawn_face(9, 40)
    zeno, _ = gallery.enrol(NAME, [drawn_face(9)])
    face_id = gallery.refuse(gallery.person("Bo").id, stray)
    gallery.erase(zeno.id, also=[face_id])
    assert traces(gallery.folder, [stray]) == []


def test_nobody_is_erased_twice(gallery: Gallery) -> None:
    ada = gallery.person("Ada").id
    gallery.erase(ada)
    with pytest.raises(FacetError):
        gallery.erase(ada)
