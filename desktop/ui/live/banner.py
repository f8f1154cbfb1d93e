"""A sentence over the picture, with what can be done about it. Never a dialog, never a traceback."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.live.live_words import BannerView, Choice, choice_text
from desktop.ui.parts.announce import announce
from desktop.ui.theme.look import set_look
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_ICONS = {"info": "info", "warning": "warning", "problem": "warning"}
_INKS = {"info": "on_accent_soft", "warning": "on_warning_soft", "problem": "on_danger_soft"}

_BUTTONS_BELOW = 620


class Banner(QFrame):
    """Shows one BannerView at a time; hidden where there is none."""

    chosen = Signal(str)
    """A Choice whose button was pressed."""
    closed = Signal()
    resized = Signal()
    """Its wish for height has changed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: BannerView | None = None
        self._buttons: dict[Choice, QPushButton] = {}
        self.setProperty("role", "banner")
        self._icon = QLabel()
        self._text = self._make_label("strong")
        self._detail = self._make_label("")
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close this message"))
        self.close_button.setAccessibleName(self.tr("Close this message"))
        self.close_button.clicked.connect(self.closed)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE.hair)
        texts.addWidget(self._text)
        texts.addWidget(self._detail)
        said = QHBoxLayout()
        said.setSpacing(SPACE.medium)
        said.addWidget(self._icon)
        said.addLayout(texts, 1)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(SPACE.small)
        self._choices.addStretch(1)
        self._choices.addWidget(self.close_button)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(SPACE.large, 10, SPACE.medium, 10)
        self._parts.setSpacing(SPACE.medium)
        self._parts.addLayout(said, 1)
        self._parts.addLayout(self._choices)
        theme.changed.connect(self._tint)
        self.hide()

    @property
    def shown(self) -> BannerView | None:
        """What is said now."""
        return self._shown

    def button(self, choice: Choice) -> QPushButton:
        """The button of a choice; KeyError where it never was offered."""
        return self._buttons[choice]

    def show_view(self, view: BannerView | None) -> None:
        """Say this, or nothing. The same words again change nothing."""
        if view == self._shown:
            return
        before, self._shown = self._shown, view
        if view is None:
            self.hide()
            return
        set_look(self, "tone", view.tone)
        for inside in (self._text, self._detail, self.close_button):
            inside.style().unpolish(inside)
            inside.style().polish(inside)
        self._text.setText(view.text)
        self._detail.setText(view.detail)
        self._detail.setVisible(bool(view.detail))
        self.close_button.setVisible(view.closable)
        self._offer(view.choices, view.offer)
        self.setAccessibleName(f"{view.text} {view.detail}".strip())
        self._tint()
        self.show()
        self.raise_()
        if before is None or (before.text, before.choices) != (view.text, view.choices):
            self.resized.emit()
        if before is None or before.text != view.text:  # a countdown in the detail is told once
            announce(self, self.accessibleName(), urgent=view.tone == "problem")

    def fit_width(self, width: int) -> None:
        """Take this width, and the height that the words need in it: buttons go below where it is narrow."""
        below = width < _BUTTONS_BELOW and bool(self._shown and self._shown.choices)
        self._parts.setDirection(
            QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        )
        self._parts.activate()  # the rows inside still know the height of the words before
        self.resize(width, self._parts.totalHeightForWidth(width))

    def _offer(self, choices: tuple[Choice, ...], offer: str) -> None:
        for choice in choices:
            if choice not in self._buttons:
                button = QPushButton(choice_text(choice), self)
                button.clicked.connect(lambda _=False, chosen=choice: self.chosen.emit(chosen))
                button.setToolTip(choice_text(choice))
                self._buttons[choice] = button
                self._choices.insertWidget(self._choices.count() - 1, button)
        if "offered" in choices:
            self._buttons["offered"].setText(offer)
            self._buttons["offered"].setToolTip(offer)
        for choice, button in self._buttons.items():
            button.setVisible(choice in choices)

    def _make_label(self, role: str) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            label.setProperty("role", role)
        return label

    def _tint(self) -> None:
        tone = self._shown.tone if self._shown else "info"
        ink = _INKS[tone]
        side = self._theme.grown(22)
        self._icon.setPixmap(self._theme.pixmap(_ICONS[tone], side, self.devicePixelRatioF(), ink))
        self.close_button.setIcon(self._theme.icon("close", ink))
