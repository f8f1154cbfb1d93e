"""What a large gallery keeps to be ready at once: the same answers as from its tables, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.people import prepared
from desktop.people.calibration import calibrate
from desktop.people.database import GalleryUnusable
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.people.kept_tops import takes_long, tops_in
from desktop.people.matching import HeadRows, Matcher
from desktop.people.ready import snapshot_of
from desktop.people.rebuild import missing, rebuild
from desktop.people.snapshot import Snapshot
from desktop.people.stranger_tops import Tops, comparisons_left, tops_of
from desktop.people.strangers import Crowd, Strangers
from tests.support.drawn_people import DIGEST, DIMENSIONS, KeptEmbedder, drawn_face, embedding
from tests.unit.people.test_erase import traces

PEOPLE = 60


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gallery]:
    """Sixty people with one to three references each: enough to be prepared here."""
    monkeypatch.setattr(prepared, "KEPT_FROM", 50)
    with Gallery(tmp_path / "many") as gallery:
        with gallery.database.transaction():
            for person in range(PEOPLE):
                faces = [drawn_face(person, take) for take in range(1 + person % 3)]
                gallery.enrol(f"Person {person}", faces)
        yield gallery


@pytest.fixture(scope="module")
def strangers() -> Strangers:
    def drawn(first: int, stretch: float) -> Crowd:
        return Crowd("drawn", np.stack([embedding(k, 0) for k in range(first, first + 400)]), stretch)

    return Strangers(DIGEST, (drawn(1000, 1.0), drawn(2000, 1.1)), {})


class Same(KeptEmbedder):
    """Sees one face in every picture."""

    def embed_kept(self, crop_rgb: np.ndarray) -> np.ndarray:
        return embedding(70, 0)


def from_tables(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    with monkeypatch.context() as patch:
        patch.setattr("desktop.people.prepared.kept_part", lambda *_: None)
        patch.setattr("desktop.people.prepared.keep_part", lambda *_, **__: None)
        return snapshot_of(gallery, DIGEST)


def same(one: Snapshot, other: Snapshot) -> None:
    assert one.names == other.names
    for field in ("person_ids", "starts", "columns", "face_ids", "qualities", "refused", "refused_of"):
        assert np.array_equal(getattr(one, field), getattr(other, field)), field


def parts(gallery: Gallery) -> set[str]:
    return {row[0] for row in gallery.database.rows("SELECT part FROM prepared")}


def test_whatever_is_done_the_answer_is_that_of_the_tables(
    many: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def number(person: int) -> int:
        return many.person(f"Person {person}").id

    snapshot_of(many, DIGEST)
    assert parts(many) == {"numbers", "who"}
    changes = [
        lambda: many.enrol("Late", [drawn_face(300)]),
        lambda: many.enrol("Person 3", [drawn_face(3, 9)]),
        lambda: many.refuse(number(5), drawn_face(301)),
        lambda: many.set_aside([many.faces(number(8))[0].id], "by hand"),
        lambda: many.rename(number(9), "Nina"),
        lambda: many.merge(number(10), number(11)),
        many.undo,
        lambda: many.saw(number(12)),
        lambda: many.erase(number(13)),
        lambda: many.enrol("Later", [drawn_face(302, take) for take in range(9)]),
    ]
    for change in changes:
        change()
        expected = from_tables(many, monkeypatch)
        for _ in range(2):  # once made anew, once as it was kept
            same(snapshot_of(many, DIGEST), expected)


def test_being_seen_makes_nothing_anew(many: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot_of(many, DIGEST)
    many.saw(1)
    monkeypatch.setattr("desktop.people.ready._read_who", lambda _: pytest.fail("nothing was changed"))
    assert len(snapshot_of(many, DIGEST)) == PEOPLE


def test_the_bar_is_the_same_by_way_of_what_changed(many: Gallery, strangers: Strangers) -> None:
    def bar_is_right(head: HeadRows | None = None) -> None:
        matcher = Matcher(snapshot_of(many, DIGEST), head)
        kept, anew = tops_in(many, matcher, strangers), tops_of(matcher, strangers)
        assert np.allclose(kept.scores, anew.scores, atol=1e-6)
        assert (kept.owners == anew.owners).all()
        bar, expected = (calibrate(matcher, strangers, 0.01, tops) for tops in (kept, anew))
        assert bar.threshold == pytest.approx(expected.threshold, abs=1e-5)
        assert bar.reference_threshold == pytest.approx(expected.reference_threshold, abs=1e-5)

    bar_is_right()
    assert "tops" in parts(many)
    many.enrol("Late", [drawn_face(1000)])
    bar_is_right()
    many.set_aside([face.id for face in many.faces(many.person("Late").id)], "by hand")
    bar_is_right()
    many.rename(1, "Another name")
    bar_is_right()
    nearest = tops_in(many, Matcher(snapshot_of(many, DIGEST)), strangers).owners[0]
    many.merge(int(nearest), 1 if nearest != 1 else 2)
    bar_is_right()
    nearest = tops_in(many, Matcher(snapshot_of(many, DIGEST)), strangers).owners[0]
    many.erase(int(nearest))
    bar_is_right()
    many.delete_faces([many.faces(many.person("Person 8").id)[0].id])
    bar_is_right()
    many.enrol("Later", [drawn_face(1001)])
    bar_is_right()
    many.undo()
    bar_is_right()
    count = len(snapshot_of(many, DIGEST))
    share = np.full(count, 0.5, np.float32)
    bar_is_right(HeadRows(np.ones((count, DIMENSIONS), np.float32) / 50, np.zeros(count, np.float32), share))
    bar_is_right()


def test_what_was_prepared_of_the_erased_goes_with_them_and_the_rest_stays(
    many: Gallery, strangers: Strangers
) -> None:
    gone = [drawn_face(4, take) for take in range(2)]
    tops_in(many, Matcher(snapshot_of(many, DIGEST)), strangers)
    assert parts(many) == {"numbers", "who", "tops"}
    assert traces(many.folder, gone, ("Person 4",))
    before = snapshot_of(many, DIGEST)
    erased = many.person("Person 4").id
    many.erase(erased)
    assert parts(many) == {"numbers", "tops"}
    assert traces(many.folder, gone, ("Person 4\0", "P\0\0\0e\0\0\0r\0\0\0s\0\0\0o\0\0\0n")) == []
    tops = prepared.kept_part(many.database, DIGEST, "tops")
    assert tops is not None
    assert erased not in tops["people"]
    assert erased not in tops["owners"]
    prepared.keep_part(many.database, DIGEST, "who", before.choosing, {"names": np.array(["Person 4"])})
    assert parts(many) == {"numbers", "tops"}, "what was made before must not come back"


def test_a_picture_that_went_from_one_to_another_leaves_nothing_with_either(
    many: Gallery, strangers: Strangers
) -> None:
    tops_in(many, Matcher(snapshot_of(many, DIGEST)), strangers)
    one, other = many.person("Person 5").id, many.person("Person 6").id
    many.move(one, [many.faces(one)[0].id], other)
    many.erase(other)
    tops = prepared.kept_part(many.database, DIGEST, "tops")
    assert tops is not None
    assert not {one, other} & set(tops["people"])
    assert not {one, other} & set(tops["owners"])


def test_nothing_stays_prepared_where_everyone_is_erased(many: Gallery, strangers: Strangers) -> None:
    tops_in(many, Matcher(snapshot_of(many, DIGEST)), strangers)
    many.erase_everyone()
    assert parts(many) == set()


def test_after_an_erasure_a_few_are_compared_and_not_all(
    many: Gallery, strangers: Strangers, monkeypatch: pytest.MonkeyPatch
) -> None:
    tops_in(many, Matcher(snapshot_of(many, DIGEST)), strangers)
    everything = 800 * len(snapshot_of(many, DIGEST).face_ids)
    many.erase(many.person("Person 7").id)
    matcher = Matcher(snapshot_of(many, DIGEST))
    kept = prepared.kept_part(many.database, DIGEST, "tops")
    assert kept is not None
    assert comparisons_left(matcher, strangers, Tops.from_arrays(kept)) < everything / 5
    assert comparisons_left(matcher, strangers, None) == 800 * len(matcher.snapshot.face_ids)
    monkeypatch.setattr("desktop.people.kept_tops._QUICKLY", everything / 5)
    assert not takes_long(many, matcher, strangers)
    monkeypatch.setattr("desktop.people.prepared.kept_part", lambda *_: None)
    assert takes_long(many, matcher, strangers)


def test_what_an_older_facet_kept_of_strangers_is_made_anew(many: Gallery, strangers: Strangers) -> None:
    snapshot = snapshot_of(many, DIGEST)
    old = {"scores": np.zeros(800, np.float32), "owners": np.zeros(800, np.int64)}
    prepared.keep_part(many.database, DIGEST, "tops", snapshot.choosing, old)
    matcher = Matcher(snapshot)
    assert np.allclose(tops_in(many, matcher, strangers).scores, tops_of(matcher, strangers).scores)
    prepared.keep_part(many.database, DIGEST, "tops", snapshot.choosing, old)
    many.erase(many.person("Person 4").id)
    assert parts(many) == {"numbers"}


def test_what_was_never_kept_is_not_written_while_somebody_waits(many: Gallery) -> None:
    assert not prepared.is_prepared(many.database, DIGEST)
    same(snapshot_of(many, DIGEST, keeps=False), snapshot_of(many, DIGEST))
    assert parts(many) == {"numbers", "who"}
    many.enrol("Late", [drawn_face(300)])
    snapshot_of(many, DIGEST, keeps=False)
    assert parts(many) == {"numbers", "who"}
    assert prepared.kept_part(many.database, DIGEST, "who", many.database.fact("choosing")) is not None


def test_pictures_without_numbers_are_found_where_all_were_known(many: Gallery) -> None:
    snapshot_of(many, DIGEST)
    assert prepared.known_up_to(many.database, DIGEST) > 0
    assert missing(many, DIGEST) == 0
    other = drawn_face(70)
    many.enrol("Late", [type(other)(**{**vars(other), "digest": "c" * 64})])
    assert missing(many, DIGEST) == 1
    assert rebuild(many, Same(DIGEST)) == 1
    assert missing(many, DIGEST) == 0
    assert len(snapshot_of(many, DIGEST)) == PEOPLE + 1


def test_a_prepared_part_that_is_no_part_is_made_anew(many: Gallery) -> None:
    snapshot_of(many, DIGEST)
    with many.database.transaction():
        many.database.write("UPDATE prepared SET content = ?", (b"nothing",))
    assert len(snapshot_of(many, DIGEST)) == PEOPLE
    assert len(snapshot_of(many, DIGEST)) == PEOPLE


# Large files are read whole beside the work


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is a large one, and its check begins at once."""
    monkeypatch.setattr("desktop.people.database._LARGE_BYTES", 0)
    monkeypatch.setattr("desktop.people.soundness._REST_S", 0.0)


