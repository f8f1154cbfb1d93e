"""The head of a page: its name, one sentence, and what can be done, on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
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
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = label(title, "page_title")
        words.addWidget(self._title)
        words.addWidget(self.sentence)
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
