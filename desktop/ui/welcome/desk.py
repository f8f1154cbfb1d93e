"""When the welcome is shown, what follows from each choice, and how it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.folders import data_dir
from desktop.ui.errors import error_words
from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.numbers import time_of_day
from desktop.ui.live.source_text import CAMERA_PREFIX
from desktop.ui.parts.held import held
from desktop.ui.services import Camera
from desktop.ui.shell import Shell
from desktop.ui.source_desk import SourceDesk
from desktop.ui.welcome.enrolling import Enrolling
from desktop.ui.welcome.page import WelcomePage
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.ui.pages import PageContext


class WelcomeDesk(QObject):
    """`front` is what the window shows: the shell, or the welcome in its place."""

    shown_changed = Signal()

    def __init__(self, shell: Shell, sources: SourceDesk, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._sources = sources
        self._context = context
        self._cameras: Sequence[Camera] | None = None  # while they are being looked for
        self._known = ""
        self.front = QStackedWidget()
        self.front.addWidget(shell)
        self.page: WelcomePage | None = None
        context.people.controller.source_asked.connect(self._source_asked)
        context.people.failed.connect(self._say_error)

    @property
    def shown(self) -> bool:
        """Whether it is shown now."""
        return self.page is not None

    def is_due(self, source_text: str | None) -> bool:
        """Whether this is the first run, and nothing was asked for. Settings set aside are no first run."""
        settings = self._context.keeper.settings
        return source_text is None and not settings.welcomed and not settings.notice

    def open(self) -> None:
        """Show the first step. From now on it comes only when it is asked for."""
        self._context.keeper.change(welcomed=True)
        if self.page is not None:
            return
        self.page = WelcomePage(self._context.theme)
        self._enrolling = Enrolling(self._context, self.page)
        self._enrolling.enrolled.connect(self._finish_with)
        self._enrolling.said.connect(self._say)
        self.page.chosen.connect(self._choose)
        self.front.addWidget(self.page)
        self.front.setCurrentWidget(self.page)
        self._look_for_cameras()
        self.shown_changed.emit()

    def leave(self) -> None:
        """Give the window back as it is."""
        page, self.page = self.page, None
        if page is not None:
            self.front.setCurrentWidget(self._shell)
            self.front.removeWidget(page)
            page.deleteLater()
            self._shell.page(self._shell.shown).setFocus()
            self.shown_changed.emit()

    def _choose(self, name: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "look": self._look_again,
            "demo": self._sources.show_demo,
            "file": self._sources.ask_file,
            "guided": self._guide,
            "photos": self._enrolling.from_photos,
            "later": lambda: self._finish_with(""),
            "back": self._go_back,
            "next": self._go_on,
            "finish": self._end,
            "skip": self._end,
        }
        if name.startswith(CAMERA_PREFIX):
            self._sources.open(name)
        else:
            acts[name]()

    def _go_back(self) -> None:
        assert self.page is not None
        if self.page.step == "done":
            self._ask_you()
        else:
            self.page.ask_source(self._cameras, _kept())

    def _go_on(self) -> None:
        """Where the user has been before."""
        assert self.page is not None
        if self.page.step == "source":
            self._ask_you()
        else:
            self._finish_with(self._known)

    def _end(self) -> None:
        """Where nothing is watched yet, the window begins as it always does."""
        self.leave()
        if self._context.people.controller.state.source is None:
            self._sources.begin(None)

    def _guide(self) -> None:
        if self._cameras:
            self._enrolling.from_camera(f"{CAMERA_PREFIX}{self._cameras[0].index}")

    def _look_for_cameras(self) -> None:
        assert self.page is not None
        self._cameras = None
        self.page.ask_source(None, _kept())
        services = self._context.services
        self._context.tasks.run(services.list_cameras, self._found, self._not_found, name="cameras")

    def _look_again(self) -> None:
        """One sees that it is looked, also where that takes no time."""
        if self.page is None or self._cameras is None:
            return  # it is looked already
        self._cameras, since_s = None, time.monotonic()
        self.page.ask_source(None, _kept(), again=True)

        def found(cameras: Sequence[Camera]) -> None:
            if cameras:
                self._found(cameras)
            else:
                held(since_s, lambda: self._found((), time_of_day(datetime.now(), seconds=True)), self)

        self._context.tasks.run(self._context.services.list_cameras, found, self._not_found, name="cameras")

    def _found(self, cameras: Sequence[Camera], looked_at: str = "") -> None:
        self._cameras = cameras
        if self.page is not None and self.page.step == "source":
            self.page.ask_source(cameras, _kept(), again=bool(looked_at), looked_at=looked_at)
        elif self.page is not None and self.page.step == "you":
            self._ask_you()

    def _not_found(self, error: Exception) -> None:
        self._found(())
        self._say_error(error)

    def _source_asked(self) -> None:
        """Chosen here, in a menu or dropped: the first step is done."""
        if self.page is not None and self.page.step == "source":
            self._ask_you()

    def _ask_you(self) -> None:
        assert self.page is not None
        count = None if self._cameras is None else len(self._cameras)
        self.page.ask_you(cameras=count, kept=_kept())

    def _finish_with(self, name: str) -> None:
        self._known = name
        if self.page is not None:
            commands = self._context.commands()
            self.page.say_done(name, commands.key("record"), commands.key("help"))

    def _say(self, tone: str, text: str, detail: str) -> None:
        if self.page is None:
            return
        if text:
            self.page.notice.say(tone, text, detail)  # type: ignore[arg-type]
        else:
            self.page.notice.clear()

    def _say_error(self, error: Exception) -> None:
        self._say("problem", *error_words(error))


def _kept() -> str:
    return translate(
        "Welcome",
        "Everything stays on this computer. Names and pictures of faces are kept in {folder}, only of those "
        "whom you add, and can be erased.",
    ).format(folder=apart(str(data_dir())))
