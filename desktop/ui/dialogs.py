"""The window's dialogs: the keyboard shortcuts, and closing while something runs."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.action_table import ActionSpec, menu_titles
from desktop.ui.keys import keys_come_back
from desktop.ui.parts.fit_height import fit_height
from desktop.ui.shortcuts import fixed_keys, key_words
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate

_ASKING = 420


class ShortcutsDialog(QDialog):
    """All keys at a glance, made from the table of actions."""

    def __init__(self, specs: Iterable[ActionSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        columns = QHBoxLayout()
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(SPACE.huge * 2)
        keyed = [spec for spec in specs if spec.keys]
        left, right = QVBoxLayout(), QVBoxLayout()
        for menu, title in menu_titles().items():
            column = left if menu in ("file", "view") else right
            named = [(spec.text, key_words(spec.keys[0])) for spec in keyed if spec.menu == menu]
            self._add_group(column, title, named)
        fixed = [(words, key_words(keys[0].toString())) for words, keys in fixed_keys() if keys]
        self._add_group(right, self.tr("What was done last"), fixed)
        for column in (left, right):
            column.addStretch(1)
            columns.addLayout(column)
        inside = QWidget()
        inside.setLayout(columns)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setMinimumWidth(inside.sizeHint().width() + SPACE.huge)
        area.setMinimumHeight(min(inside.sizeHint().height() + SPACE.small, 440))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.addWidget(area)
        rows.addWidget(_close_button(self))

    def _add_group(self, column: QVBoxLayout, title: str, named: list[tuple[str, str]]) -> None:
        if not named:
            return
        heading = QLabel(title.replace("&", ""))
        heading.setProperty("role", "heading")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.huge)
        grid.setVerticalSpacing(6)
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, (words, key) in enumerate(named, start=1):
            grid.addWidget(QLabel(words.replace("&", "").rstrip("…")), row, 0)
            keys = QLabel(key)
            keys.setProperty("role", "chip")
            grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        column.addSpacing(SPACE.large)


class CloseDialog(QDialog):
    """Says what closing now would end, and asks. Staying is the answer that Enter and Esc give."""

    def __init__(self, risks: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Close Facet?"))
        self.setMinimumWidth(_ASKING)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        heading = QLabel(self.tr("Something is still running."))
        heading.setProperty("role", "heading")
        rows.addWidget(heading)
        for risk in risks:
            label = QLabel(risk)
            label.setWordWrap(True)
            rows.addWidget(label)
        self.buttons = QDialogButtonBox()
        stay = self.buttons.addButton(self.tr("Stay"), QDialogButtonBox.ButtonRole.RejectRole)
        stay.setProperty("kind", "primary")
        stay.setDefault(True)
        self.buttons.addButton(self.tr("Close anyway"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        rows.addWidget(self.buttons)
        fit_height(self, _ASKING)
        stay.setFocus()


def _close_button(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox()
    close = buttons.addButton(translate("AboutDialog", "Close"), QDialogButtonBox.ButtonRole.RejectRole)
    close.setDefault(True)
    buttons.rejected.connect(dialog.reject)
    return buttons


def show_dialog(dialog: QDialog) -> None:
    """Show it without blocking the window; it is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    keys_come_back(dialog)
    for button in dialog.findChildren(QPushButton):
        if button.isDefault():
            # The dialog knows it only if it was made the default inside: else Enter presses Cancel for
            # good, once the Tab key has passed that.
            button.setDefault(False)
            button.setDefault(True)
    dialog.open()
