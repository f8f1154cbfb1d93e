"""Asks before everything that was kept is erased: says what goes, and wants a word typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.parts.fit_height import fit_height
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.settings.erase_words import erased_facts, snapshots_words, stays_words
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.erase_all import Kept

_WIDTH = 480


class EraseDialog(QDialog):
    """Keeping is the answer that Enter and Esc give, until the word is typed."""

    help_topic = "privacy"

    agreed = Signal(bool)
    """Erase; whether the snapshots too."""

    def __init__(self, found: Kept, snapshots_folder: Path, records: bool, parent: QWidget) -> None:
        """`records`: something is being recorded."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Erase all?"))
        self.setMinimumWidth(_WIDTH)
        self._word = self.tr("erase")
        self.snapshots = QCheckBox(snapshots_words(found, snapshots_folder))
        self.snapshots.setToolTip(self.tr("They lie among your own pictures"))
        self.snapshots.setVisible(bool(found.snapshots))
        self.typed = QLineEdit()
        self.buttons = QDialogButtonBox()
        self.erase = self.buttons.addButton(self.tr("Erase for good"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.erase.setProperty("kind", "danger")
        self.keep = self.buttons.addButton(self.tr("Keep"), QDialogButtonBox.ButtonRole.RejectRole)
        self.keep.setProperty("kind", "primary")
        self._build(found, records)
        self.typed.textChanged.connect(self._check)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._check()
        fit_height(self, _WIDTH)
        self.typed.setFocus()

    def accept(self) -> None:
        """Only with the word typed."""
        if self.erase.isEnabled():
            self.agreed.emit(self.snapshots.isChecked())
            super().accept()

    def _build(self, found: Kept, records: bool) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(label(self.tr("Erase all of this?"), "heading", wraps=True))
        goes = Section()
        goes.add_facts(erased_facts(found))
        rows.addWidget(goes)
        if records:
            rows.addWidget(label(self.tr("The recording that runs is ended and erased too."), wraps=True))
        rows.addWidget(label(stays_words(), wraps=True))
        rows.addWidget(self.snapshots)
        asked = label(self.tr("Type “{word}” to go on:").format(word=self._word), "strong")
        asked.setBuddy(self.typed)
        self.typed.setAccessibleName(asked.text())
        self.typed.setToolTip(asked.text())
        rows.addWidget(asked)
        rows.addWidget(self.typed)
        rows.addStretch(1)
        rows.addWidget(self.buttons)

    def _check(self) -> None:
        right = self.typed.text().strip().casefold() == self._word.casefold()
        self.erase.setEnabled(right)
        self.erase.setToolTip(self.tr("There is no way back") if right else self.tr("Type the word first"))
        (self.erase if right else self.keep).setDefault(True)
