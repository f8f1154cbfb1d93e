"""What stands on the photos page while there is no card: what to do, or why there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE


class EmptyState(QWidget):
    """Icon, title, sentence, and the ways to go on: photos, or the pages where models come from."""

    photos_asked = Signal()
    folder_asked = Signal()
    page_asked = Signal(str)
    """The page of the window to go to."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title = label(role="title")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = label(role="muted", wraps=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.photos = QPushButton(self.tr(" Choose photos…"))
        self.folder = QPushButton(self.tr(" Choose a folder…"))
        self.photos.setToolTip(self.tr("Look at one or more photos"))
        self.folder.setToolTip(self.tr("Look at all photos of a folder and of the folders in it"))
        self.folder.setProperty("kind", "primary")
        self.photos.clicked.connect(self.photos_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.training = self._to_page(self.tr("Training"), "training")
        self.models = self._to_page(self.tr("Models"), "models")
        across = QHBoxLayout()
        across.setSpacing(SPACE.small)
        across.addStretch(1)
        for button in (self.folder, self.photos, self.training, self.models):
            across.addWidget(button)
        across.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.huge, SPACE.huge, SPACE.huge, SPACE.huge)
        rows.setSpacing(SPACE.medium)
        rows.addStretch(2)
        for part in (self._icon, self.title, self._text):
            rows.addWidget(part)
        rows.addLayout(across)
        rows.addStretch(3)
        theme.changed.connect(self._tint)
        self._tint()

    def invite(self) -> None:
        """Nothing was chosen yet."""
        self._say(
            self.tr("Drop photos or a folder here"),
            self.tr("Every face appears with its answers. Photos stay as they are, on this computer."),
            buttons=True,
        )

    def say_nothing_fits(self) -> None:
        """There are cards, but none that the filter shows."""
        self._say(self.tr("No face fits"), self.tr("Choose other filters to see more."), buttons=False)

    def say_no_face(self) -> None:
        """The photos were read, and none has a face."""
        self._say(
            self.tr("No face was found"),
            self.tr(
                "Faces are found best when they are lit, upright and turned this way. The list above "
                "also shows the photos without a face, and those that can't be read."
            ),
            buttons=False,
        )

    def say_no_picture_model(self) -> None:
        """Whole pictures were asked for, and no model can say anything about them."""
        self._say(
            self.tr("No model for whole pictures yet"),
            self.tr(
                "Such a model says what a photo shows as a whole, for example which breed of dog. Train one "
                "with your own photos, or add an ONNX file on the Models page."
            ),
            buttons=False,
            pages=True,
        )

    def say_nothing_found(self) -> None:
        """The photos were read, and no card came of them."""
        self._say(self.tr("No photo there"), self.tr("JPEG, PNG, WebP, TIFF and the like are read."), True)

    def say_wait(self) -> None:
        """The first photo is being read."""
        self._say(self.tr("Reading…"), self.tr("Faces appear as they are found."), buttons=False)

    def _say(self, title: str, text: str, buttons: bool, *, pages: bool = False) -> None:
        self.title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        for button, there in (
            (self.photos, buttons),
            (self.folder, buttons),
            (self.training, pages),
            (self.models, pages),
        ):
            button.setVisible(there)

    def _to_page(self, text: str, page: str) -> QPushButton:
        button = QPushButton(f" {text}")
        tip = self.tr("Go to the page {page}").format(page=text)
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        button.clicked.connect(lambda: self.page_asked.emit(page))
        return button

    def _tint(self) -> None:
        scale = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap("photos", 64, scale, "accent"))
        self.photos.setIcon(self._theme.icon("photo"))
        self.folder.setIcon(self._theme.icon("folder", "on_accent"))
        self.training.setIcon(self._theme.icon("training"))
        self.models.setIcon(self._theme.icon("models"))
