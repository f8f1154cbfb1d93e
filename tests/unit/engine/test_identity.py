"""The step that names faces: when it looks, what it says, and that a new gallery takes effect at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.analysis import FaceAnalysis
from desktop.engine.identity import Identity, IdentityAnswer
from desktop.engine.pipeline import Pipeline
from desktop.engine.scheduler import OFFLINE
from desktop.engine.tracker import Track
from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from tests.support.drawn_people import DIGEST, DIMENSIONS, NewFace, direction, drawn_face, embedding
from tests.support.fake_engine import frame, smile_recogniser, told
from vision.alignment import no_points
from vision.face_quality import FaceQuality

IMAGE = np.zeros((100, 400, 3), np.uint8)
ADA, BO, STRANGER = 0, 1, 50


class PlaceEmbedder:
    """A face's numbers follow from where its box is: person 0 at x = 0, person 1 at x = 10, …"""

    digest, name = DIGEST, "places"

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.clock_s = 0.0
        self.each_s = 0.0

    def crops(self, image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray | None) -> np.ndarray:
        return np.stack([np.full((112, 112, 3), box[0] // 10, np.uint8) for box in boxes_px])

    def embed(self, crops: np.ndarray) -> np.ndarray:
        self.batches.append(len(crops))
        self.clock_s += self.each_s * len(crops)
        return np.stack([embedding(int(crop[0, 0, 0]), len(self.batches)) for crop in crops])


def good(*_: object) -> FaceQuality:
    return FaceQuality(80, 0.1, 120, 0, 0, 0, 0.9)


def track(key: int, person: int, *, held: bool = False) -> Track:
    return Track(key, key + 1, np.array([person * 10, 0, 80, 80], np.int32), 5, 0.0, 0.0, held)


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    """Ada and Bo."""
    with Gallery(tmp_path / "gallery") as opened:
        for person, name in enumerate(("Ada", "Bo")):
            opened.enrol(name, [drawn_face(person, take) for take in range(3)])
        yield opened


def decider(gallery: Gallery) -> Decider:
    return Decider(Matcher(snapshot_of(gallery, DIGEST)), Bar(0.01, 0.5, 0.7))


def identity_of(gallery: Gallery, embedder: PlaceEmbedder, *, live: bool = True) -> Identity:
    return Identity(embedder, decider(gallery), good, live=live, clock=lambda: embedder.clock_s)


def watch(identity: Identity, tracks: Sequence[Track], seconds: float, *, start_s: float = 0.0) -> None:
    for index in range(round(seconds * 30)):
        identity.step(IMAGE, tracks, start_s + index / 30)


def test_known_faces_get_names_and_strangers_none(gallery: Gallery) -> None:
    identity = identity_of(gallery, PlaceEmbedder())
    watch(identity, [track(1, ADA), track(2, BO), track(3, STRANGER)], 1.0)
    assert [identity.answer(key).label for key in (1, 2, 3)] == ["Ada", "Bo", None]
    assert identity.answer(3).nearest in ("Ada", "Bo")
    assert identity.answer(9).reason == "not looked at yet"


def test_a_named_face_is_looked_at_twice_a_second_only(gallery: Gallery) -> None:
    embedder = PlaceEmbedder()
    identity = identity_of(gallery, embedder)
    watch(identity, [track(1, ADA)], 1.0)
    embedder.batches.clear()
    watch(identity, [track(1, ADA)], 10.0, start_s=1.0)
    assert 18 <= len(embedder.batches) <= 21


def test_dear_embeddings_are_never_made_twice_in_a_frame(gallery: Gallery) -> None:
    embedder = PlaceEmbedder()
    embedder.each_s = 0.043
    identity = identity_of(gallery, embedder)
    tracks = [track(key, key % 2) for key in range(6)]
    identity.step(IMAGE, tracks, 0.0)
    embedder.batches.clear()
    watch(identity, tracks, 2.0, start_s=0.04)
    assert max(embedder.batches) == 1
    assert {identity.answer(key).label for key in range(6)} == {"Ada", "Bo"}, "all get their turn"


def test_without_haste_all_that_are_due_are_looked_at(gallery: Gallery) -> None:
    embedder = PlaceEmbedder()
    embedder.each_s = 0.043
    identity = identity_of(gallery, embedder, live=False)
    identity.step(IMAGE, [track(1, ADA), track(2, BO)], 0.0)
    identity.step(IMAGE, [track(1, ADA), track(2, BO)], 0.2)
    assert embedder.batches == [2, 2]


def test_a_face_that_is_only_held_is_not_looked_at(gallery: Gallery) -> None:
    embedder = PlaceEmbedder()
    identity_of(gallery, embedder).step(IMAGE, [track(1, ADA, held=True)], 0.0)
    assert not embedder.batches


def test_a_new_gallery_takes_effect_without_looking_again(gallery: Gallery) -> None:
    embedder = PlaceEmbedder()
    identity = identity_of(gallery, embedder)
    watch(identity, [track(1, STRANGER)], 1.0)
    looks = len(embedder.batches)
    face = NewFace(**{**vars(drawn_face(STRANGER)), "embedding": direction(STRANGER)})
    gallery.enrol("Dee", [face])
    identity.use(decider(gallery))
    identity.step(IMAGE, [], 1.0)
    assert identity.answer(1).label == "Dee"
    assert len(embedder.batches) == looks


@pytest.mark.parametrize(("each_s", "wait_s"), [(0.01, 0.5), (0.04, 0.64), (1.0, 1.0)])
def test_looks_at_sure_faces_take_an_eighth_of_a_core_at_most(
    gallery: Gallery, each_s: float, wait_s: float
) -> None:
    embedder = PlaceEmbedder()
    embedder.each_s = each_s
    identity = identity_of(gallery, embedder, live=True)
    tracks = [track(1, ADA), track(2, BO)]
    watch(identity, tracks, 4.0)
    known = identity.track(1)
    assert known is not None
    assert known.sure
    assert known.looked_at_s is not None
    soon_s = known.looked_at_s + wait_s - 0.02
    assert [one.key for one in identity._due([tracks[0]], soon_s)] == []
    assert [one.key for one in identity._due([tracks[0]], soon_s + 0.04)] == [1]


@pytest.mark.parametrize(("plain", "another"), [(None, False), (0.8, True)])
def test_whether_a_face_is_another_one_is_told_by_the_bar_without_a_head(
    gallery: Gallery, plain: float | None, another: bool
) -> None:
    class Alike(PlaceEmbedder):
        """Two people whose faces have a cosine of .3."""

        def embed(self, crops: np.ndarray) -> np.ndarray:
            first, second = np.eye(2, DIMENSIONS, dtype=np.float32)
            second = np.asarray(0.3 * first + np.sqrt(1 - 0.3**2) * second, np.float32)
            return np.stack([second if crop[0, 0, 0] else first for crop in crops])

    identity = identity_of(gallery, Alike())
    identity.use(Decider(Matcher(snapshot_of(gallery, DIGEST)), Bar(0.01, 0.4, 0.5, plain=plain)))
    watch(identity, [track(1, ADA)], 1.0)
    watch(identity, [track(1, BO)], 1.5, start_s=1.0)
    assert identity.others() == ([1] if another else [])


class OtherPlaces(PlaceEmbedder):
    """Another model: the same people as other numbers."""

    digest, name = "e" * 64, "other places"

    def embed(self, crops: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(super().embed(crops)[:, ::-1])


def test_another_model_takes_over_between_two_frames_and_looks_anew(gallery: Gallery) -> None:
    places, other = PlaceEmbedder(), OtherPlaces()
    identity = identity_of(gallery, places)
    identity.stands_in = True
    watch(identity, [track(1, ADA)], 1.0)
    for face in gallery.faces(1) + gallery.faces(2):
        numbers = other.embed(np.full((1, 112, 112, 3), face.person_id - 1, np.uint8))[0]
        with gallery.database.transaction():
            gallery.database.write(
                "INSERT INTO embeddings VALUES(?, ?, ?)", (face.id, other.digest, numbers.tobytes())
            )
    places.batches.clear()
    other.batches.clear()
    identity.use(Decider(Matcher(snapshot_of(gallery, other.digest)), Bar(0.01, 0.5, 0.7)), other)
    assert identity.stands_in, "until the next frame"
    watch(identity, [track(1, ADA), track(2, BO)], 1.0, start_s=1.0)
    assert [identity.answer(key).label for key in (1, 2)] == ["Ada", "Bo"]
    assert not identity.stands_in
    assert not places.batches
    assert other.batches


class HeldEmbedder(PlaceEmbedder):
    """Embeds when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()
        self.done = threading.Event()

    def embed(self, crops: np.ndarray) -> np.ndarray:
        assert self.let.wait(20)
        found = super().embed(crops)
        self.done.set()
        return found


@pytest.fixture
def beside(gallery: Gallery) -> Iterator[tuple[Identity, HeldEmbedder]]:
    embedder = HeldEmbedder()
    identity = Identity(embedder, decider(gallery), good, live=True, beside=True)
    yield identity, embedder
    embedder.let.set()
    identity.close()


def until_looked(identity: Identity, tracks: Sequence[Track], key: int) -> None:
    """Frames go by until something is known of a track."""
    for index in range(2000):
        identity.step(IMAGE, tracks, index / 30)
        known = identity.track(key)
        if known is not None and known.looks:
            return
        time.sleep(0.001)  # the thread beside must get its turn
    raise AssertionError("never looked at")


def test_beside_no_frame_waits_for_a_look(beside: tuple[Identity, HeldEmbedder]) -> None:
    identity, embedder = beside
    watch(identity, [track(1, ADA)], 0.5)
    assert identity.answer(1).reason == "not looked at yet"
    embedder.let.set()
    until_looked(identity, [track(1, ADA)], 1)
    assert identity.answer(1).nearest == "Ada"


def test_what_was_seen_of_a_face_that_has_gone_is_dropped(beside: tuple[Identity, HeldEmbedder]) -> None:
    identity, embedder = beside
    identity.step(IMAGE, [track(1, ADA)], 0.0)
    embedder.let.set()
    assert embedder.done.wait(20)
    until_looked(identity, [track(2, BO)], 2)
    assert identity.track(1) is None
    assert identity.answer(2).nearest == "Bo"


def test_after_a_reset_nothing_old_is_taken(beside: tuple[Identity, HeldEmbedder]) -> None:
    identity, embedder = beside
    identity.step(IMAGE, [track(1, ADA)], 0.0)
    identity.reset()
    embedder.let.set()
    assert embedder.done.wait(20)
    until_looked(identity, [track(1, BO)], 1)
    assert identity.answer(1).nearest == "Bo"


class OnePlace(PlaceEmbedder):
    """Whoever `person` is sits there."""

    person = ADA

    def crops(self, image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray | None) -> np.ndarray:
        return np.full((len(boxes_px), 112, 112, 3), self.person, np.uint8)


def test_who_takes_another_s_place_gets_a_track_of_their_own(gallery: Gallery) -> None:
    embedder = OnePlace()
    identity = identity_of(gallery, embedder, live=False)
    pipeline = Pipeline(told((100, 60, 80, 80)), [smile_recogniser()], identity=identity, schedule=OFFLINE)

    def seen(first: int, frames: int) -> list[tuple[int | None, str | None]]:
        faces = [pipeline.step(frame(number)).faces for number in range(first, first + frames)]
        return [(face[0].track, face[0].answers["identity"].label) for face in faces if face]

    assert seen(0, 60)[-1] == (1, "Ada")
    embedder.person = STRANGER
    after = seen(60, 60)
    assert after[-1] == (2, None)
    assert [track for track, name in after if name == "Ada"] == [1] * sum(name == "Ada" for _, name in after)
    assert sum(name == "Ada" for _, name in after) <= 20, "two thirds of a second at most"
    embedder.person = BO
    assert seen(120, 60)[-1] == (3, "Bo")


def test_a_cut_to_another_face_at_the_same_place_shows_the_former_name_in_no_frame(gallery: Gallery) -> None:
    embedder = OnePlace()
    identity = identity_of(gallery, embedder, live=False)
    pipeline = Pipeline(told((100, 60, 80, 80)), [smile_recogniser()], identity=identity, schedule=OFFLINE)
    few = [np.random.default_rng(number).integers(0, 256, (6, 8, 3), np.uint8) for number in range(2)]
    shots = [np.kron(one, np.ones((40, 40, 1), np.uint8)) for one in few]

    def seen(first: int, frames: int, image: np.ndarray) -> list[tuple[int | None, str | None]]:
        analyses = [pipeline.step(frame(number, image=image)) for number in range(first, first + frames)]
        return [(face.track, face.answers["identity"].label) for one in analyses for face in one.faces]

    assert seen(0, 61, shots[0])[-1] == (1, "Ada")
    embedder.person = BO
    after = seen(61, 30, shots[1])
    assert {name for _, name in after} <= {None, "Bo"}
    assert after[-1] == (2, "Bo")
    assert set(seen(91, 30, shots[0])) == {(2, "Bo")}, "a cut that shows the same person changes nothing"


def test_lost_tracks_are_forgotten(gallery: Gallery) -> None:
    identity = identity_of(gallery, PlaceEmbedder())
    watch(identity, [track(1, ADA)], 0.5)
    identity.keep({2})
    assert identity.track(1) is None
    watch(identity, [track(1, ADA)], 0.5)
    identity.reset()
    assert identity.track(1) is None


def test_an_empty_gallery_embeds_nothing(tmp_path: Path) -> None:
    embedder = PlaceEmbedder()
    with Gallery(tmp_path / "empty") as empty:
        identity = identity_of(empty, embedder)
    identity.step(IMAGE, [track(1, ADA)], 0.0)
    (answer,) = identity.answers(IMAGE, np.array([[0, 0, 80, 80]], np.int32), no_points(1))
    assert (answer.label, answer.nearest, answer.reason) == (None, None, "nobody is enrolled")
    assert identity.answer(1).reason == "nobody is enrolled"
    assert not embedder.batches


def test_photos_are_answered_each_by_itself(gallery: Gallery) -> None:
    embedder = PlaceEmbedder()
    identity = identity_of(gallery, embedder)
    answers = identity.answers(IMAGE, np.array([[0, 0, 80, 80], [500, 0, 80, 80]], np.int32), no_points(2))
    assert [answer.label for answer in answers] == ["Ada", None]
    assert embedder.batches == [2]
    assert identity.answers(IMAGE, np.zeros((0, 4), np.int32), no_points(0)) == []


def test_the_json_is_as_agreed() -> None:
    unknown = IdentityAnswer("identity", None, 0.41, nearest="Tom Hanks", threshold=0.52)
    face = FaceAnalysis(3, (1, 2, 3, 4), {"identity": unknown})
    assert face.to_json_object() == {
        "track": 3,
        "box": [1, 2, 3, 4],
        "identity": {"name": None, "nearest": "Tom Hanks", "score": 0.41, "threshold": 0.52},
    }
