"""The row over the cards: which one is chosen, why it lacks an answer, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.ui.i18n.direction import joined
from desktop.ui.parts.one_line import OneLine
from desktop.ui.people.face_words import no_face, no_face_tip
from desktop.ui.photos.face_items import Item, Kind
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate


class ActBar(QWidget):
    """Always as high, whatever is chosen. What can be done stands here for those who use no right click."""

    name_asked = Signal()
    none_asked = Signal()
    photo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.told = OneLine("muted")
        self.who = self._button(translate("Face", "Who is this?…"), "people", self.name_asked)
        self.no_face = self._button(no_face().text, "no-face", self.none_asked)
        self.show_photo = self._button(self.tr("Show the photo"), "photo", self.photo_asked)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.tight, SPACE.large, SPACE.small)
        across.setSpacing(SPACE.small)
        across.addWidget(self.told, 1)
        across.addWidget(self.who)
        across.addWidget(self.no_face)
        across.addWidget(self.show_photo)
        theme.changed.connect(self._tint)
        self._tint()

    def show_item(self, item: Item | None, kind: Kind) -> None:
        """The chosen card, or that one of this `kind` can be chosen."""
        faces = kind == "face"
        choose = self.tr("Choose a face to say who it is.")
        if not faces:
            choose = self.tr("Choose a card to see the whole photo.")
        if item is None:
            self.told.say(choose)
        else:
            first, _, name = item.lines()
            shown = name if item.kind == "photo" else first
            self.told.say(joined(dict.fromkeys((shown, *item.reasons(), name))))
        for button in (self.who, self.no_face):
            button.setVisible(faces)
        who = self.tr("Say who this is, or that the name is wrong (menu key)")
        self._allow(self.who, item is not None, choose, who)
        self._allow(self.no_face, item is not None, choose, no_face_tip())
        self._allow(self.show_photo, item is not None, choose, self.tr("Show the whole photo (Enter)"))

    def _allow(self, button: QPushButton, usable: bool, why_not: str, tip: str) -> None:
        button.setEnabled(usable)
        button.setToolTip(tip if usable else why_not)

    def _button(self, text: str, icon: str, asked: object) -> QPushButton:
        button = QPushButton(f" {text}")
        button.setAccessibleName(text)
        button.setProperty("icon_name", icon)
        button.clicked.connect(asked)
        return button

    def _tint(self) -> None:
        for button in (self.who, self.no_face, self.show_photo):
            button.setIcon(self._theme.icon(button.property("icon_name")))
