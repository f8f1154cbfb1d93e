"""Coverage of poses, verification, erasing look-alike negatives, and the search of a large gallery."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from desktop.people.coverage import coverage_of, pose_name
from desktop.people.erasure import erase_person
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.records import NewFace, Pose
from desktop.people.snapshot import Snapshot
from desktop.people.verification import check_gallery
from tests.support.drawn_people import DIGEST, drawn_face, embedding


@pytest.mark.parametrize(
    ("yaw", "pitch", "name"),
    [
        (0, 0, "front"),
        (14, -9, "front"),
        (25, 5, "right"),
        (-25, 5, "left"),
        (5, 20, "up"),
        (-3, -20, "down"),
    ],
)
def test_poses_have_names(yaw: float, pitch: float, name: str) -> None:
    assert pose_name(Pose(yaw, pitch)) == name


def test_coverage_counts_references_in_use(gallery: Gallery) -> None:
    turned = [drawn_face(5, 0), drawn_face(5, 1, yaw_deg=30), drawn_face(5, 2, yaw_deg=-30)]
    person, ids = gallery.enrol("Dee", turned)
    assert coverage_of(gallery.faces(person.id)).missing == ("up", "down")
    gallery.set_aside([ids[2]], "blurred")
    assert coverage_of(gallery.faces(person.id)).have == ("front", "right")


def test_a_smile_is_covered_where_somebody_looked_for_one(gallery: Gallery) -> None:
    plain, smiling = replace(drawn_face(5, 0), smiling=False), replace(drawn_face(5, 1), smiling=True)
    person, _ = gallery.enrol("Dee", [plain])
    assert coverage_of(gallery.faces(person.id)).missing == ("left", "right", "up", "down", "smile")
    _, ids = gallery.enrol("Dee", [smiling])
    assert coverage_of(gallery.faces(person.id)).have == ("front", "smile")
    gallery.set_aside(ids, "blurred")
    assert "smile" in coverage_of(gallery.faces(person.id)).missing


def test_a_whole_gallery_is_in_order_and_a_damaged_picture_is_told(gallery: Gallery) -> None:
    assert check_gallery(gallery).problems == ()
    face_id = gallery.faces(gallery.person("Ada").id)[0].id
    with gallery.database.transaction():
        gallery.database.write("UPDATE faces SET crop = x'00' WHERE id = ?", (face_id,))
        gallery.database.write("UPDATE embeddings SET vector = x'0000' WHERE face_id = ?", (face_id,))
    report = check_gallery(gallery)
    assert report.problems == (
        f"picture {face_id} is damaged",
        f"the numbers of picture {face_id} are damaged",
    )


def test_erasing_takes_negatives_that_look_like_the_person(gallery: Gallery) -> None:
    bo = gallery.person("Bo").id
    like_ada = NewFace(**{**vars(drawn_face(40)), "embedding": embedding(0, 70)})
    gallery.refuse(bo, like_ada)
    gallery.refuse(bo, drawn_face(41))
    erase_person(gallery, gallery.person("Ada").id)
    assert gallery.person("Bo").negatives == 1


def test_a_hundred_thousand_references_are_searched_in_milliseconds() -> None:
    people, each, size = 10_000, 10, 128
    random = np.random.default_rng(0)
    # Two pictures of one person are alike by about .3 here, which is little.
    own = np.repeat(random.standard_normal((size, people), np.float32), each, axis=1)
    columns = 0.65 * own + random.standard_normal((size, people * each), np.float32)
    columns /= np.linalg.norm(columns, axis=0)
    empty = np.zeros((0, 0), np.float32)
    matcher = Matcher(
        Snapshot(
            DIGEST,
            1,
            tuple(map(str, range(people))),
            np.arange(people),
            np.arange(people) * each,
            columns,
            np.arange(people * each),
            np.ones(people * each, np.float32),
            empty,
            np.zeros(0, np.int64),
        )
    )
    times = []
    for place in range(0, 100_000, 4_000):
        probe = columns[:, place]
        started = time.thread_time()
        best = matcher.best(probe)
        times.append(time.thread_time() - started)
        assert best[0].row == place // each
    assert min(times) < 0.005, "five milliseconds of one core; the least of many, for busy machines"
