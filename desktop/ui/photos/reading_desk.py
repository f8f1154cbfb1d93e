"""Reading photos, and asking about them: one job at a time, what comes meanwhile waits its turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from desktop.settings import Settings
from desktop.ui.photos.face_items import Place
from desktop.ui.photos.left_over import Left, LeftOver
from desktop.ui.photos.work import PhotosWork
from desktop.workers.stream import ResultStream
from desktop.workers.tasks import Tasks

if TYPE_CHECKING:
    from desktop.photos.reading import PhotoResult
    from desktop.photos.whole import PictureAnswer

Job = Literal["", "find", "read", "ask"]


class ReadingDesk(QObject):
    """Holds what every photo shows. Everything slow happens in `tasks`."""

    came = Signal(list)
    """PhotoResults of photos that were not there before."""
    answered = Signal(list)
    """PhotoResults that have another answer for the photo as a whole."""
    moved = Signal()
    """A job has begun, gone on or ended."""
    ended = Signal()
    failed = Signal(Exception)

    def __init__(
        self,
        tasks: Tasks,
        work: PhotosWork,
        settings: Callable[[], Settings],
        asked_digest: Callable[[], str],
        parent: QObject,
    ) -> None:
        """`asked_digest`: the model that is asked about photos as wholes, "" for none."""
        super().__init__(parent)
        self._tasks = tasks
        self._work = work
        self._settings = settings
        self._asked_digest = asked_digest
        self._stop = Event()
        self._waiting: list[Path] = []
        self._searched: list[Path] = []
        self._reading: list[Path] = []
        self._left_over = LeftOver()
        self._tried: set[tuple[Path, str]] = set()
        self._since_s = 0.0
        self.results: dict[Path, PhotoResult] = {}
        self.job: Job = ""
        self.done = self.whole = 0
        self.has_read = False
        self._read_stream, self._ask_stream = ResultStream(self), ResultStream(self)
        self._read_stream.came.connect(self.take)
        self._ask_stream.came.connect(self._take_answers)

    @property
    def seconds(self) -> float:
        """How long the job has been going on."""
        return time.monotonic() - self._since_s

    @property
    def left(self) -> Left | None:
        """What a stop left undone."""
        return self._left_over.left(self.results, self._asked_digest())

    def add(self, chosen: Sequence[Path]) -> None:
        """Read these photos and folders, after those that are being read."""
        self._waiting.extend(chosen)
        self._next()

    def ask(self) -> None:
        """Ask the model that is chosen now about every photo that it was not asked about."""
        digest = self._asked_digest()
        self._tried.clear()
        self._left_over.asked()
        for path, result in self.results.items():
            if result.whole is not None and result.whole.digest != digest:
                self.results[path] = replace(result, whole=None)
        if self.job == "ask":
            self._stop.set()  # another model was asked
        self._next()

    def cancel(self) -> None:
        """End after the photo at hand; what is left can be done later."""
        if self.job:
            self._keep(self._waiting)
        self._waiting.clear()
        digest = self._asked_digest()
        self._tried.update((path, digest) for path in self.results)
        self._stop.set()

    def go_on(self) -> None:
        """Do what a stop left undone."""
        self._tried.clear()
        self.add(self._left_over.again(self.results))

    def leave(self) -> None:
        """What a stop left undone stays so."""
        self._left_over.forget()

    def clear(self) -> None:
        """Forget every photo."""
        self.results.clear()
        self._tried.clear()
        self._left_over.forget()

    @property
    def faces_shown(self) -> int:
        """How many faces there are in all photos, without those that are none."""
        return sum(len(result.places) for result in self.results.values())

    def mark(self, places: Iterable[Place], *, are_faces: bool) -> list[PhotoResult]:
        """There is a face, or none, at these places of photos: the photos that show other ones now."""
        at: dict[Path, set[int]] = {}
        for path, place in places:
            at.setdefault(path, set()).add(place)
        changed = []
        for path in at.keys() & self.results.keys():
            before = self.results[path]
            none = before.not_faces - at[path] if are_faces else before.not_faces | at[path]
            if none != before.not_faces:
                self.results[path] = replace(before, not_faces=none)
                changed.append(self.results[path])
        return changed

    def name(self, photos: Iterable[PhotoResult]) -> list[PhotoResult]:
        """The faces of these have other names: the photos, with all else that became known meanwhile."""
        named = [replace(self.results[photo.path], analysis=photo.analysis) for photo in photos]
        self.results.update((photo.path, photo) for photo in named)
        return named

    def take(self, results: list[PhotoResult]) -> None:
        """These have been read."""
        if self.job != "read":
            return
        self.done += len(results)
        self.results.update((result.path, result) for result in results)
        self.came.emit(results)
        self.moved.emit()

    def _next(self) -> None:
        if self.job:
            return
        if self._waiting:
            self._find()
        elif unasked := self._unasked():
            self._ask(unasked)

    def _find(self) -> None:
        chosen, self._waiting = self._waiting, []
        self._searched = chosen
        stop = self._begin("find", 0)
        self._tasks.run(
            lambda: self._work.find(chosen, stop),
            lambda found: self._read(found, stop),
            self._end,
            name="find",
        )
        self.moved.emit()

    def _read(self, found: list[Path], stop: Event) -> None:
        photos = [path for path in found if path not in self.results]
        if not stop.is_set():
            self._left_over.found(self._searched)
        self._searched, self._reading = [], photos
        self.job, self.whole, self._since_s = "read", len(photos), time.monotonic()
        settings = self._settings()
        self._tasks.run(
            lambda: self._work.read(photos, settings, self._read_stream.put, stop),
            lambda _: self._end(None),
            self._end,
            name="photos",
        )
        self.moved.emit()

    def _unasked(self) -> list[Path]:
        digest = self._asked_digest()
        return [
            path
            for path, result in self.results.items()
            if digest
            and result.analysis is not None
            and (result.whole is None or result.whole.digest != digest)
            and (path, digest) not in self._tried
        ]

    def _ask(self, photos: list[Path]) -> None:
        stop, settings, digest = self._begin("ask", len(photos)), self._settings(), self._asked_digest()
        self._tasks.run(
            lambda: self._work.ask(photos, settings, self._ask_stream.put, stop),
            lambda _: self._asked(photos, digest, stop),
            lambda error: self._asked(photos, digest, stop, error),
            name="photos",
        )
        self.moved.emit()

    def _asked(self, photos: list[Path], digest: str, stop: Event, error: Exception | None = None) -> None:
        if not stop.is_set():
            self._tried.update((path, digest) for path in photos)
            self._left_over.asked()
        self._end(error)

    def _take_answers(self, answers: list[tuple[Path, PictureAnswer | None]]) -> None:
        self.done += len(answers)
        answered = []
        for path, answer in answers:
            result = self.results.get(path)
            if result is not None and answer is not None and answer.digest == self._asked_digest():
                self.results[path] = replace(result, whole=answer)
                answered.append(self.results[path])
        self.answered.emit(answered)
        self.moved.emit()

    def _begin(self, job: Job, whole: int) -> Event:
        self._stop = Event()
        self.job, self.done, self.whole, self._since_s = job, 0, whole, time.monotonic()
        return self._stop

    def _keep(self, waiting: Sequence[Path] = ()) -> None:
        """What was to be done and is not, so that it can be done later."""
        self._left_over.keep([*self._searched, *waiting], self._reading, self.results)
        self._left_over.keep_unasked(self._unasked(), self._asked_digest())

    def _end(self, error: Exception | None) -> None:
        self._read_stream.flush()
        self._ask_stream.flush()
        self.has_read = self.has_read or self.job in ("find", "read")
        if error is not None:
            self._keep()
        self._searched, self._reading = [], []
        self.job = ""
        if error is not None:
            self.failed.emit(error)
        self.ended.emit()
        if error is None:
            self._next()
        elif self._waiting:
            self._find()
        self.moved.emit()
