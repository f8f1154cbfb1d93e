"""Text on cards that changes many times a second: nothing is laid out for it, and nothing is cut."""

from __future__ import annotations

from PySide6.QtGui import QFont

from desktop.ui.live.face_card import Figure


def test_a_figure_is_as_wide_as_its_widest_text_and_grows_with_its_type(qtbot: object) -> None:
    figure = Figure()
    figure.say("8 %")
    narrow = figure.width()
    figure.say("happy 100 %")
    wide = figure.width()
    assert wide > narrow
    figure.say("8 %")
    assert figure.width() == wide
    larger = QFont(figure.font())
    larger.setPointSizeF(2 * larger.pointSizeF())
    figure.setFont(larger)
    figure.say("happy 100 %")
    assert figure.width() > wide
    assert figure.width() >= figure.fontMetrics().horizontalAdvance("happy 100 %")
