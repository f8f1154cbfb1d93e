"""Cameras are looked for again: one sees and hears that it was done, and nothing moves meanwhile."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.settings import Settings
from tests.support.fake_session import FakeCamera
from tests.support.stand_in_people import stand_in_work

LEFT = Qt.MouseButton.LeftButton
NONE_AT = re.compile(r"No camera found at \d+:\d\d:\d\d( [AP]M)?")
LOOKING = "Looking for cameras…"


@pytest.fixture
def start(open_window, qtbot):
    """The page of a window that found no camera."""
    page = open_window().page.stage.start
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.title == "No camera found")
    return page


def places(parent) -> dict[str, tuple[int, int, int, int]]:
    """Where the buttons stand."""
    buttons = parent.findChildren(QPushButton)
    shown = [button for button in buttons if button.isVisible()]
    return {button.accessibleName(): button.geometry().getRect() for button in shown}


def test_on_the_start_page_it_is_seen_and_heard(start, told, qtbot) -> None:
    before = places(start)
    qtbot.mouseClick(start.button("look"), LEFT)
    assert start.shown.title == LOOKING
    assert places(start) == before
    qtbot.waitUntil(lambda: NONE_AT.fullmatch(start.shown.title) is not None)
    assert places(start) == before
    assert start.button("look").hasFocus()
    assert [text for text, _ in told] == [LOOKING, start.shown.title]


def test_who_chose_something_meanwhile_sees_that(start, session_of, qtbot) -> None:
    qtbot.mouseClick(start.button("look"), LEFT)
    qtbot.mouseClick(start.button("demo"), LEFT)
    session_of().open_as("demo")
    qtbot.wait(900)  # longer than the look is shown
    assert start.window().controller.state.source == "demo"


def test_in_the_welcome_it_is_seen_and_heard(open_window, program, told, qtbot) -> None:
    program.people = stand_in_work()
    window = open_window(None, Settings())
    page = window.welcome.page
    qtbot.waitUntil(lambda: page.buttons["look"].title == "No camera found")
    qtbot.waitUntil(lambda: page.buttons["look"].height() > 0)
    before = {name: button.geometry().getRect() for name, button in page.buttons.items()}
    page.buttons["look"].setFocus()
    qtbot.keyClick(page.buttons["look"], Qt.Key.Key_Space)
    assert page.buttons["look"].title == LOOKING
    assert page.buttons["look"].hasFocus(), "who pressed it stays there"
    qtbot.mouseClick(page.buttons["look"], LEFT)  # once is enough
    qtbot.waitUntil(lambda: NONE_AT.fullmatch(page.buttons["look"].title) is not None)
    assert page.buttons["look"].hasFocus()
    qtbot.waitUntil(
        lambda: {name: button.geometry().getRect() for name, button in page.buttons.items()} == before
    )
    assert [text for text, _ in told] == [LOOKING, page.buttons["look"].title]
    program.cameras = [FakeCamera(0, "Late camera")]
    qtbot.keyClick(page.buttons["look"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "camera:0" in page.buttons)


def test_the_menu_of_sources_looks_each_time_and_shows_it(open_window, qtbot) -> None:
    window = open_window("clip.mp4")
    menu = window.source_menu
    for _ in range(2):
        window.page.header.open_menu()
        qtbot.waitUntil(menu.isVisible)
        assert menu.actions()[0].text() == LOOKING
        place = menu.geometry()
        qtbot.waitUntil(lambda: menu.actions()[0].text() == "No camera found")
        assert menu.actions()[0].toolTip() == "Plug one in, then open this menu again"
        assert menu.geometry() == place
        menu.close()
