"""The head of a page: its name, one sentence, and what can be done, on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.theme.tokens import SPACE


class PageHead(QFrame):
    """Title and sentence; `add` puts controls beside them."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "header")
        self.sentence = label(sentence, "muted", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(title, "page_title"))
        words.addWidget(self.sentence)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.medium)
        self._across.setSpacing(SPACE.small)
        self._across.addLayout(words, 1)

    def add(self, widget: QWidget) -> None:
        """One more control on the right."""
        self._across.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
