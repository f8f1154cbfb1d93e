"""What a page keeps of its changes: which one the keys take next, also after an undo that failed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal

from desktop.ui.people.made_here import MadeHere


class Desk(QObject):
    """Stands in for the way to the gallery: `there` are the changes that stand."""

    changed = Signal()
    failed = Signal(Exception)

    def __init__(self) -> None:
        super().__init__()
        self.there = [1, 2, 3]
        self.undone: list[int] = []
        self.redone: list[int] = []
        self.work = SimpleNamespace(
            roster=lambda: SimpleNamespace(changes=[SimpleNamespace(id=one) for one in self.there])
        )

    def run(self, work, done) -> None:
        done(work())

    def undo(self, change_id: int) -> None:
        self.undone.append(change_id)

    def redo(self, change_id: int) -> None:
        self.redone.append(change_id)

    def happens(self) -> None:
        """What was asked for last is done."""
        self.there.remove(self.undone[-1])
        self.changed.emit()


@pytest.fixture
def desk(qapp) -> Desk:
    return Desk()


@pytest.fixture
def made(desk: Desk) -> MadeHere:
    """A page that made three changes."""
    made = MadeHere(desk, desk)
    for change_id in (1, 2, 3):
        made.note(change_id)
    return made


def test_the_newest_goes_first_and_each_once(desk: Desk, made: MadeHere) -> None:
    for _ in range(3):
        assert made.undo_newest()
        desk.happens()
    assert desk.undone == [3, 2, 1]
    assert not made.undo_newest()


def test_what_could_not_be_undone_is_the_next_again(desk: Desk, made: MadeHere) -> None:
    made.undo_newest()
    desk.failed.emit(ValueError("the name is taken"))
    assert not made.redo_newest(), "nothing was undone"
    for _ in range(3):
        made.undo_newest()
        desk.happens()
    assert desk.undone == [3, 3, 2, 1]


def test_an_older_one_that_could_not_be_undone_stays_the_older(desk: Desk, made: MadeHere) -> None:
    made.undo(1)
    desk.failed.emit(ValueError("the name is taken"))
    for _ in range(3):
        made.undo_newest()
        desk.happens()
    assert desk.undone == [1, 3, 2, 1]


def test_what_was_undone_is_done_again_from_the_last(desk: Desk, made: MadeHere) -> None:
    for _ in range(2):
        made.undo_newest()
        desk.happens()
    for change_id in (2, 3):
        assert made.redo_newest()
        desk.there.append(change_id)
        desk.changed.emit()
        made.note(change_id)
    assert desk.redone == [2, 3]
    assert not made.redo_newest()
    made.undo_newest()
    assert desk.undone == [3, 2, 3]


def test_after_a_new_change_nothing_is_done_again(desk: Desk, made: MadeHere) -> None:
    made.undo_newest()
    desk.happens()
    desk.there.append(4)
    made.note(4)
    assert not made.redo_newest()
    assert desk.redone == []
