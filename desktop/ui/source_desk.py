"""Asking what to watch: at the start, through dialogs, from the menu of sources, among cameras."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.settings import CameraSettings
from desktop.ui.dialogs import show_dialog
from desktop.ui.file_dialogs import ask_file, ask_folder
from desktop.ui.i18n.numbers import time_of_day
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.live_state import Phase
from desktop.ui.live.live_words import page
from desktop.ui.live.source_menu import SourceMenu
from desktop.ui.live.source_text import CAMERA_PREFIX, is_file, is_stream, lacks_password, memorable
from desktop.ui.parts.announce import announce
from desktop.ui.parts.held import held
from desktop.ui.services import Camera, Services
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.stream_dialog import StreamDialog
from desktop.workers.tasks import Tasks


class SourceDesk(QObject):
    """Knows how a source is asked for; the controller opens it."""

    def __init__(
        self,
        window: QWidget,
        menu: SourceMenu,
        controller: LiveController,
        keeper: SettingsKeeper,
        services: Services,
        tasks: Tasks,
        failed: Callable[[Exception], None],
        refused: Callable[[str, Exception], None],
    ) -> None:
        """`refused`: this file or folder can't be watched; what was watched goes on."""
        super().__init__(window)
        self._window = window
        self._menu = menu
        self._controller = controller
        self._keeper = keeper
        self._services = services
        self._tasks = tasks
        self._failed = failed
        self._refused = refused
        self._asked = 0  # sources, each of which makes the one before a thing of the past
        controller.source_asked.connect(self._ask_anew)
        menu.source_chosen.connect(self.open)
        menu.camera_settings_chosen.connect(self._take_camera_settings)
        menu.cameras_asked.connect(self._list_cameras)

    def begin(self, source_text: str | None) -> None:
        """Watch what was asked for, else what was watched last, else a camera if there is one."""
        settings = self._keeper.settings
        text = source_text or (settings.last_source if settings.open_last_source else None)
        if text:
            self._controller.open(text)
            if text.startswith(CAMERA_PREFIX):
                self._list_cameras()  # for its name
        else:
            self.use_camera()

    def use_camera(self) -> None:
        """The first camera there is, or the page that says there is none."""
        self._controller.look_for_camera()
        self._list_cameras(self._use_first)

    def look_again(self) -> None:
        """A camera may have been plugged in. One sees that it was looked for, and hears it."""
        since_s = time.monotonic()

        def found(cameras: Sequence[Camera]) -> None:
            if cameras:
                self._use_first(cameras)
            else:
                held(since_s, self._still_none, self)

        self._controller.look_for_camera()
        self._say_page()
        self._list_cameras(found)

    def open(self, text: str) -> None:
        """Watch `text`; an address whose password was not kept is asked for first.

        While something is watched, perhaps recorded, a file is looked into before that is ended.
        """
        if lacks_password(text):
            self.ask_stream(text)
        elif is_file(text) and not self._controller.is_idle:
            self.open_if_sound(text)
        else:
            self._controller.open(text)

    def open_if_sound(self, text: str) -> None:
        """Watch a file or folder if it can be watched; if not, nothing ends, and it is said why."""
        asked = self._ask_anew()

        def sound(_: None) -> None:
            if asked == self._asked:
                self._controller.open(text)

        def refused(error: Exception) -> None:
            if asked == self._asked:
                self._refused(text, error)

        self._tasks.run(lambda: self._services.judge(text), sound, refused, name="judge")

    def show_demo(self) -> None:
        """Watch the built-in demo."""
        self._controller.open("demo")

    def ask_file(self) -> None:
        """Ask for a video or a photo."""
        ask_file(self._window, self._keeper, self.open)

    def ask_folder(self) -> None:
        """Ask for a folder of photos."""
        ask_folder(self._window, self._keeper, self.open)

    def ask_stream(self, first: str = "") -> None:
        """Ask for a stream's address; one that has just failed is there to be mended."""
        recent = [text for text in self._keeper.settings.recent_sources if is_stream(text)]
        dialog = StreamDialog(recent, first or self._failed_address(), self._window)
        dialog.accepted.connect(lambda: self._controller.open(dialog.text))
        show_dialog(dialog)

    def _failed_address(self) -> str:
        """What could not be opened, without its password."""
        state = self._controller.state
        failed = state.phase is Phase.FAILED or state.is_awaited
        if state.source is None or not failed or not is_stream(state.source):
            return ""
        try:
            return memorable(state.source)
        except ValueError:  # no address at all, from a command line
            return ""

    def _ask_anew(self) -> int:
        self._asked += 1
        return self._asked

    def _list_cameras(self, then: Callable[[Sequence[Camera]], None] | None = None) -> None:
        def done(cameras: Sequence[Camera]) -> None:
            self._menu.show_cameras(cameras)
            self._controller.state_changed.emit()  # a camera may have got its name
            if then is not None:
                then(cameras)

        self._tasks.run(self._services.list_cameras, done, self._not_listed, name="cameras")

    def _use_first(self, cameras: Sequence[Camera]) -> None:
        if self._controller.state.source is not None:
            return  # the user was faster
        if cameras:
            self._controller.open(f"{CAMERA_PREFIX}{cameras[0].index}")
        else:
            self._controller.no_camera()

    def _still_none(self) -> None:
        if self._controller.state.source is None:
            self._controller.no_camera(time_of_day(datetime.now(), seconds=True))
            self._say_page()

    def _say_page(self) -> None:
        view = page(self._controller.state, "")
        announce(self._window, view.title if view is not None else "")

    def _not_listed(self, error: Exception) -> None:
        self._failed(error)
        self._menu.show_cameras(())
        if self._controller.state.source is None:
            self._controller.no_camera()

    def _take_camera_settings(self, camera: CameraSettings) -> None:
        self._keeper.change(camera=camera)
        if self._controller.is_idle and (self._controller.state.source or "").startswith(CAMERA_PREFIX):
            self._controller.open_again()  # what runs is opened anew by the change itself
