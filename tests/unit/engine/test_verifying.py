"""A face that keeps its name is verified by a small network, and looked at in full where that says no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.identity import Identity
from desktop.engine.tracker import Track
from desktop.engine.verifying import SAME, Verifier
from desktop.people.calibration import Bar
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from desktop.people.strangers import strangers_for
from tests.support.drawn_people import DIGEST, direction, drawn_face, embedding
from vision.assets import shipped_models_root
from vision.embedders import OWN, embedder_by_name
from vision.errors import ModelRefused
from vision.face_quality import FaceQuality
from vision.model_store import ModelStore

IMAGE = np.zeros((100, 400, 3), np.uint8)
ADA, BO, STRANGER = 0, 1, 50


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class DrawnEmbedder:
    """A face's numbers follow from where its box is; what was asked and how long it took is counted."""

    def __init__(self, clock: Clock, *, each_s: float = 0.0, likeness: float = 0.8) -> None:
        self.digest, self.name = DIGEST, "drawn"
        self.calls = 0
        self._clock, self._each_s, self._likeness = clock, each_s, likeness

    def crops(self, image_bgr: np.ndarray, boxes_px: np.ndarray, points_px: np.ndarray | None) -> np.ndarray:
        return np.stack([np.full((112, 112, 3), box[0] // 10, np.uint8) for box in boxes_px])

    def embed(self, crops: np.ndarray) -> np.ndarray:
        self.calls += len(crops)
        self._clock.now_s += self._each_s * len(crops)
        people = [int(crop[0, 0, 0]) for crop in crops]
        return np.stack([embedding(one, self.calls, likeness=self._likeness) for one in people])


def good(*_: object) -> FaceQuality:
    return FaceQuality(80, 0.1, 120, 0, 0, 0, 0.9)


def track(key: int, person: int, *, held: bool = False) -> Track:
    return Track(key, key + 1, np.array([person * 10, 0, 80, 80], np.int32), 5, 0.0, 0.0, held)


class Scene:
    """An identity step with a dear embedder and a small one, and the time that they take."""

    def __init__(self, gallery: Gallery) -> None:
        self.clock = Clock()
        self.dear = DrawnEmbedder(self.clock, each_s=0.022)
        self.small = DrawnEmbedder(self.clock, each_s=0.003, likeness=0.9)
        decider = Decider(Matcher(snapshot_of(gallery, DIGEST)), Bar(0.01, 0.5, 0.7))
        verifier = Verifier(lambda: self.small)
        self.identity = Identity(self.dear, decider, good, live=True, verifier=verifier, clock=self.clock)

    def watch(self, tracks: Sequence[Track], seconds: float, *, start_s: float = 0.0) -> None:
        for index in range(round(seconds * 30)):
            self.identity.step(IMAGE, tracks, start_s + index / 30)

    def names(self, *keys: int) -> list[str | None]:
        return [self.identity.answer(key).label for key in keys]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Ada and Bo are known."""
    with Gallery(tmp_path / "gallery") as gallery:
        for person, name in enumerate(("Ada", "Bo")):
            gallery.enrol(name, [drawn_face(person, take) for take in range(3)])
        yield Scene(gallery)


def test_a_face_that_keeps_its_name_is_verified_twice_a_second_and_seldom_looked_at(scene: Scene) -> None:
    scene.watch([track(1, ADA)], 5.0)
    scene.dear.calls = scene.small.calls = 0
    scene.watch([track(1, ADA)], 10.0, start_s=5.0)
    assert scene.names(1) == ["Ada"]
    assert 18 <= scene.small.calls <= 20
    assert 4 <= scene.dear.calls <= 5, "one in full every two seconds"


def test_before_it_had_its_name_for_long_a_face_is_looked_at_in_full(scene: Scene) -> None:
    scene.watch([track(1, ADA)], 2.0)
    assert scene.names(1) == ["Ada"]
    assert not scene.small.calls


def test_a_stranger_is_never_only_verified(scene: Scene) -> None:
    scene.watch([track(1, STRANGER)], 12.0)
    assert scene.names(1) == [None]
    assert not scene.small.calls


def test_who_takes_the_place_of_a_verified_face_is_looked_at_at_once(scene: Scene) -> None:
    scene.watch([track(1, ADA)], 6.0)
    asked = scene.dear.calls
    scene.watch([track(1, BO)], 0.6, start_s=6.0)
    assert scene.dear.calls > asked
    scene.watch([track(1, BO)], 0.4, start_s=6.6)
    assert scene.names(1) != ["Ada"]
    scene.watch([track(1, BO)], 1.0, start_s=7.0)
    assert scene.names(1) == ["Bo"]
    assert scene.identity.others() == [1]


class AlikeEmbedder(DrawnEmbedder):
    """Strangers look somewhat like Ada: less than the bar asks, more than half of that."""

    def embed(self, crops: np.ndarray) -> np.ndarray:
        numbers = super().embed(crops)
        for row, crop in enumerate(crops):
            if int(crop[0, 0, 0]) == STRANGER:
                numbers[row] = 0.4 * direction(ADA) + np.sqrt(0.84) * direction(STRANGER)
        return numbers


def test_who_looks_somewhat_alike_is_told_apart_by_the_small_network(scene: Scene) -> None:
    scene.identity.embedder = scene.dear = AlikeEmbedder(scene.clock, each_s=0.022)
    scene.identity._names = (scene.identity.decider, scene.dear)
    scene.watch([track(1, ADA)], 6.0)
    assert scene.names(1) == ["Ada"]
    scene.watch([track(1, STRANGER)], 1.0, start_s=6.0)
    assert scene.identity.others() == [1]
    assert scene.names(1) == [None]


def test_a_face_that_was_lost_from_sight_is_looked_at_in_full(scene: Scene) -> None:
    scene.watch([track(1, ADA)], 6.2)
    scene.watch([track(1, ADA, held=True)], 0.1, start_s=6.2)
    scene.dear.calls = 0
    scene.watch([track(1, ADA)], 0.1, start_s=6.3)
    assert scene.dear.calls == 1


def test_after_a_cut_faces_are_looked_at_in_full(scene: Scene) -> None:
    scene.watch([track(1, ADA)], 6.2)
    scene.dear.calls = 0
    scene.identity.doubt()
    scene.watch([track(1, ADA)], 0.05, start_s=6.2)
    assert scene.dear.calls == 1


def test_dear_looks_no_longer_keep_verifications_from_coming_twice_a_second(scene: Scene) -> None:
    tracks = [track(key, key % 2) for key in range(4)]
    scene.watch(tracks, 12.0)
    asked = scene.small.calls
    scene.watch(tracks, 10.0, start_s=12.0)
    assert scene.small.calls - asked >= 4 * 18
    assert scene.names(0, 1, 2, 3) == ["Ada", "Bo", "Ada", "Bo"]


def test_where_the_small_model_is_refused_every_look_is_in_full(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    def refused() -> DrawnEmbedder:
        raise ModelRefused(Path("model.onnx"), "card", "there is none")

    scene.identity._verifier = Verifier(refused)
    scene.watch([track(1, ADA)], 6.0)
    scene.dear.calls = 0
    scene.watch([track(1, ADA)], 10.0, start_s=6.0)
    assert scene.names(1) == ["Ada"]
    assert 18 <= scene.dear.calls <= 20
    assert caplog.text.count("looked at in full each time") == 1


def test_no_two_strangers_are_the_same_to_the_shipped_model() -> None:
    own = embedder_by_name(ModelStore([shipped_models_root()]), OWN)
    strangers = strangers_for(own.digest)
    assert strangers is not None
    for crowd in strangers.crowds:
        faces = crowd.faces[:2000]
        likeness = np.triu(faces @ faces.T, 1)
        assert (likeness >= SAME).sum() / (2000 * 1999 / 2) < 1e-5


def test_a_look_that_was_verified_counts_as_one(scene: Scene) -> None:
    scene.watch([track(1, ADA)], 8.0)
    known = scene.identity.track(1)
    assert known is not None
    assert known.looked_at_s is not None
    assert known.embedded_at_s is not None
    assert known.looked_at_s > known.embedded_at_s
    assert 8.0 - known.looked_at_s <= 0.55
