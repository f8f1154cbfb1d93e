"""The side panel: a card for each face in view, or what to do when there is none."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.live.card_slots import CardSlots
from desktop.ui.live.face_card import FaceCard, portrait_of
from desktop.ui.live.face_views import FaceView
from desktop.ui.qimage import FrameImage, ScaledImage
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE


class FacesPanel(QFrame):
    """Cards are made once and reused; their order is the order in which the faces came."""

    chosen = Signal(int, QPoint)
    """A face's key, and where on the screen it was asked what can be done with it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._slots = CardSlots()
        self._cards: list[FaceCard] = []
        self._portraits: dict[int, ScaledImage] = {}
        self._expire = QTimer(self)
        self._expire.setSingleShot(True)
        self._expire.timeout.connect(self._let_go)
        self.setProperty("role", "panel")
        self.setAccessibleName(self.tr("Faces in view"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.medium, SPACE.tight, SPACE.medium, 0)
        rows.setSpacing(SPACE.small)
        rows.addLayout(self._make_head())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_empty())
        self._pages.addWidget(self._make_list())
        rows.addWidget(self._pages, 1)
        theme.changed.connect(self._tint)
        self._tint()

    @property
    def cards(self) -> list[FaceCard]:
        """The cards that are shown, top to bottom."""
        return self._cards[: len(self._slots.slots)]

    @property
    def is_empty(self) -> bool:
        """Whether no card is shown."""
        return not self._slots.slots

    @property
    def empty_text(self) -> str:
        """What is said while no card is shown."""
        return self._empty_title.text()

    def show_words(self, faces: tuple[FaceView, ...]) -> None:
        """Say what is said of the faces of the newest picture; portraits stay as they are."""
        self._slots.show(faces, time.monotonic())
        self._refresh()

    def show_faces(self, frame: FrameImage, faces: tuple[FaceView, ...], mirrored: bool) -> None:
        """Take the faces of the newest picture. One that is held only may have left its place already."""
        ratio = self.devicePixelRatioF()
        self._portraits |= {
            face.key: portrait_of(frame, face.box_px, mirrored=mirrored, ratio=ratio)
            for face in faces
            if not face.held or face.key not in self._portraits
        }
        self.show_words(faces)

    def clear(self) -> None:
        """Another source, or none."""
        self._slots.clear()
        self._refresh()

    def say_empty(self, title: str, hint: str) -> None:
        """What to say while there is no face."""
        self._empty_title.setText(title)
        self._empty_hint.setText(hint)

    def _refresh(self) -> None:
        slots = self._slots.slots
        keys = {slot.face.key for slot in slots}
        self._portraits = {key: portrait for key, portrait in self._portraits.items() if key in keys}
        while len(self._cards) < len(slots):
            card = FaceCard(self._theme)
            card.chosen.connect(self.chosen)
            self._cards.append(card)
            self._list.insertWidget(len(self._cards) - 1, card)
        for card, slot in zip(self._cards, slots, strict=False):
            card.show_slot(slot)
            card.portrait.show_face(self._portraits.get(slot.face.key))
        for number, card in enumerate(self._cards):
            card.setVisible(number < len(slots))
        in_view = str(self._slots.in_view)
        if self._count.text() != in_view:
            self._count.setText(in_view)
        self._pages.setCurrentIndex(1 if slots else 0)
        self._plan_expiry()

    def _plan_expiry(self) -> None:
        at_s = self._slots.next_change_s
        if at_s is None:
            self._expire.stop()
        elif not self._expire.isActive():
            self._expire.start(max(round((at_s - time.monotonic()) * 1000), 0) + 1)

    def _let_go(self) -> None:
        self._slots.expire(time.monotonic())
        self._refresh()

    def _make_head(self) -> QHBoxLayout:
        title = QLabel(self.tr("Faces in view"))
        title.setProperty("role", "heading")
        self._count = QLabel("0")
        self._count.setProperty("role", "count")
        self._count.setToolTip(self.tr("How many faces are in view"))
        self._count.setAccessibleName(self.tr("Number of faces in view"))
        head = QHBoxLayout()
        head.setContentsMargins(2, SPACE.tight, 2, 0)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._count)
        return head

    def _make_empty(self) -> QWidget:
        page = QWidget()
        self._empty_icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty_title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty_title.setProperty("role", "strong")
        self._empty_hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty_hint.setProperty("role", "muted")
        self._empty_hint.setWordWrap(True)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(SPACE.large, 0, SPACE.large, 0)
        rows.setSpacing(SPACE.small)
        rows.addStretch(2)
        for part in (self._empty_icon, self._empty_title, self._empty_hint):
            rows.addWidget(part)
        rows.addStretch(3)
        self.say_empty("", "")
        return page

    def _make_list(self) -> QScrollArea:
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, SPACE.medium)
        self._list.setSpacing(SPACE.small)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setProperty("role", "reader")
        area.setAccessibleName(self.tr("Cards of the faces in view"))
        area.setWidget(inside)
        return area

    def _tint(self) -> None:
        scale = self.devicePixelRatioF()
        self._empty_icon.setPixmap(self._theme.pixmap("no-face", 44, scale, "control_border"))
