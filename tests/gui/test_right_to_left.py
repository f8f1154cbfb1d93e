"""Arabic, from right to left: Latin names and numbers stand where lines begin, and keep their own order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.ui.i18n.direction import apart, in_window_order, joined
from desktop.ui.i18n.numbers import file_size
from desktop.ui.i18n.speech import speak
from desktop.ui.parts.one_line import OneLine
from desktop.ui.parts.texts import label


@pytest.fixture
def arabic(qapp):
    """The window speaks Arabic."""
    speak(qapp, "ar")
    yield
    speak(qapp, "en")


def ink(widget: QLabel, qtbot) -> tuple[int, int]:
    """The first and the last column that is drawn."""
    qtbot.addWidget(widget)
    widget.setStyleSheet("color: black; background: white")
    widget.resize(400, 40)
    widget.show()
    image = widget.grab().toImage()
    dark = [
        x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).red() < 90
    ]
    return min(dark), max(dark)


@pytest.mark.parametrize("selectable", [True, False])
@pytest.mark.parametrize("wraps", [True, False])
def test_a_latin_name_stands_at_the_right(arabic, qtbot, wraps: bool, selectable: bool) -> None:
    first, last = ink(label("model.onnx", wraps=wraps, selectable=selectable), qtbot)
    assert first > 200
    assert last > 380


def test_a_line_that_is_cut_stands_at_the_right_too(arabic, qtbot) -> None:
    line = OneLine()
    line.say("Interview")
    assert ink(line, qtbot)[1] > 380


def test_in_english_it_stands_at_the_left(qtbot) -> None:
    assert ink(label("model.onnx"), qtbot)[0] < 20


def test_numbers_keep_their_units_and_names_their_order(arabic) -> None:
    assert file_size(24_100_000) == "\u206824.1 MB\u2069"
    assert joined(("1:02", "clip.mp4")) == "\u200f\u20681:02\u2069 · \u2068clip.mp4\u2069"
    assert in_window_order("smile يجيب") == "\u200fsmile يجيب"
    assert in_window_order("smile") == "smile"


def test_elsewhere_nothing_is_put_between(qapp) -> None:
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert (apart("a"), joined("ab"), in_window_order("smile يجيب")) == ("a", "a · b", "smile يجيب")


def test_the_tick_of_a_model_in_use_stands_at_the_end_of_its_line(arabic, qtbot, theme) -> None:
    from desktop.ui.models.model_list import ModelList
    from desktop.ui.models.model_words import Row

    shown = {}
    for in_use in (True, False):
        rows = ModelList(theme)
        qtbot.addWidget(rows)
        rows.resize(300, 80)
        rows.show_rows([Row("smile", "1.5 MB", "key", in_use)], "")
        rows.show()
        shown[in_use] = rows.viewport().grab().toImage()
    used, plain = shown[True], shown[False]
    differ = [x for x in range(used.width()) if any(used.pixel(x, y) != plain.pixel(x, y) for y in range(50))]
    assert differ
    assert max(differ) < 60
