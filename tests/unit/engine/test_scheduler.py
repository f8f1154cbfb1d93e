"""Who is due: whole searches now and then, faces in turn."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.engine.scheduler import Schedule
from desktop.engine.tracker import Track

BOX = np.array([0, 0, 50, 50], np.int32)
HELD = (Track(0, 1, BOX, 5, 0.0, 0.0),)
NEW = (Track(0, None, BOX, 1, 0.0, 0.0),)


def searches(schedule: Schedule, tracks: tuple[Track, ...], fps: float, share: float = 0.0) -> int:
    """How many searches a source of `fps` gets in four seconds in which `share` of it changes all the time.

    Times are rounded to milliseconds, as containers do.
    """
    last_s: float | None = None
    count = 0
    for index in range(round(4 * fps)):
        at_s = round(index / fps, 3)
        if schedule.change_due(at_s, last_s, tracks, share):
            last_s = at_s
            count += 1
    return count


@pytest.mark.parametrize("fps", [10.0, 25.0, 30.0, 60.0])
def test_a_known_face_makes_searches_rarer_at_any_rate(fps: float) -> None:
    assert searches(Schedule(search_held_s=0.4), HELD, fps) == pytest.approx(10, abs=2)


@pytest.mark.parametrize("tracks", [(), NEW])
def test_without_a_confirmed_face_it_searches_ten_times_a_second(tracks: tuple[Track, ...]) -> None:
    assert searches(Schedule(search_idle_s=0.1), tracks, 30.0) == pytest.approx(40, abs=2)


def test_a_large_part_is_searched_less_often_than_a_small_one() -> None:
    schedule = Schedule(search_held_s=0.2, search_large_s=0.6)
    assert searches(schedule, HELD, 30.0, share=1.0) == pytest.approx(5, abs=1)
    assert searches(schedule, HELD, 30.0, share=0.0) == pytest.approx(20, abs=1)


def test_the_first_frame_and_a_clock_that_ran_backwards_are_searched() -> None:
    schedule = Schedule(search_whole_s=1.0)
    assert schedule.whole_due(5.0, None)
    assert schedule.whole_due(1.0, 5.0)
    assert not schedule.whole_due(5.9, 5.0)
    assert schedule.whole_due(6.0, 5.0)
    assert schedule.change_due(1.0, 5.0, HELD, 0.1)
    assert schedule.look_due(5.0, None)
    assert schedule.look_due(1.0, 5.0)


def test_after_somebody_came_the_whole_is_searched_soon_a_few_times() -> None:
    schedule = Schedule(search_again_s=0.2, search_whole_s=1.0)
    for made, wait_s in enumerate((0.2, 0.2, 0.2, 2.0, 2.0), start=1):
        assert not schedule.whole_due(5.0 + wait_s - 0.05, 5.0, HELD, made)
        assert schedule.whole_due(5.0 + wait_s, 5.0, HELD, made)


def test_what_changed_is_searched_once_more_when_it_has_come_to_rest() -> None:
    schedule = Schedule(search_again_s=0.2)
    assert schedule.again_due(1.0, None)
    assert not schedule.again_due(1.15, 1.0)
    assert schedule.again_due(1.2, 1.0)


def test_the_whole_picture_is_searched_half_as_often_while_a_face_is_known() -> None:
    schedule = Schedule(search_whole_s=1.0)
    assert schedule.whole_due(6.0, 5.0, NEW)
    assert not schedule.whole_due(6.9, 5.0, HELD)
    assert schedule.whole_due(7.0, 5.0, HELD)


def test_a_frame_is_compared_with_what_was_searched_ten_times_a_second() -> None:
    schedule, last_s, looks = Schedule(look_s=0.1), None, 0
    for index in range(120):
        if schedule.look_due(round(index / 30, 3), last_s):
            last_s, looks = round(index / 30, 3), looks + 1
    assert looks == pytest.approx(40, abs=1)


def tracks_of(count: int) -> list[Track]:
    return [Track(key, key + 1, BOX, 3, 0.0, 0.0) for key in range(count)]


def test_few_faces_are_answered_in_every_frame() -> None:
    answered = {0: 1.0, 1: 1.0}
    due = Schedule(faces_a_frame=4).answers_due(tracks_of(3), answered)
    assert {track.key for track in due} == {0, 1, 2}


def test_new_faces_come_first() -> None:
    due = Schedule(faces_a_frame=2).answers_due(tracks_of(4), {0: 1.0, 1: 0.9})
    assert [track.key for track in due] == [2, 3]


def test_no_more_faces_than_there_is_time_for_are_answered_but_always_one() -> None:
    schedule = Schedule(faces_a_frame=4, answers_ms=20.0)
    assert len(schedule.answers_due(tracks_of(4), {}, each_ms=6.0)) == 3
    assert len(schedule.answers_due(tracks_of(4), {}, each_ms=60.0)) == 1


def test_many_faces_take_turns_and_nobody_waits_longer_than_a_round() -> None:
    schedule = Schedule(faces_a_frame=4)
    answered: dict[int, float] = {}
    last_asked = dict.fromkeys(range(10), -1)
    for index in range(50):
        due = schedule.answers_due(tracks_of(10), answered)
        assert len(due) == 4
        last_asked |= {track.key: index for track in due}
        answered |= {track.key: index / 30 for track in due}
        assert min(last_asked.values()) >= index - 3
