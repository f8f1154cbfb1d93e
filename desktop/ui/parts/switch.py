"""A switch: on or off, in words too."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_WIDTH, _HEIGHT, _PAD = 36, 20, 4  # with text of the system's size


class Switch(QCheckBox):
    """A check box that is drawn as a switch."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.toggled.connect(self._say)
        theme.changed.connect(self._fit)
        self._say(False)

    def sizeHint(self) -> QSize:
        """Room for the switch and the longer word."""
        words = max(self.fontMetrics().horizontalAdvance(word) for word in (self.tr("On"), self.tr("Off")))
        width, height = self._theme.grown(_WIDTH), self._theme.grown(_HEIGHT)
        return QSize(width + SPACE.small + words + 2 * _PAD, height + 2 * _PAD)

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be pressed."""
        return self.rect().contains(pos)

    def show_on(self, on: bool) -> None:
        """Show it on or off; nobody is told."""
        self.blockSignals(True)
        self.setChecked(on)
        self.blockSignals(False)
        self._say(on)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, knob, word; a ring where it has the focus."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        width, height = self._theme.grown(_WIDTH), self._theme.grown(_HEIGHT)
        left = self.width() - _PAD - width if from_right else _PAD
        track = QRectF(left, (self.height() - height) / 2, width, height)
        on = self.isChecked()
        painter.setPen(QPen(QColor(colours.accent if on else colours.control_border), 1.5))
        painter.setBrush(QColor(colours.accent if on else colours.surface))
        painter.drawRoundedRect(track, height / 2, height / 2)
        knob = QRectF(0, 0, height - 8, height - 8)
        knob.moveCenter(track.center())
        knob.moveLeft(track.right() - height + 4 if on != from_right else track.left() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if on else colours.control_border))
        painter.drawEllipse(knob)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), height / 2 + 3, height / 2 + 3)
        painter.setPen(QColor(colours.text))
        room = _PAD + width + SPACE.small
        words = self.rect().adjusted(0, 0, -room, 0) if from_right else self.rect().adjusted(room, 0, 0, 0)
        side = Qt.AlignmentFlag.AlignRight if from_right else Qt.AlignmentFlag.AlignLeft
        aligned = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side
        painter.drawText(words, aligned, self.text())
        painter.end()

    def _fit(self) -> None:
        self.updateGeometry()
        self.update()

    def _say(self, on: bool) -> None:
        self.setText(self.tr("On") if on else self.tr("Off"))
