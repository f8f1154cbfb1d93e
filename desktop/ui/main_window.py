"""The main window: menus, keys, the live page, and what the user asks of them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QAbstractButton, QDialog, QMainWindow, QMenu, QSlider

from desktop.settings import CameraSettings, Settings, ThemeChoice, WindowGeometry
from desktop.ui.actions import Actions
from desktop.ui.dialogs import AboutDialog, ShortcutsDialog, StreamDialog
from desktop.ui.errors import error_words
from desktop.ui.file_dialogs import ask_file, ask_folder
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.live_state import Phase
from desktop.ui.live.live_words import BannerView
from desktop.ui.live.page import LivePage
from desktop.ui.live.snapshot import Snapshot, save_snapshot
from desktop.ui.live.source_menu import SourceMenu
from desktop.ui.live.source_text import CAMERA_PREFIX, is_stream, lacks_password
from desktop.ui.live.transport_view import transport_view
from desktop.ui.reveal import reveal
from desktop.ui.services import Camera, Services
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.theme.theme import Theme
from desktop.workers.tasks import Tasks

if TYPE_CHECKING:
    from desktop.engine.sources.base import SourceInfo

__all__ = ["MainWindow", "run_window"]

_log = logging.getLogger(__name__)
_CLOSE_WITHIN_MS = 10_000
_SKIP_S = 5.0


def run_window(settings: Settings, source_text: str | None) -> int:
    """Open the window and run until it is closed. The exit status of the program."""
    from desktop.ui.application import run

    return run(settings, source_text)


class MainWindow(QMainWindow):
    """Connects words and keys to the controller; decides nothing itself."""

    finished = Signal()
    """Everything is closed: no session, no thread, the settings saved."""

    def __init__(self, settings: Settings, services: Services, theme: Theme) -> None:
        super().__init__()
        self._services = services
        self._theme = theme
        self.tasks = Tasks(self)
        self.keeper = SettingsKeeper(settings, self.tasks, self)
        self.controller = LiveController(services, self.keeper, self.tasks, self)
        self.actions_ = Actions(self, theme)
        self.source_menu = SourceMenu(self.actions_, theme, self)
        self.page = LivePage(self.actions_, self.source_menu, self.controller, theme)
        self._closing = False
        self._closed = False
        self._maximised_before = False
        self._info_before: SourceInfo | None = None
        self.setCentralWidget(self.page)
        self.setWindowTitle("Facet")
        self.setMinimumSize(720, 480)
        self.setAcceptDrops(True)
        self._build_menus()
        self._connect()
        self._restore(settings)
        self._refresh()
        if settings.notice:
            self.page.notice(BannerView("warning", settings.notice, closable=True))

    # Starting and closing

    def begin(self, source_text: str | None) -> None:
        """Watch what was asked for, else what was watched last, else a camera if there is one."""
        text = source_text or self.keeper.settings.last_source
        if text:
            self.controller.open(text)
        else:
            self.use_camera()

    def use_camera(self) -> None:
        """The first camera there is, or the page that says there is none."""
        self.controller.look_for_camera()
        self._list_cameras(self._use_first)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once; close for good when the session has ended and the settings are saved."""
        if self._closed:
            event.accept()
            return
        event.ignore()
        if self._closing:
            return
        self._closing = True
        self._remember_geometry()
        self.hide()
        self.keeper.save_now()
        self.controller.stop()
        self.tasks.idle.connect(self._finish_when_idle)
        QTimer.singleShot(_CLOSE_WITHIN_MS, self, self._finish)
        QTimer.singleShot(0, self, self._finish_when_idle)

    def _finish_when_idle(self) -> None:
        if self.controller.is_idle and not self.tasks.running:
            self._finish()

    def _finish(self) -> None:
        if self._closed:
            return
        if self.tasks.running:
            _log.warning("closed while %s slow tasks still ran", self.tasks.running)
        self._closed = True
        self.tasks.close()
        self.close()
        self.finished.emit()

    # Sources

    def open_source(self, text: str) -> None:
        """Watch `text`; an address whose password was not kept is asked for first."""
        if lacks_password(text):
            self.ask_stream(text)
        else:
            self.controller.open(text)

    def ask_file(self) -> None:
        """Ask for a video or a photo."""
        ask_file(self, self.keeper.settings.last_source, self.controller.open)

    def ask_folder(self) -> None:
        """Ask for a folder of photos."""
        ask_folder(self, self.keeper.settings.last_source, self.controller.open)

    def ask_stream(self, first: str = "") -> None:
        """Ask for a stream's address."""
        recent = [text for text in self.keeper.settings.recent_sources if is_stream(text)]
        dialog = StreamDialog(recent, first, self)
        dialog.accepted.connect(lambda: self.controller.open(dialog.text))
        self._show_dialog(dialog)

    def _choose(self, choice: str) -> None:
        {
            "retry": self.controller.retry_now,
            "again": self.controller.open_again,
            "choose": self.page.header.open_menu,
            "demo": lambda: self.controller.open("demo"),
            "file": self.ask_file,
            "folder": self.ask_folder,
            "stream": self.ask_stream,
            "camera": self.use_camera,
            "look": self.use_camera,
        }[choice]()

    def _list_cameras(self, then: object = None) -> None:
        def done(cameras: Sequence[Camera]) -> None:
            self.source_menu.show_cameras(cameras)
            self.page.refresh()
            if callable(then):
                then(cameras)

        self.tasks.run(self._services.list_cameras, done, self._cameras_failed, name="cameras")

    def _use_first(self, cameras: Sequence[Camera]) -> None:
        if self._closing or self.controller.state.source is not None:
            return
        if cameras:
            self.controller.open(f"{CAMERA_PREFIX}{cameras[0].index}")
        else:
            self.controller.no_camera()

    def _cameras_failed(self, error: Exception) -> None:
        self._say_error(error)
        self.source_menu.show_cameras(())
        if self.controller.state.source is None:
            self.controller.no_camera()

    def _camera_settings(self, camera: CameraSettings) -> None:
        self.keeper.change(camera=camera)
        if (self.controller.state.source or "").startswith(CAMERA_PREFIX):
            self.controller.open_again()

    # Pictures

    def save_snapshot(self) -> None:
        """Save the picture on screen, off this thread."""
        picture = self.page.stage.picture
        if picture.frame is None:
            return
        from desktop.folders import pictures_dir

        with_overlay = self.keeper.settings.snapshot_with_overlay
        snapshot = Snapshot(picture.frame, picture.faces, picture.mirrored, with_overlay, self.font())
        self.tasks.run(
            lambda: save_snapshot(snapshot, pictures_dir()),
            self._snapshot_saved,
            self._say_error,
            name="snapshot",
        )

    def _snapshot_saved(self, path: Path) -> None:
        said = self.tr("Saved %s") % path
        self.page.stage.toast.say(said, self.tr("Show in folder"), lambda: self._reveal(path))

    def _reveal(self, path: Path) -> None:
        if not reveal(path):
            self.page.notice(
                BannerView("info", self.tr("No file manager answered."), str(path), closable=True)
            )

    def _show_snapshots(self) -> None:
        from desktop.folders import pictures_dir

        folder = pictures_dir()
        if folder.is_dir():
            self._reveal(folder)
        else:
            self.page.stage.toast.say(self.tr("No snapshot has been saved yet."))

    # View

    def set_full_screen(self, full: bool) -> None:
        """The picture alone, over the whole screen, or the window again."""
        if full == self.isFullScreen():
            return
        if full:
            self._maximised_before = self.isMaximized()
            self._remember_geometry()
        self.menuBar().setVisible(not full)
        self.page.set_picture_alone(full)
        if full:
            self.showFullScreen()
            self.page.stage.toast.say(self.tr("Esc or F11 leaves full screen."))
        elif self._maximised_before:
            self.showMaximized()
        else:
            self.showNormal()

    def _set_mirror(self, mirrored: bool) -> None:
        self.page.set_mirrored(mirrored)
        info = self.controller.state.info
        if info is not None and info.kind == "camera":
            self.keeper.change(mirror_cameras=mirrored)

    def _set_theme(self, choice: ThemeChoice) -> None:
        self._theme.choose(choice)
        self.keeper.change(theme=choice)

    def _set_hud(self, shown: bool) -> None:
        self.page.set_hud(shown)
        self.keeper.change(show_hud=shown)

    def _set_panel(self, shown: bool) -> None:
        self.page.set_panel(shown)
        self.keeper.change(show_faces_panel=shown)

    # State

    def _refresh(self) -> None:
        """Which actions can be used now, and what they say."""
        state, actions = self.controller.state, self.actions_
        view = transport_view(state)
        going = view.playing or state.phase is Phase.LOST
        actions["play_pause"].setText(self.tr("&Pause") if going else self.tr("&Play"))
        actions.show_icon("play_pause", "pause" if going else "play")
        for name, enabled in (
            ("play_pause", view.can_play_or_pause),
            ("stop", view.can_stop),
            ("step", state.can_step),
            ("back", state.can_seek),
            ("forward", state.can_seek),
            ("start", state.can_seek),
            ("loop", state.can_seek),
            ("previous", view.pictures),
            ("next", view.pictures),
            ("retry", state.phase is Phase.LOST),
            ("snapshot", state.has_session),
            ("mirror", state.has_session),
        ):
            actions[name].setEnabled(enabled)
        self.source_menu.take(self.keeper.settings, state.source)

    def _state_changed(self) -> None:
        state = self.controller.state
        if state.info is not None and state.info is not self._info_before:
            self.actions_["mirror"].setChecked(
                state.info.kind == "camera" and self.keeper.settings.mirror_cameras
            )
        self._info_before = state.info
        self._refresh()

    def _say_error(self, error: Exception) -> None:
        text, detail = error_words(error)
        self.page.notice(BannerView("problem", text, detail, closable=True))

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A focused button or slider keeps the keys it needs; elsewhere they are the window's."""
        if event.type() is QEvent.Type.ShortcutOverride:
            key = event.key()  # type: ignore[attr-defined]
            if isinstance(watched, QAbstractButton) and key == Qt.Key.Key_Space:
                event.accept()
                return True
            if isinstance(watched, QSlider) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home):
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files, folders and addresses can be dropped."""
        if _dropped(event) is not None:
            event.acceptProposedAction()
            self.page.stage.drop_hint.show()
            self.page.stage.drop_hint.raise_()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self.page.stage.drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Watch what was dropped."""
        self.page.stage.drop_hint.hide()
        text = _dropped(event)
        if text is not None:
            event.acceptProposedAction()
            self.open_source(text)

    # Building

    def _build_menus(self) -> None:
        menus = self.actions_.fill_menu_bar()
        menus["view"].addSeparator()
        theme_menu = menus["view"].addMenu(self.tr("&Theme"))
        self._theme_group = QActionGroup(self)
        choices: tuple[tuple[ThemeChoice, str], ...] = (
            ("system", self.tr("As the &system")),
            ("light", self.tr("&Light")),
            ("dark", self.tr("&Dark")),
        )
        for choice, words in choices:
            action = theme_menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(choice == self._theme.choice)
            action.setData(choice)
            action.triggered.connect(lambda _=False, choice=choice: self._set_theme(choice))
            self._theme_group.addAction(action)
        menus["file"].aboutToShow.connect(lambda: self.source_menu.take(self.keeper.settings, None))
        self._escape = self.addAction("Esc")
        self._escape.setShortcut("Esc")
        self._escape.triggered.connect(lambda: self.actions_["fullscreen"].setChecked(False))

    def _connect(self) -> None:
        controller, actions = self.controller, self.actions_
        for name, act in (
            ("open_file", self.ask_file),
            ("open_folder", self.ask_folder),
            ("open_stream", lambda: self.ask_stream()),
            ("open_demo", lambda: controller.open("demo")),
            ("choose_source", self.page.header.open_menu),
            ("snapshot", self.save_snapshot),
            ("show_snapshots", self._show_snapshots),
            ("quit", self.close),
            ("play_pause", controller.play_pause),
            ("stop", controller.stop),
            ("step", controller.step),
            ("back", lambda: controller.seek(self.page.position_s - _SKIP_S)),
            ("forward", lambda: controller.seek(self.page.position_s + _SKIP_S)),
            ("start", lambda: controller.seek(0.0)),
            ("previous", lambda: controller.turn(-1)),
            ("next", lambda: controller.turn(1)),
            ("retry", controller.retry_now),
            ("shortcuts", self._show_shortcuts),
            ("about", lambda: self._show_dialog(AboutDialog(self))),
        ):
            actions[name].triggered.connect(lambda _=False, act=act: act())
        for name, change in (
            ("snapshot_overlay", lambda on: self.keeper.change(snapshot_with_overlay=on)),
            ("mirror", self._set_mirror),
            ("overlay", self.page.stage.picture.set_with_overlay),
            ("hud", self._set_hud),
            ("panel", self._set_panel),
            ("fullscreen", self.set_full_screen),
            ("loop", controller.set_loop),
        ):
            actions[name].toggled.connect(change)
        self.page.choice_made.connect(self._choose)
        self.page.stage.picture.double_clicked.connect(actions["fullscreen"].toggle)
        self.page.stage.picture.customContextMenuRequested.connect(self._context_menu)
        self.source_menu.source_chosen.connect(self.open_source)
        self.source_menu.camera_settings_chosen.connect(self._camera_settings)
        self.source_menu.cameras_asked.connect(self._list_cameras)
        controller.state_changed.connect(self._state_changed)
        self.keeper.unsaved.connect(self._say_error)
        self._theme.app.installEventFilter(self)

    def _context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("play_pause", "snapshot", "mirror", "overlay", "hud", "fullscreen"):
            menu.addAction(self.actions_[name])
        menu.popup(self.page.stage.picture.mapToGlobal(at))

    def _show_shortcuts(self) -> None:
        self._show_dialog(ShortcutsDialog(self.actions_.specs.values(), self))

    def _show_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _restore(self, settings: Settings) -> None:
        for name, on in (
            ("snapshot_overlay", settings.snapshot_with_overlay),
            ("overlay", True),
            ("hud", settings.show_hud),
            ("panel", settings.show_faces_panel),
            ("loop", settings.loop),
        ):
            self.actions_[name].setChecked(on)
        self.page.set_panel(settings.show_faces_panel)
        self.resize(1280, 720)
        kept = settings.window
        if kept is None:
            return
        screens = QGuiApplication.screens()
        if any(
            screen.availableGeometry().adjusted(-40, -40, -80, -40).contains(kept.x, kept.y)
            for screen in screens
        ):
            self.move(kept.x, kept.y)
        self.resize(kept.width, kept.height)
        if kept.maximised:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _remember_geometry(self) -> None:
        if self.isFullScreen():
            return
        normal = self.normalGeometry() if self.isMaximized() else self.geometry()
        self.keeper.change(
            window=WindowGeometry(
                x=self.x(),
                y=self.y(),
                width=normal.width(),
                height=normal.height(),
                maximised=self.isMaximized(),
            )
        )


def _dropped(event: QDropEvent) -> str | None:
    """The source that a drop brings: a file's path or a stream's address."""
    data = event.mimeData()
    for url in data.urls():
        if url.isLocalFile():
            return url.toLocalFile()
        if is_stream(url.toString()):
            return url.toString()
    text = data.text().strip()
    return text if is_stream(text) and urlsplit(text).hostname else None
