"""A short message that goes away by itself, with at most one thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.parts.announce import announce
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

SHOWN_MS = 7000
_UNDO_SHOWN_MS = 12_000  # who may want to undo reads first


class Toast(QFrame):
    """Lies over the stage, at its foot. Stays while the pointer or the focus is on it.

    What undoes something can be had by the keys for that too, until something else is said or its page is
    left: elsewhere somebody may be erased, who must not come back.
    """

    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._theme = theme
        self._act: Callable[[], None] | None = None
        self.setProperty("role", "toast")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self.tr("Show in folder"))
        self.button.setToolTip(self.button.text())
        self.button.clicked.connect(self._do)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.small, SPACE.small)
        across.setSpacing(SPACE.medium)
        across.addWidget(self._icon)
        across.addWidget(self._text, 1)
        across.addWidget(self.button)
        self._undo = QShortcut(QKeySequence.StandardKey.Undo, parent, self._do)
        self._undo.setEnabled(False)
        parent.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_out)
        theme.changed.connect(self._tint)
        self._tint()
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def lie_at_foot(self) -> None:
        """Takes the middle of its page's foot, above all else there."""
        page, hint = self._page, self.sizeHint()
        self.resize(min(hint.width(), page.width() - 2 * SPACE.medium), hint.height())
        self.move((page.width() - self.width()) // 2, page.height() - self.height() - SPACE.large)
        self.raise_()

    def say(
        self, text: str, button: str = "", act: Callable[[], None] | None = None, *, undoes: bool = False
    ) -> None:
        """Say `text` for a while; `act` is what the button does. `undoes`: it takes back what was done."""
        self._act = act
        self._undo.setEnabled(undoes and act is not None)
        self._text.setText(text)
        self.button.setText(button)
        keys = self._undo.key().toString(QKeySequence.SequenceFormat.NativeText)
        self.button.setToolTip(f"{button} ({keys})" if undoes else button)
        self.button.setVisible(act is not None)
        self.setAccessibleName(text)
        self.adjustSize()
        self.show()
        self.raise_()
        self.resized.emit()
        self._timer.start(_UNDO_SHOWN_MS if undoes else SHOWN_MS)
        announce(self, text)

    def forget(self) -> None:
        """What was done can't be undone any more."""
        if self._undo.isEnabled():
            self._act = None
            self._undo.setEnabled(False)
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever leaves the page leaves this too."""
        if event.type() is QEvent.Type.Hide and not event.spontaneous():
            self.forget()
        return super().eventFilter(watched, event)

    def _do(self) -> None:
        self.hide()
        self._undo.setEnabled(False)
        if self._act is not None:
            self._act()

    def _time_out(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._timer.start(SHOWN_MS)
        else:
            self.hide()

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("check", 18, self.devicePixelRatioF(), "good"))
