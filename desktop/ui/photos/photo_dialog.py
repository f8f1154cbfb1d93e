"""One photo at its full size, with its faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
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


class PhotoDialog(QDialog):
    """Opens at once; the picture comes when it has been read."""

    watch_asked = Signal()

    def __init__(self, item: Item, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._item = item
        self.setWindowTitle(item.photo.path.name)
        self.resize(min(parent.width() - 80, 1000), min(parent.height() - 60, 720))
        self.picture = PictureView()
        path = label(str(item.photo.path), "small", selectable=True)
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
            across.addWidget(TopView(theme, whole.model, whole.top, unsure=whole.label is None, parent=self))
        rows.addLayout(across, 1)
        rows.addWidget(path)
        rows.addWidget(buttons)

    def show_frame(self, frame: Frame) -> None:
        """The picture has been read."""
        analysis = self._item.photo.analysis
        faces = face_views(analysis.faces) if analysis else ()
        self.picture.show_picture(FrameImage(frame.image_bgr), faces)
