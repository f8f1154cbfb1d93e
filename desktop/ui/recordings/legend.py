"""What the bars of the timeline mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.recording.looks import Look
from desktop.ui.recordings.answer_bar import paint_answer
from desktop.ui.row_text import row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.words import comma_list, label_words

_SWATCH, _TALL = 18, 10
_MOST_LINES = 3


class Legend(QWidget):
    """A swatch and a word for each answer, in lines; what finds no room in three is left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._looks: dict[str, Look] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_looks(self, looks: Mapping[str, Look]) -> None:
        """These answers look so."""
        self._looks = dict(looks)
        words = comma_list(map(label_words, self._looks))
        self.setAccessibleName(self.tr("Answers in the timeline: %s") % words)
        self.setToolTip(words)
        self.setVisible(bool(looks))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(320, self._line)

    def minimumSizeHint(self) -> QSize:
        """As low, and as narrow as need be."""
        return QSize(80, self._line)

    def heightForWidth(self, width: int) -> int:
        """As many lines as it takes."""
        lines = max((line for _, _, line in self._places(width)), default=0) + 1
        return self._line * min(lines, _MOST_LINES)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Swatches and words, left to right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(row_font(self.font(), TYPE.small))
        metrics = painter.fontMetrics()
        for label, x, line in self._places(self.width()):
            if line >= _MOST_LINES:
                break
            middle = (line + 0.5) * self._line
            paint_answer(painter, QRectF(x, middle - _TALL / 2, _SWATCH, _TALL), self._looks[label])
            painter.setPen(QColor(self._theme.colours.muted))
            base = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + _SWATCH + SPACE.tight, base), label_words(label))
        painter.end()

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + SPACE.small

    def _places(self, width: int) -> Iterator[tuple[str, float, int]]:
        """Each answer, where it begins, and in which line."""
        metrics = QFontMetrics(row_font(self.font(), TYPE.small))
        x, line = float(SPACE.large), 0
        for label in self._looks:
            wide = _SWATCH + SPACE.tight + metrics.horizontalAdvance(label_words(label))
            if x > SPACE.large and x + wide > width - SPACE.small:
                x, line = float(SPACE.large), line + 1
            yield label, x, line
            x += wide + SPACE.large
