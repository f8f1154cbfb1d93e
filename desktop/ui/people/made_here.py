"""What a page changed, in the gallery and in itself: its keys undo one after the other, and redo them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desktop.ui.people.desk import PeopleDesk
    from desktop.ui.people.roster import Roster


@dataclass(frozen=True, slots=True)
class _Made:
    """A change of the gallery, or one of the page's own, which knows how it is taken back and done again."""

    number: int
    """Grows with each."""
    change_id: int | None = None
    take_back: Callable[[], None] | None = None
    again: Callable[[], None] | None = None


class MadeHere(QObject):
    """The changes made from one page that can still be undone: others' are not this page's to undo."""

    def __init__(self, people: PeopleDesk, page: QObject) -> None:
        super().__init__(page)
        self._people = people
        self._numbers = count()
        self._made: list[_Made] = []
        self._asked: list[_Made] = []
        self._undone: list[_Made] = []
        self._wanted_again: int | None = None
        people.changed.connect(self._look)
        people.failed.connect(self._put_back)

    def note(self, change_id: int) -> None:
        """This was changed from the page, after all that it noted before."""
        if change_id != self._wanted_again:
            self._undone = []
        self._wanted_again = None
        self._made.append(_Made(next(self._numbers), change_id))

    def note_own(self, take_back: Callable[[], None], again: Callable[[], None]) -> Callable[[], None]:
        """Something of the page itself was changed, not of the gallery: what undoes it. `again`: does it."""
        made = _Made(next(self._numbers), take_back=take_back, again=again)
        self._made.append(made)
        self._undone = []
        return partial(self._undo, made)

    def undo(self, change_id: int) -> None:
        """Take one back, which is told as every change is."""
        noted = (made for made in self._made if made.change_id == change_id)
        self._undo(next(noted, None) or _Made(next(self._numbers), change_id))

    def undo_newest(self) -> bool:
        """Whether there was something to undo."""
        if not self._made:
            return False
        self._undo(self._made[-1])
        return True

    def clear(self) -> None:
        """The page begins anew."""
        self._made, self._asked, self._undone = [], [], []

    def redo_newest(self) -> bool:
        """Whether there was something undone from here."""
        if not self._undone:
            return False
        made = self._undone.pop()
        if made.again is not None:
            made.again()
            self._made.append(made)
        else:
            self._wanted_again = made.change_id
            self._people.redo(made.change_id)
        return True

    def _undo(self, made: _Made) -> None:
        self._made = [one for one in self._made if one != made]
        self._undone.append(made)
        if made.take_back is not None:
            made.take_back()
        elif made.change_id is not None:
            self._asked.append(made)
            self._people.undo(made.change_id)

    def _put_back(self, _: Exception) -> None:
        """What could not be undone may be later, once something else is."""
        if self._asked:
            self._made = sorted({*self._made, *self._asked}, key=lambda made: made.number)
            self._undone = [made for made in self._undone if made not in self._asked]
            self._asked = []
            self._look()

    def _look(self) -> None:
        """What was undone, or erased, elsewhere can't be undone here."""
        if self._asked or any(made.change_id is not None for made in self._made):
            self._people.run(self._people.work.roster, self._keep)

    def _keep(self, roster: Roster) -> None:
        there = {None, *(change.id for change in roster.changes)}
        self._made = [made for made in self._made if made.change_id in there]
        self._asked = [made for made in self._asked if made.change_id in there]
