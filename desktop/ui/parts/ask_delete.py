"""Asks before recordings are deleted: keeping is the answer that Enter and Esc give."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.theme.tokens import SPACE


class AskDelete(QDialog):
    """Accepted: delete."""

    def __init__(self, heading: str, said: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Delete?"))
        self.setMinimumWidth(440)
        buttons = QDialogButtonBox()
        self.delete = buttons.addButton(self.tr("Delete"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.delete.setProperty("kind", "danger")
        self.keep = buttons.addButton(self.tr("Keep"), QDialogButtonBox.ButtonRole.RejectRole)
        self.keep.setProperty("kind", "primary")
        self.keep.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(label(heading, "heading", wraps=True))
        rows.addWidget(label(said, wraps=True))
        rows.addStretch(1)
        rows.addWidget(buttons)
        self.keep.setFocus()
