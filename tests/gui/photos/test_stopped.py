"""Reading photos stops only when somebody says so; the page tells what is left then, and goes on with it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.photos_page import CLICK, MODELS, PATIENCE_MS, Scripted, choose, drop, read, shown
from vision.errors import FacetError

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


class Turnstile:
    """Lets so many photos through; all of them once it is `set`."""

    def __init__(self) -> None:
        self._free, self._turns = threading.Event(), threading.Semaphore(0)

    def let(self, photos: int) -> None:
        self._turns.release(photos)

    def wait(self) -> None:
        while not self._free.is_set() and not self._turns.acquire(timeout=0.01):
            pass

    def set(self) -> None:
        self._free.set()

    def clear(self) -> None:
        self._free.clear()


class Slow(Scripted):
    """Photo by photo, as the test says; `seen` is what was read or asked about, in that order."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Turnstile()  # type: ignore[assignment]
        self.look = threading.Event()
        self.look.set()
        self.seen: list[str] = []

    def find(self, chosen, stop) -> list[Path]:
        self.look.wait()
        return [] if stop.is_set() else super().find(chosen, stop)

    def read(self, photos, settings, say, stop) -> None:
        super().read(photos, settings, lambda one: (self.seen.append(one.path.stem), say(one)), stop)

    def ask(self, photos, settings, say, stop) -> None:
        super().ask(photos, settings, lambda one: (self.seen.append(one[0].stem), say(one)), stop)


@pytest.fixture
def work() -> Slow:
    """What stands behind the page: in the order of the album broken, empty, glad 1, glad 2, sad."""
    return Slow()


def wait_for(page, qtbot, done: int) -> None:
    qtbot.waitUntil(lambda: page.desk.done == done and page.desk.whole > 0, timeout=PATIENCE_MS)


def stop(page, qtbot) -> None:
    """As the person does, and wait until it has."""
    qtbot.waitUntil(page.cancel.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(page.cancel, CLICK)
    page._work.gate.let(1)  # the photo at hand
    page._work.look.set()
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)


def go_on(page, qtbot) -> None:
    page._work.gate.set()
    qtbot.mouseClick(page.left.button, CLICK)
    qtbot.waitUntil(lambda: not page.is_reading and not page.desk.left, timeout=PATIENCE_MS)


def read_three(page, qtbot, album: Path) -> None:
    """And stop then: two of five are left."""
    drop(page, album)
    page._work.gate.let(3)
    wait_for(page, qtbot, 3)
    stop(page, qtbot)


def test_one_enter_too_many_stops_nothing(page, qtbot, album, work) -> None:
    page.empty.folder.setFocus()
    drop(page, album)
    wait_for(page, qtbot, 0)
    assert not page.cancel.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), ENTER)
    work.gate.let(4)
    qtbot.waitUntil(lambda: len(shown(page)) == 2, timeout=PATIENCE_MS)
    assert page.grid.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), ENTER)
    assert page._dialog is None, "no card was chosen"
    assert page.is_reading
    assert page.cancel.isEnabled()
    for _ in range(20):
        if not page.cancel.hasFocus():
            qtbot.keyClick(QApplication.focusWidget(), TAB)
    assert page.cancel.hasFocus(), "the keyboard gets there"
    qtbot.keyClick(page.cancel, Qt.Key.Key_Space)
    assert page.grid.hasFocus()
    work.gate.set()
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert page.left.text == "Stopped: 1 of 5 photos was not read."
    assert page.grid.hasFocus(), "an Enter meant for the other button must not start it again"


def test_what_a_stop_left_is_told_and_read_later_each_photo_once(page, qtbot, album, work, told) -> None:
    read_three(page, qtbot, album)
    assert page.left.isVisible()
    assert page.left.text == "Stopped: 2 of 5 photos were not read."
    assert told.count((page.left.text, False)) == 1
    assert page.left.button.text() == "Read the rest"
    go_on(page, qtbot)
    assert not page.left.isVisible()
    assert work.seen == ["broken", "empty", "glad 1", "glad 2", "sad"]
    assert shown(page) == ["glad 1", "glad 2", "sad"]


def test_a_second_stop_counts_among_all_of_them(page, qtbot, album, work) -> None:
    read_three(page, qtbot, album)
    qtbot.mouseClick(page.left.button, CLICK)
    assert not page.left.isVisible(), "how far it is is shown instead"
    work.gate.let(1)
    wait_for(page, qtbot, 1)
    stop(page, qtbot)
    assert page.left.text == "Stopped: 1 of 5 photos was not read."
    go_on(page, qtbot)
    assert len(work.seen) == 5


