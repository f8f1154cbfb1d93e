"""Who are these? One name for several faces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.i18n.numbers import fill
from desktop.ui.parts.texts import label
from desktop.ui.people.face_words import NamingView, kept_words, naming, owners_words
from desktop.ui.people.name_field import ConsentCard, NameField
from desktop.ui.people.pixmaps import stored_pixmap
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.people.records import Person

_MOST_SHOWN = 6
_SIDE = 64


class SeveralDialog(QDialog):
    """Accepted with a name that can be one."""

    named = Signal(str, object)
    """The name, and the note on consent, a str, for someone new; else None."""

    def __init__(
        self,
        thumbs: Sequence[bytes],
        owners: Sequence[str | None],
        people: Sequence[Person],
        folder: str,
        parent: QWidget,
    ) -> None:
        """`thumbs`: a JPEG file of each face; `owners`: as whom each is known already."""
        super().__init__(parent)
        self._owners = owners
        self._people = people
        self._count = len(thumbs)
        self.setWindowTitle(self.tr("Who are these?"))
        self.setMinimumWidth(560)
        self.name = NameField(person.name for person in people)
        self.warning = label(role="muted", wraps=True)
        self.consent = ConsentCard(kept_words(folder))
        self.buttons = QDialogButtonBox()
        self.remember = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.remember.setProperty("kind", "primary")
        self.remember.setDefault(True)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        self.said = label(fill(self.tr("{count:,} faces get the same name."), count=self._count), "strong")
        rows.addWidget(self.said)
        rows.addLayout(self._make_portraits(thumbs))
        for part in (self.name, self.warning, self.consent):
            rows.addWidget(part)
        rows.addStretch(1)
        rows.addWidget(self.buttons)
        self.name.typed.connect(self._check)
        self.name.entered.connect(self.accept)
        self._check()
        self.name.line.setFocus()

    def accept(self) -> None:
        """Only with a name that can be one."""
        view = self._view()
        if view.ready:
            self.named.emit(self.name.text, self.consent.note.text() if view.new else None)
            super().accept()

    def _view(self) -> NamingView:
        return naming(self.name.text, self._people, pictures=self._count)

    def _check(self) -> None:
        view = self._view()
        self.name.say(view.hint)
        self.remember.setText(view.button)
        self.remember.setEnabled(view.ready)
        self.remember.setToolTip(view.hint)
        warning = owners_words(self._owners, self.name.text) if view.ready else ""
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        self.consent.setVisible(view.new or not view.ready)

    def _make_portraits(self, thumbs: Sequence[bytes]) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(SPACE.small)
        for file in thumbs[:_MOST_SHOWN]:
            picture = stored_pixmap(file, _SIDE, self.devicePixelRatioF())
            if picture is not None:
                portrait = QLabel()
                portrait.setPixmap(picture)
                portrait.setAccessibleName(self.tr("One of the faces"))
                across.addWidget(portrait)
        if self._count > _MOST_SHOWN:
            more = fill(self.tr("and {count:,} more"), count=self._count - _MOST_SHOWN)
            across.addWidget(label(more, "muted"))
        across.addStretch(1)
        return across
