"""The photos page of a window, on photos whose names say what is on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from desktop.ui.pages import Page, PageWidget
from desktop.ui.photos.page import PhotosPage
from tests.support.named_photos import Colours
from tests.support.photos_page import MODELS, PATIENCE_MS, Scripted
from tests.support.stand_in_people import stand_in_work
from vision.images import write_image


@pytest.fixture
def work() -> Scripted:
    """What stands behind the page."""
    return Scripted()


@pytest.fixture
def page(open_window, session_of, qtbot, work: Scripted):
    """The page in its window."""
    window = open_window(
        "demo",
        pages=lambda c: [
            Page("photos", "Photos", "Photos", "photos", lambda: PhotosPage(c, work)),
            *(Page(name, name, name, name, PageWidget) for name in ("training", "models")),
        ],
    )
    session_of()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    yield window.shell.page("photos")
    work.gate.set()


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Two glad faces, a sad one, a photo without a face, a file that is none."""
    for name in ("glad 1", "glad 2", "sad", "empty", "broken"):
        write_image(tmp_path / "album" / f"{name}.png", np.full((120, 160, 3), 80, np.uint8))
    return tmp_path / "album"


@pytest.fixture
def asked(page, work, qtbot):
    """The page, with two models that can be asked about whole pictures; none is chosen."""
    work.models = list(MODELS)
    page.picture_bar.refresh()
    qtbot.waitUntil(lambda: page.picture_bar.box.count() == 3, timeout=PATIENCE_MS)
    return page


@pytest.fixture
def people_page(open_window, session_of, program, qtbot):
    """The page in its window, with a gallery of the test's own."""
    program.people = stand_in_work()
    work = Colours()
    window = open_window(
        "demo", pages=lambda c: [Page("photos", "Photos", "Photos", "photos", lambda: PhotosPage(c, work))]
    )
    session_of()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    yield window.shell.page("photos")
    work.people.close()
