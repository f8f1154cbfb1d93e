"""Theme and text size change while the window is open: at once, and without leaving a trace when put back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from desktop.ui.theme.tokens import DARK
from tests.support.people_page import add, settle
from tests.support.stand_in_people import ORANGE, stand_in_work

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(open_window, program, qtbot):
    """A window with people, put back to the usual size of texts."""
    program.people = stand_in_work()
    window = open_window()
    yield window
    window.keeper.change(text_scale=1.0)


def go_to(window, title: str, qtbot) -> QWidget:
    """A click on the page's button."""
    button = next(button for button in window.shell.rail.buttons if button.text() == title)
    qtbot.mouseClick(button, LEFT)
    settle(window, qtbot)
    qtbot.wait(1)
    return window.shell.page(window.shell.shown)


def choose(page, row: str, words: str) -> None:
    """From the list of a setting."""
    box = page.rows[row].control
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def laid(page: QWidget) -> list[tuple[str, object]]:
    """Where every visible part lies."""
    parts = [part for part in page.findChildren(QWidget) if part.isVisible()]
    return [(type(part).__name__, part.geometry()) for part in parts]


def at_rest(page: QWidget, qtbot) -> list[tuple[str, object]]:
    """Where they lie once nothing has moved for a while: a busy machine lays out late."""
    seen = [laid(page)]

    def stands() -> bool:
        qtbot.wait(100)
        seen.append(laid(page))
        return seen[-1] == seen[-2]

    qtbot.waitUntil(stands)
    return seen[-1]


@pytest.mark.parametrize(("title", "known"), [("People", True), ("People", False), ("Recordings", False)])
def test_with_the_usual_size_again_a_page_is_laid_out_as_before(
    window, qtbot, tmp_path, title: str, known: bool
) -> None:
    page = go_to(window, title, qtbot)
    if known:
        add(page, "Ada", ORANGE, tmp_path, qtbot)
        page.toast.hide()
        go_to(window, "Live", qtbot)
        go_to(window, title, qtbot)
    before = at_rest(page, qtbot)
    choose(go_to(window, "Settings", qtbot), "text_scale", "150 %")
    go_to(window, title, qtbot)
    assert laid(page) != before
    choose(go_to(window, "Settings", qtbot), "text_scale", "100 %")
    go_to(window, title, qtbot)
    qtbot.waitUntil(lambda: laid(page) == before)


@pytest.mark.parametrize(("title", "known"), [("People", True), ("People", False), ("Recordings", False)])
def test_wrapped_words_are_whole_in_large_type(window, qtbot, tmp_path, title: str, known: bool) -> None:
    page = go_to(window, title, qtbot)
    if known:
        add(page, "Ada", ORANGE, tmp_path, qtbot)
    choose(go_to(window, "Settings", qtbot), "text_scale", "150 %")
    go_to(window, title, qtbot)
    for words in page.findChildren(QLabel):
        if words.isVisible() and words.wordWrap():
            assert words.height() >= words.heightForWidth(words.width()), words.text()


class Restyled(QObject):
    """Counts how often a widget is told that its style is another."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.times = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Counts."""
        self.times += event.type() is QEvent.Type.StyleChange
        return False


def test_however_deep_a_widget_lies_it_is_styled_anew_as_often(window, qtbot) -> None:
    page = go_to(window, "Settings", qtbot)
    outer = QWidget(window)
    place = outer
    for _ in range(12):
        within = QWidget()
        QVBoxLayout(place).addWidget(within)
        place = within
    shallow, deep = Restyled(outer), Restyled(place)
    outer.show()
    choose(page, "theme", "Dark")
    assert shallow.times == deep.times <= 2, "Qt styles it once for each widget around it"
    assert QApplication.palette().window().color().name() == DARK.window
    choose(page, "theme", "Light")
