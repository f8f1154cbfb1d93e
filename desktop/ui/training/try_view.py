"""Trying a trained model on one picture: the picture, and its likeliest answers as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.photos.face_items import unsure_words
from desktop.ui.qimage import FrameImage
from desktop.ui.row_text import draw_line, row_font
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, TYPE
from desktop.ui.training.run_words import percent
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    from desktop.ui.training.work import Tried

SIDE = 160
MOST = 5


class TryView(Section):
    """A picture is chosen or dropped; what the model answers comes back."""

    picture_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Try it"), parent)
        self._theme = theme
        self.choose = QPushButton(self.tr(" Choose a picture…"))
        self.choose.setAccessibleName(self.tr("Choose a picture…"))
        self.choose.setToolTip(self.tr("Ask the model about a picture of yours"))
        self.choose.clicked.connect(self.picture_asked)
        self._hint = label(self.tr("or drop one here"), "muted", wraps=True)
        self._picture = QLabel()
        self._picture.setFixedSize(SIDE, SIDE)
        self.bars = AnswerBars(theme)
        first = QHBoxLayout()
        first.setSpacing(SPACE.medium)
        first.addWidget(self.choose)
        first.addWidget(self._hint, 1)
        self._answer = QWidget()
        across = QHBoxLayout(self._answer)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE.large)
        across.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self.unsure = label(role="strong", wraps=True)
        self._always = label(always_words(), "small", wraps=True)
        beside = QVBoxLayout()
        beside.addWidget(self.unsure)
        beside.addWidget(self.bars)
        beside.addWidget(self._always)
        beside.addStretch(1)
        across.addLayout(beside, 1)
        self.rows.addLayout(first)
        self.rows.addWidget(self._answer)
        theme.changed.connect(self._tint)
        self._tint()
        self.clear()

    def clear(self) -> None:
        """Nothing was tried yet."""
        self._answer.hide()
        self._hint.setText(self.tr("or drop one here"))

    def show_tried(self, tried: Tried) -> None:
        """What the model answered."""
        image = FrameImage(tried.picture).image.copy()
        self._picture.setPixmap(_fitted(image, SIDE, self.devicePixelRatioF()))
        self._picture.setAccessibleName(tried.name)
        looked = {
            "picture": self.tr("%s, the whole picture"),
            "face": self.tr("%s, the largest face in it"),
            "no face": self.tr("%s: no face found, so the whole picture"),
        }
        self._hint.setText(looked[tried.looked_at] % tried.name)
        self.unsure.setText(unsure_words(tried.scores[0][0]) if tried.is_unsure else "")
        self.unsure.setVisible(tried.is_unsure)
        self.bars.show_scores(tried.scores[:MOST], is_unsure=tried.is_unsure)
        self._always.setVisible(tried.looked_at == "picture")
        self._answer.show()

    def _tint(self) -> None:
        self.choose.setIcon(self._theme.icon("photo"))


def always_words() -> str:
    """What stands beside the answers about a whole picture."""
    return translate(
        "Photos", "Such a model always answers with one of its classes, even for a picture of something else."
    )


class AnswerBars(QWidget):
    """Labels with their probabilities, the likeliest first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scores: list[tuple[str, float]] = []
        self._is_unsure = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_scores(self, scores: Sequence[tuple[str, float]], *, is_unsure: bool = False) -> None:
        """Show these; the accent is what is answered: of an unsure answer nothing."""
        self._scores, self._is_unsure = list(scores), is_unsure
        self.setAccessibleName(comma_list(f"{name}: {percent(share)}" for name, share in scores))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line and a bar for each, and room for the longest name."""
        strong = QFontMetrics(row_font(self.font(), TYPE.body, strong=True))
        longest = max((strong.horizontalAdvance(name) for name, _ in self._scores), default=0)
        across = longest + self._figure_width() + SPACE.hair
        return QSize(max(across, 220), len(self._scores) * self._row_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, right = self.fontMetrics().height(), self._figure_width()
        for at, (name, share) in enumerate(self._scores):
            said = at == 0 and not self._is_unsure
            top = at * self._row_height()
            font = row_font(self.font(), TYPE.body, strong=said)
            place = self._there(QRect(0, top, self.width() - right, line))
            draw_line(painter, place, Qt.AlignmentFlag.AlignTop, name, font, colours.text)
            painter.setFont(row_font(self.font(), TYPE.small))
            painter.setPen(QColor(colours.muted))
            figure = self._there(QRect(self.width() - right, top, right, line))
            painter.drawText(figure, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, percent(share))
            bar = QRect(0, top + line + 2, self.width(), 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.meter_track))
            painter.drawRoundedRect(bar, 3, 3)
            bar.setWidth(max(6, round(bar.width() * share)))
            painter.setBrush(QColor(colours.accent if said else colours.no_answer))
            painter.drawRoundedRect(self._there(bar), 3, 3)
        painter.end()

    def _figure_width(self) -> int:
        """Of the widest probability, and the gap before it."""
        small = QFontMetrics(row_font(self.font(), TYPE.small))
        widest = max((small.horizontalAdvance(percent(share)) for _, share in self._scores), default=0)
        return widest + SPACE.small

    def _there(self, place: QRect) -> QRect:
        """A place on the side where it is in the user's language."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + SPACE.large


def _fitted(image: QImage, side: int, scale: float) -> QPixmap:
    """The whole picture in a square."""
    pixels = round(side * scale)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    made = QPixmap.fromImage(image.scaled(pixels, pixels, keep, smooth))
    made.setDevicePixelRatio(scale)
    return made
