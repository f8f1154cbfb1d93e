"""What a page changed in the gallery, so that its keys for undo take back one change after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desktop.ui.people.desk import PeopleDesk
    from desktop.ui.people.roster import Roster


class MadeHere(QObject):
    """The changes made from one page that can still be undone: others' are not this page's to undo."""

    def __init__(self, people: PeopleDesk, page: QObject) -> None:
        super().__init__(page)
        self._people = people
        self._ids: list[int] = []
        self._asked: list[int] = []
        people.changed.connect(self._look)
        people.failed.connect(self._put_back)

    def note(self, change_id: int) -> None:
        """This was changed from the page, after all that it noted before."""
        self._ids.append(change_id)

    def undo(self, change_id: int) -> None:
        """Take one back, which is told as every change is."""
        self._ids = [one for one in self._ids if one != change_id]
        self._asked.append(change_id)
        self._people.undo(change_id)

    def undo_newest(self) -> bool:
        """Whether there was something to undo."""
        if not self._ids:
            return False
        self.undo(self._ids[-1])
        return True

    def clear(self) -> None:
        """The page begins anew."""
        self._ids, self._asked = [], []

    def _put_back(self, _: Exception) -> None:
        """What could not be undone may be later, once something else is."""
        if self._asked:
            self._ids, self._asked = sorted({*self._ids, *self._asked}), []
            self._look()

    def _look(self) -> None:
        """What was undone, or erased, elsewhere can't be undone here."""
        if self._ids or self._asked:
            self._people.run(self._people.work.roster, self._keep)

    def _keep(self, roster: Roster) -> None:
        there = {change.id for change in roster.changes}
        self._ids = [one for one in self._ids if one in there]
        self._asked = [one for one in self._asked if one in there]
