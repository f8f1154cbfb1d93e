"""What the colours of the timeline mean."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.row_text import row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SERIES, SPACE, TYPE
from desktop.ui.words import label_words

_SWATCH = 10


class Legend(QWidget):
    """A swatch and a word for each answer; what finds no room is left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._series: dict[str, int] = {}
        theme.changed.connect(self.update)

    def show_series(self, series: Mapping[str, int]) -> None:
        """These answers have these colours."""
        self._series = dict(series)
        words = ", ".join(map(label_words, self._series))
        self.setAccessibleName(self.tr("Answers in the timeline: %s") % words)
        self.setToolTip(words)
        self.setVisible(bool(series))
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(320, self.fontMetrics().height() + SPACE.small)

    def minimumSizeHint(self) -> QSize:
        """As low, and as narrow as need be."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Swatches and words, left to right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(row_font(self.font(), TYPE.small))
        metrics, middle = painter.fontMetrics(), self.height() / 2
        x = float(SPACE.large)
        for label, colour in self._series.items():
            words = label_words(label)
            width = _SWATCH + SPACE.tight + metrics.horizontalAdvance(words)
            if x + width > self.width():
                break
            weak = label in ("no smile", "neutral")
            tall = 3.0 if weak else float(_SWATCH)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(SERIES[colour]))
            painter.drawRoundedRect(QRectF(x, middle - tall / 2, _SWATCH, tall), 1.5, 1.5)
            painter.setPen(QColor(self._theme.colours.muted))
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + _SWATCH + SPACE.tight, base), words)
            x += width + SPACE.large
        painter.end()
