"""What stands on the page while no trainer is at hand: how to get it, and a Python that may have it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE


class SetupView(QWidget):
    """Says what is missing, word for word what to type, and asks for another Python."""

    again_asked = Signal()
    python_asked = Signal()
    own_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title = label(role="title", wraps=True)
        self.text = label(role="muted", wraps=True)
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = BusyBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self._bar.setAccessibleName(self.tr("Looking for the trainer"))
        self.command = label(selectable=True, wraps=True)
        self.command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.command.setAccessibleName(self.tr("What to type"))
        self.copy = self._button(self.tr("Copy"), self.tr("Copy what to type"))
        self.again = self._button(self.tr("Look again"), self.tr("Look for the trainer again"), primary=True)
        self.python = self._button(
            self.tr("Choose a Python…"), self.tr("Use the trainer of another Python environment")
        )
        self.own = self._button(self.tr("Use Facet’s own Python"), self.tr("Forget the chosen Python"))
        self._commands = ""
        self._build()
        theme.changed.connect(self._tint)
        self._tint()

    def say_wait(self) -> None:
        """It is being looked for."""
        self.title.setText(self.tr("Looking for the trainer…"))
        self.text.setText(self.tr("It is asked what it can train. This may take a few seconds."))
        self._bar.show()
        self._card.hide()

    def say_missing(self, problem: str, commands: Sequence[str], *, bundle: bool, chosen: str) -> None:
        """It is not there."""
        self.title.setText(self.tr("Training needs further packages"))
        why = (
            self.tr("This Facet comes without the trainer: it uses that of a Python environment of yours.")
            if bundle
            else self.tr("The trainer is large (about 1.5 GB with TensorFlow), so Facet comes without it.")
        )
        self.text.setText(f"{why}\n{problem}" if problem else why)
        self._commands = "\n".join(commands)
        self.command.setText(self._commands)
        self.own.setVisible(bool(chosen))
        self._bar.hide()
        self._card.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._commands)

    def _build(self) -> None:
        self._card = Section(self.tr("Type this in a terminal"))
        across = QHBoxLayout()
        across.setSpacing(SPACE.medium)
        across.addWidget(self.command, 1)
        across.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self._card.rows.addLayout(across)
        after = self.tr("Then look again. Any Python 3.11 or newer that has it can be chosen instead.")
        self._card.rows.addWidget(label(after, "small", wraps=True))
        acts = QHBoxLayout()
        acts.setSpacing(SPACE.small)
        for button in (self.again, self.python, self.own):
            acts.addWidget(button)
        acts.addStretch(1)
        self._card.rows.addLayout(acts)
        self._card.setMaximumWidth(720)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.huge, SPACE.huge, SPACE.huge, SPACE.huge)
        rows.setSpacing(SPACE.medium)
        rows.addStretch(2)
        for part in (self._icon, self.title, self.text):
            rows.addWidget(part)
        rows.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card, 8)
        middle.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(3)
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(self.again_asked)
        self.python.clicked.connect(self.python_asked)
        self.own.clicked.connect(self.own_asked)

    def _button(self, text: str, tip: str, *, primary: bool = False) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        if primary:
            button.setProperty("kind", "primary")
        return button

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("training", 64, self.devicePixelRatioF(), "accent"))
