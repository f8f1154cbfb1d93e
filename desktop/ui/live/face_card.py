"""A card for one face: portrait, number, answers with meters, and for how long it has been in view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.live.card_slots import Slot
from desktop.ui.live.face_views import AnswerView
from desktop.ui.live.fit import portrait_px
from desktop.ui.live.meter import Meter
from desktop.ui.parts.one_line import OneLine
from desktop.ui.qimage import FrameImage, ScaledImage
from desktop.ui.theme.look import set_look
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE


def portrait_of(
    frame: FrameImage, box_px: tuple[int, int, int, int], *, mirrored: bool, ratio: float
) -> ScaledImage:
    """A face out of the frame, small, its corners round: the frame itself is not kept."""
    side = round(SPACE.portrait * ratio)
    face = frame.scaled(side, side, part_px=portrait_px(box_px, frame.size), mirrored=mirrored)
    face.round_corners(SPACE.radius_small * ratio)
    face.image.setDevicePixelRatio(ratio)
    return face


class Portrait(QWidget):
    """A small live picture of the face."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._face: ScaledImage | None = None
        self._faded = False
        self.setFixedSize(QSize(SPACE.portrait, SPACE.portrait))
        self.setAccessibleName(self.tr("Portrait"))

    def show_face(self, face: ScaledImage | None) -> None:
        """Show what `portrait_of` made, or no face."""
        if face is not self._face:
            self._face = face
            self.update()

    def set_faded(self, faded: bool) -> None:
        """Fade the portrait of a face that has left."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The portrait; an empty ground where there is none, and behind one that fades."""
        painter = QPainter(self)
        if self._face is None or self._faded:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.meter_track))
            painter.drawRoundedRect(QRectF(self.rect()), SPACE.radius_small, SPACE.radius_small)
        if self._face is not None:
            painter.setOpacity(0.45 if self._faded else 1.0)
            painter.drawImage(QPoint(0, 0), self._face.image)
        painter.end()


class Figure(QLabel):
    """Text that changes many times a second: as wide as it ever was, so that nothing is laid out for it."""

    def say(self, text: str) -> None:
        """Say this."""
        if text != self.text():
            self.setText(text)
            self._widen()

    def changeEvent(self, event: QEvent) -> None:
        """Other type has another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setMinimumSize(0, 0)
            self._widen()

    def _widen(self) -> None:
        wanted = self.sizeHint().expandedTo(self.minimumSize())
        if wanted != self.minimumSize():
            self.setFixedSize(wanted)  # Qt lays nothing out for a widget that can't have another size


class AnswerRow(QWidget):
    """One task's answer: words, share and meter. The share stands below the words where both find no room.

    Words that are longer than a line alone take another one.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLabel()
        self._text.setProperty("role", "answer")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._share = Figure()
        self._share.setProperty("role", "small")
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.meter = Meter(theme)
        self._words = QHBoxLayout()
        self._words.setSpacing(SPACE.tight)
        self._words.addWidget(self._text, 1)
        self._words.addWidget(self._share, 0, Qt.AlignmentFlag.AlignRight)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addLayout(self._words)
        rows.addWidget(self.meter)

    def show_answer(self, answer: AnswerView, left: bool) -> None:
        """Show it; a face that has left shows its last answer without colour."""
        tone = "no_answer" if left else answer.tone
        self._text.setText(answer.text)
        set_look(self._text, "tone", tone)
        self._share.say(answer.share_text)
        self._fit()
        self.meter.show_share(answer.share, tone)
        if self.toolTip() != answer.hint:
            self.setToolTip(answer.hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room now."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._begin_beside()
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Other type needs other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._begin_beside()

    def _begin_beside(self) -> None:
        self._words.setDirection(QBoxLayout.Direction.LeftToRight)
        self._text.setWordWrap(False)

    def _fit(self) -> None:
        """Once below, it stays there: nothing jumps from answer to answer."""
        words = self._text.fontMetrics().horizontalAdvance(self._text.text())
        if words + SPACE.tight + self._share.minimumWidth() > self.width():
            self._words.setDirection(QBoxLayout.Direction.TopToBottom)
        if words > self.width() and not self._text.wordWrap():
            self._text.setWordWrap(True)  # a long name


class FaceCard(QFrame):
    """Reused from face to face; made once. A click, Enter or the menu key asks what can be done with it."""

    chosen = Signal(int, QPoint)
    """The face's key, and where on the screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "card")
        self.setProperty("left", "false")
        self.portrait = Portrait(theme)
        self._title = OneLine("strong")
        self._seen = QLabel()
        self._seen.setProperty("role", "small")
        self._seen.setToolTip(self.tr("For how long this face has been in view"))
        self._who = QLabel()
        self._who.setProperty("role", "small")
        self._who.setWordWrap(True)
        self._who.setTextFormat(Qt.TextFormat.PlainText)
        self._who.hide()
        self._key: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Click to say who this is, or to ask why"))
        self._rows: list[AnswerRow] = []
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._seen)
        self._side = QVBoxLayout()
        self._side.setSpacing(SPACE.tight)
        self._side.addLayout(head)
        self._side.addWidget(self._who)
        across = QHBoxLayout(self)
        across.setContentsMargins(10, 10, 12, 10)
        across.setSpacing(SPACE.medium)
        across.addWidget(self.portrait, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(self._side, 1)

    @property
    def rows(self) -> list[AnswerRow]:
        """The rows that show something."""
        return [row for row in self._rows if not row.isHidden()]

    def show_slot(self, slot: Slot) -> None:
        """Show this face's words."""
        face = slot.face
        self._key = None if slot.left else face.key
        if face.title != self._title.whole:
            self._title.say(face.title)
        self._who.setText(face.who_hint)
        self._who.setVisible(bool(face.who_hint))
        self._seen.setText(self.tr("just left") if slot.left else face.seen_for)
        while len(self._rows) < len(face.answers):
            row = AnswerRow(self._theme)
            self._rows.append(row)
            self._side.addWidget(row)
        for row, answer in zip(self._rows, face.answers, strict=False):
            row.show_answer(answer, slot.left)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(face.answers))
        set_look(self, "left", "true" if slot.left else "false")
        self.portrait.set_faded(slot.left)
        words = face.in_words()
        if self.accessibleName() != words:
            self.setAccessibleName(words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask what can be done with this face."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._choose(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same."""
        self._choose(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)

    def _choose(self, at: QPoint) -> None:
        if self._key is not None:
            self.chosen.emit(self._key, at)
