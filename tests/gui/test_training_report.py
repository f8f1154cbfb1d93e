"""Charts and pictures of a training: what they say to those who don't see them, and how they make room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from desktop.training.report import Mistake, Report
from desktop.ui.training.class_table import MOST_ROWS, ClassTable
from desktop.ui.training.confusion_chart import ConfusionChart
from desktop.ui.training.curve_chart import CurveChart
from desktop.ui.training.mistake_grid import MOST, MistakeGrid
from desktop.ui.training.report_view import ReportView

MISTAKE = Mistake("dog/0.png", "dog", "cat", 0.93)
REPORT = Report("pets", 6, 5 / 6, (0.4, 0.97), ("cat", "dog"), ((3, 0), (1, 2)), 0.83, (MISTAKE,))


@pytest.fixture(params=["light", "dark"])
def look(request, theme):
    """Each theme in turn."""
    theme.choose(request.param)
    yield theme
    theme.choose("light")


def pixels(widget) -> set[str]:
    """The colours that a widget paints, a few hundred places of it."""
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    }


def test_a_curve_paints_both_lines_in_the_themes_colours(look, qtbot) -> None:
    chart = CurveChart(look, "Right answers", as_share=True)
    qtbot.addWidget(chart)
    chart.resize(300, chart.sizeHint().height())
    assert look.colours.accent not in pixels(chart)
    chart.show_lines({"learned": [(1, 0.5), (2, 0.7)], "checked": [(1, 0.4), (2, 0.6)]}, 9)
    assert look.colours.accent in pixels(chart)
    assert chart.accessibleDescription() == "After round 2: 60 %"


def test_a_matrix_is_as_high_as_its_labels_and_says_its_diagonal(look, qtbot) -> None:
    chart = ConfusionChart(look)
    qtbot.addWidget(chart)
    chart.show_report(REPORT)
    low = chart.sizeHint().height()
    chart.resize(320, low)
    assert len(pixels(chart)) > 5
    names = ("cat", "dog", "cow")
    chart.show_report(replace(REPORT, labels=names, confusion=((1, 0, 0), (0, 1, 0), (0, 0, 1))))
    assert chart.sizeHint().height() > low
    assert "Of 1 pictures of “cow” 1 were answered rightly." in chart.accessibleDescription()


def test_of_many_labels_the_confusions_are_listed(look, qtbot) -> None:
    view = ReportView(look)
    qtbot.addWidget(view)
    labels = tuple(f"breed {number}" for number in range(20))
    rows = tuple(tuple(4 if a == b else int(b == a + 1) for b in range(20)) for a in range(20))
    view.show_report(replace(REPORT, labels=labels, confusion=rows, n=99))
    assert view._matrix.isHidden()
    assert view._table is not None
    view.show_report(REPORT)
    assert view._table is None
    assert not view._matrix.isHidden()


def test_mistakes_fill_rows_and_the_page_scrolls(look, qtbot) -> None:
    grid = MistakeGrid(look)
    qtbot.addWidget(grid)
    grid.resize(500, 100)
    grid.show()
    grid.show_mistakes([MISTAKE] * 30)
    assert grid.count() == MOST
    wide = grid.height()
    grid.resize(260, 100)
    assert grid.height() > wide
    grid.show_pictures([np.full((32, 32, 3), 200, np.uint8), None])
    assert "#c8c8c8" in pixels(grid)


def test_classes_without_pictures_are_shown_and_many_are_counted(look, qtbot) -> None:
    table = ClassTable(look)
    qtbot.addWidget(table)
    table.show_counts({"cat": 3, "dog": 0})
    assert table.shown == ["cat", "dog"]
    table.resize(600, table.sizeHint().height())
    table.show_samples({"cat": [np.full((8, 8, 3), 200, np.uint8), None]})
    assert "#c8c8c8" in pixels(table)
    table.show_counts({f"breed {number:03}": number for number in range(120)})
    assert len(table.shown) == MOST_ROWS
    assert table.shown[0] == "breed 119"


BREEDS = ("n02086910-papillon", "n02087046-toy_terrier", "n02090721-Irish_wolfhound")
BREED_REPORT = replace(REPORT, labels=BREEDS, confusion=((5, 1, 0), (0, 4, 2), (1, 0, 7)))


@pytest.mark.parametrize("size_pt", [9, 14])
def test_names_in_a_matrix_are_whole_where_there_is_room_and_never_alike(
    theme, qtbot, painted, size_pt
) -> None:
    chart = ConfusionChart(theme)
    qtbot.addWidget(chart)
    font = chart.font()
    font.setPointSizeF(size_pt)
    chart.setFont(font)
    chart.show_report(BREED_REPORT)
    chart.resize(900, chart.sizeHint().height())
    chart.grab()
    assert {fits for _, _, fits in painted} >= set(BREEDS), "in rows there is room"
    painted.clear()
    chart.resize(380, chart.sizeHint().height())
    chart.grab()
    in_rows = {fits for whole, _, fits in painted[1::2]}
    assert len(in_rows) == len(BREEDS)


def test_the_tip_of_a_matrix_has_the_whole_names(theme, qtbot) -> None:
    chart = ConfusionChart(theme)
    qtbot.addWidget(chart)
    chart.show_report(BREED_REPORT)
    chart.resize(380, chart.sizeHint().height())
    left, names, width, top = chart._places()
    assert chart.words_at(QPointF(left + 5, top + 5)) == f"it is: {BREEDS[0]}"
    assert chart.words_at(QPointF(left + names + 5, top - 5)) == f"was answered: {BREEDS[0]}"
    cell = chart.words_at(QPointF(left + names + 1.5 * width, top + 5))
    assert cell == f"it is: {BREEDS[0]}\nwas answered: {BREEDS[1]}\n1"
    assert chart.words_at(QPointF(left + 5, top - 5)) == ""


def test_names_of_classes_take_the_room_there_is_and_are_cut_in_the_middle(theme, qtbot, painted) -> None:
    table = ClassTable(theme)
    qtbot.addWidget(table)
    table.show_counts(dict.fromkeys(BREEDS, 9))
    table.resize(300, table.sizeHint().height())
    narrow = table.names_width()
    table.grab()
    names = [(mode, fits) for whole, mode, fits in painted if whole in BREEDS]
    assert all(mode is Qt.TextElideMode.ElideMiddle for mode, _ in names)
    assert len({fits for _, fits in names}) == len(BREEDS)
    table.resize(900, table.sizeHint().height())
    painted.clear()
    table.grab()
    assert table.names_width() > narrow
    assert {fits for _, _, fits in painted} >= set(BREEDS)
    assert table.words_at(QPoint(4, 4)) == f"{BREEDS[0]}: 9"
    assert table.words_at(QPoint(4, 2000)) == ""


def test_a_mistake_keeps_both_ends_of_its_words_and_tells_all_as_its_tip(theme, qtbot, painted) -> None:
    grid = MistakeGrid(theme)
    qtbot.addWidget(grid)
    grid.resize(700, 200)
    grid.show()
    long = "n02090721-Irish_wolfhound_of_the_very_long_haired_kind"
    grid.show_mistakes([replace(MISTAKE, answered=long)])
    grid.grab()
    assert any(fits.startswith("n0209") and fits.endswith("93 %") for _, _, fits in painted)
    assert long in grid.item(0).toolTip()
    assert grid.item(0).toolTip().endswith(MISTAKE.path)
