"""Cards keep their order while faces come and go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.live.card_slots import CardSlots
from desktop.ui.live.face_views import FaceView


def face(key: int) -> FaceView:
    return FaceView(key, f"Face {key}", (0, 0, 9, 9), (), "", held=False)


def keys(slots: CardSlots) -> list[int]:
    return [slot.face.key for slot in slots.slots]


def test_order_is_that_of_coming_not_that_of_the_analysis() -> None:
    slots = CardSlots()
    slots.show([face(4)], 0.0)
    slots.show([face(2), face(4)], 0.1)
    slots.show([face(4), face(9), face(2)], 0.2)
    assert keys(slots) == [4, 2, 9]


def test_a_face_that_leaves_keeps_its_card_a_while_and_may_come_back() -> None:
    slots = CardSlots(linger_s=2.0)
    slots.show([face(1), face(2)], 0.0)
    slots.show([face(2)], 1.0)
    assert keys(slots) == [1, 2]
    assert slots.slots[0].left
    assert slots.in_view == 1
    slots.show([face(1), face(2)], 1.5)
    assert not slots.slots[0].left
    slots.show([face(2)], 2.0)
    slots.expire(3.4)
    assert keys(slots) == [1, 2]
    slots.expire(3.5)
    assert keys(slots) == [2]


def test_the_next_change_is_told_only_while_one_is_due() -> None:
    slots = CardSlots(linger_s=2.0)
    slots.show([face(1)], 5.0)
    assert slots.next_change_s is None
    slots.show([], 6.0)
    assert slots.next_change_s == 7.0
    slots.expire(7.0)
    assert slots.next_change_s is None


def test_clearing_leaves_no_card() -> None:
    slots = CardSlots()
    slots.show([face(1)], 0.0)
    slots.clear()
    assert slots.slots == ()
    assert slots.in_view == 0


@given(st.lists(st.sets(st.integers(1, 6)), max_size=30))
def test_no_card_jumps_over_another(frames: list[set[int]]) -> None:
    slots = CardSlots(linger_s=1.0)
    order: list[int] = []
    for number, seen in enumerate(frames):
        slots.show([face(key) for key in sorted(seen)], number * 0.4)
        shown = keys(slots)
        assert seen <= set(shown)
        kept = [key for key in order if key in shown]
        assert [key for key in shown if key in order][: len(kept)] == kept
        order = shown
