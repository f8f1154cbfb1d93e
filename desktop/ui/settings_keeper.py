"""The settings while the window runs: changed at once, saved a moment later, off the window's thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.settings import Settings, save_settings, settings_path
from desktop.workers.tasks import Tasks

SAVE_AFTER_MS = 400


class SettingsKeeper(QObject):
    """Holds the one Settings of the window. `save_now` and `changed` are for the window's thread."""

    changed = Signal(object)
    """The Settings as they were before."""
    unsaved = Signal(Exception)
    """Saving failed; told once until it works again."""

    def __init__(
        self, settings: Settings, tasks: Tasks, parent: QObject | None = None, path: Path | None = None
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._tasks = tasks
        self._path = path or settings_path()
        self._saved = settings
        self._saving = False
        self._complained = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    def change(self, **values: Any) -> None:
        """Other values from now on."""
        self.take(self.settings.changed(**values))

    def take(self, settings: Settings) -> None:
        """Other settings from now on."""
        if settings != self.settings:
            before, self.settings = self.settings, settings
            self._timer.start()
            self.changed.emit(before)

    def save_now(self) -> None:
        """Save what has changed. One save at a time: what changes meanwhile is saved after it."""
        self._timer.stop()
        if self._saving or self.settings == self._saved:
            return
        self._saving = True
        settings = self.settings
        self._tasks.run(
            lambda: save_settings(settings, self._path),
            lambda _: self._saved_as(settings),
            self._failed,
            name="settings",
        )

    def _saved_as(self, settings: Settings) -> None:
        self._saving, self._complained, self._saved = False, False, settings
        self.save_now()

    def _failed(self, error: Exception) -> None:
        self._saving = False
        if not self._complained:
            self._complained = True
            self.unsaved.emit(error)
