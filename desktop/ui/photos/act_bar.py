"""The row over the cards: which are chosen, why one lacks an answer, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.ui.i18n.direction import joined
from desktop.ui.parts.announce import announce
from desktop.ui.parts.one_line import OneLine
from desktop.ui.people.face_words import no_face, no_face_tip, who_text
from desktop.ui.photos.face_items import Item, Kind, chosen_words
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_ANNOUNCE_AFTER_MS = 400  # while more and more are chosen, only the last number is told


class ActBar(QWidget):
    """Always as high, whatever is chosen. What can be done stands here for those who use no right click."""

    name_asked = Signal()
    none_asked = Signal()
    photo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self.told = OneLine("muted")
        self.who = self._button("people", self.name_asked)
        self.no_face = self._button("no-face", self.none_asked)
        self.show_photo = self._button("photo", self.photo_asked)
        self._name(self.show_photo, self.tr("Show the photo"))
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.tight, SPACE.large, SPACE.small)
        across.setSpacing(SPACE.small)
        across.addWidget(self.told, 1)
        across.addWidget(self.who)
        across.addWidget(self.no_face)
        across.addWidget(self.show_photo)
        self._tells = QTimer(self, singleShot=True, interval=_ANNOUNCE_AFTER_MS)
        self._tells.timeout.connect(lambda: announce(self, self.told.whole))
        theme.changed.connect(self._tint)
        self._tint()

    def show_items(self, items: Sequence[Item], kind: Kind) -> None:
        """The chosen cards, or that some of this `kind` can be chosen."""
        faces, count = kind == "face", len(items)
        choose = self.tr("Choose a face to say who it is.")
        invite = self.tr("Choose a face to say who it is, or drag over several.")
        if not faces:
            choose = self.tr("Choose a card to see the whole photo.")
        self._tell(items, invite if faces else choose)
        self._name(self.who, who_text(count))
        self._name(self.no_face, no_face(count).text)
        for button in (self.who, self.no_face):
            button.setVisible(faces)
        who = self.tr("Say who this is, or that the name is wrong (menu key)")
        if count > 1:
            who = self.tr("Give all of them one name (menu key)")
        self._allow(self.who, bool(items), choose, who)
        self._allow(self.no_face, bool(items), choose, no_face_tip(count))
        one_photo = len({item.photo.path for item in items}) == 1
        if items:
            choose = self.tr("These are of several photos: choose those of one")
        self._allow(self.show_photo, one_photo, choose, self.tr("Show the whole photo (Enter)"))

    def _tell(self, items: Sequence[Item], invite: str) -> None:
        before, self._count = self._count, len(items)
        if not items:
            self.told.say(invite)
        elif len(items) > 1:
            self.told.say(chosen_words(items))
            if self._count != before:
                self._tells.start()
        else:
            first, _, name = items[0].lines()
            shown = name if items[0].kind == "photo" else first
            self.told.say(joined(dict.fromkeys((shown, *items[0].reasons(), name))))
        if len(items) < 2:
            self._tells.stop()

    def _allow(self, button: QPushButton, usable: bool, why_not: str, tip: str) -> None:
        button.setEnabled(usable)
        button.setToolTip(tip if usable else why_not)

    def _name(self, button: QPushButton, text: str) -> None:
        button.setText(f" {text}")
        button.setAccessibleName(text)

    def _button(self, icon: str, asked: object) -> QPushButton:
        button = QPushButton()
        button.setProperty("icon_name", icon)
        button.clicked.connect(asked)
        return button

    def _tint(self) -> None:
        for button in (self.who, self.no_face, self.show_photo):
            button.setIcon(self._theme.icon(button.property("icon_name")))
