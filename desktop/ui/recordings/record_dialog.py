"""Before the first recording: what is kept, where, and whether the picture is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.parts.fit_height import fit_height
from desktop.ui.parts.prose import Prose
from desktop.ui.parts.section import Section
from desktop.ui.parts.switch import Switch
from desktop.ui.parts.texts import label
from desktop.ui.recordings.record_words import consent_words, kept_words
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_WIDTH = 520


class RecordDialog(QDialog):
    """Enter records, Esc does not."""

    agreed = Signal(bool, bool)
    """Whether the picture is kept, and whether to ask again."""

    def __init__(self, theme: Theme, folder: str, with_picture: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(self.tr("Record"))
        self.setMinimumWidth(_WIDTH)
        self.kept = Prose(role="")
        self.kept.prepare(kept_words(folder, kept) for kept in (False, True))
        self.picture = Switch(theme)
        self.picture.show_on(with_picture)
        self.picture.setAccessibleName(self.tr("Keep the picture too"))
        self.picture.setToolTip(
            self.tr("To watch it again, correct names from it and run it with other models")
        )
        self.again = QCheckBox(self.tr("Say this each time"))
        self.again.setChecked(True)
        self.again.setToolTip(self.tr("Otherwise the record key begins at once; the settings can change it"))
        self.buttons = QDialogButtonBox()
        self.record = self.buttons.addButton(self.tr("Record"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.record.setProperty("kind", "primary")
        self.record.setDefault(True)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.picture.toggled.connect(self._say)
        self._lay_out()
        self._say()
        fit_height(self, _WIDTH)
        self.record.setFocus()

    def accept(self) -> None:
        """Tell what was chosen."""
        self.agreed.emit(self.picture.isChecked(), self.again.isChecked())
        super().accept()

    def _say(self) -> None:
        self.kept.setText(kept_words(self._folder, self.picture.isChecked()))

    def _lay_out(self) -> None:
        card = Section()
        across = QHBoxLayout()
        across.addWidget(label(self.tr("Keep the picture too"), "strong"), 1)
        across.addWidget(self.picture)
        card.rows.addLayout(across)
        card.rows.addWidget(self.kept)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(label(self.tr("Record what Facet sees?"), "heading", wraps=True))
        rows.addWidget(card)
        rows.addWidget(label(consent_words(), wraps=True))
        rows.addWidget(self.again)
        rows.addStretch(1)
        rows.addWidget(self.buttons)


def ask_record(
    theme: Theme, folder: str, with_picture: bool, parent: QWidget, agreed: Callable[[bool, bool], None]
) -> None:
    """Ask without blocking the window."""
    from desktop.ui.dialogs import show_dialog

    dialog = RecordDialog(theme, folder, with_picture, parent)
    dialog.agreed.connect(agreed)
    show_dialog(dialog)
