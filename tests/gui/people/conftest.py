"""The people page of a window that plays a video, with a gallery of the test's own."""

from __future__ import annotations

import pytest

from tests.support.fake_session import face, view
from tests.support.people_page import LEFT, settle
from tests.support.stand_in_people import stand_in_work


@pytest.fixture
def window(open_window, session_of, program, qtbot):
    """A window that plays a video with one face."""
    program.people = stand_in_work()
    window = open_window("clip.mp4")
    session_of().open_as("video")
    program.session.show(view([face(1)], at_s=4.0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    return window


@pytest.fixture
def page(window, qtbot):
    """The people page, shown."""
    button = next(button for button in window.shell.rail.buttons if button.text() == "People")
    qtbot.mouseClick(button, LEFT)
    settle(window, qtbot)
    return window.shell.page("people")
