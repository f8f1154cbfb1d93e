"""What stands where no picture is: what to do next, as real buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.live.live_words import Choice, PageView, choice_text
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.theme.look import set_look
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_ICONS: dict[Choice, str] = {
    "demo": "demo",
    "file": "video",
    "folder": "folder",
    "stream": "stream",
    "camera": "camera",
    "look": "refresh",
    "again": "refresh",
    "retry": "refresh",
    "start": "play",
    "choose": "folder",
}


class StartPage(QWidget):
    """Shows one PageView. The first choice is the likely one."""

    chosen = Signal(str)
    """A Choice whose button was pressed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: PageView | None = None
        self._buttons: dict[Choice, QPushButton] = {}
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title.setProperty("role", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._text.setProperty("role", "muted")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._busy = BusyBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedWidth(220)
        self._busy.setAccessibleName(self.tr("Opening"))
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choices.setSpacing(SPACE.small)
        self._build()
        theme.changed.connect(self._tint)

    @property
    def shown(self) -> PageView | None:
        """What is said now."""
        return self._shown

    def button(self, choice: Choice) -> QPushButton:
        """The button of a choice; KeyError where it never was offered."""
        return self._buttons[choice]

    def show_view(self, view: PageView) -> None:
        """Say this; the same again changes nothing."""
        if view == self._shown:
            return
        self._shown = view
        self._title.setText(view.title)
        self._text.setText(view.text)
        self._busy.setVisible(view.busy)
        for choice in view.choices:
            if choice not in self._buttons:
                self._add_button(choice)
        for choice, button in self._buttons.items():
            button.setVisible(choice in view.choices)
        for number, choice in enumerate(view.choices):
            button = self._buttons[choice]
            self._choices.removeWidget(button)
            self._choices.insertWidget(number + 1, button)
            set_look(button, "kind", "primary" if number == 0 else "")
        self._tint()
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Less than its buttons need side by side: they stand in a column where there is no room."""
        return QSize(280, 240)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons in a row or in a column."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = [button for button in self._buttons.values() if not button.isHidden()]
        for button in shown:
            button.ensurePolished()  # before that it does not know its padding
        row = sum(button.sizeHint().width() + SPACE.small for button in shown) + 2 * SPACE.huge
        fits = row <= self.width()
        self._choices.setDirection(
            QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        )
        widest = max((button.sizeHint().width() for button in shown), default=0)
        for button in shown:
            button.setMinimumWidth(0 if fits else widest)
            self._choices.setAlignment(button, Qt.AlignmentFlag.AlignHCenter)

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.huge, SPACE.huge, SPACE.huge, SPACE.huge)
        rows.setSpacing(SPACE.medium)
        rows.addStretch(2)
        rows.addWidget(self._icon)
        rows.addWidget(self._title)
        rows.addWidget(self._text)
        rows.addWidget(self._busy, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addSpacing(SPACE.small)
        self._choices.addStretch(1)
        self._choices.addStretch(1)
        rows.addLayout(self._choices)
        rows.addStretch(3)

    def _add_button(self, choice: Choice) -> None:
        button = QPushButton(f" {choice_text(choice)}", self)
        button.setAccessibleName(choice_text(choice))
        button.setToolTip(choice_text(choice))
        button.clicked.connect(lambda _=False, chosen=choice: self.chosen.emit(chosen))
        self._buttons[choice] = button

    def _tint(self) -> None:
        if self._shown is None:
            return
        scale = self.devicePixelRatioF()
        ink = "danger" if self._shown.icon == "warning" else "accent"
        self._icon.setPixmap(self._theme.pixmap(self._shown.icon, 64, scale, ink))
        for choice, button in self._buttons.items():
            first = self._shown.choices[:1] == (choice,)
            button.setIcon(self._theme.icon(_ICONS[choice], "on_accent" if first else "text"))