def forget_check(gallery: Gallery) -> None:
    """As if the file had never been read whole."""
    gallery.database.wait_for_check()
    with gallery.database.transaction():
        gallery.database.write("UPDATE facts SET value = 0 WHERE key = 'checked_s'")


def spoil(gallery: Gallery, table: str) -> bytes:
    """Writes rubbish over one page of a table; gives the file's bytes."""
    page = gallery.database.number("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    size = gallery.database.number("PRAGMA page_size")
    forget_check(gallery)
    gallery.close()
    path = gallery.folder / GALLERY_FILE
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\x5a" * size
    path.write_bytes(content)
    return bytes(content)


@pytest.mark.usefixtures("large")
def test_a_large_gallery_is_checked_beside_the_work_and_not_again_for_a_month(gallery: Gallery) -> None:
    forget_check(gallery)
    gallery.close()
    with Gallery(gallery.folder) as first:
        first.database.wait_for_check()
        assert first.database.fact("checked_s") > 0
        assert len(first.people()) == 3
    with Gallery(gallery.folder) as second:
        assert second.database._check is None


@pytest.mark.usefixtures("large")
def test_damage_that_the_check_finds_is_said_and_refused_at_the_next_opening(gallery: Gallery) -> None:
    spoil(gallery, "consents")
    with Gallery(gallery.folder) as opened:
        opened.database.wait_for_check()
        with pytest.raises(GalleryUnusable, match="damaged"):
            opened.people()
    with pytest.raises(GalleryUnusable, match="damaged"):
        Gallery(gallery.folder)


def test_damage_that_is_come_upon_is_said_and_refused_at_the_next_opening(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.people.database._LARGE_BYTES", 0)
    spoil(gallery, "consents")
    with Gallery(gallery.folder) as opened, pytest.raises(GalleryUnusable, match="damaged"):
        opened.consents(1)
    with pytest.raises(GalleryUnusable, match="damaged"):
        Gallery(gallery.folder)


def test_erasing_and_closing_do_not_wait_for_the_check(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.close()
    monkeypatch.setattr("desktop.people.database._LARGE_BYTES", 0)
    with Gallery(gallery.folder) as opened:
        assert opened.database._check is not None
        opened.erase(opened.person("Ada").id)
        assert opened.database.fact("checked_s") == 0


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-30], lambda _: b"PK\x03\x04 nothing", lambda _: b""]
)
def test_a_damaged_part_goes_and_nobody_is_kept_for_it(
    many: Gallery, damage: Callable[[bytes], bytes]
) -> None:
    whole = prepared.bytes_of({"ids": np.arange(3), "rows": np.ones((3, DIMENSIONS), np.float32)})
    with many.database.transaction():
        for digest, content in (("d", damage(whole)), ("e", prepared.bytes_of({"other": np.arange(3)}))):
            many.database.write(
                "INSERT INTO prepared VALUES(?, ?, 0, 0, ?)", (digest, prepared.NUMBERS, content)
            )
    many.erase(many.person("Person 5").id)
    assert many.find("Person 5") is None
    assert not many.database.rows("SELECT 1 FROM prepared WHERE digest IN ('d', 'e')")
