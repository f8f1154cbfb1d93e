"""Erasing all from the settings page: asked with a word, and the live page goes on with nobody known."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from desktop.folders import pictures_dir
from desktop.recording import library
from desktop.settings import Settings, load_settings
from desktop.ui.pages import Page, PageWidget
from desktop.ui.settings.erase_dialog import EraseDialog
from desktop.ui.settings.page import SettingsPage
from tests.gui.conftest import close
from tests.support.drawn_people import drawn_face
from tests.support.fake_session import face, view
from tests.support.recordings import record, visit
from tests.support.stand_in_people import stand_in_work
from vision.errors import FacetError

CLICK = Qt.MouseButton.LeftButton


class Busy(PageWidget):
    """A page on which something may run."""

    risk = ""

    def at_risk(self) -> str:
        return self.risk


@pytest.fixture
def window(open_window, session_of, program, qtbot):
    """A window that plays a video; Ada is enrolled, and was recorded."""
    program.people = stand_in_work()
    program.people._open().enrol("Ada", [drawn_face(1, take) for take in range(3)])
    record(visit("Ada", 1, frames=4))
    settings = Settings(theme="dark", loop=False)
    busy = Busy()
    window = open_window(
        "clip.mp4",
        settings,
        pages=lambda c: [
            Page("settings", "Settings", "Settings", "settings", lambda: SettingsPage(c, dict)),
            Page("busy", "Busy", "Busy", "info", lambda: busy),
        ],
    )
    session_of().open_as("video")
    program.session.show(view([face(1)], at_s=4.0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    return window


@pytest.fixture
def page(window, qtbot):
    """The settings page, shown."""
    for key in (Qt.Key.Key_3, Qt.Key.Key_2):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)
    return window.shell.page("settings")


def settle(window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)


def ask(page, qtbot) -> EraseDialog:
    qtbot.mouseClick(page.erase.button, CLICK)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(EraseDialog)), timeout=20_000)
    (dialog,) = page.window().findChildren(EraseDialog)
    qtbot.waitExposed(dialog)
    return dialog


def test_it_says_what_goes_and_wants_a_word(page, window, qtbot, program) -> None:
    dialog = ask(page, qtbot)
    said = [
        child.accessibleName() for child in dialog.findChildren(object) if hasattr(child, "accessibleName")
    ]
    assert "People: 1" in said
    assert "Pictures of faces: 3, with the numbers made from them" in said
    assert any(one.startswith("Recordings: 1 (") for one in said)
    assert not dialog.snapshots.isVisible(), "there are none"
    assert not dialog.erase.isEnabled()
    qtbot.keyClicks(dialog.typed, "yes")
    qtbot.keyClick(dialog.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog))
    settle(window, qtbot)
    assert program.people.names(), "the answer of Enter is to keep"


def test_all_is_erased_and_the_live_page_goes_on(page, window, qtbot, program) -> None:
    pictures_dir().mkdir(parents=True)
    snapshot = pictures_dir() / "Facet 2026-01-02 03-04-05.png"
    snapshot.write_bytes(b"a picture")
    sessions = len(program.sessions)
    dialog = ask(page, qtbot)
    assert dialog.snapshots.isVisible()
    dialog.snapshots.click()
    qtbot.keyClicks(dialog.typed, "Erase")
    qtbot.keyClick(dialog.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(page.toast.isVisible, timeout=20_000)
    settle(window, qtbot)
    assert program.people.names() == ()
    assert library.folders() == []
    assert not snapshot.exists()
    assert len(program.session.deciders[-1].matcher) == 0, "live names follow"
    assert len(program.sessions) == sessions, "the source stays open"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    program.session.show(view([face(1)], at_s=5.0))
    qtbot.waitUntil(lambda: window.page.position_s == 5.0)
    assert len(window.page.faces) == 1
    assert window.keeper.settings == Settings(theme="dark")
    close(qtbot, window)
    kept = load_settings()
    assert (kept.theme, kept.loop, kept.last_source) == ("dark", True, None)


def test_the_keyboard_stays_at_the_button(page, window, qtbot) -> None:
    page.erase.button.setFocus()
    qtbot.keyClick(page.erase.button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(EraseDialog)), timeout=20_000)
    (dialog,) = window.findChildren(EraseDialog)
    qtbot.waitExposed(dialog)
    assert window.focusWidget() is page.erase.button
    qtbot.keyClicks(dialog.typed, "erase")
    qtbot.keyClick(dialog.typed, Qt.Key.Key_Return)
    assert window.focusWidget() is page.erase
    qtbot.waitUntil(page.toast.isVisible, timeout=20_000)
    settle(window, qtbot)
    assert window.focusWidget() is page.erase.button


def test_a_recording_that_runs_is_ended_and_erased_too(page, window, qtbot) -> None:
    window.records.begin(False)
    qtbot.waitUntil(lambda: window.records.folder is not None, timeout=20_000)
    dialog = ask(page, qtbot)
    qtbot.keyClicks(dialog.typed, "erase")
    qtbot.mouseClick(dialog.erase, CLICK)
    qtbot.waitUntil(page.toast.isVisible, timeout=20_000)
    settle(window, qtbot)
    assert window.records.folder is None
    assert library.folders() == []


def test_nothing_is_erased_while_something_runs(page, window, qtbot, program) -> None:
    window.shell.page("busy").risk = "“Dogs” is being trained."
    qtbot.mouseClick(page.erase.button, CLICK)
    assert page.notice.text == "Nothing was erased. End this first: “Dogs” is being trained."
    assert not window.findChildren(EraseDialog)
    assert program.people.names()
    window.shell.page("busy").risk = ""


def test_what_could_not_be_erased_is_said(page, window, qtbot, program, monkeypatch) -> None:
    def in_use(_: object) -> None:
        raise FacetError("The recording is in use.", hint="Close what uses it, and try again.")

    monkeypatch.setattr("desktop.recording.library.delete", in_use)
    dialog = ask(page, qtbot)
    qtbot.keyClicks(dialog.typed, "erase")
    qtbot.mouseClick(dialog.erase, CLICK)
    qtbot.waitUntil(lambda: bool(page.notice.text), timeout=20_000)
    settle(window, qtbot)
    assert page.notice.text.startswith("All was erased but for this: The recording is in use.")
    assert program.people.names() == ()


def test_it_is_found_by_words(page, qtbot) -> None:
    qtbot.keyClicks(page.search, "erase all")
    assert page.erase.isVisible()
    assert page.sections["privacy"].isVisible()
    assert not page._nothing.isVisible()
    qtbot.keyClicks(page.search, " nonsense")
    assert not page.erase.isVisible()
    assert page._nothing.isVisible()
