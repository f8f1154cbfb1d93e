"""The picture: the newest frame, whole and centred, and its faces painted over it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.live.face_views import FaceView
from desktop.ui.live.fit import Fit, fit
from desktop.ui.live.overlay import OverlayStyle, paint_faces
from desktop.ui.qimage import FrameImage, ScaledImage
from desktop.ui.theme.tokens import STAGE, StageColours

_DIMMED = 0.45


class PictureView(QWidget):
    """Paints; decides nothing. A plain widget: an OpenGL one is far slower without a graphics card."""

    painted = Signal()
    """The picture that was shown last is on screen now."""
    double_clicked = Signal()
    face_clicked = Signal(int, QPoint)
    """The key of a face, and where on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: FrameImage | None = None
        self._faces: tuple[FaceView, ...] = ()
        self._scaled: ScaledImage | None = None
        self._scaled_for = (0, 0, False)
        self._mirrored = False
        self._with_overlay = True
        self._colours, self._scale = STAGE, 1.0
        self._dimmed = False
        self._fresh = False
        self._pressed: int | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Picture"))

    @property
    def frame(self) -> FrameImage | None:
        """The picture on screen."""
        return self._frame

    @property
    def faces(self) -> tuple[FaceView, ...]:
        """The faces on screen."""
        return self._faces

    @property
    def mirrored(self) -> bool:
        """Whether left and right are swapped."""
        return self._mirrored

    def show_picture(self, frame: FrameImage, faces: tuple[FaceView, ...]) -> None:
        """Show this picture and these faces."""
        self._frame, self._faces, self._fresh, self._scaled = frame, faces, True, None
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._frame, self._faces, self._fresh, self._scaled = None, (), False, None
        self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        """Swap left and right of the picture; labels stay readable."""
        self._mirrored = mirrored
        self.update()

    @property
    def with_overlay(self) -> bool:
        """Whether boxes and labels are drawn."""
        return self._with_overlay

    def set_with_overlay(self, with_overlay: bool) -> None:
        """Show or hide boxes and labels."""
        self._with_overlay = with_overlay
        self.update()

    @property
    def overlay_look(self) -> tuple[StageColours, float]:
        """The colours of boxes and labels, and how many times as large as usual they are."""
        return self._colours, self._scale

    def set_overlay_look(self, colours: StageColours, scale: float) -> None:
        """Draw boxes and labels in these colours, so many times as large as usual."""
        self._colours, self._scale = colours, scale
        self.update()

    def overlay_style(self) -> OverlayStyle:
        """How boxes and labels are drawn on screen."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * self._scale)
        return OverlayStyle(font, self._scale, self._colours)

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim a picture that is no longer true."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def sizeHint(self) -> QSize:
        """Room for a wide picture."""
        return QSize(960, 540)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window."""
        return QSize(240, 160)

    def place(self) -> Fit:
        """Where the picture lies in this widget."""
        if self._frame is None:
            return fit((0, 0), (0, 0))
        return fit(self._frame.size, (self.width(), self.height()), self._mirrored)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, picture, faces."""
        painter = QPainter(self)
        if self._frame is None:
            painter.fillRect(self.rect(), QColor(STAGE.stage))
            return
        place = self.place()
        self._paint_ground(painter, place)
        self._paint_picture(painter, place)
        if self._with_overlay and not self._dimmed:
            bounds = QRectF(place.x, place.y, place.width, place.height)
            paint_faces(painter, self._faces, place, bounds, self.overlay_style())
        painter.end()
        if self._fresh:
            self._fresh = False
            self.painted.emit()

    def _paint_ground(self, painter: QPainter, place: Fit) -> None:
        """The ground beside the picture, and under one that is dimmed; filling all of it is dear."""
        if not self._dimmed:
            inside = QRectF(place.x, place.y, place.width, place.height).toAlignedRect()
            painter.setClipRegion(QRegion(self.rect()) - QRegion(inside.adjusted(1, 1, -1, -1)))
        painter.fillRect(self.rect(), QColor(STAGE.stage))
        painter.setClipping(False)

    def _paint_picture(self, painter: QPainter, place: Fit) -> None:
        assert self._frame is not None
        ratio = self.devicePixelRatioF()
        width, height = (max(1, round(side * ratio)) for side in (place.width, place.height))
        wanted = (width, height, self._mirrored)
        if self._scaled is None or self._scaled_for != wanted:
            self._scaled = self._frame.scaled(width, height, mirrored=self._mirrored)
            self._scaled.image.setDevicePixelRatio(ratio)
            self._scaled_for = wanted
        painter.setOpacity(_DIMMED if self._dimmed else 1.0)
        corner = QPointF(round(place.x * ratio) / ratio, round(place.y * ratio) / ratio)
        painter.drawImage(corner, self._scaled.image)
        painter.setOpacity(1.0)

    def face_at(self, at: QPointF) -> FaceView | None:
        """The smallest face under a point of this widget."""
        place = self.place()
        under = [face for face in self._faces if QRectF(*place.rect(face.box_px)).contains(at)]
        return min(under, key=lambda face: face.box_px[2] * face.box_px[3], default=None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over faces: they can be clicked."""
        over = self.face_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember on which face: a click ends where it began."""
        face = self.face_at(event.position())
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = face.key if face is not None and left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask what can be done with the face."""
        pressed, self._pressed = self._pressed, None
        face = self.face_at(event.position())
        if face is not None and face.key == pressed:
            self.face_clicked.emit(face.key, event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Full screen and back."""
        if event.button() is Qt.MouseButton.LeftButton and self.face_at(event.position()) is None:
            self.double_clicked.emit()
