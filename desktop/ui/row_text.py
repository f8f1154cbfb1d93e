"""What rows that lists paint themselves share: their ground, and text cut where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.ui.i18n.direction import in_window_order
from desktop.ui.parts.texts import together
from desktop.ui.theme.tokens import SPACE, Colours


def draw_line(
    painter: QPainter,
    place: QRect,
    side: Qt.AlignmentFlag,
    text: str,
    font: QFont,
    ink: str,
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Draws `text` where lines begin, at the top or bottom (`side`) of `place`; `cut` where too long."""
    text = in_window_order(text)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    fits = painter.fontMetrics().elidedText(text, cut, place.width())
    painter.drawText(place, side | Qt.AlignmentFlag.AlignLeft, fits)


def lines_of(text: str, font: QFont, width: int, most: int) -> list[str]:
    """`text` in so many lines at most; what is left is cut in the last."""
    lines: list[str] = []
    text = together(text)
    laid = QTextLayout(text, font)
    laid.beginLayout()
    while (line := laid.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
        if len(lines) == most:
            rest = text[line.textStart() :].strip()
            lines[-1] = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
            break
    laid.endLayout()
    return lines


def draw_lines(
    painter: QPainter, place: QRect, text: str, font: QFont, ink: str, most: int, side: Qt.AlignmentFlag
) -> None:
    """As `draw_line`, in so many lines at most."""
    lines = lines_of(text, font, place.width(), most)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(place, side | Qt.AlignmentFlag.AlignLeft, "\n".join(map(in_window_order, lines)))


def block_height(name: QFont, small: QFont, lines: int) -> int:
    """Pixels from the top of a name to the foot of so many lines under it."""
    return QFontMetrics(name).height() + SPACE.hair + lines * QFontMetrics(small).height()


def row_font(usual: QFont, times: float, *, strong: bool = False) -> QFont:
    """The usual font at `times` its size."""
    font = QFont(usual)
    font.setPointSizeF(usual.pointSizeF() * times)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, colours: Colours) -> bool:
    """Paints the ground of a row that is chosen or pointed at, and its focus. Whether it is chosen."""
    state = option.state
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    frame = QRectF(QRect(option.rect).adjusted(2, 2, -2, -2))
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft if chosen else colours.hover))
        painter.drawRoundedRect(frame, SPACE.radius_small, SPACE.radius_small)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QColor(colours.focus_on_soft if chosen else colours.focus))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), SPACE.radius_small, SPACE.radius_small)
    return chosen
