"""The worst mistakes as pictures: what was answered, how surely, and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPainterPath, QResizeEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.training.report import Mistake
from desktop.ui.qimage import FrameImage
from desktop.ui.row_text import draw_line, row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.training.run_words import mistake_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 112
MOST = 12
_LETTERS = 28  # of a line that is cut
_WORDS = Qt.ItemDataRole.UserRole
_IMAGE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class MistakeGrid(QListWidget):
    """As high as its pictures need: the page scrolls, not this."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewMode(self.ViewMode.IconMode)
        self.setResizeMode(self.ResizeMode.Adjust)
        self.setMovement(self.Movement.Static)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Cards(theme, self))
        self.setAccessibleName(self.tr("Worst mistakes"))

    def show_mistakes(self, mistakes: Sequence[Mistake]) -> None:
        """Their words; the pictures come later."""
        self.clear()
        for mistake in mistakes[:MOST]:
            item = QListWidgetItem()
            words = mistake_words(mistake)
            item.setData(_WORDS, words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words[0]}, {words[1]}, {mistake.path}")
            item.setToolTip("\n".join((*words, mistake.path)))
            self.addItem(item)
        self._fit()

    def words_width(self) -> int:
        """As the longest words need, within bounds; a card is no narrower than its picture."""
        metrics = QFontMetrics(row_font(self.font(), TYPE.small, strong=True))
        widest = max(2 * SIDE, _LETTERS * metrics.averageCharWidth())
        words = (line for row in range(self.count()) for line in self.item(row).data(_WORDS))
        return min(max(SIDE, max(map(metrics.horizontalAdvance, words), default=0) + 2), widest)

    def show_pictures(self, pictures: Sequence[NDArray[np.uint8] | None]) -> None:
        """In the order of the mistakes; None where a picture is gone."""
        for at, picture in enumerate(pictures[: self.count()]):
            if picture is not None:
                self.item(at).setData(_IMAGE, FrameImage(picture).image.copy())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More columns, fewer rows."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: object) -> None:
        """The page scrolls."""
        event.ignore()  # type: ignore[attr-defined]

    def _fit(self) -> None:
        card = _card_size(self)
        columns = max(1, (self.viewport().width() - 2) // card.width())
        rows = -(-self.count() // columns)
        self.setFixedHeight(rows * card.height() + 4)


class _Cards(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: MistakeGrid) -> None:
        super().__init__(parent)
        self._theme = theme
        self._list = parent
        theme.changed.connect(parent.update)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return _card_size(self._list)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colours, place = self._theme.colours, QRect(option.rect)
        picture = QRectF(place.left(), place.top() + 2, SIDE, SIDE)
        path = QPainterPath()
        path.addRoundedRect(picture, SPACE.radius_small, SPACE.radius_small)
        painter.fillPath(path, QColor(colours.hover))
        image = index.data(_IMAGE)
        if isinstance(image, QImage):
            painter.setClipPath(path)
            painter.drawImage(picture, image)
            painter.setClipping(False)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.focus))
            painter.drawRoundedRect(picture, SPACE.radius_small, SPACE.radius_small)
        answered, truth = index.data(_WORDS)
        line = option.fontMetrics.height()
        words = QRect(place.left(), place.top() + SIDE + SPACE.tight, place.width() - SPACE.small, line)
        small, cut = row_font(option.font, TYPE.small, strong=True), Qt.TextElideMode.ElideMiddle
        draw_line(painter, words, Qt.AlignmentFlag.AlignTop, answered, small, colours.danger, cut)
        words.translate(0, line)
        small = row_font(option.font, TYPE.small)
        draw_line(painter, words, Qt.AlignmentFlag.AlignTop, truth, small, colours.muted, cut)
        painter.restore()


def _card_size(of: MistakeGrid) -> QSize:
    return QSize(of.words_width() + SPACE.small, SIDE + 2 * of.fontMetrics().height() + SPACE.medium)
