"""A gallery carried elsewhere: whole, checked, or not at all."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.people.archive import ArchiveUnusable, Imported, export_gallery, import_gallery
from desktop.people.gallery import Gallery
from desktop.people.ready import snapshot_of
from tests.support.drawn_people import DIGEST, drawn_face
from vision.errors import FacetError


@pytest.fixture
def archive(gallery: Gallery, tmp_path: Path) -> Path:
    """The three people, with one "not me" and one picture set aside."""
    gallery.refuse(gallery.person("Bo").id, drawn_face(2, 9), really=gallery.person("Cleo").id)
    gallery.set_aside([gallery.faces(gallery.person("Ada").id)[0].id], "blurred")
    path = tmp_path / "people.zip"
    assert export_gallery(gallery, path) == 3
    return path


def test_what_is_exported_comes_back_the_same(gallery: Gallery, archive: Path, tmp_path: Path) -> None:
    with Gallery(tmp_path / "other") as other:
        assert import_gallery(other, archive) == Imported(3, 8, 0)
        assert [(p.name, p.references, p.set_aside, p.negatives) for p in other.people()] == [
            ("Ada", 2, 1, 0),
            ("Bo", 2, 0, 1),
            ("Cleo", 2, 0, 0),
        ]
        here, there = snapshot_of(gallery, DIGEST), snapshot_of(other, DIGEST)
        assert (here.columns == there.columns).all()
        assert (here.refused == there.refused).all()
        assert other.consents(other.person("Ada").id)[0].note == "said yes"
        face = other.faces(other.person("Ada").id)[0]
        assert face.set_aside == "blurred"
        assert (other.crop(face.id) == drawn_face(0, 0).crop_rgb).all()
        assert import_gallery(other, archive) == Imported(0, 0, 8), "a second time brings nothing"


def test_people_of_one_name_are_joined(archive: Path, tmp_path: Path) -> None:
    with Gallery(tmp_path / "other") as other:
        other.enrol("ada", [drawn_face(0, 40)])
        assert import_gallery(other, archive).people == 2
        assert other.person("Ada").references == 3


def rewritten(archive: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """The archive with its index and members changed."""
    with zipfile.ZipFile(archive) as old:
        members = {name: old.read(name) for name in old.namelist()}
    index = json.loads(members.pop("gallery.json"))
    change(index, members)
    path = archive.with_name("changed.zip")
    with zipfile.ZipFile(path, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
        new.writestr("gallery.json", json.dumps(index))
    return path


def wrong_picture(index: dict[str, Any], members: dict[str, bytes]) -> None:
    members[sorted(members)[0]] += b"x"


def no_picture(index: dict[str, Any], members: dict[str, bytes]) -> None:
    members.pop(sorted(members)[0])


def outward_path(index: dict[str, Any], members: dict[str, bytes]) -> None:
    index["people"][0]["faces"][0]["uid"] = "../../../../etc/passwd"


def newer(index: dict[str, Any], members: dict[str, bytes]) -> None:
    index["form"] = 2


def wrong_numbers(index: dict[str, Any], members: dict[str, bytes]) -> None:
    index["people"][1]["faces"][0]["embeddings"][DIGEST] = "0000c07f" * 128


def unknown_field(index: dict[str, Any], members: dict[str, bytes]) -> None:
    index["people"][2]["is_admin"] = True


@pytest.mark.parametrize(
    "change", [wrong_picture, no_picture, outward_path, newer, wrong_numbers, unknown_field]
)
def test_a_changed_archive_brings_nothing_at_all(archive: Path, tmp_path: Path, change: Any) -> None:
    with Gallery(tmp_path / "other") as other:
        with pytest.raises(ArchiveUnusable, match="nothing was imported"):
            import_gallery(other, rewritten(archive, change))
        assert other.people() == []
        assert other.database.number("SELECT count(*) FROM faces") == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"text"])
def test_other_files_are_refused(gallery: Gallery, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(content)
    with pytest.raises(ArchiveUnusable):
        import_gallery(gallery, path)


def test_a_cut_off_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-200])
    with Gallery(tmp_path / "other") as other, pytest.raises(ArchiveUnusable):
        import_gallery(other, archive)


def test_an_export_that_fails_leaves_the_old_file(gallery: Gallery, tmp_path: Path) -> None:
    with pytest.raises(FacetError, match="no such folder"):
        export_gallery(gallery, tmp_path / "nowhere" / "people.zip")
    assert not list(tmp_path.glob("*.zip"))
