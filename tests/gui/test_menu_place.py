"""Where the menu of a button opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.ui.parts.menu_place import open_menu, place_by

ROOM, SIZE = QRect(0, 0, 1000, 700), QSize(200, 150)


@pytest.mark.parametrize(
    ("button", "from_right", "corner"),
    [
        (QRect(300, 100, 120, 30), False, (300, 130)),
        (QRect(300, 100, 120, 30), True, (220, 130)),
        (QRect(300, 600, 120, 30), False, (300, 450)),
        (QRect(300, 600, 120, 30), True, (220, 450)),
        (QRect(900, 100, 90, 30), False, (800, 130)),
        (QRect(20, 100, 90, 30), True, (0, 130)),
    ],
    ids=["below", "below, from the right", "above", "above, from the right", "right edge", "left edge"],
)
def test_a_menu_opens_by_its_button(button: QRect, from_right: bool, corner: tuple[int, int]) -> None:
    found = place_by(button, SIZE, ROOM, from_right=from_right)
    assert (found.x(), found.y()) == corner
    assert not QRect(found, SIZE).intersects(button)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_menu_on_the_screen_touches_its_button(qtbot, direction: Qt.LayoutDirection) -> None:
    button = QPushButton("Who is this?…")
    qtbot.addWidget(button)
    button.setLayoutDirection(direction)
    button.move(300, 100)
    button.resize(140, 34)
    button.show()
    menu = QMenu(button)
    menu.setLayoutDirection(direction)
    for words in ("This is Ann", "This is not Ann", "This is someone else…"):
        menu.addAction(words)
    open_menu(menu, button)
    placed = QRect(button.mapToGlobal(QPoint(0, 0)), button.size())
    assert menu.geometry().top() == placed.bottom() + 1
    if direction is Qt.LayoutDirection.LeftToRight:
        assert menu.geometry().left() == placed.left()
    else:
        assert menu.geometry().right() == placed.right()
    menu.close()
