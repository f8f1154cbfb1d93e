"""The tracker: a face keeps its number, an echo gets none, numbers have no gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from desktop.engine.tracker import Find, Track, Tracker, covered
from vision.geometry import as_boxes, empty_boxes

FPS = 30.0


def see(tracker: Tracker, index: int, boxes: Iterable[Sequence[float]]) -> tuple[Track, ...]:
    """One frame in which a detector finds these boxes in the whole picture."""
    boxes_px = as_boxes(list(boxes))
    pairs = tracker.match(boxes_px)
    found = {key: Find(boxes_px[row]) for key, row in pairs.items()}
    new = [Find(box) for row, box in enumerate(boxes_px) if row not in pairs.values()]
    return tracker.update(index / FPS, found, new)


def numbers(tracks: Iterable[Track]) -> list[int]:
    return [track.number for track in tracks if track.number is not None]


def test_a_face_is_confirmed_by_its_third_find_and_not_before() -> None:
    tracker = Tracker(confirm_after=3)
    seen = [numbers(see(tracker, index, [(50, 50, 80, 80)])) for index in range(5)]
    assert seen == [[], [], [1], [1], [1]]


def test_chance_finds_are_never_numbered_and_use_up_no_number() -> None:
    tracker = Tracker()
    places = [(10, 10, 40, 40), (200, 20, 50, 50), (30, 160, 44, 44), (250, 170, 60, 60)]
    for index in range(40):
        tracks = see(tracker, index, [(120, 80, 70, 70), places[index % 4]])
        assert set(numbers(tracks)) <= {1}
    for index in range(40, 44):
        tracks = see(tracker, index, [(120, 80, 70, 70), (10, 10, 40, 40)])
    assert sorted(numbers(tracks)) == [1, 2]


def test_one_missed_frame_costs_neither_a_new_face_nor_a_known_one_its_place() -> None:
    tracker = Tracker()
    face = [(50, 50, 80, 80)]
    seen = [see(tracker, index, [] if index in (1, 4) else face) for index in range(6)]
    assert [numbers(tracks) for tracks in seen] == [[], [], [], [1], [1], [1]]
    assert [track.held for track in seen[4]] == [True]
    assert [track.held for track in seen[5]] == [False]


def test_an_unconfirmed_face_goes_at_its_second_miss() -> None:
    tracker = Tracker()
    see(tracker, 0, [(50, 50, 80, 80)])
    assert len(see(tracker, 1, [])) == 1
    assert see(tracker, 2, []) == ()


def confirmed(boxes: Sequence[Sequence[float]] = ((50, 50, 80, 80),)) -> Tracker:
    tracker = Tracker()
    for index in range(3):
        see(tracker, index, boxes)
    return tracker


def test_a_face_that_left_is_held_for_the_grace_and_then_ends() -> None:
    tracker = confirmed()
    held_s = [index / FPS for index in range(3, 60) if see(tracker, index, [])]
    assert held_s
    assert max(held_s) - 2 / FPS == pytest.approx(0.25, abs=1 / FPS)


def test_a_face_has_the_points_of_its_last_find() -> None:
    tracker = Tracker()
    for index in range(4):
        points = np.full((5, 2), index, np.float32)
        found = {track.key: Find(track.box_px, points) for track in tracker.tracks}
        first = [] if tracker.tracks else [Find(np.array([50, 50, 80, 80], np.int32))]
        (track,) = tracker.update(index / FPS, found, first)
        assert np.isnan(track.points_px).all() if index == 0 else (track.points_px == index).all()


def test_who_comes_back_later_gets_the_next_number() -> None:
    tracker = confirmed()
    for index in range(3, 40):
        see(tracker, index, [])
    for index in range(40, 43):
        tracks = see(tracker, index, [(50, 50, 80, 80)])
    assert numbers(tracks) == [2]
    tracker.reset()
    assert tracker.tracks == ()
    for index in range(3):
        tracks = see(tracker, index, [(50, 50, 80, 80)])
    assert numbers(tracks) == [1]


@pytest.mark.parametrize(("speed", "apart"), [(3, 20), (8, 30), (15, 50)])
def test_faces_that_cross_keep_their_numbers(speed: int, apart: int) -> None:
    """Two faces of 100 pixels pass each other, one `apart` pixels higher than the other."""
    tracker = Tracker()
    for index in range(900 // speed):
        left, right = (speed * index, 100, 100, 100), (900 - speed * index, 100 + apart, 100, 100)
        boxes = [left, right] if index % 2 else [right, left]
        tracks = see(tracker, index, boxes)
    by_number = {track.number: track.box_px for track in tracks}
    assert sorted(number or 0 for number in by_number) == [1, 2]
    first_from_left = by_number[1] if by_number[1][1] == 100 else by_number[2]
    assert first_from_left[0] > 700


def test_jitter_changes_no_number_and_moves_the_box_less_than_the_detector_does() -> None:
    tracker = Tracker()
    random = np.random.default_rng(5)
    given, shown = [], []
    for index in range(200):
        box = np.array([300, 200, 150, 150]) + random.integers(-9, 10, 4)
        tracks = see(tracker, index, [box])
        assert len(tracks) == 1
        given.append(box)
        shown.append(tracks[0].box_px)
    assert tracks[0].number == 1
    assert np.std(shown, axis=0).max() < 0.7 * np.std(given, axis=0).min()


def test_a_face_that_jumps_is_shown_where_it_is() -> None:
    tracker = confirmed([(50, 50, 80, 80)])
    (track,) = see(tracker, 3, [(80, 60, 80, 80)])
    assert track.box_px.tolist() == [80, 60, 80, 80]
    assert track.number == 1


@pytest.mark.parametrize("echo", [(70, 70, 40, 40), (30, 30, 130, 130), (80, 85, 60, 60)])
def test_an_echo_of_a_known_face_makes_no_track(echo: tuple[int, int, int, int]) -> None:
    tracker = confirmed([(50, 50, 100, 100)])
    for index in range(3, 20):
        tracks = see(tracker, index, [echo, (50, 50, 100, 100)])
        assert numbers(tracks) == [1]
        assert len(tracks) == 1
    assert tracks[0].box_px.tolist() == [50, 50, 100, 100]


def test_a_face_and_its_echo_that_come_together_make_one_track_of_the_face() -> None:
    tracker = Tracker()
    (track,) = see(tracker, 0, [(80, 80, 36, 36), (50, 50, 100, 100)])
    assert track.box_px.tolist() == [50, 50, 100, 100]


def test_faces_side_by_side_are_two() -> None:
    tracker = Tracker()
    for index in range(3):
        tracks = see(tracker, index, [(50, 50, 100, 100), (125, 60, 100, 100)])
    assert numbers(tracks) == [1, 2]


def test_each_find_goes_to_one_track_and_the_best_overlap_first() -> None:
    tracker = confirmed([(0, 0, 100, 100), (0, 110, 100, 100)])
    pairs = tracker.match(as_boxes([(0, 60, 100, 100), (0, 4, 100, 100)]))
    keys = [track.key for track in tracker.tracks]
    assert pairs[keys[0]] == 1
    assert pairs[keys[1]] == 0
    assert tracker.match(empty_boxes()) == {}
    assert Tracker().match(as_boxes([(0, 0, 9, 9)])) == {}


def test_many_faces_come_and_go_without_a_gap_in_the_numbers() -> None:
    tracker = Tracker()
    random = np.random.default_rng(2)
    given: set[int] = set()
    there: dict[int, int] = {}
    for index in range(400):
        for place in range(6):
            if place not in there and random.random() < 0.05:
                there[place] = index + int(random.integers(1, 40))
            elif there.get(place) == index:
                del there[place]
        given |= set(numbers(see(tracker, index, [(150 * place, 40, 90, 90) for place in sorted(there)])))
    assert len(given) > 10
    assert given == set(range(1, len(given) + 1))


def test_the_same_frames_give_the_same_tracks() -> None:
    def run() -> list[list[object]]:
        tracker, random = Tracker(), np.random.default_rng(9)
        rows = []
        for index in range(60):
            boxes = [[*random.integers(0, 500, 2), 80, 80] for _ in range(random.integers(0, 5))]
            rows.append([(t.key, t.number, *t.box_px.tolist()) for t in see(tracker, index, boxes)])
        return rows

    assert run() == run()


def test_covered_asks_for_more_than_half_of_the_smaller_box() -> None:
    big = np.array([0, 0, 100, 100], np.int32)
    assert covered(np.array([10, 10, 20, 20], np.int32), [big])
    assert covered(np.array([-50, -50, 300, 300], np.int32), [big])
    assert not covered(np.array([60, 0, 100, 100], np.int32), [big])
    assert not covered(big, [])
