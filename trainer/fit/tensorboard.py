"""TensorBoard's event files, one folder a stage: written by the tensorboard package, without TensorFlow."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from vision.errors import DataUnusable, FacetError

if TYPE_CHECKING:
    from trainer.fit.loop import FitEvent

FOLDER = "tensorboard"


class Board:
    """Writes each epoch's figures below `folder`; use with `with`, so that the last are on the disk."""

    def __init__(self, folder: Path) -> None:
        """Raises FacetError where the tensorboard package is absent."""
        try:
            from tensorboard.compat.proto.event_pb2 import Event
            from tensorboard.compat.proto.summary_pb2 import Summary
            from tensorboard.summary.writer.event_file_writer import EventFileWriter
        except ModuleNotFoundError as error:
            raise FacetError(
                "TensorBoard's event files were asked for, but the package tensorboard is not installed.",
                hint="pip install tensorboard, or leave --tensorboard out: curves.png is written anyway.",
            ) from error
        self._folder = folder
        self._event, self._summary, self._open = Event, Summary, EventFileWriter
        self._writers: dict[str, Any] = {}

    def __enter__(self) -> Board:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    def write(self, stage: str, event: FitEvent) -> None:
        """The figures of a finished epoch; steps are not written. Raises DataUnusable for a full disk."""
        if event.kind != "epoch":
            return
        values = [
            self._summary.Value(tag=name, simple_value=value) for name, value in sorted(event.figures.items())
        ]
        summary = self._summary(value=values)
        try:
            if stage not in self._writers:
                self._writers[stage] = self._open(str(self._folder / stage.replace(" ", "-")))
            self._writers[stage].add_event(
                self._event(wall_time=time.time(), step=event.epoch, summary=summary)
            )
            self._writers[stage].flush()
        except OSError as error:
            raise DataUnusable(
                self._folder,
                f"the event file can't be written ({error.strerror})",
                hint="Free some space and use --resume.",
            ) from error
