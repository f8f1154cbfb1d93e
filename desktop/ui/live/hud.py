"""The meters over the picture. Painted whole, so that changing numbers move nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme.tokens import SPACE, STAGE, StageColours
from desktop.ui.words import comma_list

Rows = tuple[tuple[str, str], ...]


class Hud(QWidget):
    """Lies over the stage; lets every click through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Rows = ()
        self._colours = STAGE
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Meters"))
        self.hide()

    @property
    def rows(self) -> Rows:
        """Name and value of what is shown."""
        return self._rows

    def set_colours(self, colours: StageColours) -> None:
        """Paint in these colours."""
        self._colours = colours
        self.update()

    def show_rows(self, rows: Rows) -> None:
        """Show these numbers."""
        self._rows = rows
        metrics = QFontMetricsF(self.font())
        names = max((metrics.horizontalAdvance(name) for name, _ in rows), default=0.0)
        values = max((metrics.horizontalAdvance(value) for _, value in rows), default=0.0)
        width = round(
            names + max(values, metrics.horizontalAdvance("0000.0 ms")) + 2 * SPACE.medium + SPACE.large
        )
        size = self.size()
        wanted_height = round(len(rows) * metrics.height() * 1.12 + 2 * SPACE.small)
        if width > size.width() or wanted_height != size.height():
            self.resize(max(width, size.width()), wanted_height)
        self.setAccessibleDescription(comma_list(f"{name} {value}" for name, value in rows))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dark plate, names on the left and numbers on the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(self._colours.plate)
        ground.setAlpha(self._colours.plate_alpha)
        painter.setPen(QColor(self._colours.meter_track))
        painter.setBrush(ground)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), SPACE.radius, SPACE.radius
        )
        step = QFontMetricsF(self.font()).height() * 1.12
        line = QRectF(SPACE.medium, SPACE.small, self.width() - 2 * SPACE.medium, step)
        for name, value in self._rows:
            painter.setPen(QColor(self._colours.ink_muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(QColor(self._colours.ink))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
            line.translate(0, step)
        painter.end()
