"""What of the live picture and of recordings is told to screen readers; messages tell themselves."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.ui.live.face_news import FaceNews
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.live_state import Phase
from desktop.ui.live.page import LivePage
from desktop.ui.parts.announce import announce
from desktop.ui.recordings.record_desk import RecordDesk


class Announcer(QObject):
    """One for each window; made after its live page, so that it sees the faces that are shown."""

    def __init__(
        self,
        page: LivePage,
        controller: LiveController,
        records: RecordDesk,
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._controller = controller
        self._clock = clock
        self._news = FaceNews()
        controller.view_came.connect(lambda _: self._look())
        controller.state_changed.connect(self._tell_failure)
        controller.left.connect(self._begin_anew)
        records.said.connect(self._recorded)

    def _look(self) -> None:
        if not self._page.isVisible() or self._controller.state.is_photos:
            return
        announce(self._page, self._news.take(self._page.stage.picture.faces, self._clock()))

    def _tell_failure(self) -> None:
        """A source that can't be shown says so in the middle of the page, where nothing has the focus."""
        state = self._controller.state
        if state.phase is Phase.FAILED:
            announce(self._page, state.problem, urgent=True)

    def _begin_anew(self) -> None:
        self._news = FaceNews()

    def _recorded(self, text: str, _folder: object) -> None:
        if not self._page.isVisible():  # else the message over the picture is told
            announce(self._page, text)
