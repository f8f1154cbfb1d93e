"""The window's commands that act on the recording that is open, with the keys that the user gave them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.actions import Actions
    from desktop.ui.recordings.record_desk import RecordDesk
    from desktop.ui.recordings.recording_view import RecordingView

_BUTTONS = {
    "recording_play": "play",
    "recording_back": "back",
    "recording_on": "forward",
    "marker_before": "before",
    "marker_after": "after",
    "mark": "mark",
}
"""By command: the button that does the same, and tells the key."""


class PageKeys(QObject):
    """They act while the page is in sight and a recording is open."""

    mark_asked = Signal()

    def __init__(
        self,
        page: QWidget,
        view: RecordingView,
        records: RecordDesk,
        commands: Callable[[], Actions],
        acts: dict[str, Callable[[], None]],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._view = view
        self._records = records
        self._commands = commands
        self._acts = acts
        self._connected = False
        records.mark_asked.connect(self._mark)

    def allow(self, allowed: bool) -> None:
        """Whether a recording is open and in sight."""
        commands = self._commands()
        if not self._connected:
            self._connected = True
            for name, act in self._acts.items():
                commands[name].triggered.connect(lambda _=False, act=act: self._do(act))
        for name in self._acts:
            commands[name].setEnabled(allowed)
        self._records.offer_mark(allowed)

    def show_keys(self) -> None:
        """Each button tells the key of now."""
        for command, button in _BUTTONS.items():
            self._view.show_key(button, self._commands().key(command))

    def _do(self, act: Callable[[], None]) -> None:
        if self._page.isVisible():
            act()

    def _mark(self) -> None:
        self._do(self.mark_asked.emit)
