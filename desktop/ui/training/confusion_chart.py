"""A confusion matrix, painted: truth in rows, answers in columns, each cell as dark as its share."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.training.report import Report
from desktop.ui.i18n.direction import from_right
from desktop.ui.i18n.numbers import counted
from desktop.ui.row_text import row_font
from desktop.ui.theme.contrast import contrast, rgb
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE

MOST = 12
"""Labels that can be read as a matrix; of more the table of confusions says more."""
_CELL, _LEAST, _NAME = 58, 34, 110
_LETTERS = 9  # of a name that is cut, over a cell


class ConfusionChart(QWidget):
    """Right answers lie on the diagonal, framed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._rows: tuple[tuple[int, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("What was taken for what"))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        theme.changed.connect(self.update)

    def show_report(self, report: Report) -> None:
        """Show its matrix."""
        self._labels, self._rows = report.labels, report.confusion
        self.setAccessibleDescription(self._spoken())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        line = self.fontMetrics().height()
        return QSize(320, round(2 * line + SPACE.small + len(self._labels) * self._cell_height() + 4))

    def minimumSizeHint(self) -> QSize:
        """Cells may become narrow."""
        return QSize(_NAME + len(self._labels) * _LEAST, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names and cells."""
        if not self._labels:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(row_font(self.font(), TYPE.small))
        metrics = QFontMetricsF(painter.font())
        left, names, width, top = self._places()
        painter.translate(left, 0)
        self._paint_names(painter, metrics, names, width, top)
        for at, row in enumerate(self._rows):
            whole = sum(row)
            for column, count in enumerate(row):
                place = QRectF(
                    names + column * width, top + at * self._cell_height(), width, self._cell_height()
                )
                self._paint_cell(painter, place.adjusted(1, 1, -1, -1), count, whole, at == column)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """The tip has the whole names."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """What is so, what was answered and how often; of a name alone that name; "" elsewhere."""
        if not self._labels:
            return ""
        left, names, width, top = self._places()
        column = floor((at.x() - left - names) / width)
        row = floor((at.y() - top) / self._cell_height())
        said = []
        if 0 <= row < len(self._labels) and at.x() >= left and column < len(self._labels):
            said.append(f"{self._corner()}: {self._labels[row]}")
        if 0 <= column < len(self._labels) and at.y() >= 0 and row < len(self._labels):
            answered = self.tr("was answered")
            said.append(f"{answered}: {self._labels[column]}")
        if len(said) == 2:
            said.append(counted(self._rows[row][column]))
        return "\n".join(said)

    def _places(self) -> tuple[float, float, float, float]:
        """Where names begin, their width, that of a column, and how far down cells begin.

        Names are whole where cells of the usual width leave room for that.
        """
        metrics = QFontMetricsF(row_font(self.font(), TYPE.small))
        count, room = len(self._labels), self.width() - 4
        longest = max(map(metrics.horizontalAdvance, self._labels)) + SPACE.medium
        cell = max(_CELL, _LETTERS * metrics.averageCharWidth())
        names = min(longest, max(_NAME, room - count * cell))
        names = max(names, metrics.horizontalAdvance(self._corner()) + SPACE.medium)
        width = min(max(2 * _CELL, longest), (room - names) / count)
        left = self.width() - names - count * width if from_right() else 0.0
        return left, names, width, 2 * metrics.height() + SPACE.tight

    def _paint_names(
        self, painter: QPainter, metrics: QFontMetricsF, names: float, width: float, top: float
    ) -> None:
        colours = self._theme.colours
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle, line = Qt.AlignmentFlag.AlignVCenter, metrics.height()
        painter.setPen(QColor(colours.muted))
        painter.drawText(QRectF(names, 0, self.width() - names, line), left, self.tr("was answered"))
        painter.drawText(QRectF(0, line, names - SPACE.small, line), left, self._corner())
        painter.setPen(QColor(colours.text))
        for at, name in enumerate(self._labels):
            fits = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, width - 4)
            column = QRectF(names + at * width, line, width, line)
            painter.drawText(column, Qt.AlignmentFlag.AlignCenter, fits)
            fits = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, names - SPACE.small)
            row = QRectF(0, top + at * self._cell_height(), names - SPACE.small, self._cell_height())
            painter.drawText(row, right | middle, fits)

    def _paint_cell(self, painter: QPainter, place: QRectF, count: int, whole: int, right: bool) -> None:
        colours = self._theme.colours
        share = count / whole if whole else 0.0
        ground = _between(colours.surface, colours.accent if right else colours.danger, share)
        painter.setBrush(ground)
        painter.setPen(QColor(colours.control_border if right else colours.border))
        painter.drawRoundedRect(place, 4, 4)
        lies_on = rgb(ground.name())
        inks = sorted((colours.text, colours.window), key=lambda ink: -contrast(rgb(ink), lies_on))
        painter.setPen(QColor(inks[0] if count else colours.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, counted(count))

    def _cell_height(self) -> float:
        return max(_LEAST, self.fontMetrics().height() + SPACE.medium)

    def _corner(self) -> str:
        return self.tr("it is")

    def _spoken(self) -> str:
        said = self.tr("Of %1 pictures of “%2” %3 were answered rightly.")
        rows = []
        for at, (name, row) in enumerate(zip(self._labels, self._rows, strict=True)):
            words = said.replace("%1", counted(sum(row))).replace("%2", name).replace("%3", counted(row[at]))
            rows.append(words)
        return " ".join(rows)


def _between(ground: str, ink: str, share: float) -> QColor:
    """A colour between two; few already show."""
    first, last = QColor(ground), QColor(ink)
    part = 0.0 if not share else 0.12 + 0.78 * share
    mixed = (
        round(a + (b - a) * part)
        for a, b in zip(first.getRgb()[:3], last.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed)
