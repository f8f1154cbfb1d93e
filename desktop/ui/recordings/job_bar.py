"""One long work of the page at a time: what it is, how far, and a way to cancel it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.texts import label
from desktop.ui.theme.tokens import SPACE
from desktop.workers.stream import ResultStream
from desktop.workers.tasks import Tasks


class JobBar(QFrame):
    """Hidden while nothing runs."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._stop = Event()
        self.runs = ""
        self._stream = ResultStream(self)
        self._stream.came.connect(self._show)
        self.setProperty("role", "footer")
        self._words = label(role="muted")
        self._bar = BusyBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stop it"))
        self.cancel.clicked.connect(self.stop)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.small)
        across.setSpacing(SPACE.medium)
        across.addWidget(self._words)
        across.addWidget(self._bar, 1)
        across.addWidget(self.cancel)
        self.hide()

    def run(
        self,
        words: str,
        work: Callable[[Callable[[int, int], None], Event], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> bool:
        """Runs `work` with what hears of progress and what stops it. False where something runs already."""
        if self.runs:
            return False
        self.runs, stop = words, Event()
        self._stop = stop
        self._words.setText(words)
        self._bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self.show()

        def ended(result: Any) -> None:
            self._end()
            done(result)

        def broke(error: Exception) -> None:
            self._end()
            failed(error)

        say = self._stream.put
        self._tasks.run(lambda: work(lambda *at: say(at), stop), ended, broke, name="recording-job")
        return True

    def stop(self) -> None:
        """End it soon."""
        self._stop.set()
        self.cancel.setEnabled(False)

    def _show(self, told: list[tuple[int, int]]) -> None:
        done, whole = told[-1]
        if self.runs:
            self._bar.setRange(0, whole)
            self._bar.setValue(done)

    def _end(self) -> None:
        self.runs = ""
        self.hide()
