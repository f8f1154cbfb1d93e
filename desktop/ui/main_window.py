"""The main window: menus, keys, the pages in their shell, and an end that leaves nothing behind."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QWindowStateChangeEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu

from desktop.settings import Settings, ThemeChoice
from desktop.ui.actions import Actions
from desktop.ui.announcer import Announcer
from desktop.ui.dialogs import CloseDialog, ShortcutsDialog, show_dialog
from desktop.ui.drop_desk import DropDesk
from desktop.ui.drops import dropped_source, is_model
from desktop.ui.errors import error_words
from desktop.ui.help.desk import HelpDesk
from desktop.ui.i18n.said import said
from desktop.ui.keys import ControlKeys
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.live_words import BannerView
from desktop.ui.live.page import LivePage
from desktop.ui.live.source_menu import SourceMenu
from desktop.ui.live.transport_view import enabled_actions, transport_view
from desktop.ui.page_list import pages_of
from desktop.ui.pages import Page, PageContext
from desktop.ui.people.desk import PeopleDesk
from desktop.ui.people.made_here import MadeHere
from desktop.ui.pointed import Pointed
from desktop.ui.recordings.record_desk import RecordDesk
from desktop.ui.services import Services
from desktop.ui.settings_effects import SettingsEffects
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.shell import Shell, page_specs
from desktop.ui.snapshots import Snapshots
from desktop.ui.source_desk import SourceDesk
from desktop.ui.theme.theme import Theme
from desktop.ui.welcome.desk import WelcomeDesk
from desktop.ui.window_place import place_window, window_place
from desktop.workers.tasks import Tasks

if TYPE_CHECKING:
    from desktop.engine.sources.base import SourceInfo

__all__ = ["MainWindow", "run_window"]

_log = logging.getLogger(__name__)
LIVE = "live"
_CLOSE_WITHIN_MS = 10_000
_SKIP_S = 5.0


def run_window(settings: Settings, source_text: str | None, quit_after: int | None = None) -> int:
    """Open the window; run until it is closed, or has painted so many pictures. The program's exit status."""
    from desktop.ui.application import run

    return run(settings, source_text, quit_after)


