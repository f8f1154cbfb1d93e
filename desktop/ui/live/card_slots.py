"""Which face stands in which card: in the order they came, and a moment longer than they stay. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop.ui.live.face_views import FaceView


@dataclass(frozen=True, slots=True)
class Slot:
    """One card's face, when it was last seen, and whether it has left the view."""

    face: FaceView
    last_seen_s: float
    left: bool = False


class CardSlots:
    """Cards in a stable order. A face that leaves keeps its card for `linger_s`, so that nothing jumps."""

    def __init__(self, linger_s: float = 2.0) -> None:
        self._linger_s = linger_s
        self._slots: dict[int, Slot] = {}

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The cards to show, top to bottom."""
        return tuple(self._slots.values())

    @property
    def in_view(self) -> int:
        """How many of them are in view now."""
        return sum(not slot.left for slot in self._slots.values())

    @property
    def next_change_s(self) -> float | None:
        """When the next lingering card goes, or None where none lingers."""
        leaving = [slot.last_seen_s + self._linger_s for slot in self._slots.values() if slot.left]
        return min(leaving, default=None)

    def show(self, faces: Iterable[FaceView], now_s: float) -> tuple[Slot, ...]:
        """Take the faces in view at `now_s`."""
        seen = {face.key: face for face in faces}
        for key, slot in self._slots.items():
            if key in seen:
                self._slots[key] = Slot(seen[key], now_s)
            else:
                self._slots[key] = replace(slot, left=True)
        for key, face in seen.items():
            self._slots.setdefault(key, Slot(face, now_s))
        return self.expire(now_s)

    def expire(self, now_s: float) -> tuple[Slot, ...]:
        """Let go of the cards whose time is over."""
        self._slots = {
            key: slot
            for key, slot in self._slots.items()
            if not slot.left or now_s < slot.last_seen_s + self._linger_s
        }
        return self.slots

    def clear(self) -> None:
        """Another source: no face of the old one stays."""
        self._slots.clear()
