"""One command of the trainer as another process: its events as a signal, its words in a log, its end."""

from __future__ import annotations

import logging
import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from desktop.training.environment import Trainer, child_environment
from desktop.training.events import Progress, WholeLines, event_of
from desktop.ui.words import translate

_log = logging.getLogger(__name__)
_PATIENCE_MS = 20_000
INTERRUPTED = 130
_LAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: its exit status (None for a crash), and the last line that it said to people."""

    status: int | None
    last_words: str
    by_us: bool

    @property
    def well(self) -> bool:
        """Whether it did what was asked."""
        return self.status == 0

    @property
    def problem(self) -> str:
        """Why it ended, as a sentence; "" where it did as asked, or was told to end."""
        if self.well or self.by_us or self.status == INTERRUPTED:
            return ""
        if self.status == 2 and self.last_words:
            return self.last_words
        said = translate("Training", "The trainer ended unexpectedly.")
        return f"{said} {self.last_words}".rstrip()


class TrainerProcess(QObject):
    """Runs in a session of its own, so that a Ctrl-C in Facet's terminal is not one for it."""

    came = Signal(list)
    """Events, in their order."""
    ended = Signal(object)
    """Ended, once."""

    def __init__(
        self, trainer: Trainer, words: list[str], log: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._log_path = log
        self._lines = WholeLines()
        self._said = b""
        self._by_us = False
        self._over = False
        self._gone = threading.Event()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._kill)
        self._process = QProcess(self)
        program, *arguments = trainer.command(words)
        self._process.setProgram(program)
        self._process.setArguments(arguments)
        environment = QProcessEnvironment()
        for name, value in child_environment(os.environ, trainer.python).items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.setStandardInputFile(QProcess.nullDevice())
        if os.name != "nt":
            flags = QProcess.UnixProcessFlag
            self._process.setUnixProcessParameters(flags.CreateNewSession | flags.ResetSignalHandlers)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_words)
        self._process.errorOccurred.connect(self._failed)
        self._process.finished.connect(self._finished)

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return not self._over

    def start(self) -> None:
        """Begin; its first words may take seconds."""
        self._write_log((" ".join(self._words) + "\n").encode())
        self._process.start()

    def interrupt(self) -> None:
        """Ask it to end, as Ctrl-C does; it is ended harder where it doesn't."""
        if self._over:
            return
        self._by_us = True
        pid = self._process.processId()
        if os.name == "nt" or not pid:
            self._process.kill()  # a process without a console has no Ctrl-C; its last epoch is kept
            return
        _signal_group(pid, signal.SIGINT)
        if not self._patience.isActive():
            self._patience.start()

    def wait_gone(self, within_s: float) -> bool:
        """Whether it ended within that time; for a thread, never the window's."""
        return self._gone.wait(within_s)

    def end_now(self) -> None:
        """End it without asking, and wait; for the end of the window."""
        if self._over:
            return
        self._by_us = True
        self._kill()
        self._process.waitForFinished(2000)

    def _kill(self) -> None:
        pid = self._process.processId()
        if os.name != "nt" and pid:
            _signal_group(pid, signal.SIGKILL)
        self._process.kill()

    def _read(self) -> None:
        self._tell(self._lines.take(bytes(self._process.readAllStandardOutput().data())))

    def _tell(self, lines: list[bytes]) -> None:
        """Hand the events on; all but progress goes into the log."""
        told = [(line, event_of(line)) for line in lines]
        self._write_log(b"".join(line + b"\n" for line, event in told if not isinstance(event, Progress)))
        if told:
            self.came.emit([event for _, event in told])

    def _read_words(self) -> None:
        content = bytes(self._process.readAllStandardError().data())
        self._write_log(content)
        self._said = b"\n".join((self._said + content).splitlines()[-_LAST_WORDS:]) + b"\n"

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._said = self._process.errorString().encode()
            self._end(None)

    def _finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._read()
        self._read_words()
        self._tell(self._lines.end())
        self._end(status if how is QProcess.ExitStatus.NormalExit else None)

    def _end(self, status: int | None) -> None:
        if self._over:
            return
        self._over = True
        self._patience.stop()
        self._gone.set()
        lines = [line.strip() for line in self._said.decode("utf-8", "replace").splitlines() if line.strip()]
        self.ended.emit(Ended(status, lines[-1] if lines else "", self._by_us))

    def _write_log(self, content: bytes) -> None:
        if self._log_path is None or not content:
            return
        try:
            with self._log_path.open("ab") as file:
                file.write(content)
        except OSError as error:
            _log.warning("%s can't be written: %s", self._log_path, error)


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Its whole group: what it started ends with it."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
    except PermissionError:
        os.kill(pid, number)
