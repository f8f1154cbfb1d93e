"""What was changed in the opened recording: its keys undo one after the other, and redo them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, eq=False, slots=True)
class _Made:
    take_back: Callable[[], None]
    again: Callable[[], None] | None


class Made:
    """The changes that can still be undone, whatever was said meanwhile; all are of one recording."""

    def __init__(self) -> None:
        self._made: list[_Made] = []
        self._undone: list[_Made] = []

    def note(self, take_back: Callable[[], None], again: Callable[[], None] | None) -> Callable[[], None]:
        """Something was changed: what undoes it. `again`: does it once more; None where that can't be."""
        made = _Made(take_back, again)
        self._made.append(made)
        self._undone = []
        return partial(self._undo, made)

    def undo_newest(self) -> bool:
        """Whether there was something to undo."""
        if not self._made:
            return False
        self._undo(self._made[-1])
        return True

    def redo_newest(self) -> bool:
        """Whether what was undone last can be done again."""
        if not self._undone or self._undone[-1].again is None:
            return False
        made = self._undone.pop()
        self._made.append(made)
        if made.again is not None:
            made.again()
        return True

    def clear(self) -> None:
        """Another recording, or none."""
        self._made, self._undone = [], []

    def _undo(self, made: _Made) -> None:
        if made in self._made:
            self._made.remove(made)
            self._undone.append(made)
            made.take_back()
