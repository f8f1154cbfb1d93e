"""Short messages: where they lie, and what the keys for undo say where there is nothing to undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop.settings import load_settings
from desktop.ui.parts.page_head import PageHead

CONTROL = Qt.KeyboardModifier.ControlModifier
PAGES = ("people", "photos", "recordings", "training", "models", "settings")
SHORT = "Done: 1 picture of Ann Lee set aside."
LONG = (
    "Added to Ann Lee, who has 7 pictures now. 2 unlike the others, or badly seen, were set aside. "
    "Facet takes the face for Bo: undo this if the two are one person."
)
NOTHING = "Nothing to undo here."


def within(widget: QWidget, page: QWidget) -> QRect:
    """Where it is on the page."""
    return QRect(widget.mapTo(page, widget.rect().topLeft()), widget.size())


def covered(page: QWidget, toast: QWidget) -> list[QWidget]:
    """The controls of the page that the message lies over."""
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]
    shown = [one for one in controls if one.isVisible() and not toast.isAncestorOf(one)]
    return [one for one in shown if within(one, page).intersects(toast.geometry())]


@pytest.mark.parametrize("size", [(1280, 720), (1024, 640)])
@pytest.mark.parametrize("name", PAGES)
def test_a_message_lies_in_the_head_and_over_no_control(open_window, qtbot, name, size) -> None:
    window = open_window()
    window.resize(*size)
    window.shell.show_page(name)
    page = window.shell.page(name)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)
    head = page.findChild(PageHead)
    page.toast.say(SHORT, "Undo", lambda: None, undoes=True)
    assert page.toast.isVisible()
    assert within(head, page).contains(page.toast.geometry())
    assert covered(page, page.toast) == []
    assert not head.sentence.isVisible() or not within(head.sentence, page).contains(page.toast.geometry())
    qtbot.mouseClick(page.toast.button, Qt.MouseButton.LeftButton)
    assert head.sentence.isVisible()


@pytest.mark.parametrize("width", [1280, 1024, 700])
def test_a_long_message_is_whole_and_takes_more_of_the_head(open_window, qtbot, width) -> None:
    window = open_window()
    window.shell.show_page("people")
    window.resize(width, 640)
    page = window.shell.page("people")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)
    page.toast.say(LONG, "Undo", lambda: None, undoes=True)
    words = page.toast._text
    assert words.height() >= words.heightForWidth(words.width())
    assert page.rect().contains(page.toast.geometry())
    assert page.toast.y() < page.findChild(PageHead).height()
    window.resize(width + 100, 640)
    qtbot.waitUntil(lambda: abs(page.toast.geometry().center().x() - page.rect().center().x()) < 120)


def test_where_lines_begin_on_the_right_the_controls_stay_free_too(open_window, qtbot) -> None:
    window = open_window()
    window.resize(1024, 640)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.shell.show_page("settings")
    page = window.shell.page("settings")
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)
    page.toast.say(SHORT, "Undo", lambda: None, undoes=True)
    assert covered(page, page.toast) == []


@pytest.mark.parametrize("name", ["live", *PAGES])
def test_where_nothing_is_left_to_undo_the_keys_say_so(open_window, qtbot, name) -> None:
    window = open_window()
    window.shell.show_page(name)
    page = window.shell.page(name)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)
    qtbot.waitUntil(window.isActiveWindow)
    page.setFocus()
    toast = page.stage.toast if name == "live" else page.toast
    taken_back = []
    if name != "people":  # it undoes by its own history
        toast.say("Removed.", "Undo", lambda: taken_back.append(1), undoes=True)
        qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
        assert taken_back == [1]
        assert not toast.isVisible()
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
        qtbot.waitUntil(lambda: toast.isVisible() and toast.text == NOTHING)
    assert not toast.button.isVisible()
    assert sum(one.isVisible() for one in window.findChildren(type(toast))) == 1


def test_a_folder_that_nothing_opens_is_a_warning_and_what_follows_is_none(
    open_window, qtbot, monkeypatch, tmp_path
) -> None:
    window = open_window(settings=load_settings().changed(welcomed=True))
    window.shell.show_page("settings")
    page = window.shell.page("settings")
    monkeypatch.setattr("desktop.ui.settings.page.reveal", lambda _: False)
    page._reveal(tmp_path)
    qtbot.waitUntil(lambda: str(tmp_path) in page.toast.text)
    warning = page.toast._icon.pixmap().toImage()
    assert page.toast.warns
    page.toast.say("Saved.")
    assert not page.toast.warns
    assert page.toast._icon.pixmap().toImage() != warning


def test_a_message_that_offers_something_else_is_no_undo(open_window, qtbot) -> None:
    window = open_window(settings=load_settings().changed(welcomed=True))
    window.shell.show_page("settings")
    toast, asked = window.shell.page("settings").toast, []
    qtbot.waitUntil(window.isActiveWindow)
    toast.say("Saved.", "Show in folder", lambda: asked.append(1))
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: toast.text == NOTHING)
    assert asked == []


def test_that_nothing_can_be_redone_takes_no_undo_away(open_window, qtbot) -> None:
    window = open_window(settings=load_settings().changed(welcomed=True))
    window.shell.show_page("settings")
    toast, taken_back = window.shell.page("settings").toast, []
    qtbot.waitUntil(window.isActiveWindow)
    toast.say("Removed.", "Undo", lambda: taken_back.append(1), undoes=True)
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert toast.text == "Nothing to redo here."
    assert not toast.button.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert taken_back == [1]
