"""A sentence at the head of a page that stays until it is closed or no longer true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.ui.parts.announce import announce
from desktop.ui.parts.texts import label
from desktop.ui.theme.look import set_look
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

Tone = Literal["info", "warning", "problem"]
_INKS = {"info": "on_accent_soft", "warning": "on_warning_soft", "problem": "on_danger_soft"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said at the head of a page; `act` is what its button does."""

    tone: Tone
    text: str
    detail: str = ""
    button: str = ""
    act: Callable[[], None] | None = None


class NoticeBar(QFrame):
    """Hidden while there is nothing to say."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone: Tone = "info"
        self.shown: Notice | None = None
        """What is said now."""
        self.setProperty("role", "banner")
        self._icon = QLabel()
        self._text = label(role="strong", wraps=True, selectable=True)
        self._detail = label(wraps=True, selectable=True)
        self.button = QPushButton()
        self._name_button(self.tr("What can be done about it"))
        self.button.clicked.connect(self._do)
        self.button.hide()
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close this message"))
        self.close_button.setAccessibleName(self.tr("Close this message"))
        self.close_button.clicked.connect(self._close)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE.hair)
        texts.addWidget(self._text)
        texts.addWidget(self._detail)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.small, SPACE.small)
        across.setSpacing(SPACE.medium)
        across.addWidget(self._icon)
        across.addLayout(texts, 1)
        across.addWidget(self.button)
        across.addWidget(self.close_button)
        theme.changed.connect(self._tint)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; "" for nothing."""
        return " ".join(part.text() for part in (self._text, self._detail) if part.text())

    def say(self, tone: Tone, text: str, detail: str = "") -> None:
        """Say this from now on."""
        self.show_notice(Notice(tone, text, detail))

    def show_notice(self, notice: Notice) -> None:
        """Say this from now on, and offer what can be done about it."""
        self.shown = notice
        tone, text, detail = notice.tone, notice.text, notice.detail
        self._tone = tone
        self.button.setText(notice.button)
        if notice.button:
            self._name_button(notice.button)
        self.button.setVisible(notice.act is not None)
        set_look(self, "tone", tone)
        for part, words in ((self._text, text), (self._detail, detail)):
            part.setText(words)
            part.setVisible(bool(words))
        for inside in (self._text, self._detail, self.close_button):
            inside.style().unpolish(inside)
            inside.style().polish(inside)
        self.setAccessibleName(self.text)
        self._tint()
        self.show()
        announce(self, self.text, urgent=tone == "problem")

    def clear(self) -> None:
        """Nothing is to be said any more."""
        self.shown = None
        self._text.clear()
        self._detail.clear()
        self.hide()

    def _name_button(self, name: str) -> None:
        self.button.setAccessibleName(name)
        self.button.setToolTip(name)

    def _do(self) -> None:
        shown = self.shown
        self.clear()
        if shown is not None and shown.act is not None:
            shown.act()

    def _close(self) -> None:
        self.clear()
        self.closed.emit()

    def _tint(self) -> None:
        ink = _INKS[self._tone]
        icon = "info" if self._tone == "info" else "warning"
        self._icon.setPixmap(self._theme.pixmap(icon, self._theme.grown(22), self.devicePixelRatioF(), ink))
        self.close_button.setIcon(self._theme.icon("close", ink))
