"""What was undone is done again by keys, on every page with undo; where that can't be, it is said why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel

from desktop.people.gallery import Gallery
from desktop.ui.dialogs import ShortcutsDialog
from desktop.ui.help.shortcuts_page import shortcuts_markdown
from desktop.ui.help.topics import read_topics
from desktop.ui.shortcuts import redo_keys, why_not
from tests.support.people_page import add, gallery_of, settle
from tests.support.stand_in_people import GREEN, ORANGE, stand_in_work

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NOTHING = "Nothing to redo here."
PAGES = ("live", "people", "photos", "recordings", "training", "models", "settings")


def undo(window, qtbot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    settle(window, qtbot)


def redo(window, qtbot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
    settle(window, qtbot)


@pytest.fixture
def page(open_window, program, qtbot, tmp_path):
    """The people page with Ada and Bo."""
    program.people = stand_in_work()
    window = open_window()
    window.shell.show_page("people")
    page = window.shell.page("people")
    settle(window, qtbot)
    add(page, "Ada", ORANGE, tmp_path, qtbot)
    add(page, "Bo", GREEN, tmp_path, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.setFocus()
    return page


def names(page) -> list[str]:
    return [person.name for person in gallery_of(page).people()]


def line(page) -> str:
    """What the menu offers to do again."""
    action = page.findChild(QAction, "people_redo")
    assert action.isEnabled() == ("Nothing" not in action.text())
    return action.text()


def rename(page, old: str, new: str, qtbot) -> None:
    person = gallery_of(page).person(old).id
    page._desk.change(lambda: page._desk.work.rename(person, new), page._desk.say_change)
    settle(page.window(), qtbot)


def test_people_keys_go_to_and_fro_and_the_menu_names_what_comes(page, qtbot) -> None:
    window = page.window()
    assert line(page).startswith("Nothing to redo")
    rename(page, "Ada", "Ann", qtbot)
    rename(page, "Bo", "Bob", qtbot)
    undo(window, qtbot)
    undo(window, qtbot)
    assert names(page) == ["Ada", "Bo"]
    assert line(page).startswith("Redo: Ada renamed to Ann")
    assert redo_keys()[0].toString(QKeySequence.SequenceFormat.NativeText) in line(page)
    redo(window, qtbot)
    assert names(page) == ["Ann", "Bo"]
    assert page.toast.text == "Done again: Ada renamed to Ann."
    page.findChild(QAction, "people_redo").trigger()
    settle(window, qtbot)
    assert names(page) == ["Ann", "Bob"]
    redo(window, qtbot)
    assert page.toast.text == NOTHING
    qtbot.wait(1)
    undo(window, qtbot)
    assert names(page) == ["Ann", "Bo"], "what was done again can be undone again"


def test_people_added_and_undone_were_erased_and_that_is_said(page, qtbot) -> None:
    window = page.window()
    undo(window, qtbot)
    assert names(page) == ["Ada"]
    redo(window, qtbot)
    assert names(page) == ["Ada"], "their pictures went for good"
    assert page.toast.text == (
        "What was undone can't be done again: its pictures were erased. "
        "Name the face or add the pictures once more."
    )
    assert page.toast.warns


@pytest.mark.parametrize("way", ["here", "elsewhere"])
def test_whoever_was_erased_meanwhile_does_not_come_back(page, qtbot, way: str) -> None:
    window = page.window()
    rename(page, "Bo", "Bob", qtbot)
    undo(window, qtbot)
    if way == "here":
        number = gallery_of(page).person("Bo").id
        page._desk.change(lambda: page._desk.work.erase(number))
        settle(window, qtbot)
    else:
        with Gallery(gallery_of(page).folder) as other:
            other.erase(other.person("Bo").id)
    redo(window, qtbot)
    assert names(page) == ["Ada"]
    assert page.toast.text == "What was undone can't be done again: something else was changed since."


@pytest.mark.parametrize("name", PAGES)
def test_where_nothing_was_undone_the_keys_say_so(open_window, qtbot, name: str) -> None:
    window = open_window()
    window.shell.show_page(name)
    page = window.shell.page(name)
    settle(window, qtbot)
    qtbot.waitUntil(window.isActiveWindow)
    page.setFocus()
    toast = page.stage.toast if name == "live" else page.toast
    redo(window, qtbot)
    assert toast.isVisible()
    assert toast.text == NOTHING
    if name != "people":  # it has a history of its own
        toast.say("Removed.", "Undo", lambda: None, undoes=True)
        undo(window, qtbot)
        redo(window, qtbot)
        assert "can't be done again by a key" in toast.text


def test_the_keys_stand_in_every_list_and_cannot_be_taken(open_window, qtbot) -> None:
    window = open_window()
    key = redo_keys()[0].toString()
    dialog = ShortcutsDialog(window.commands.specs.values())
    qtbot.addWidget(dialog)
    assert {"Redo", "Ctrl+Z", key} <= {words.text() for words in dialog.findChildren(QLabel)}
    assert f"| Redo | `{key}`" in shortcuts_markdown(window.commands)
    assert "does again" in why_not("snapshot", "Ctrl+Shift+Z", window.commands.specs)
    window.shell.show_page("settings")
    section = window.shell.page("settings").keys
    qtbot.mouseClick(section.fold, Qt.MouseButton.LeftButton)
    said = [words.text() for words in section.findChildren(QLabel) if words.isVisibleTo(section)]
    assert any(key in words and "does again what was undone" in words for words in said)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "zh_CN", "ar"])
def test_help_names_the_key(language: str) -> None:
    topics = {topic.name: topic for topic in read_topics("", languages=[language])}
    assert f"`{redo_keys()[0].toString(QKeySequence.SequenceFormat.NativeText)}`" in topics["names"].markdown
