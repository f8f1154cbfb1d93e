"""The row over the cards: which are chosen, why one lacks an answer, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.i18n.direction import joined
from desktop.ui.parts.announce import announce
from desktop.ui.parts.one_line import OneLine
from desktop.ui.parts.turning_row import TurningRow
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
        self._row: TurningRow | None = None
        super().__init__(parent)
        self._theme = theme
        self._count = 0
        self.told = OneLine("muted")
        self.who = self._button("people", self.name_asked)
        self.no_face = self._button("no-face", self.none_asked)
        self.show_photo = self._button("photo", self.photo_asked)
        self._name(self.show_photo, self.tr("Show the photo"))
        self._acts = QWidget()
        across = QHBoxLayout(self._acts)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE.small)
        for button in (self.who, self.no_face, self.show_photo):
            across.addWidget(button)
        self._row = TurningRow(self.told, self._acts)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE.large, SPACE.hair, SPACE.large, SPACE.tight + SPACE.hair)
        whole.addWidget(self._row)
        self._invite = ""
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
        self._invite = invite if faces else choose
        self._tell(items, self._invite)
        self._name(self.who, who_text(count))
        self._name(self.no_face, no_face(count).text)
        for button in (self.who, self.no_face):
            button.setVisible(faces)
        who = self.tr("Say who this is, or that the name is wrong (menu key)")
        if count > 1:
            who = self.tr("Give all of them one name (menu key)")
        self._allow(self.who, bool(items), choose, who)
        self._allow(self.no_face, bool(items), choose, no_face_tip(count))
        if not items:
            self._turn()
        one_photo = len({item.photo.path for item in items}) == 1
        if items:
            choose = self.tr("These are of several photos: choose those of one")
        self._allow(self.show_photo, one_photo, choose, self.tr("Show the whole photo (Enter)"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is told has a line of its own where it has no room beside the buttons."""
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        """Larger words need more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._turn()

    def _turn(self) -> None:
        """By what invites: it is as high, whatever is chosen."""
        if self._row is None:
            return
        needs = self.told.fontMetrics().horizontalAdvance(self._invite)
        self._row.stack(self._row.beside_px(self.width() - 2 * SPACE.large) < needs)

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
