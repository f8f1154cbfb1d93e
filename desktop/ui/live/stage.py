"""The stage: the picture or the start page, and what lies over them: banner, meters, toast."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedLayout, QWidget

from desktop.ui.live.banner import Banner
from desktop.ui.live.hud import Hud
from desktop.ui.live.picture_view import PictureView
from desktop.ui.live.start_page import StartPage
from desktop.ui.live.toast import Toast
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE, STAGE, TYPE


class DropHint(QLabel):
    """Says that what is dragged here can be dropped."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, model: bool) -> None:
        """What becomes of it."""
        self.setText(self.tr("Drop it to add it to the models") if model else self.tr("Drop it to watch it"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed frame over the stage."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(STAGE.plate)
        ground.setAlpha(STAGE.plate_alpha)
        painter.fillRect(self.rect(), ground)
        pen = QPen(QColor(STAGE.accent), 2)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        inset = SPACE.large
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 12, 12)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * TYPE.title)
        painter.setFont(font)
        painter.setPen(QColor(STAGE.ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Stage(QFrame):
    """Lays its parts over each other; a message moves no picture."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
        self.start = StartPage(theme)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self.start)
        self._pages.addWidget(self.picture)
        self.hud = Hud(self)
        self.banner = Banner(theme, self)
        self.toast = Toast(theme, self)
        self.drop_hint = DropHint(self)
        self.banner.resized.connect(self._lay_over)
        self.setMinimumSize(360, 240)

    @property
    def shows_picture(self) -> bool:
        """Whether the picture is shown, not the start page."""
        return self._pages.currentWidget() is self.picture

    def show_picture(self) -> None:
        """The picture, from now on."""
        self._pages.setCurrentWidget(self.picture)

    def show_start(self) -> None:
        """The start page, from now on."""
        self._pages.setCurrentWidget(self.start)

    def show_drop_hint(self, shown: bool, *, model: bool = False) -> None:
        """Say, or say no more, that what is dragged can be dropped; a model is added, all else watched."""
        self.drop_hint.say(model)
        self.drop_hint.setVisible(shown)
        self.drop_hint.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything over again."""
        super().resizeEvent(event)
        self._lay_over()

    def lay_hud(self) -> None:
        """The meters at the foot, on the left."""
        self.hud.move(SPACE.medium, self.height() - self.hud.height() - SPACE.medium)
        self.hud.raise_()

    def _lay_over(self) -> None:
        room = self.width() - 2 * SPACE.medium
        width = min(room, 760)
        self.banner.fit_width(width)
        self.banner.move((self.width() - width) // 2, SPACE.medium)
        self.drop_hint.setGeometry(self.rect())
        self.lay_hud()