def test_other_photos_come_between_and_the_rest_is_still_offered(page, qtbot, album, work, tmp_path) -> None:
    other = tmp_path / "glad 3.png"
    other.write_bytes((album / "sad.png").read_bytes())
    read_three(page, qtbot, album)
    work.gate.let(1)
    read(page, qtbot, other)
    assert shown(page) == ["glad 1", "glad 3"]
    assert page.left.text == "Stopped: 2 of 5 photos were not read."
    work.gate.set()
    read(page, qtbot, album)
    assert not page.left.isVisible(), "they were read, by another way"
    assert len(work.seen) == 6


def test_who_wants_no_more_closes_it_and_clearing_forgets_it(page, qtbot, album, work) -> None:
    read_three(page, qtbot, album)
    page.left.close_button.setFocus()
    qtbot.keyClick(page.left.close_button, Qt.Key.Key_Space)
    assert not page.left.isVisible()
    assert page.grid.hasFocus()
    page._refresh()
    assert not page.left.isVisible()
    drop(page, album)
    wait_for(page, qtbot, 0)
    stop(page, qtbot)
    assert page.left.text == "Stopped: 2 of 2 photos were not read."
    qtbot.mouseClick(page.clear, CLICK)
    assert not page.left.isVisible()


def test_one_photo_alone_and_photos_still_looked_for(page, qtbot, album, work) -> None:
    drop(page, album / "sad.png")
    wait_for(page, qtbot, 0)
    stop(page, qtbot)
    assert page.left.text == "Stopped: the photo was not read."
    assert "Drop photos" in page.empty.title.text()
    go_on(page, qtbot)
    qtbot.mouseClick(page.clear, CLICK)
    work.gate.clear()
    work.look.clear()
    drop(page, album)
    stop(page, qtbot)
    assert page.left.text == "Stopped before all photos were read."
    assert page.empty.title.text() != "No photo there", "nobody looked"
    go_on(page, qtbot)
    assert sorted(shown(page)) == ["glad 1", "glad 2", "sad"]


def test_a_folder_that_waited_is_read_too(page, qtbot, album, work, tmp_path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "glad 9.png").write_bytes((album / "sad.png").read_bytes())
    drop(page, album)
    wait_for(page, qtbot, 0)
    drop(page, tmp_path / "more")
    stop(page, qtbot)
    assert page.left.text == "Stopped before all photos were read."
    go_on(page, qtbot)
    assert sorted(work.seen) == ["broken", "empty", "glad 1", "glad 2", "glad 9", "sad"]


def test_what_fails_on_the_way_leaves_the_rest_offered(page, qtbot, album, work) -> None:
    read_three(page, qtbot, album)
    work.refuse = FacetError("There is no model for 'smile'.", hint="See the Models page.")
    qtbot.mouseClick(page.left.button, CLICK)
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert page.left.text == "Stopped: 2 of 5 photos were not read."
    work.refuse = None
    go_on(page, qtbot)
    assert len(work.seen) == 5


def test_asking_goes_on_with_those_that_were_not_asked_about(asked, qtbot, album, work) -> None:
    page = asked
    work.gate.set()
    read(page, qtbot, album)
    work.gate.clear()
    work.seen.clear()
    choose(page.picture_bar.box, "pets")
    qtbot.waitUntil(lambda: page.desk.job == "ask", timeout=PATIENCE_MS)
    work.gate.let(1)
    wait_for(page, qtbot, 1)
    stop(page, qtbot)
    assert page.left.text == "Stopped: the model was not asked about 3 of 4 photos."
    assert page.left.button.text() == "Ask about the rest"
    go_on(page, qtbot)
    assert work.seen == ["empty", "glad 1", "glad 2", "sad"]
    assert len(shown(page)) == 4


def test_another_model_leaves_nothing_of_the_stopped_one(asked, qtbot, album, work) -> None:
    page = asked
    work.gate.set()
    read(page, qtbot, album)
    work.gate.clear()
    choose(page.picture_bar.box, MODELS[0].name)
    wait_for(page, qtbot, 0)
    stop(page, qtbot)
    assert page.left.isVisible()
    choose(page.picture_bar.box, "Nothing is asked")
    assert not page.left.isVisible()
