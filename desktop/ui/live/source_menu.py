"""The menu of sources: cameras by name, files, streams, the demo, and what was watched before."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.settings import CameraSettings, Settings
from desktop.ui.actions import Actions
from desktop.ui.i18n.numbers import significant
from desktop.ui.live.source_text import CAMERA_PREFIX, SourceLabel, source_label
from desktop.ui.parts.held import held
from desktop.ui.services import Camera
from desktop.ui.theme.theme import Theme

_ICONS = {
    "camera": "camera",
    "video": "video",
    "photo": "photo",
    "folder": "folder",
    "stream": "stream",
    "demo": "demo",
}
SIZES: tuple[tuple[int, int] | None, ...] = (None, (640, 480), (1280, 720), (1920, 1080), (3840, 2160))
RATES: tuple[float | None, ...] = (None, 15.0, 24.0, 30.0, 60.0)
USUAL_SIZE = (1280, 720)
"""What a camera is asked for where nothing is chosen; the engine's own, which is too heavy to import here."""
USUAL_RATE = 30.0


class SourceMenu(QMenu):
    """Built anew each time it opens; the cameras come later, from a thread, into their places."""

    source_chosen = Signal(str)
    camera_settings_chosen = Signal(object)
    """A CameraSettings."""
    cameras_asked = Signal()

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self._settings = Settings()
        self._current: str | None = None
        self._cameras: tuple[Camera, ...] | None = None
        self._opened_s = 0.0
        self._camera_actions: list[QAction] = []
        self._groups: list[QActionGroup] = []
        self._camera_options: tuple[QMenu, ...] = ()
        self.setAccessibleName(self.tr("Sources"))
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._open)

    @property
    def cameras(self) -> dict[int, str]:
        """The names of the cameras found last, by index."""
        return {camera.index: camera.name for camera in self._cameras or ()}

    def take(self, settings: Settings, current: str | None) -> None:
        """What to offer when it opens next."""
        self._settings, self._current = settings, current

    def show_cameras(self, cameras: Sequence[Camera]) -> None:
        """These cameras were found."""
        self._cameras = tuple(cameras)
        if cameras:
            self._show_found()
        else:
            held(self._opened_s, self._show_found, self)

    def _show_found(self) -> None:
        if self.isVisible():
            self.setMinimumWidth(self.width())  # under the pointer it does not shrink
            self._place_cameras()

    def _open(self) -> None:
        self._opened_s = time.monotonic()
        self.setMinimumWidth(0)
        self._cameras = self._cameras or None  # where none was, one sees that they are looked for again
        self._build()
        self.cameras_asked.emit()

    def _build(self) -> None:
        for options in self._camera_options:
            options.deleteLater()
        self.clear()
        self._camera_actions = []
        self._groups = []
        self._after_cameras = self.addSeparator()
        self._add_camera_options()
        self.addSeparator()
        self._place_cameras()
        for name in ("open_demo", "open_file", "open_folder", "open_stream"):
            self.addAction(self._actions[name])
        self._add_recent()

    def _place_cameras(self) -> None:
        for action in self._camera_actions:
            self.removeAction(action)
            action.deleteLater()
        self._camera_actions = [self._camera_action(camera) for camera in self._cameras or ()]
        if not self._camera_actions:
            said = self.tr("Looking for cameras…") if self._cameras is None else self.tr("No camera found")
            nothing = QAction(self._theme.icon("no-camera"), said, self)
            nothing.setToolTip(self.tr("Plug one in, then open this menu again"))
            nothing.setEnabled(False)
            self._camera_actions = [nothing]
        self.insertActions(self._after_cameras, self._camera_actions)
        for options in self._camera_options:
            options.menuAction().setVisible(bool(self._cameras))

    def _camera_action(self, camera: Camera) -> QAction:
        return self._source_action(source_label(f"{CAMERA_PREFIX}{camera.index}", self.cameras))

    def _source_action(self, label: SourceLabel) -> QAction:
        action = QAction(self._theme.icon(_ICONS[label.kind]), label.title.replace("&", "&&"), self)
        action.setToolTip(label.detail)
        action.setData(label.text)
        if label.text == self._current:
            font = action.font()
            font.setBold(True)
            action.setFont(font)
        action.triggered.connect(lambda _=False, text=label.text: self.source_chosen.emit(text))
        return action

    def _add_camera_options(self) -> None:
        camera = self._settings.camera
        sizes = QMenu(self.tr("Camera picture size"), self)
        rates = QMenu(self.tr("Camera rate"), self)
        self._camera_options = (sizes, rates)
        for options, icon in ((sizes, "settings"), (rates, "gauge")):
            options.setIcon(self._theme.icon(icon))
            self.addMenu(options)
        self._offer(
            sizes,
            [(self._size_words(size), size) for size in SIZES],
            camera.size,
            self._size_chosen,
        )
        self._offer(
            rates,
            [(self._rate_words(rate), rate) for rate in RATES],
            camera.fps,
            self._rate_chosen,
        )

    def _size_words(self, size: tuple[int, int] | None) -> str:
        width, height = size or USUAL_SIZE
        words = f"{width} × {height}"
        return words if size else self.tr("Usual: {size}").format(size=words)

    def _rate_words(self, rate: float | None) -> str:
        words = self.tr("%g a second").replace("%g", significant(rate or USUAL_RATE))
        return words if rate else self.tr("Usual: {rate}").format(rate=words)

    def _offer(self, menu: QMenu, offers: Sequence[tuple[str, object]], now: object, chosen: object) -> None:
        group = QActionGroup(menu)
        self._groups.append(group)
        for words, value in offers:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(value == now)
            group.addAction(action)
            action.triggered.connect(lambda _=False, value=value: chosen(value))  # type: ignore[operator]

    def _size_chosen(self, size: tuple[int, int] | None) -> None:
        width, height = size or (None, None)
        self.camera_settings_chosen.emit(
            CameraSettings(width=width, height=height, fps=self._settings.camera.fps)
        )

    def _rate_chosen(self, fps: float | None) -> None:
        camera = self._settings.camera
        self.camera_settings_chosen.emit(CameraSettings(width=camera.width, height=camera.height, fps=fps))

    def _add_recent(self) -> None:
        labels = [source_label(text, self.cameras) for text in self._settings.recent_sources]
        labels = [label for label in labels if label.kind not in ("camera", "demo")]
        if labels:
            self.addSeparator()
            heading = self.addAction(self.tr("Recent"))
            heading.setEnabled(False)
        for label in labels:
            self.addAction(self._source_action(label))
