"""A line for a name, with the names that are known; and what is kept, for the person's consent."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.parts.texts import WholeLines, label
from desktop.ui.theme.look import set_look
from desktop.ui.theme.tokens import SPACE


class NameField(QWidget):
    """The line, and under it what the name as typed would do."""

    typed = Signal(str)
    entered = Signal()
    """Enter while names are offered and none of them is chosen: the list would keep that key for itself."""

    def __init__(self, names: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        caption = QLabel(self.tr("&Name"))
        caption.setProperty("role", "strong")
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Name"))
        self.line.setToolTip(self.tr("Who this is"))
        self.line.setMaxLength(120)
        self.line.setClearButtonEnabled(True)
        caption.setBuddy(self.line)
        known = sorted(names, key=str.casefold)
        self._completer = QCompleter(known, self.line)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        offered = self._completer.popup()
        assert offered is not None
        offered.setProperty("role", "names")
        self.line.setCompleter(self._completer)
        self.line.installEventFilter(self)
        self.list = QToolButton()
        self.list.setText("▾")
        self.list.setAccessibleName(self.tr("Whom Facet knows"))
        self.list.setToolTip(self.tr("Whom Facet knows"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the down key does the same
        self.list.setVisible(bool(known))
        self.list.clicked.connect(self.offer)
        self.hint = WholeLines(role="muted")
        self.line.textChanged.connect(self.typed)
        self.line.returnPressed.connect(self._enter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE.tight)
        across = QHBoxLayout()
        across.setSpacing(SPACE.tight)
        across.addWidget(self.line, 1)
        across.addWidget(self.list)
        rows.addWidget(caption)
        rows.addLayout(across)
        rows.addWidget(self.hint)

    @property
    def text(self) -> str:
        """The name as typed."""
        return self.line.text()

    def offer(self) -> None:
        """Show everyone who is known."""
        self.line.setFocus()
        self._completer.setCompletionPrefix("")
        self._completer.complete()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The down key, or a click on the empty line, shows whom there is to choose from."""
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        pressed = event.type() is QEvent.Type.KeyPress and down
        clicked = event.type() is QEvent.Type.MouseButtonRelease and not self.line.text()
        if (pressed or clicked) and not self.list.isHidden():
            self.offer()
            return pressed
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        offered = self._completer.popup()
        assert offered is not None
        if offered.isVisible() and not offered.currentIndex().isValid():
            offered.hide()
            self.entered.emit()

    def say(self, hint: str, *, problem: bool = False) -> None:
        """What the name would do."""
        self.hint.setText(hint)
        set_look(self.hint, "role", "problem" if problem else "muted")


class ConsentCard(QFrame):
    """What is kept and where, and a line for a note: that they agreed, and how."""

    def __init__(self, kept: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note on consent"))
        self.note.setPlaceholderText(self.tr("Optional note, kept with today's date: who agreed, and how"))
        self.note.setToolTip(self.tr("Kept with today's date"))
        self.note.setMaxLength(500)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.medium)
        rows.setSpacing(SPACE.small)
        rows.addWidget(label(self.tr("Only with their consent"), "strong"))
        rows.addWidget(WholeLines(kept, "muted"))
        rows.addWidget(self.note)
