"""The head of a page: its name, one sentence, and what can be done, on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.theme.tokens import SPACE

_WORDS_EM = 14


class PageHead(QFrame):
    """Title and sentence; `add` puts controls beside them, on as many lines as it takes."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self.sentence = label(sentence, "muted", wraps=True)
        self._title = label(title, "page_title")
        words = QVBoxLayout()
        words.setSpacing(0)
        for part in (self._title, self.sentence):
            keeps = part.sizePolicy()
            keeps.setRetainSizeWhenHidden(True)
            part.setSizePolicy(keeps)
            words.addWidget(part)
        self._acts = WrappingRow()
        self._acts.hide()
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.medium)
        across.setSpacing(SPACE.small)
        across.addLayout(words, 1)
        across.addWidget(self._acts, 0, Qt.AlignmentFlag.AlignVCenter)

    def add(self, widget: QWidget) -> None:
        """One more control on the right."""
        self._acts.add(widget)
        self._acts.show()

    def rooms(self) -> tuple[QRect, QRect, QRect]:
        """Where a message can lie: between title and controls, over the title too, over everything."""
        whole = self.rect().adjusted(SPACE.large, 0, -SPACE.large, 0)
        title, over = self._title.sizeHint().width() + SPACE.large, QRect(whole)
        if not self._acts.isHidden():
            acts = self._acts.geometry()
            if self.isRightToLeft():
                over.setLeft(acts.right() + SPACE.medium)
            else:
                over.setRight(acts.left() - SPACE.medium)
        beside = QRect(over)
        if self.isRightToLeft():
            beside.setRight(over.right() - title)
        else:
            beside.setLeft(over.left() + title)
        return beside, over, whole

    def make_way(self, place: QRect | None) -> None:
        """A message lies in this place: words that it would cut are not shown. None: it is gone."""
        for words in (self._title, self.sentence):
            room, text = words.geometry(), words.text()
            metrics, wraps = words.fontMetrics(), int(words.alignment()) | Qt.TextFlag.TextWordWrap
            words.setVisible(place is None or not place.intersects(metrics.boundingRect(room, wraps, text)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer lines of controls."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Other controls, or other type."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        """The words keep room for the title, and for some of the sentence beside it."""
        words = max(self._title.sizeHint().width(), _WORDS_EM * self.fontMetrics().averageCharWidth())
        before = self._acts.width()
        self._acts.fit_into(self.width() - 2 * SPACE.large - SPACE.small - words)
        layout = self.layout()
        if layout is not None and self._acts.width() != before:
            layout.activate()  # at once: until then they would lie beyond the window
