"""Ends the program once so many pictures were painted: `facet --quit-after`, for the bundle's smoke test."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from desktop.ui.live.picture_view import PictureView


class PaintedCount(QObject):
    """Counts what a picture view paints; says the first on standard output, and at `enough` the sum.

    A line is a JSON object: `pictures` painted so far, `faces` the most that one of them showed.
    """

    def __init__(self, view: PictureView, enough: int, close: Callable[[], None]) -> None:
        super().__init__(view)
        self._view = view
        self._enough = enough
        self._close = close
        self._pictures = 0
        self._faces = 0
        # Queued: a window isn't closed from inside its painting.
        view.painted.connect(self._painted, Qt.ConnectionType.QueuedConnection)

    def _painted(self) -> None:
        self._pictures += 1
        self._faces = max(self._faces, len(self._view.faces))
        if self._pictures == 1:
            self._say()
        if self._pictures == self._enough:
            if self._pictures > 1:
                self._say()
            self._close()

    def _say(self) -> None:
        print(json.dumps({"pictures": self._pictures, "faces": self._faces}), file=sys.stdout, flush=True)
