"""What the reader of galleries says is what the desktop wrote; anything else is refused and left alone."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from desktop.people.framing import KEPT
from desktop.people.gallery import Gallery
from desktop.people.leaving import forget_leaving, note_leaving
from desktop.people.schema import VERSION
from tests.support.drawn_people import DIGEST, drawn_face
from vision.gallery_reader import FILE, GalleryUnreadable, read_references, were_erased
from vision.kept_faces import seen_of_kept


@pytest.fixture
def folder(tmp_path):
    with Gallery(tmp_path / "gallery") as gallery:
        for number, name in enumerate(("Bo", "Ada")):
            gallery.enrol(name, [drawn_face(number, take) for take in range(3)])
        gallery.set_aside([gallery.faces(gallery.person("Bo").id)[0].id], "blurred")
    return tmp_path / "gallery"


def test_references_in_use_are_read_as_they_were_written(folder):
    found = read_references(folder)
    assert [one.name for one in found] == ["Ada", "Ada", "Ada", "Bo", "Bo"]
    for one, (person, take) in zip(found, [(1, 0), (1, 1), (1, 2), (0, 1), (0, 2)], strict=True):
        drawn = drawn_face(person, take)
        assert np.array_equal(one.crop_rgb, drawn.crop_rgb)
        assert np.allclose(one.embeddings[DIGEST], drawn.embedding)


def test_a_gallery_in_use_is_read_too(folder):
    with Gallery(folder) as gallery, gallery.database.transaction():
        assert len(read_references(folder)) == 5


def test_what_was_erased_since_is_told_and_nothing_else(folder):
    uids = {one.uid for one in read_references(folder)}
    assert len(uids) == 5
    with Gallery(folder) as gallery:
        ada, bo = gallery.person("Ada").id, gallery.person("Bo").id
        gallery.rename(ada, "Ann")
        gallery.merge(ada, bo)
        gallery.enrol("Cleo", [drawn_face(7)])
        gallery.set_aside([gallery.faces(bo)[1].id], "by hand")
        assert not were_erased(folder, uids)
        note_leaving(gallery, bo, learned=True)
        assert were_erased(folder, uids), "it has begun"
        forget_leaving(gallery, bo)
        assert not were_erased(folder, uids)
        gallery.delete_faces([gallery.faces(bo)[-1].id])
        assert were_erased(folder, uids)
    assert were_erased(folder / "nowhere", uids)


def test_reading_changes_nothing(folder):
    before = (folder / FILE).read_bytes()
    read_references(folder)
    assert (folder / FILE).read_bytes() == before


def test_a_kept_face_is_seen_as_it_was_cut():
    crop = drawn_face(0).crop_rgb
    assert np.array_equal(seen_of_kept(crop, KEPT)[0], crop)
    middle = KEPT.model_copy(update={"width": 112, "height": 112, "margin": 0.0})
    assert np.array_equal(seen_of_kept(crop, middle)[0], crop[24:136, 24:136])


def test_what_is_no_gallery_is_refused(tmp_path, folder):
    with pytest.raises(GalleryUnreadable, match="there is no gallery here"):
        read_references(tmp_path)
    (tmp_path / FILE).write_bytes(b"no database at all" * 99)
    with pytest.raises(GalleryUnreadable, match="can't be read"):
        read_references(tmp_path)
    (tmp_path / FILE).unlink()
    sqlite3.connect(tmp_path / FILE).execute("CREATE TABLE t(x)").connection.close()
    with pytest.raises(GalleryUnreadable, match="not a gallery of Facet's"):
        read_references(tmp_path)


def test_a_newer_form_is_refused(folder):
    connection = sqlite3.connect(folder / FILE)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(GalleryUnreadable, match=f"has form {VERSION + 1}, not {VERSION}.*update the trainer"):
        read_references(folder)


def test_a_damaged_picture_is_said(folder):
    connection = sqlite3.connect(folder / FILE)
    connection.execute("UPDATE faces SET crop = x'00' WHERE set_aside IS NULL")
    connection.commit()
    connection.close()
    with pytest.raises(GalleryUnreadable, match="a picture in the gallery is damaged"):
        read_references(folder)
