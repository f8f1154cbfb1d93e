"""The real window, offscreen, on a program that is real or stands in for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF
from pytestqt.qtbot import QtBot

from desktop.settings import Settings, load_settings
from tests.support.fake_session import FakeProgram, face, view


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says each time what it can't do: least sizes, raising, keyboard grabs."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support ", extend=True))


@pytest.fixture(scope="session")
def theme(qapp):
    """One theme for all tests: it belongs to the application."""
    from desktop.ui.theme.theme import Theme

    return Theme(qapp, "light")


@pytest.fixture
def type_of(theme):
    """Texts so many times as large; as usual again afterwards."""
    yield theme.scale_text
    theme.scale_text(1.0)


@pytest.fixture
def spoken(qapp):
    """Another language; English again afterwards."""
    from desktop.ui.i18n.speech import speak

    yield lambda language: speak(qapp, language)
    speak(qapp, "en")


@pytest.fixture
def program() -> FakeProgram:
    """The program behind the window, without threads."""
    return FakeProgram()


@pytest.fixture
def open_window(qtbot: QtBot, theme, program: FakeProgram) -> Iterator[Callable]:
    """Opens windows; closes them at the end and waits until nothing of them is left."""
    from desktop.ui.main_window import MainWindow
    from desktop.ui.services import real_services

    opened = []

    def open_one(
        source: str | None = None, settings: Settings | None = None, *, real: bool = False, **others
    ):
        services = real_services() if real else program.services()
        settings = settings or load_settings().changed(welcomed=True)
        theme.choose("light" if settings.theme == "system" else settings.theme)
        window = MainWindow(settings, services, theme, **others)
        opened.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.begin(source)
        return window

    yield open_one
    for window in opened:
        close(qtbot, window)
        window.deleteLater()
    qtbot.wait(1)


def close(qtbot: QtBot, window) -> None:
    """Close a window as a user does, and wait until all of it has ended."""
    if window._closed:
        return
    with qtbot.waitSignal(window.finished, timeout=15_000):
        window.close()


@pytest.fixture
def session_of(qtbot: QtBot, program: FakeProgram) -> Callable:
    """Waits for the session that a window opened, started."""

    def wait(count: int = 1):
        qtbot.waitUntil(lambda: len(program.sessions) >= count and "start" in program.session.asked)
        return program.session

    return wait


@pytest.fixture
def playing(open_window, session_of, qtbot):
    """A window that plays a video with one face, and its session."""
    window = open_window("clip.mp4")
    session = session_of()
    session.open_as("video")
    session.show(view([face(1)], at_s=4.0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    return window, session


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What screen readers are told, and whether at once."""
    from PySide6.QtGui import QAccessible

    from desktop.ui.parts import announce as announcing

    urgent, found = QAccessible.AnnouncementPoliteness.Assertive, []
    monkeypatch.setattr(
        announcing, "_send", lambda event: found.append((event.message(), event.politeness() == urgent))
    )
    return found


@pytest.fixture
def painted(monkeypatch) -> list[tuple[str, Qt.TextElideMode, str]]:
    """Every name that was to be fitted: whole, how it may be cut, and what became of it."""
    found: list[tuple[str, Qt.TextElideMode, str]] = []
    for metrics in (QFontMetrics, QFontMetricsF):
        usual = metrics.elidedText

        def fit(self, text, mode, width, *rest, usual=usual):
            fits = usual(self, text, mode, width, *rest)
            found.append((text, mode, fits))
            return fits

        monkeypatch.setattr(metrics, "elidedText", fit)
    return found
