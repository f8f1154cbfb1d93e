"""The window's dialogs: a stream's address, the keyboard shortcuts, and closing while something runs."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.action_table import ActionSpec, menu_titles
from desktop.ui.keys import keys_come_back
from desktop.ui.live.source_text import STREAM_SCHEMES, stream_problem
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.fit_height import fit_height
from desktop.ui.shortcuts import key_words
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate

_ASKING = 420


class StreamDialog(QDialog):
    """Asks for a stream's address; only one that can be an address is accepted."""

    def __init__(self, recent: Iterable[str], first: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open a stream"))
        self.setMinimumWidth(480)
        label = QLabel(self.tr("&Address of the stream"))
        label.setProperty("role", "strong")
        self.address = ChoiceBox()
        self.address.setEditable(True)
        self.address.addItems(list(recent))
        self.address.setCurrentText(first)
        line = self.address.lineEdit()
        assert line is not None
        line.setPlaceholderText("http://camera.local:8080/video")
        line.setClearButtonEnabled(True)
        self.address.setAccessibleName(self.tr("Address of the stream"))
        self.address.setToolTip(self.tr("Where the stream is found"))
        label.setBuddy(self.address)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox()
        self._open = self.buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._open.setProperty("kind", "primary")
        self._open.setDefault(True)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.small)
        for part in (label, self.address, self.problem):
            rows.addWidget(part)
        rows.addSpacing(SPACE.small)
        rows.addWidget(self.buttons)
        self.address.editTextChanged.connect(self._check)
        self._check()

    @property
    def text(self) -> str:
        """The address as typed."""
        return self.address.currentText().strip()

    def accept(self) -> None:
        """Only with an address that can be one."""
        if not stream_problem(self.text):
            super().accept()

    def _check(self) -> None:
        problem = stream_problem(self.text)
        self._open.setEnabled(not problem)
        self._open.setToolTip(problem or self.tr("Watch this stream"))
        hint = self.tr("MJPEG over HTTP, RTSP and RTMP. A password is never saved.")
        starting = not self.text or any(f"{scheme}://".startswith(self.text) for scheme in STREAM_SCHEMES)
        self.problem.setText(hint if starting or not problem else problem)
        self.problem.setProperty("role", "muted" if starting or not problem else "problem")
        self.problem.style().unpolish(self.problem)
        self.problem.style().polish(self.problem)


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
            self._add_group(column, title, [spec for spec in keyed if spec.menu == menu])
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

    def _add_group(self, column: QVBoxLayout, title: str, specs: list[ActionSpec]) -> None:
        if not specs:
            return
        heading = QLabel(title.replace("&", ""))
        heading.setProperty("role", "heading")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.huge)
        grid.setVerticalSpacing(6)
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, spec in enumerate(specs, start=1):
            grid.addWidget(QLabel(spec.text.replace("&", "").rstrip("…")), row, 0)
            keys = QLabel(key_words(spec.keys[0]))
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
    dialog.open()
