"""Names on the live page: shown over faces, given by a click, refused, explained, taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QDialog, QMenu, QPushButton
from shiboken6 import isValid

from desktop.engine.analysis import FaceAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.people.gallery import Gallery
from desktop.ui.people.face_menu import FaceMenu
from desktop.ui.people.name_dialog import NameDialog
from desktop.ui.people.why_dialog import WhyDialog
from tests.support.fake_session import face, smile, view
from tests.support.stand_in_people import stand_in_work


def somebody(
    track: int,
    name: str | None,
    *,
    nearest: str | None = None,
    score: float = 0.7,
    person_id: int | None = None,
) -> FaceAnalysis:
    """A face that was looked at."""
    reason = None if name else "nobody is enrolled" if nearest is None else f"not like {nearest} enough"
    who = IdentityAnswer(
        "identity", name, score, reason=reason, nearest=nearest or name, threshold=0.5, person_id=person_id
    )
    return FaceAnalysis(track, (40, 50, 60, 60), smile(0.9) | {"identity": who}, seen_for_s=2.0)


@pytest.fixture
def window(open_window, session_of, program, qtbot):
    """A window that plays a video, with a gallery of the test's own."""
    program.people = stand_in_work()
    window = open_window("clip.mp4")
    session_of().open_as("video")
    return window


@pytest.fixture
def show(window, program, qtbot) -> Callable[[FaceAnalysis], None]:
    """Shows a picture with this face."""

    def show_one(one: FaceAnalysis) -> None:
        who = one.answers.get("identity")
        program.session.show(view([one], at_s=4.0))
        qtbot.waitUntil(lambda: (on_screen := window.page.target(1)) is not None and on_screen.answer is who)

    return show_one


def gallery_of(window) -> Gallery:
    return window.people.work._open()


def click_face(window, qtbot) -> FaceMenu:
    """Click on the face in the picture, and take its menu."""
    picture = window.page.stage.picture
    left, top, width, height = picture.place().rect(window.page.faces[0].box_px)
    middle = QPointF(left + width / 2, top + height / 2).toPoint()
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=middle)
    return menu_of(window, qtbot)


def menu_of(window, qtbot) -> FaceMenu:
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in window.findChildren(FaceMenu)))
    return next(menu for menu in window.findChildren(FaceMenu) if menu.isVisible())


def choose(menu: QMenu, name: str, qtbot) -> None:
    """Click on a line of a menu."""
    line = next(action for action in menu.actions() if action.objectName() == f"face_{name}")
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(line).center())


def dialog_of(window, kind: type[QDialog], qtbot):
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)))
    (dialog,) = window.findChildren(kind)
    qtbot.waitExposed(dialog)
    return dialog


def settle(window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)


def enrolled(window, show, qtbot, name: str = "Ann Lee") -> int:
    """Someone who is known: the number."""
    show(somebody(1, None))
    window.people.name_face(window.page.target(1), name, "said yes")
    settle(window, qtbot)
    return gallery_of(window).person(name).id


def test_a_click_and_a_name_are_enough_and_live_names_follow(window, show, program, qtbot) -> None:
    show(somebody(1, None))
    assert window.page.panel.cards[0].accessibleName().startswith("Face 1"), "nobody is known: no 'unknown'"
    choose(click_face(window, qtbot), "who", qtbot)
    dialog = dialog_of(window, NameDialog, qtbot)
    assert not dialog.remember.isEnabled()
    assert dialog.consent.isVisible()
    qtbot.keyClicks(dialog.name.line, "Ann Lee")
    qtbot.keyClicks(dialog.consent.note, "asked her")
    qtbot.keyClick(dialog.consent.note, Qt.Key.Key_Return)
    settle(window, qtbot)
    gallery = gallery_of(window)
    (person,) = gallery.people()
    assert (person.name, person.references) == ("Ann Lee", 1)
    (consent,) = gallery.consents(person.id)
    assert consent.note == "asked her"
    assert consent.given_s is not None
    assert program.session.deciders[-1].matcher.snapshot.names == ("Ann Lee",)
    toast = window.page.stage.toast
    assert toast.text == "Ann Lee is known from now on."
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert gallery.people() == []
    assert len(program.session.deciders[-1].matcher) == 0


