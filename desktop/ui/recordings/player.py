"""Which frame of a recording is shown: playing, pausing, going there. Asks for one picture at a time."""

from __future__ import annotations

import bisect
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.recordings.work import RecordingsWork
from desktop.workers.tasks import Tasks

if TYPE_CHECKING:
    from desktop.ui.recordings.work import Shown

_BEAT_MS = 20


class Player(QObject):
    """The newest wish wins: while a picture is being read, others that were asked for are forgotten."""

    came = Signal(object)
    """A Shown."""
    state_changed = Signal()
    """Plays or pauses."""
    failed = Signal(Exception)

    def __init__(
        self,
        tasks: Tasks,
        work: RecordingsWork,
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._work = work
        self._clock = clock
        self._folder: Path | None = None
        self._times_s: Sequence[float] = ()
        self._wanted: int | None = None
        self._busy = False
        self.place = -1
        self._began_s = self._from_s = 0.0
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._follow)

    @property
    def playing(self) -> bool:
        """Whether time goes on."""
        return self._beat.isActive()

    @property
    def at_s(self) -> float:
        """The time of the frame that is shown, or will be."""
        return self._times_s[self.place] if 0 <= self.place < len(self._times_s) else 0.0

    def load(self, folder: Path | None, times_s: Sequence[float]) -> None:
        """Another recording, from its beginning; None for none."""
        self.pause()
        self._folder, self._times_s, self._wanted, self.place = folder, times_s, None, -1
        if folder is not None and times_s:
            self.go_to(0)

    def play(self) -> None:
        """On from here; from the beginning where the end is reached."""
        if not self._times_s:
            return
        if self.place >= len(self._times_s) - 1:
            self.place = 0
        self._from_s, self._began_s = self.at_s, self._clock()
        self._beat.start()
        self.state_changed.emit()

    def pause(self) -> None:
        """Stay here."""
        if self._beat.isActive():
            self._beat.stop()
            self.state_changed.emit()

    def toggle(self) -> None:
        """Play or pause."""
        self.pause() if self.playing else self.play()

    def seek(self, at_s: float) -> None:
        """To the frame that is shown at a time; what plays goes on from there."""
        if self._times_s:
            self.go_to(self._place_at(at_s))
            self._from_s, self._began_s = at_s, self._clock()

    def step(self, by: int) -> None:
        """So many frames on, or back; then it stays."""
        self.pause()
        self.go_to(self.place + by)

    def again(self) -> None:
        """Read the frame anew: its answers changed."""
        if self.place >= 0:
            self._ask(self.place)

    def go_to(self, place: int) -> None:
        """Show this frame."""
        if self._times_s:
            self.place = min(max(place, 0), len(self._times_s) - 1)
            self._ask(self.place)

    def _place_at(self, at_s: float) -> int:
        return max(bisect.bisect_right(self._times_s, at_s + 1e-6) - 1, 0)

    def _follow(self) -> None:
        at_s = self._from_s + self._clock() - self._began_s
        place = self._place_at(at_s)
        if place != self.place:
            self.go_to(place)
        if place >= len(self._times_s) - 1:
            self.pause()

    def _ask(self, place: int) -> None:
        self._wanted = place
        if not self._busy:
            self._read()

    def _read(self) -> None:
        place, self._wanted = self._wanted, None
        folder = self._folder
        if place is None or folder is None:
            return
        self._busy = True
        self._tasks.run(
            lambda: self._work.shown(folder, place), self._take, self._not_read, name="recorded-picture"
        )

    def _take(self, shown: Shown | None) -> None:
        self._busy = False
        if shown is not None and shown.folder == self._folder:
            self.came.emit(shown)
        self._read()

    def _not_read(self, error: Exception) -> None:
        self._busy = False
        self._wanted = None
        self.pause()
        self.failed.emit(error)
