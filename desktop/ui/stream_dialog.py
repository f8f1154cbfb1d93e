"""Asks for a stream's address, and for the password where the address names a user without one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.addresses import with_password
from desktop.ui.live.source_text import STREAM_SCHEMES, asked_password_of, stream_problem
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.fit_height import fit_height
from desktop.ui.theme.look import set_look
from desktop.ui.theme.tokens import SPACE

_WIDTH = 480


class StreamDialog(QDialog):
    """Only an address that can be one is accepted. What was typed counts; earlier ones are offered."""

    def __init__(self, recent: Iterable[str], first: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open a stream"))
        self.setMinimumWidth(_WIDTH)
        label = QLabel(self.tr("&Address of the stream"))
        label.setProperty("role", "strong")
        self._make_address(list(recent), first)
        label.setBuddy(self.address)
        self._make_password()
        self._has_grown = False
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
        for part in (label, self.address, self._password_label, self.password, self.problem):
            rows.addWidget(part)
        rows.addSpacing(SPACE.small)
        rows.addWidget(self.buttons)
        self.address.editTextChanged.connect(self._check)
        self.password.textChanged.connect(self._check)
        self._check()
        if self.asks_password:
            self.password.setFocus()

    @property
    def asks_password(self) -> bool:
        """Whether the address names a user and no password."""
        return bool(asked_password_of(self._typed))

    @property
    def text(self) -> str:
        """The address as typed, with the password that was typed beside it."""
        if self.asks_password and self.password.text():
            return with_password(self._typed, self.password.text())
        return self._typed

    @property
    def _typed(self) -> str:
        return self.address.currentText().strip()

    def accept(self) -> None:
        """Only with an address that can be one, and all that it needs."""
        if not stream_problem(self._typed) and not self._lacks_password:
            super().accept()

    @property
    def _lacks_password(self) -> bool:
        return self.asks_password and not self.password.text()

    def _make_address(self, recent: list[str], first: str) -> None:
        self.address = ChoiceBox()
        self.address.setEditable(True)
        self.address.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        self.address.addItems(recent)
        line = self.address.lineEdit()
        assert line is not None
        self._line = line
        self._offer_earlier(recent)
        self.address.setCurrentText(first)
        self._line.setPlaceholderText("http://camera.local:8080/video")
        self._line.setClearButtonEnabled(True)
        self.address.setAccessibleName(self.tr("Address of the stream"))
        self.address.setToolTip(self.tr("Where the stream is found"))

    def _offer_earlier(self, recent: list[str]) -> None:
        """In a list below: Qt's own way writes the rest behind what is typed, and Enter takes that."""
        completer = QCompleter(recent, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        # An address that differs from an earlier one in its capitals is another.
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
        offered = completer.popup()
        assert offered is not None
        offered.setProperty("role", "names")
        self._offered = offered
        self.address.setCompleter(completer)
        self._line.returnPressed.connect(self._enter)

    def _enter(self) -> None:
        """Enter over the offers, none of which is chosen, opens what was typed."""
        if self._offered.isVisible() and not self._offered.currentIndex().isValid():
            self._offered.hide()
            self.accept()

    def _make_password(self) -> None:
        self._password_label = QLabel()
        self._password_label.setProperty("role", "strong")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(self.tr("Password"))
        self.password.setToolTip(self.tr("Used for this stream now, and never saved"))
        self._password_label.setBuddy(self.password)

    def _check(self) -> None:
        user = asked_password_of(self._typed)
        for part in (self._password_label, self.password):
            part.setVisible(bool(user))
        self._password_label.setText(self.tr("&Password of {user}").format(user=user.replace("&", "&&")))
        problem = stream_problem(self._typed)
        hint = self.tr("MJPEG over HTTP, RTSP and RTMP. A password is never saved.")
        lacking = self.tr("A password is never saved: type it. If there is none, put a colon before the @.")
        if not problem and self._lacks_password:
            hint = lacking
        can_open = not problem and not self._lacks_password
        self._open.setEnabled(can_open)
        self._open.setToolTip(self.tr("Watch this stream") if can_open else problem or lacking)
        starting = not self._typed or any(f"{scheme}://".startswith(self._typed) for scheme in STREAM_SCHEMES)
        self.problem.setText(hint if starting or not problem else problem)
        set_look(self.problem, "role", "muted" if starting or not problem else "problem")
        if bool(user) != self._has_grown:
            self._has_grown = bool(user)
            fit_height(self, max(self.width(), _WIDTH))
