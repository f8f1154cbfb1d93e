"""The training that runs now: its steps in turn, each a process; and an end that keeps it whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.training.commands import begin_words, export_words, report_words, resume_words
from desktop.training.environment import Trainer
from desktop.training.live import LiveTraining, Phase
from desktop.training.runs import LOG, Run, write_note
from desktop.ui.training.trainer_process import Ended, TrainerProcess
from desktop.workers.tasks import Tasks
from vision.errors import FacetError

_END_WITHIN_S = 8.0


@dataclass(frozen=True, slots=True)
class _Step:
    phase: Phase
    words: list[str]


class RunDesk(QObject):
    """One training at a time. Outlives the page being left."""

    changed = Signal()
    """It is further."""
    over = Signal(str, str)
    """The key of the run, and why it failed in a sentence; "" where it did as asked or was told to end."""

    def __init__(self, tasks: Tasks, failed: Callable[[Exception], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._fail = failed
        self._trainer: Trainer | None = None
        self._process: TrainerProcess | None = None
        self._steps: list[_Step] = []
        self.run: Run | None = None
        self.live: LiveTraining | None = None

    @property
    def key(self) -> str:
        """The running training's key; "" for none."""
        return self.run.key if self.run is not None else ""

    def begin(self, trainer: Trainer, run: Run) -> None:
        """Learn, make the model file, measure."""
        steps = [_Step("starting", begin_words(run.order, run.folder)), *_after(run)]
        self._start(trainer, run, steps)

    def resume(self, trainer: Trainer, run: Run) -> None:
        """Go on learning, then as `begin`."""
        if run.is_of_gallery:  # the same command goes on
            self.begin(trainer, run)
            return
        steps = [_Step("starting", resume_words(run.folder, run.order.device)), *_after(run)]
        self._start(trainer, run, steps)

    def finish(self, trainer: Trainer, run: Run) -> None:
        """Make the model file and the report of one that has learned."""
        self._start(trainer, run, _after(run))

    def cancel(self) -> None:
        """End it as Ctrl-C does: what is learned is kept."""
        if self.run is None:
            return
        self._steps = []
        if self.live is not None:
            self.live.ending = True
        if self._process is not None:
            self._process.interrupt()
        self.changed.emit()

    def end_with_window(self) -> None:
        """The window closes: end it, and keep the window's end waiting until it has."""
        self.cancel()
        process = self._process
        if process is None:
            return
        self._tasks.run(
            lambda: process.wait_gone(_END_WITHIN_S), lambda _: process.end_now(), name="training"
        )

    def _start(self, trainer: Trainer, run: Run, steps: list[_Step]) -> None:
        if self.run is not None:
            return
        self._trainer, self.run, self.live = trainer, run, LiveTraining(epochs=list(run.history))
        self._steps = steps
        self._tasks.run(lambda: write_note(run, ""), lambda _: self._next(), self._not_begun, name="training")
        self.changed.emit()

    def _next(self) -> None:
        assert self._trainer is not None
        assert self.run is not None
        assert self.live is not None
        if not self._steps:
            self._end("")
            return
        step = self._steps.pop(0)
        self.live.begin(step.phase)
        self._process = TrainerProcess(self._trainer, step.words, self.run.folder / LOG, self)
        self._process.came.connect(self._take)
        self._process.ended.connect(self._step_ended)
        self._process.start()
        self.changed.emit()

    def _not_begun(self, error: Exception) -> None:
        self.run, self.live, self._steps = None, None, []
        self._fail(error)

    def _take(self, events: list) -> None:
        if self.live is not None:
            for event in events:
                self.live.take(event, time.monotonic())
            self.changed.emit()

    def _step_ended(self, ended: Ended) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        if ended.well and self.live is not None and not self.live.ending:
            self._next()
        else:
            self._end(ended.problem)

    def _end(self, problem: str) -> None:
        run, self.run, self.live, self._steps = self.run, None, None, []
        assert run is not None
        if not problem:
            self.over.emit(run.key, "")
            return

        def noted(kept: bool) -> None:
            self.over.emit(run.key, problem)
            if not kept:
                self._fail(FacetError(problem))

        self._tasks.run(lambda: _note_end(run, problem), noted, self._fail, name="training")


def _note_end(run: Run, problem: str) -> bool:
    """Keeps why it ended; False where its folder was erased meanwhile, with somebody whom it learned from."""
    if not run.folder.is_dir():
        return False
    write_note(run, problem)
    return True


def _after(run: Run) -> list[_Step]:
    """What follows the learning; a gallery's people are measured while they are learned."""
    if run.is_of_gallery:
        return []
    return [
        _Step("exporting", export_words(run.folder, run.model.parent)),
        _Step("measuring", report_words(run.folder, run.model, run.report)),
    ]
