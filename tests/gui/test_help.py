"""Help and About as a user meets them: F1, the topics, searching, links, keys, licences."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop.licences.notice import Notice
from desktop.ui.help.about_dialog import AboutDialog
from desktop.ui.help.topics import topic_of_dialog
from desktop.ui.models.card_dialog import CardDialog
from desktop.ui.people.guided_dialog import GuidedDialog
from desktop.ui.people.name_dialog import NameDialog
from desktop.ui.photos.photo_dialog import PhotoDialog
from desktop.ui.recordings.replay_dialog import ReplayDialog
from desktop.ui.settings.erase_dialog import EraseDialog
from desktop.ui.stream_dialog import StreamDialog
from tests.gui.conftest import close

LEFT = Qt.MouseButton.LeftButton
F1 = Qt.Key.Key_F1


def listed(widget) -> list[str]:
    items = (widget.item(row) for row in range(widget.count()))
    return [item.text() for item in items if not item.isHidden()]


def to_front(window, qtbot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


@pytest.fixture
def helped(playing, qtbot):
    """A window that plays, and its help."""
    window, _ = playing
    qtbot.keyClick(window, F1)
    qtbot.waitUntil(window.help.window.isVisible)
    return window, window.help.window


def test_f1_opens_the_help_of_the_page_that_is_shown(helped, qtbot) -> None:
    window, shown = helped
    assert shown.shown == "sources", "the live page is about sources"
    for page, topic in (("people", "names"), ("settings", "settings"), ("photos", "photos")):
        window.shell.show_page(page)
        to_front(window, qtbot)
        qtbot.keyClick(window, F1)
        assert shown.shown == topic
        assert window.help.window is shown, "one window of help"
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_the_picture_goes_on_beside_the_help(helped, qtbot) -> None:
    window, _ = helped
    to_front(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert window.page.stage.picture.mirrored
    close(qtbot, window)
    assert not window.help.window.isVisible(), "it closes with the window"


def test_f1_helps_in_a_dialog_and_who_reads_on_may(playing, qtbot) -> None:
    window, _ = playing
    window.commands["open_stream"].trigger()
    (dialog,) = window.findChildren(StreamDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    window.shell.show_page("settings")
    qtbot.keyClick(dialog.address.lineEdit(), F1)
    shown = window.help.window
    qtbot.waitUntil(shown.isVisible)
    assert shown.shown == "settings", "a dialog of any page: the page's help"
    assert shown.parent() is dialog, "else it would be blocked as the window is"
    qtbot.keyClick(shown.text, F1)
    qtbot.keyClicks(shown.search, "recordings")
    assert "Recordings" in listed(shown.contents)
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert isValid(shown)
    assert shown.isVisible()
    assert shown.parent() is window
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)


def test_the_keys_for_help_in_a_dialog_are_those_in_force(playing, qtbot) -> None:
    window, _ = playing
    window.keeper.change(shortcuts={"help": "Ctrl+H"})
    window.commands["open_stream"].trigger()
    (dialog,) = window.findChildren(StreamDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.address.lineEdit(), F1)
    assert window.help.window is None
    qtbot.keyClick(dialog.address.lineEdit(), Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.help.window is not None and window.help.window.isVisible())
    assert dialog.text == "", "the key goes no further"
    qtbot.keyClick(window.help.window, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        (GuidedDialog, "names"),
        (NameDialog, "names"),
        (CardDialog, "models"),
        (EraseDialog, "privacy"),
        (PhotoDialog, "photos"),
        (ReplayDialog, "recordings"),
        (AboutDialog, "sources"),
    ],
)
def test_each_dialog_has_the_help_that_fits(kind: type, topic: str) -> None:
    assert topic_of_dialog(kind, "live") == topic


def test_words_find_pages_and_are_marked(helped, qtbot) -> None:
    _, shown = helped
    qtbot.keyClicks(shown.search, "graphics cuda")
    assert "Models and graphics cards" in listed(shown.contents)
    assert "Photos" not in listed(shown.contents)
    assert shown.shown in ("models", "trouble")
    assert shown.text.extraSelections()
    shown.search.setText("card")
    first = shown.text.textCursor().position()
    qtbot.keyClick(shown.search, Qt.Key.Key_Return)
    assert shown.text.textCursor().position() != first, "Enter goes to the next place"
    shown.search.setText("zebra")
    assert shown._nothing.isVisible()
    qtbot.keyClick(shown.search, Qt.Key.Key_Escape)
    assert shown.isVisible(), "the first Escape empties the search"
    assert len(listed(shown.contents)) == 11


def test_links_lead_to_pages_and_back(helped, qtbot) -> None:
    _, shown = helped
    shown.text.anchorClicked.emit(QUrl("photos"))
    assert shown.shown == "photos"
    assert shown.contents.currentItem().text() == "Photos"
    qtbot.mouseClick(shown.back, LEFT)
    assert shown.shown == "sources"
    assert not shown.back.isEnabled()
    shown.contents.setFocus()
    qtbot.keyClick(shown.contents, Qt.Key.Key_Down)
    assert shown.shown == "names"


def test_the_keys_are_those_in_use(helped, qtbot) -> None:
    window, shown = helped
    window.commands["snapshot"].setShortcut("Ctrl+Shift+7")
    window.help.open("shortcuts")
    text = shown.text.toPlainText()
    assert "Ctrl+Shift+7" in text
    assert "F1" in text
    assert "Save snapshot" in text


def test_help_follows_the_theme(helped, theme, qtbot) -> None:
    window, shown = helped
    window.keeper.change(theme="dark")
    qtbot.waitUntil(lambda: theme.is_dark)
    link = shown.text.palette().link().color()
    assert link == QColor(theme.colours.accent)
    assert shown.text.palette().base().color().lightness() < 60


def test_about_names_the_version_and_every_licence(playing, qtbot) -> None:
    window, _ = playing
    window.commands["about"].trigger()
    (dialog,) = window.findChildren(AboutDialog)
    qtbot.waitUntil(lambda: dialog.licences.list.count() > 20, timeout=20_000)
    assert "Python and packages" in listed(dialog.licences.list)
    assert dialog.licences.title.text().startswith("Facet")
    qtbot.keyClicks(dialog.licences.search, "shiboken")
    assert "LGPL-3.0" in dialog.licences.facts.text()
    assert "code.qt.io" in dialog.licences.facts.text()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in dialog.licences.text.toPlainText()
    dialog.licences.search.setText("nothing is called so")
    assert dialog.licences.title.text() == "Nothing has these words."
    qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_about_that_is_closed_early_leaves_nothing(playing, qtbot) -> None:
    window, _ = playing

    def read() -> list[Notice]:
        return [Notice("data", "late", "", "MIT", "text")]

    dialog = AboutDialog(window.tasks, window, read)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.close()
    qtbot.waitUntil(lambda: not window.tasks.running)
    qtbot.waitUntil(lambda: not isValid(dialog))
