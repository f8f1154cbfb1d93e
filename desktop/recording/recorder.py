"""Recording a live session: what was analysed goes to disk in a thread of its own; nobody waits for it."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.engine.live_events import LiveView
from desktop.engine.sources.base import SourceInfo
from desktop.recording.clock import RecordingClock
from desktop.recording.picture_file import PictureWriter
from desktop.recording.session_file import PICTURE_FILE, SessionFile
from vision.errors import FacetError

_log = logging.getLogger(__name__)
_WAITING_ANSWERS = 600
_WAITING_PICTURES = 12  # some 30 MB at 1280x720
_COMMIT_EVERY_S = 0.5
_STOP_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Recorded:
    """How a recording stands. `problem`: why it ended by itself; "" while all is well."""

    folder: Path
    elapsed_s: float
    frames: int
    lost_answers: int
    lost_pictures: int
    problem: str = ""


@dataclass(frozen=True)
class _Mark:
    time_s: float
    text: str


@dataclass(frozen=True, eq=False)
class _Seen:
    """`lost_since_s`: when the picture before came, where the source was lost since then."""

    view: LiveView
    time_s: float
    run: int
    with_picture: bool
    lost_since_s: float | None = None


class Recorder:
    """One recording. `take` is an observer of a live session: it returns at once, whatever the disk does."""

    def __init__(
        self, folder: Path, info: SourceInfo, *, with_picture: bool, facts: Mapping[str, Any] | None = None
    ) -> None:
        """Makes the recording's files in `folder`, which is there. Raises FacetError."""
        self.folder = folder
        self._with_picture = with_picture
        self._clock = RecordingClock(info.live, info.fps)
        self._live = info.live
        self._run: int | None = None
        self._losses: list[tuple[float, float]] = []
        self._file = SessionFile(folder, make=True)
        self._waiting: queue.Queue[_Seen | _Mark | None] = queue.Queue()
        self._pictures_waiting = 0
        self._lock = threading.Lock()
        self._elapsed_s = 0.0
        self._frames = self._lost_answers = self._lost_pictures = 0
        self._problem = ""
        self._closed = False
        first = {
            "began_s": time.time(),
            "title": "",
            "source": info.name,
            "kind": info.kind,
            "with_picture": with_picture,
            "ended": False,
        }
        with self._file.transaction():
            self._file.note({**first, **(facts or {})})
        self._thread = threading.Thread(target=self._write_all, name="facet-recording")
        self._thread.start()

    @property
    def state(self) -> Recorded:
        """How it stands now; from any thread."""
        with self._lock:
            return Recorded(
                self.folder,
                self._elapsed_s,
                self._frames,
                self._lost_answers,
                self._lost_pictures,
                self._problem,
            )

    def take(self, view: LiveView, run: int) -> None:
        """One analysed picture, with the number of its run. Pictures that stand still are not recorded."""
        if any(face.track is None for face in view.analysis.faces):
            return
        with self._lock:
            if self._closed or self._problem:
                return
            time_s = self._clock.time_of(view.frame, run)
            if time_s is None:
                return
            before_s, self._elapsed_s = self._elapsed_s, time_s
            lost = self._live and self._run not in (None, run)
            self._run = run
            if self._waiting.qsize() >= _WAITING_ANSWERS:
                self._lost_answers += 1
                return
            keep = self._with_picture and self._pictures_waiting < _WAITING_PICTURES
            self._lost_pictures += int(self._with_picture and not keep)
            self._pictures_waiting += int(keep)
            self._waiting.put(_Seen(view, time_s, run, keep, before_s if lost else None))

    def mark(self, text: str = "") -> float:
        """A marker now: where it stands, in seconds."""
        with self._lock:
            if not self._closed:
                self._waiting.put(_Mark(self._elapsed_s, text))
            return self._elapsed_s

    def stop(self) -> Recorded:
        """Writes what waits, and closes the files. May take seconds; may be called twice."""
        with self._lock:
            already, self._closed = self._closed, True
        if not already:
            self._waiting.put(None)
        self._thread.join(_STOP_PATIENCE_S)
        return self.state

    def _write_all(self) -> None:
        """The body of the thread."""
        pictures = PictureWriter(self.folder / PICTURE_FILE) if self._with_picture else None
        try:
            self._write_until_told(pictures)
            if pictures is not None:
                pictures.close()
            self._finish()
        except FacetError as error:
            self._fail(str(error))
        except OSError as error:
            self._fail(f"The recording can't be written ({error.strerror or error}).")
        except Exception:  # noqa: BLE001 - the edge of a thread: told and logged
            _log.exception("the recording thread failed")
            self._fail("Recording failed unexpectedly. The log has the details.")
        finally:
            if pictures is not None:
                with suppress(OSError):
                    pictures.close()
            self._file.close()

    def _write_until_told(self, pictures: PictureWriter | None) -> None:
        """Takes what waits, half a second's worth in each transaction."""
        ends = False
        while not ends:
            first = self._waiting.get()
            with self._file.transaction():
                until_s = time.monotonic() + _COMMIT_EVERY_S
                ends = self._write(first, pictures)
                while not ends and (left_s := until_s - time.monotonic()) > 0:
                    try:
                        ends = self._write(self._waiting.get(timeout=left_s), pictures)
                    except queue.Empty:
                        break

    def _write(self, one: _Seen | _Mark | None, pictures: PictureWriter | None) -> bool:
        """Writes one thing into the transaction. True for the last."""
        match one:
            case _Mark(time_s=time_s, text=text):
                self._file.write("INSERT INTO markers(time_s, text) VALUES(?, ?)", (time_s, text))
            case _Seen():
                self._write_seen(one, pictures if one.with_picture else None)
            case None:
                return True
        return False

    def _write_seen(self, seen: _Seen, pictures: PictureWriter | None) -> None:
        view, number = seen.view, None
        if pictures is not None:
            number = pictures.write(view.frame.image_bgr, seen.time_s)
            with self._lock:
                self._pictures_waiting -= 1
        faces = [self._clock.numbered(face, seen.run) for face in view.analysis.faces]
        self._file.add(seen.time_s, view.analysis, faces, number)
        if seen.lost_since_s is not None:
            self._losses.append((seen.lost_since_s, seen.time_s))
            self._file.note({"losses": self._losses})
        with self._lock:
            self._frames += 1

    def _finish(self) -> None:
        state = self.state
        with self._file.transaction():
            self._file.note(
                {"ended": True, "lost_answers": state.lost_answers, "lost_pictures": state.lost_pictures}
            )

    def _fail(self, sentence: str) -> None:
        with self._lock:
            self._problem = sentence
        while True:  # whoever waits for pictures lets them go
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                return
