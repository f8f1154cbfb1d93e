"""Looking into a folder before it is learned from, and mending its split; one look at a time."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.training.commands import inspect_words, mend_words
from desktop.training.environment import Trainer
from desktop.training.events import Progress
from desktop.training.found import Found, read_found
from desktop.ui.training.trainer_process import Ended, TrainerProcess
from desktop.workers.tasks import Tasks
from vision.errors import FacetError

_END_WITHIN_S = 8.0


class CheckDesk(QObject):
    """Tells how far it is, what was found, and why nothing was."""

    progressed = Signal(int, int)
    found = Signal(object)
    """A Found."""
    mended = Signal(str)
    """The table that was written."""
    refused = Signal(object)
    """A FacetError with the trainer's own sentence."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._process: TrainerProcess | None = None
        self._beside: Path | None = None

    @property
    def running(self) -> bool:
        """Whether it looks now."""
        return self._process is not None

    def look(self, trainer: Trainer, data: str) -> None:
        """Look into this folder; an earlier look is dropped."""
        self.stop()
        beside = self._beside = Path(tempfile.mkdtemp(prefix="facet-look-"))
        out = beside / "found.json"
        self._run(trainer, inspect_words(data, out), lambda: self._read(out, beside))

    def mend(self, trainer: Trainer, data: str, table: str) -> None:
        """Write the mended split as a table."""
        self.stop()
        self._run(trainer, mend_words(data, Path(table)), lambda: self.mended.emit(table))

    def stop(self) -> None:
        """Drop what runs; nothing more is told of it."""
        process, self._process = self._process, None
        if process is not None:
            process.came.disconnect()
            process.ended.disconnect()
            process.ended.connect(lambda _: process.deleteLater())
            process.interrupt()
            self._tasks.run(
                lambda: process.wait_gone(_END_WITHIN_S), lambda _: process.end_now(), name="look"
            )
        self._clear()

    def _run(self, trainer: Trainer, words: list[str], done: object) -> None:
        process = self._process = TrainerProcess(trainer, words, None, self)
        process.came.connect(self._take)
        process.ended.connect(lambda ended: self._ended(ended, done))
        process.start()

    def _take(self, events: list) -> None:
        for event in events:
            if isinstance(event, Progress):
                self.progressed.emit(event.done, event.total)

    def _ended(self, ended: Ended, done) -> None:  # type: ignore[no-untyped-def]
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        if ended.well:
            done()
        else:
            self._clear()
            self.refused.emit(FacetError(ended.problem))

    def _read(self, out: Path, beside: Path) -> None:
        def read() -> Found:
            try:
                return read_found(out)
            finally:
                shutil.rmtree(beside, ignore_errors=True)

        self._tasks.run(read, self.found.emit, self.refused.emit, name="look")

    def _clear(self) -> None:
        beside, self._beside = self._beside, None
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
