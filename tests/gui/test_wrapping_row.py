"""Buttons side by side go to more lines where the width or the type asks for it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from desktop.ui.parts.wrapping_row import WrappingRow


def lines(row: WrappingRow, buttons: list[QPushButton]) -> list[int]:
    """How many buttons each line holds."""
    tops = [button.y() for button in buttons if button.isVisible()]
    return [tops.count(top) for top in sorted(set(tops))]


def test_no_button_is_cut_at_any_width(qtbot) -> None:
    row = WrappingRow()
    qtbot.addWidget(row)
    buttons = [QPushButton("a button of some length") for _ in range(4)]
    for button in buttons:
        row.add(button)
    wide = 5 * buttons[0].sizeHint().width()
    row.resize(wide, 200)
    row.show()
    qtbot.waitExposed(row)
    qtbot.waitUntil(lambda: lines(row, buttons) == [4])
    row.resize(wide // 2, 200)
    qtbot.waitUntil(lambda: lines(row, buttons) == [2, 2])
    buttons[1].hide()
    qtbot.waitUntil(lambda: lines(row, buttons) == [2, 1])
    row.resize(10, 200)
    qtbot.waitUntil(lambda: lines(row, buttons) == [1, 1, 1])
    assert row.minimumSizeHint().width() == buttons[0].sizeHint().width()
