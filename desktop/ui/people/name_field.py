"""A line for a name, with the names that are known; and what is kept, for the person's consent."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.theme.look import set_look
from desktop.ui.theme.tokens import SPACE


class NameField(QWidget):
    """The line, and under it what the name as typed would do."""

    typed = Signal(str)

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
        completer = QCompleter(sorted(names, key=str.casefold), self.line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(completer)
        self.hint = label(role="muted", wraps=True)
        self.line.textChanged.connect(self.typed)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE.tight)
        for part in (caption, self.line, self.hint):
            rows.addWidget(part)

    @property
    def text(self) -> str:
        """The name as typed."""
        return self.line.text()

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
        self.note.setPlaceholderText(self.tr("Note, kept with today's date: who agreed, and how"))
        self.note.setToolTip(self.tr("Kept with today's date"))
        self.note.setMaxLength(500)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.medium)
        rows.setSpacing(SPACE.small)
        rows.addWidget(label(self.tr("Only with their consent"), "strong"))
        self._kept = label(kept, "muted", wraps=True)
        rows.addWidget(self._kept)
        rows.addWidget(self.note)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for every line of what is kept: a dialog does not ask for wrapped text's height by itself."""
        super().resizeEvent(event)
        self._kept.setMinimumHeight(self._kept.heightForWidth(self._kept.width()))