def test_a_new_name_for_somebody_who_is_known_is_told_with_undo(window, show, qtbot) -> None:
    enrolled(window, show, qtbot)
    show(somebody(1, None))
    choose(click_face(window, qtbot), "who", qtbot)
    dialog = dialog_of(window, NameDialog, qtbot)
    qtbot.keyClicks(dialog.name.line, "Zoe")
    qtbot.mouseClick(dialog.remember, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    toast = window.page.stage.toast
    assert "Facet takes the face for Ann Lee: undo this if the two are one person." in toast.text
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert [person.name for person in gallery_of(window).people()] == ["Ann Lee"]


def test_a_face_that_is_plainly_somebody_else_is_told_with_undo(window, show, qtbot, monkeypatch) -> None:
    enrolled(window, show, qtbot)
    monkeypatch.setattr("desktop.people.screening.is_unlike", lambda *_: True)
    window.people.name_face(window.page.target(1), "Ann Lee", None)
    settle(window, qtbot)
    toast = window.page.stage.toast
    assert toast.text.startswith("Added to Ann Lee")
    assert "unlike their other pictures" in toast.text
    assert toast.warns
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert gallery_of(window).person("Ann Lee").references == 1


def test_names_stand_over_faces_and_on_cards_and_unknown_says_why_only_where_that_helps(
    window, show, qtbot
) -> None:
    show(somebody(1, "Ann Lee", person_id=1))
    card = window.page.panel.cards[0]
    assert card.accessibleName().startswith("Ann Lee, Smile")
    assert window.page.faces[0].who == "named"
    assert [answer.task for answer in window.page.faces[0].answers] == ["smile"]
    show(somebody(1, None, nearest="Ann Lee", score=0.3))
    qtbot.waitUntil(lambda: window.page.faces[0].title == "Unknown")
    assert window.page.faces[0].who_hint == "", "a stranger is not told whom they are unlike"
    dark = IdentityAnswer("identity", None, 0.8, reason="too dark", nearest="Ann Lee", threshold=0.5)
    show(FaceAnalysis(1, (40, 50, 60, 60), smile(0.9) | {"identity": dark}))
    qtbot.waitUntil(lambda: window.page.faces[0].who_hint == "Too dark")


def test_not_me_is_kept_and_counts_at_once(window, show, program, qtbot) -> None:
    person_id = enrolled(window, show, qtbot)
    show(somebody(1, "Ann Lee", person_id=person_id))
    choose(click_face(window, qtbot), "not", qtbot)
    settle(window, qtbot)
    assert gallery_of(window).person(person_id).negatives == 1
    decider = program.session.deciders[-1]
    probe = decider.matcher.snapshot.references_of(0)[0]
    assert decider.decide(probe).name is None, "the same face is not taken for her again"
    assert window.page.stage.toast.text == "Kept: this is not Ann Lee."


def test_the_keys_take_back_one_change_after_the_other(window, show, qtbot) -> None:
    show(somebody(1, None))
    window.people.name_face(window.page.target(1), "Eve", "")
    settle(window, qtbot)
    (eve,) = gallery_of(window).people()
    show(somebody(1, "Eve", person_id=eve.id))
    choose(click_face(window, qtbot), "not", qtbot)
    settle(window, qtbot)
    left = []
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.page.setFocus()
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settle(window, qtbot)
        left.append([(one.name, one.negatives) for one in gallery_of(window).people()])
    assert left == [[("Eve", 0)], []]
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.page.stage.toast.text == "Nothing to undo here."
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, keys)
    settle(window, qtbot)
    assert gallery_of(window).people() == [], "the picture was erased, and stays so"
    assert "can't be done again: its pictures were erased." in window.page.stage.toast.text


def test_this_is_someone_else_names_one_and_refuses_the_other(window, show, qtbot) -> None:
    ann = enrolled(window, show, qtbot)
    show(somebody(1, "Ann Lee", person_id=ann))
    choose(click_face(window, qtbot), "who", qtbot)
    dialog = dialog_of(window, NameDialog, qtbot)
    qtbot.keyClicks(dialog.name.line, "ann lee")
    assert not dialog.remember.isEnabled(), "she is named so already"
    dialog.name.line.clear()
    qtbot.keyClicks(dialog.name.line, "Bo")
    assert "Ann Lee" in dialog.warning.text()
    qtbot.mouseClick(dialog.remember, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    gallery = gallery_of(window)
    assert gallery.person("Bo").references == 1
    assert gallery.person(ann).negatives == 1
    qtbot.mouseClick(window.page.stage.toast.button, Qt.MouseButton.LeftButton)
    settle(window, qtbot)
    assert [(one.name, one.negatives) for one in gallery.people()] == [("Ann Lee", 0)], "one undo for both"


def test_why_shows_the_pictures_the_figures_and_the_sentence(window, show, qtbot) -> None:
    ann = enrolled(window, show, qtbot)
    show(somebody(1, "Ann Lee", person_id=ann))
    choose(click_face(window, qtbot), "why", qtbot)
    dialog = dialog_of(window, WhyDialog, qtbot)
    assert dialog.sentence.text().startswith("Ann Lee: 1.00 reaches the bar of ")
    assert [like.name for like in dialog.view.likes] == ["Ann Lee"]
    assert dict(dialog.view.facts)["Picture"]
    qtbot.mouseClick(dialog.findChildren(QPushButton)[-1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_cards_are_asked_by_keyboard_and_a_double_click_beside_faces_still_fills_the_screen(
    window, show, qtbot
) -> None:
    show(somebody(1, None))
    card = window.page.panel.cards[0]
    qtbot.keyClick(card, Qt.Key.Key_Return)
    menu = menu_of(window, qtbot)
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(FaceMenu))
    picture = window.page.stage.picture
    corner = QPointF(picture.place().x + 3, picture.place().y + 3).toPoint()
    with qtbot.waitSignal(picture.double_clicked):
        qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=corner)


def test_without_names_the_menu_says_why(window, show, program, qtbot) -> None:
    show(face(1))
    menu = click_face(window, qtbot)
    (line,) = menu.actions()
    assert not line.isEnabled()
    assert line.toolTip()
    menu.close()
    qtbot.waitUntil(lambda: not window.findChildren(FaceMenu))