class MainWindow(QMainWindow):
    """Connects words and keys to the controller; decides nothing itself."""

    finished = Signal()
    """Everything is closed: no session, no thread, the settings saved."""

    def __init__(
        self,
        settings: Settings,
        services: Services,
        theme: Theme,
        pages: Callable[[PageContext], list[Page]] = pages_of,
    ) -> None:
        super().__init__()
        self._theme = theme
        self.tasks = Tasks(self)
        self.keeper = SettingsKeeper(settings, self.tasks, self)
        self.controller = LiveController(services, self.keeper, self.tasks, self)
        self.people = PeopleDesk(self, theme, self.tasks, self.keeper, self.controller, services.people())
        self.records = RecordDesk(self, theme, self.tasks, self.keeper, self.controller)
        listed = [self._live_page(), *pages(self._context(services))]
        self.commands = Actions(self, theme, page_specs(listed))
        self.source_menu = SourceMenu(self.commands, theme, self)
        self.page = LivePage(self.commands, self.source_menu, self.controller, theme)
        self.announcer = Announcer(self.page, self.controller, self.records, self)
        self.shell = Shell(listed, self.commands)
        self.desk = SourceDesk(
            self,
            self.source_menu,
            self.controller,
            self.keeper,
            services,
            self.tasks,
            self._say_error,
            lambda text, error: self.drops.refuse(text, error),
        )
        self.help = HelpDesk(self, theme, self.tasks, self.commands)
        self.welcome = WelcomeDesk(self.shell, self.desk, self._context(services), self)
        self.drops = DropDesk(self.shell, self.welcome, self.desk, self.controller, self)
        self.snapshots = Snapshots(self.page, self.keeper, self.tasks, self._say_error, self)
        self.starts_again = False
        self._closing = False
        self._fallback_said = ""
        self._closed = False
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._finish)
        self._maximised_before = False
        self._info_before: SourceInfo | None = None
        self._theme_actions: dict[ThemeChoice, QAction] = {}
        self._build()
        self._connect_actions()
        self._connect_switches()
        self.effects = SettingsEffects(self.keeper, theme, self.commands, self.page, self.controller, self)
        self._restore(settings)
        self._refresh()

    def begin(self, source_text: str | None) -> None:
        """Watch what was asked for, else what was watched last, else a camera; the first time, welcome."""
        self.page.setFocus()  # so that no control looks chosen before a key is pressed
        if self.welcome.is_due(source_text):
            self.welcome.open()
        else:
            self.desk.begin(source_text)
        self.records.delete_old()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once; close for good when the session has ended and the settings are saved."""
        if self._closed:
            event.accept()
            return
        event.ignore()
        if self._closing:
            return
        risks = self.shell.at_risk()
        if risks and self.isVisible():
            self._ask_before_closing(risks)
        else:
            self.close_now()

    def close_now(self) -> None:
        """Close without asking, whatever runs."""
        if self._closing:
            return
        self._closing = True
        self._remember_place()
        self.hide()
        self.help.close()
        self.shell.stop_work()
        self.people.stop()
        self.keeper.save_now()
        self.controller.stop()
        self.tasks.idle.connect(self._finish_when_idle)
        self._patience.start(_CLOSE_WITHIN_MS)
        QTimer.singleShot(0, self, self._finish_when_idle)

    def _ask_before_closing(self, risks: list[str]) -> None:
        dialog = CloseDialog(risks, self)
        dialog.accepted.connect(self.close_now)
        dialog.rejected.connect(self._goes_on)
        show_dialog(dialog)

    def restart(self) -> None:
        """Close as the user would, to be opened anew: who runs the window sees `starts_again`."""
        self.starts_again = True
        self.close()

    def _goes_on(self) -> None:
        self.starts_again = False

    def _finish_when_idle(self) -> None:
        if self.controller.is_idle and not self.tasks.running:
            self._finish()

    def _finish(self) -> None:
        if self._closed:
            return
        if self.tasks.running:
            _log.warning("closed while %s slow tasks still ran", self.tasks.running)
        self._closed = True
        self._patience.stop()
        self.tasks.close()
        self.people.close()
        self.close()
        self.finished.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Full screen may also be entered and left by the window manager; minimised, the picture rests."""
        super().changeEvent(event)
        if isinstance(event, QWindowStateChangeEvent) and not self._closing:
            if self.isFullScreen() and not event.oldState() & Qt.WindowState.WindowFullScreen:
                self._maximised_before = bool(event.oldState() & Qt.WindowState.WindowMaximized)
            self._show_as(self.isFullScreen())
            self._rest_if_minimised(bool(event.oldState() & Qt.WindowState.WindowMinimized))

    def _rest_if_minimised(self, was: bool) -> None:
        """Nobody sees a minimised window: its picture rests, unless somebody records."""
        if self._on_live and self.isMinimized() != was:
            (self.page.on_hidden if self.isMinimized() else self.page.on_shown)()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files, folders and addresses can be dropped."""
        text = dropped_source(event.mimeData())
        if text is not None:
            event.acceptProposedAction()
            self.page.stage.show_drop_hint(self._on_live, model=is_model(Path(text)))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self.page.stage.show_drop_hint(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Watch what was dropped, or say what else can be done with it."""
        self.page.stage.show_drop_hint(False)
        text = dropped_source(event.mimeData())
        if text is not None:
            event.acceptProposedAction()
            self.drops.take(text)

    def set_full_screen(self, full: bool) -> None:
        """The picture alone, over the whole screen, or the window again."""
        if full == self.isFullScreen():
            return
        if full:
            self._remember_place()
            self.showFullScreen()
            key = self.commands.key("full_screen")
            said = self.tr("Esc or {key} leaves full screen.") if key else self.tr("Esc leaves full screen.")
            self.page.stage.toast.say(said.format(key=key))
        elif self._maximised_before:
            self.showMaximized()
        else:
            self.showNormal()

    def _show_as(self, full: bool) -> None:
        self.menuBar().setVisible(not full)
        self.shell.set_alone(full)
        self.page.set_picture_alone(full)
        self.commands["leave_full_screen"].setEnabled(full)
        self.commands["full_screen"].setChecked(full)

    def _set_mirror(self, mirrored: bool) -> None:
        self.page.set_mirrored(mirrored)
        info = self.controller.state.info
        if info is not None and info.kind == "camera":
            self.keeper.change(mirror_cameras=mirrored)

    def _check_theme(self) -> None:
        self._theme_actions[self.keeper.settings.theme].setChecked(True)

    def _set_hud(self, shown: bool) -> None:
        self.page.set_hud(shown)
        self.keeper.change(show_hud=shown)

    def _set_boxes(self, shown: bool) -> None:
        self.page.stage.picture.set_with_overlay(shown)
        self.keeper.change(show_boxes=shown)

    def _set_panel(self, shown: bool) -> None:
        self.page.set_panel(shown)
        self.keeper.change(show_faces_panel=shown)

    def _state_changed(self) -> None:
        info = self.controller.state.info
        if info is not None and self._info_before is None:
            mirrored = info.kind == "camera" and self.keeper.settings.mirror_cameras
            self.commands["mirror"].setChecked(mirrored)
            self._say_fallback()
        self._info_before = info
        self._refresh()

    def _say_fallback(self) -> None:
        """A graphics card that is passed over is never passed over in silence; said once for each reason."""
        reason = self.controller.fallback
        if reason and reason != self._fallback_said:
            from desktop.ui.models.model_words import live_fallback_words

            self.page.notice(BannerView("warning", *live_fallback_words(said(reason)), closable=True))
        self._fallback_said = reason

    def _refresh(self) -> None:
        """Which actions can be used now, and what they say."""
        state, commands = self.controller.state, self.commands
        going = transport_view(state).going
        commands["play_pause"].setText(self.tr("&Pause") if going else self.tr("&Play"))
        commands.show_icon("play_pause", "pause" if going else "play")
        usable = enabled_actions(state)
        for name, spec in commands.specs.items():
            if spec.for_live:
                commands[name].setEnabled(self._on_live and usable.get(name, True))
        self.records.refresh(state, self._on_live)
        self.source_menu.take(self.keeper.settings, state.source)

    def _page_shown(self, name: str) -> None:
        self._refresh()
        self.shell.page(name).setFocus()

    @property
    def _on_live(self) -> bool:
        return self.shell.shown == LIVE and not self.welcome.shown

    def _live_page(self) -> Page:
        tip = self.tr("Watch a camera, a video, a stream or photos")
        return Page(LIVE, self.tr("Live"), tip, "live", lambda: self.page)

    def _context(self, services: Services) -> PageContext:
        return PageContext(
            theme=self._theme,
            tasks=self.tasks,
            keeper=self.keeper,
            services=services,
            watch=lambda text: self.desk.open(text),
            models_changed=self._models_changed,
            show_page=lambda name: self.shell.show_page(name),
            show_model=self._show_model,
            commands=lambda: self.commands,
            at_risk=lambda: self.shell.at_risk(),
            people=self.people,
            records=self.records,
            restart=self.restart,
        )

    def _show_model(self, name: str) -> None:
        self.shell.page("models").point_at(name)
        self.shell.show_page("models")

    def _models_changed(self) -> None:
        self.controller.models_changed()
        self.people.models_changed()

    def _say_error(self, error: Exception) -> None:
        text, detail = error_words(error)
        self.page.notice(BannerView("problem", text, detail, closable=True))

    def _say_note(self, text: str) -> None:
        self.page.notice(BannerView("warning", text, closable=True))

    def _say_people_error(self, error: Exception) -> None:
        if self._on_live:  # the people page says it itself
            self._say_error(error)

    def _say_done(self, text: str, change_id: int | None, *, warns: bool = False) -> None:
        """What was done with a face on the live page; the people page says its own."""
        if self._on_live:
            undo = None
            if change_id is not None:
                self._made.note(change_id)
                undo = partial(self._made.undo, change_id)
            self.page.stage.toast.say(text, self.tr("Undo"), undo, undoes=True, warns=warns)

    def _say_recorded(self, text: str, folder: object) -> None:
        """How recording goes, on whatever page; what is done can be opened."""
        if self._on_live:
            act = None if folder is None else lambda: self.shell.show_page("recordings")
            self.page.stage.toast.say(text, self.tr("Watch it"), act)

    def _choose(self, choice: str) -> None:
        {
            "retry": self.controller.retry_now,
            "again": self.controller.open_again,
            "start": self.controller.open_again,
            "choose": self.page.header.open_menu,
            "demo": self.desk.show_demo,
            "file": self.desk.ask_file,
            "folder": self.desk.ask_folder,
            "stream": self.desk.ask_stream,
            "camera": self.desk.use_camera,
            "look": self.desk.look_again,
        }[choice]()

    def _build(self) -> None:
        self.setCentralWidget(self.welcome.front)
        self.setWindowTitle("Facet")
        self.setMinimumSize(640, 420)
        self.setAcceptDrops(True)
        menus = self.commands.fill_menu_bar()
        menus["view"].addSeparator()
        theme_menu = QMenu(self.tr("&Theme"), self)
        menus["view"].addMenu(theme_menu)
        group = QActionGroup(self)
        choices: tuple[tuple[ThemeChoice, str], ...] = (
            ("system", self.tr("As the &system")),
            ("light", self.tr("&Light")),
            ("dark", self.tr("&Dark")),
            ("contrast", self.tr("&High contrast")),
        )
        for choice, words in choices:
            action = QAction(words, self)  # the window's own: a menu takes what is its own along
            theme_menu.addAction(action)
            action.setObjectName(f"theme_{choice}")
            action.setCheckable(True)
            action.setChecked(choice == self._theme.choice)
            action.triggered.connect(lambda _=False, choice=choice: self.keeper.change(theme=choice))
            group.addAction(action)
            self._theme_actions[choice] = action
        keys = ControlKeys(self._theme.app, lambda: self.commands["help"].shortcuts(), self)
        keys.help_asked.connect(lambda dialog: self.help.open_over(dialog, self.shell.shown))
        Pointed(self._theme.app, self)

    def _connect_actions(self) -> None:
        controller, desk = self.controller, self.desk
        acts: dict[str, Callable[[], object]] = {
            "open_file": desk.ask_file,
            "open_folder": desk.ask_folder,
            "open_stream": desk.ask_stream,
            "open_demo": desk.show_demo,
            "choose_source": self.page.header.open_menu,
            "snapshot": self.snapshots.save,
            "show_snapshots": self.snapshots.show_folder,
            "quit": self.close,
            "play_pause": controller.play_pause,
            "stop": controller.stop,
            "step": controller.step,
            "back": lambda: controller.seek(self.page.position_s - _SKIP_S),
            "forward": lambda: controller.seek(self.page.position_s + _SKIP_S),
            "start": lambda: controller.seek(0.0),
            "previous": lambda: controller.turn(-1),
            "next": lambda: controller.turn(1),
            "retry": controller.retry_now,
            "leave_full_screen": lambda: self.commands["full_screen"].setChecked(False),
            "shortcuts": lambda: show_dialog(ShortcutsDialog(self.commands.specs.values(), self)),
            "about": self.help.about,
            "help": lambda: self.help.open_for_page("" if self.welcome.shown else self.shell.shown),
            "welcome": self.welcome.open,
        }
        for name, act in acts.items():
            self.commands[name].triggered.connect(lambda _=False, act=act: act())

    def _connect_switches(self) -> None:
        stage = self.page.stage
        switches: dict[str, Callable[[bool], None]] = {
            "snapshot_overlay": lambda on: self.keeper.change(snapshot_with_overlay=on),
            "mirror": self._set_mirror,
            "overlay": self._set_boxes,
            "hud": self._set_hud,
            "panel": self._set_panel,
            "full_screen": self.set_full_screen,
            "loop": self.controller.set_loop,
        }
        for name, change in switches.items():
            self.commands[name].toggled.connect(change)
        self.page.choice_made.connect(self._choose)
        stage.picture.double_clicked.connect(self.commands["full_screen"].toggle)
        stage.picture.customContextMenuRequested.connect(self._open_context_menu)
        self.shell.page_shown.connect(self._page_shown)
        self.shell.page_chosen.connect(self.welcome.leave)
        self.welcome.shown_changed.connect(self._refresh)
        self.controller.source_asked.connect(lambda: self.shell.show_page(LIVE))
        self.controller.state_changed.connect(self._state_changed)
        self.controller.noted.connect(self._say_note)
        self.page.face_chosen.connect(self.people.open_face_menu)
        self._made = MadeHere(self.people, self)
        self.page.stage.toast.then_undo(self._made.undo_newest)
        self.page.stage.toast.then_redo(self._made.redo_newest)
        self.people.said.connect(self._say_done)
        self.people.doubted.connect(partial(self._say_done, warns=True))
        self.people.failed.connect(self._say_people_error)
        self.records.connect_to(self.commands["record"], self.commands["mark"], self.page.header.record)
        self.records.changed.connect(self._refresh)
        self.records.said.connect(self._say_recorded)
        self.records.failed.connect(self._say_error)
        self.keeper.unsaved.connect(self._say_error)
        self.keeper.changed.connect(self._check_theme)

    def _open_context_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("play_pause", "snapshot", "mirror", "overlay", "hud", "full_screen"):
            menu.addAction(self.commands[name])
        menu.popup(self.page.stage.picture.mapToGlobal(at))

    def _restore(self, settings: Settings) -> None:
        self.commands["leave_full_screen"].setEnabled(False)
        self.page.set_panel(settings.show_faces_panel)
        self.page.stage.picture.set_with_overlay(settings.show_boxes)
        place_window(self, settings.window)
        if settings.notice:
            self.page.notice(BannerView("warning", said(settings.notice), closable=True))

    def _remember_place(self) -> None:
        if not self.isFullScreen():
            self.keeper.change(window=window_place(self))
