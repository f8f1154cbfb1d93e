"""A picture that is kept already is not offered again: live, on photos and in recordings alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction

from desktop.engine.analysis import FaceAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.ui.live.face_target import FaceTarget
from desktop.ui.people.face_menu import FaceMenu
from tests.support.fake_session import PICTURE, view
from tests.support.people_page import gallery_of, settle
from vision.opencv import cv2

BOX = (40, 50, 60, 60)


def picture(seed: int) -> np.ndarray:
    """A frame with a soft pattern."""
    rough = np.random.default_rng(seed).integers(0, 256, (24, 32, 3), np.uint8)
    return cv2.resize(rough, PICTURE, interpolation=cv2.INTER_CUBIC)


def target(seed: int, name: str | None) -> FaceTarget:
    """The face that this picture shows."""
    who = IdentityAnswer("identity", name, 0.8, nearest=name, threshold=0.5, person_id=1 if name else None)
    seen = view([FaceAnalysis(1, BOX, {"identity": who})])
    return FaceTarget(replace(seen.frame, image_bgr=picture(seed)), BOX, 1, who)


@pytest.fixture
def ann(page, qtbot) -> None:
    """Ann has the picture 1."""
    page._desk.name_face(target(1, None), "Ann", "said yes")
    settle(page.window(), qtbot)
    assert gallery_of(page).person("Ann").references == 1


def offer(page, one: FaceTarget, qtbot) -> QAction:
    """The line of the face's menu by which its picture is kept, once the gallery was asked."""
    page._desk.open_face_menu(one, QPoint(50, 50))
    settle(page.window(), qtbot)
    menu = page.window().findChild(FaceMenu)
    return next(line for line in menu.actions() if line.objectName() == "face_add")


def test_the_picture_that_was_just_kept_is_not_offered_again(page, ann, qtbot) -> None:
    line = offer(page, target(1, "Ann"), qtbot)
    assert not line.isEnabled()
    assert line.text() == "This picture of Ann is kept"
    assert line.toolTip() == "Another one helps once it looks different: turned, or in other light."


def test_a_picture_that_looks_different_is_offered(page, ann, qtbot) -> None:
    line = offer(page, target(2, "Ann"), qtbot)
    assert line.isEnabled()
    assert line.text() == "Keep this picture of Ann"


def test_a_menu_that_is_closed_before_the_gallery_answers_harms_nothing(page, ann, qtbot) -> None:
    page._desk.open_face_menu(target(1, "Ann"), QPoint(50, 50))
    page.window().findChild(FaceMenu).close()
    settle(page.window(), qtbot)
    assert not page.notice.isVisible()
