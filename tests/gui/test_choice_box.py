"""A list of choices: its rows are all seen, the chosen one stands out; so in the file dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFileDialog, QLineEdit, QStyleOptionComboBox

from desktop.ui.parts.choice_box import MOST_ROWS, ChoiceBox

LONG = "A row with many more words than its box could ever show"


def _open(qtbot, words: list[str], chosen: int = 0) -> ChoiceBox:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(words)
    box.setCurrentIndex(chosen)
    box.setFixedWidth(190)
    box.show()
    qtbot.waitExposed(box)
    box.showPopup()
    qtbot.waitUntil(box.view().isVisible)
    return box


@pytest.mark.parametrize("count", [2, 5, MOST_ROWS])
def test_every_row_is_seen_without_scrolling(qtbot, theme, count: int) -> None:
    box = _open(qtbot, [f"row {number}" for number in range(count)])
    view = box.view()
    last = view.visualRect(box.model().index(count - 1, 0))
    assert view.verticalScrollBar().maximum() == 0
    assert view.viewport().rect().contains(last)
    box.hidePopup()


def test_the_list_is_as_wide_as_its_longest_row(qtbot, theme) -> None:
    box = _open(qtbot, ["short", LONG])
    view = box.view()
    place = view.visualRect(box.model().index(1, 0))
    assert place.width() >= view.fontMetrics().horizontalAdvance(LONG)
    assert view.viewport().rect().right() >= place.right()
    box.hidePopup()


def test_words_that_do_not_fit_end_in_an_ellipsis(qtbot, theme) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(["short", LONG])
    box.setFixedWidth(190)
    shown = []
    for at in (0, 1):
        box.setCurrentIndex(at)
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        shown.append(option.currentText)
    assert shown[0] == "short"
    assert shown[1].endswith("…")
    assert box.currentText() == LONG


def test_a_box_by_its_contents_has_room_for_the_longest(qtbot, theme) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
    box.addItems(["any", "Mit und ohne Lächeln, wie es kommt"])
    box.setCurrentIndex(1)
    box.resize(box.sizeHint())
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText == box.currentText(), "nothing is cut"


@pytest.mark.parametrize("choice", ["light", "dark", "contrast"])
def test_the_chosen_row_stands_out(qtbot, theme, choice: str) -> None:
    before = theme.choice
    theme.choose(choice)
    box = _open(qtbot, ["one", "two", "three"], chosen=1)
    view = box.view()
    seen = view.viewport().grab().toImage()
    grounds = [
        seen.pixelColor(view.visualRect(box.model().index(row, 0)).topRight() + QPoint(-12, 8))
        for row in range(3)
    ]
    assert grounds[1] == QColor(theme.colours.accent_soft)
    assert grounds[0] == grounds[2] == QColor(theme.colours.raised)
    box.hidePopup()
    theme.choose(before)


@pytest.mark.parametrize("choice", ["light", "dark", "contrast"])
def test_a_box_that_is_typed_into_has_the_arrow_too(qtbot, theme, choice: str) -> None:
    before = theme.choice
    theme.choose(choice)
    arrows = []
    for editable in (False, True):
        box = ChoiceBox()
        qtbot.addWidget(box)
        box.setEditable(editable)
        box.resize(200, 34)
        box.show()
        qtbot.waitExposed(box)
        seen = box.grab().toImage()
        ink = QColor(theme.colours.muted)
        arrows.append(
            [(x, y) for x in range(160, 198) for y in range(6, 28) if _near(seen.pixelColor(x, y), ink)]
        )
    assert arrows[0]
    assert arrows[0] == arrows[1]
    theme.choose(before)


def test_what_completes_a_file_name_can_be_read(qtbot, theme, tmp_path) -> None:
    (tmp_path / "faces").mkdir()
    dialog = QFileDialog(None, "", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    line = dialog.findChild(QLineEdit)
    popup = line.completer().popup()
    popup.ensurePolished()
    popup.resize(120, 60)
    assert popup.palette().color(popup.foregroundRole()) == QColor(theme.colours.text)
    assert popup.grab().toImage().pixelColor(60, 40) == QColor(theme.colours.raised)
    assert popup.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup


def _near(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True))
