"""One photo at its full size, with its faces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.live.face_views import face_views
from desktop.ui.live.picture_view import PictureView
from desktop.ui.parts.texts import label
from desktop.ui.photos.face_items import Item
from desktop.ui.photos.top_view import TopView
from desktop.ui.qimage import FrameImage
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.engine.sources.base import Frame
    from desktop.photos.reading import PhotoResult


class PhotoDialog(QDialog):
    """Opens at once; the picture comes when it has been read."""

    watch_asked = Signal()
    face_asked = Signal(object, int, QPoint)
    """The Frame, the place of a face in its analysis, and where on the screen."""

    def __init__(self, item: Item, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._photo = item.photo
        self._frame: Frame | None = None
        self.setWindowTitle(item.photo.path.name)
        self.resize(min(parent.width() - 80, 1000), min(parent.height() - 60, 720))
        self.picture = PictureView()
        self.picture.face_clicked.connect(self._ask)
        path = label(str(item.photo.path), "small", selectable=True)
        self._hint = label(role="muted")
        self._tell()
        buttons = QDialogButtonBox()
        watch = buttons.addButton(self.tr("Show on the live page"), QDialogButtonBox.ButtonRole.ActionRole)
        watch.setToolTip(self.tr("Open this photo on the live page"))
        watch.clicked.connect(self.watch_asked)
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setToolTip(self.tr("Back to the faces"))
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.medium, SPACE.medium, SPACE.medium, SPACE.medium)
        rows.setSpacing(SPACE.small)
        across = QHBoxLayout()
        across.setSpacing(SPACE.medium)
        across.addWidget(self.picture, 1)
        whole = item.photo.whole
        if whole is not None:
            across.addWidget(TopView(theme, whole, self))
        rows.addLayout(across, 1)
        foot = QHBoxLayout()
        foot.addWidget(path, 1)
        foot.addWidget(self._hint)
        rows.addLayout(foot)
        rows.addWidget(buttons)

    @property
    def path(self) -> Path:
        """The photo's file."""
        return self._photo.path

    def show_frame(self, frame: Frame) -> None:
        """The picture has been read."""
        self._frame = frame
        self._show()

    def show_photo(self, photo: PhotoResult) -> None:
        """Its faces have other names now, or one of them is none."""
        self._photo = photo
        self._tell()
        self._show()

    def _tell(self) -> None:
        self._hint.setText(self.tr("Click on a face to say who it is.") if self._photo.places else "")

    def _show(self) -> None:
        if self._frame is not None:
            views = face_views(self._photo.analysis.faces) if self._photo.analysis else ()
            faces = tuple(views[at] for at in self._photo.places)
            self.picture.show_picture(FrameImage(self._frame.image_bgr), faces)

    def _ask(self, key: int, at: QPoint) -> None:
        if self._frame is not None:
            self.face_asked.emit(self._frame, key - 1, at)
