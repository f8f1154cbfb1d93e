"""Why a face has its name, or none: the sentence that decided, the pictures behind it, and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.parts.fit_height import fit_height
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.people.pixmaps import face_pixmap, kept_pixmap
from desktop.ui.people.why_words import LikeView, WhyView
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import comma_list

if TYPE_CHECKING:
    from desktop.ui.live.face_target import FaceTarget

_PORTRAIT, _LIKE = 96, 84
_WIDTH = 560


class BarScale(QWidget):
    """How far the likeness reaches, and where the bar stands."""

    def __init__(self, view: WhyView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self.setAccessibleName(self.tr("Likeness against the bar"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track, the likeness on it, and a line at the bar."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(1, self.height() / 2 - 4, self.width() - 2, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.meter_track))
        painter.drawRoundedRect(track, 4, 4)
        filled = QRectF(track)
        filled.setWidth(max(track.width() * self._view.score, 8.0))
        painter.setBrush(QColor(colours.accent if self._view.named else colours.no_answer))
        painter.drawRoundedRect(filled, 4, 4)
        at = track.left() + track.width() * self._view.bar
        painter.setPen(QPen(QColor(colours.text), 2))
        painter.drawLine(round(at), 1, round(at), self.height() - 1)
        painter.end()


class WhyDialog(QDialog):
    """Shows one WhyView; `crops` has the references' pictures by face id."""

    def __init__(
        self,
        target: FaceTarget,
        view: WhyView,
        crops: dict[int, Any],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.view = view
        self.setWindowTitle(self.tr("Why?"))
        self.setMinimumWidth(_WIDTH)
        scale = self.devicePixelRatioF()
        head = QHBoxLayout()
        head.setSpacing(SPACE.large)
        portrait = QLabel()
        portrait.setPixmap(face_pixmap(target.frame.image_bgr, target.box_px, _PORTRAIT, scale))
        portrait.setAccessibleName(self.tr("The face"))
        head.addWidget(portrait, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(SPACE.small)
        self.sentence = label(view.sentence, "heading", wraps=True, selectable=True)
        said.addWidget(self.sentence)
        if view.likes:
            said.addWidget(BarScale(view, theme))
            said.addWidget(label(self.tr("The line is the bar that a name needs."), "small"))
        said.addStretch(1)
        head.addLayout(said, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addLayout(head)
        if view.likes:
            rows.addWidget(self._make_likes(view.likes, crops))
        facts = Section(self.tr("What decided"))
        facts.add_facts(view.facts)
        rows.addWidget(facts)
        rows.addStretch(1)
        rows.addWidget(self._make_close())
        fit_height(self, _WIDTH)

    def _make_likes(self, likes: tuple[LikeView, ...], crops: dict[int, Any]) -> Section:
        section = Section(self.tr("The pictures most like it"))
        across = QHBoxLayout()
        across.setSpacing(SPACE.large)
        for like in likes:
            crop = crops.get(like.face_id)
            picture = QPixmap() if crop is None else kept_pixmap(crop, _LIKE, self.devicePixelRatioF())
            across.addLayout(_like(like, picture))
        across.addStretch(1)
        section.rows.addLayout(across)
        told = self.tr(
            "Each figure is for one picture. That of a person counts two things: their picture that is most "
            "like this face, and all of their pictures together."
        )
        section.rows.addWidget(label(told, "small", wraps=True))
        return section

    def _make_close(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        return buttons


def _like(like: LikeView, pixmap: QPixmap) -> QVBoxLayout:
    picture = QLabel()
    picture.setPixmap(pixmap)
    picture.setAccessibleName(comma_list((like.name, like.score)))
    column = QVBoxLayout()
    column.setSpacing(SPACE.hair)
    column.addWidget(picture)
    column.addWidget(label(like.name, "strong"))
    column.addWidget(label(like.score, "small"))
    return column
