"""The pointer goes elsewhere while a menu or list is open: what opened it looks as it did before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.people_page import LEFT, add, settle
from tests.support.stand_in_people import ORANGE, stand_in_work


@pytest.fixture
def page(open_window, program, qtbot, tmp_path):
    """The people page with somebody, the pointer nowhere near a control."""
    program.people = stand_in_work()
    window = open_window()
    window.shell.show_page("people")
    page = window.shell.page("people")
    settle(window, qtbot)
    add(page, "Ada", ORANGE, tmp_path, qtbot)
    page.toast.hide()
    point_at(page, page.rect().center())
    return page


def point_at(widget: QWidget, at: QPoint) -> None:
    """Moves the pointer."""
    window = widget.window().windowHandle()
    assert window is not None
    QCursor.setPos(widget.mapToGlobal(at))
    QTest.mouseMove(window, widget.mapTo(widget.window(), at))
    QApplication.processEvents()


@pytest.fixture
def open_and_close(page, qtbot):
    """Opens the control's menu or list with the pointer, and closes it with the pointer at another place."""

    def close(control: QWidget, how: str, at: QPoint, closed: list[QWidget]) -> None:
        popup = QApplication.activePopupWidget()
        assert popup is not None
        QCursor.setPos(at)
        QApplication.processEvents()
        # Offscreen a control hears that the pointer left when a menu opens. On X11 and Windows it does not.
        control.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
        if how == "key":
            QTest.keyClick(popup, Qt.Key.Key_Escape)
        else:
            QTest.mouseClick(popup, LEFT, Qt.KeyboardModifier.NoModifier, popup.mapFromGlobal(at))
        closed.append(popup)

    def both(control: QWidget, how: str, at: QPoint) -> None:
        point_at(control, control.rect().center())
        closed: list[QWidget] = []
        QTimer.singleShot(100, page, lambda: close(control, how, at, closed))
        qtbot.mouseClick(control, LEFT)
        qtbot.waitUntil(lambda: bool(closed) and QApplication.activePopupWidget() is None)
        page.setFocus()
        qtbot.wait(1)

    return both


@pytest.mark.parametrize("how", ["key", "click"])
@pytest.mark.parametrize("name", ["add", "more", "choice"])
def test_what_opened_it_is_not_pointed_at_any_more(page, open_and_close, name: str, how: str) -> None:
    control = page.bar.choice if name == "choice" else getattr(page, name)
    usual = control.grab().toImage()
    point_at(control, control.rect().center())
    assert control.grab().toImage() != usual, "it shows that it is pointed at"
    open_and_close(control, how, page.mapToGlobal(page.rect().center()))
    assert not control.underMouse()
    assert control.grab().toImage() == usual


def test_what_is_still_pointed_at_stays_so(page, open_and_close) -> None:
    open_and_close(page.add, "key", page.add.mapToGlobal(page.add.rect().center()))
    assert page.add.underMouse()
