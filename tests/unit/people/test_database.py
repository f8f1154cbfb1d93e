"""The gallery's file: what is refused, and that what is refused is left as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.people.database import GalleryUnusable, set_aside
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.people.schema import APPLICATION_ID, MIGRATIONS, VERSION
from tests.support.drawn_people import drawn_face


def test_a_newer_gallery_is_refused_untouched(gallery: Gallery) -> None:
    gallery.close()
    path = gallery.folder / GALLERY_FILE
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(GalleryUnusable, match="a newer Facet") as refused:
        Gallery(gallery.folder)
    assert refused.value.newer
    assert path.read_bytes() == before


def test_a_gallery_of_the_first_form_is_brought_up_with_all_that_is_in_it(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / GALLERY_FILE) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO people VALUES(1, 'u', 'Ada', 'ada', 1.0, NULL, NULL)")
        connection.execute(
            "INSERT INTO faces VALUES(1, 'f', 1, 'reference', NULL, x'00', 0.5, '{}', 'ada.jpg', 1.0, NULL)"
        )
    connection.close()
    with Gallery(tmp_path) as gallery:
        assert gallery.person("Ada").references == 1
        assert gallery.faces(1)[0].quality == 0.5
        assert gallery.database.number("PRAGMA user_version") == VERSION
        gallery.enrol("Ada", [drawn_face(0)])
        gallery.erase(1)
    with Gallery(tmp_path) as again:
        assert again.people() == []


@pytest.mark.parametrize("content", [b"no gallery at all " * 300, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_broken_file_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / GALLERY_FILE
    path.write_bytes(content)
    with pytest.raises(GalleryUnusable, match="damaged"):
        Gallery(tmp_path)
    assert path.read_bytes() == content


def test_damaged_pages_are_noticed(gallery: Gallery) -> None:
    gallery.close()
    path = gallery.folder / GALLERY_FILE
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 12] = b"\x5a" * (4096 * 11)
    path.write_bytes(content)
    with pytest.raises(GalleryUnusable, match="damaged"):
        Gallery(gallery.folder)
    assert path.read_bytes() == bytes(content)


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / GALLERY_FILE
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs(title TEXT)")
    connection.close()
    with pytest.raises(GalleryUnusable, match="no gallery of Facet's"):
        Gallery(tmp_path)


def test_a_folder_that_can_not_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(GalleryUnusable, match="can't be opened"):
        Gallery(tmp_path / "file" / "gallery")


def test_set_aside_makes_room_and_keeps_everything(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        (tmp_path / GALLERY_FILE).write_bytes(content)
        assert set_aside(tmp_path / GALLERY_FILE).read_bytes() == content
    with Gallery(tmp_path) as gallery:
        assert gallery.people() == []
    assert len(list(tmp_path.glob("gallery-*.sqlite"))) == 2


def test_a_write_outside_a_transaction_is_a_bug(gallery: Gallery) -> None:
    with pytest.raises(RuntimeError, match="in a transaction"):
        gallery.database.write("DELETE FROM people")


def test_two_processes_wait_for_each_other(gallery: Gallery) -> None:
    with Gallery(gallery.folder) as other:
        other.enrol("Dee", [drawn_face(5)])
        gallery.enrol("Eli", [drawn_face(6)])
        assert [person.name for person in other.people()] == ["Ada", "Bo", "Cleo", "Dee", "Eli"]


def test_what_is_written_lasts_though_others_come_and_go(gallery: Gallery) -> None:
    """Two connections of one process, then another process: as the window, its Live page, and a command."""
    with Gallery(gallery.folder):
        known = _seen_by_another_process(gallery.folder)
        for number, name in enumerate(("Dora", "Emil")):
            gallery.enrol(name, [drawn_face(number)])
            known.append(name)
            assert _seen_by_another_process(gallery.folder) == known


def _seen_by_another_process(folder: Path) -> list[str]:
    """The people that a process finds that opens the gallery and ends."""
    look = "import sys; from desktop.people.gallery import Gallery\n"
    look += "with Gallery(__import__('pathlib').Path(sys.argv[1])) as gallery:\n"
    look += "    print(*(person.name for person in gallery.people()))"
    said = subprocess.run(
        [sys.executable, "-c", look, str(folder)], capture_output=True, text=True, check=True
    )
    return sorted(said.stdout.split())
