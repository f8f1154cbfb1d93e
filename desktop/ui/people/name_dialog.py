"""Who is this? A name for a face on screen: known people are completed, new ones are told what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.live.face_target import FaceTarget
from desktop.ui.parts.texts import label
from desktop.ui.people.face_words import NamingView, kept_words, looks_like, naming
from desktop.ui.people.name_field import ConsentCard, NameField
from desktop.ui.people.pixmaps import face_pixmap
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.people.records import Person

_PORTRAIT = 112


class NameDialog(QDialog):
    """Accepted with a name that can be one."""

    named = Signal(str, object)
    """The name, and the note on consent, a str, for someone new; else None."""

    def __init__(
        self,
        target: FaceTarget,
        people: Sequence[Person],
        folder: str,
        parent: QWidget | None = None,
        counts: str = "",
    ) -> None:
        """`counts`: for how much of a recording the name counts, in a sentence."""
        super().__init__(parent)
        self._target = target
        self._people = people
        self.setWindowTitle(self.tr("Who is this?"))
        self.setMinimumWidth(520)
        portrait = QLabel()
        picture = face_pixmap(target.frame.image_bgr, target.box_px, _PORTRAIT, self.devicePixelRatioF())
        portrait.setPixmap(picture)
        portrait.setAccessibleName(self.tr("The face"))
        self.name = NameField(person.name for person in people)
        self.warning = label(role="muted", wraps=True)
        self.counts = label(counts, "muted", wraps=True)
        self.counts.setVisible(bool(counts))
        self.consent = ConsentCard(kept_words(folder))
        self.buttons = QDialogButtonBox()
        self.remember = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.remember.setProperty("kind", "primary")
        self.remember.setDefault(True)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(portrait)
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
        answer = self._target.answer
        return naming(self.name.text, self._people, None if answer is None else answer.label)

    def _check(self) -> None:
        view = self._view()
        self.name.say(view.hint)
        self.remember.setText(view.button)
        self.remember.setEnabled(view.ready)
        self.remember.setToolTip(view.hint)
        warning = looks_like(self._target.answer, self.name.text) if view.ready else ""
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        self.consent.setVisible(view.new or not view.ready)

    def _lay_out(self, portrait: QLabel) -> None:
        side = QVBoxLayout()
        side.setSpacing(SPACE.small)
        for part in (self.name, self.counts, self.warning):
            side.addWidget(part)
        side.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(SPACE.large)
        head.addWidget(portrait, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(side, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addLayout(head)
        rows.addWidget(self.consent)
        rows.addStretch(1)
        rows.addWidget(self.buttons)
