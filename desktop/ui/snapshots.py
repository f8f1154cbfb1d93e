"""Saving the picture on screen, and showing where it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.folders import pictures_dir
from desktop.ui.live.live_words import BannerView
from desktop.ui.live.page import LivePage
from desktop.ui.live.snapshot import Snapshot, save_snapshot
from desktop.ui.reveal import reveal
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.workers.tasks import Tasks


class Snapshots(QObject):
    """Saves off the window's thread, and says so at the foot of the stage."""

    def __init__(
        self,
        page: LivePage,
        keeper: SettingsKeeper,
        tasks: Tasks,
        failed: Callable[[Exception], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._keeper = keeper
        self._tasks = tasks
        self._failed = failed

    def save(self) -> None:
        """The picture on screen, as it is seen; nothing where there is none."""
        picture = self._page.stage.picture
        if picture.frame is None:
            return
        with_overlay = self._keeper.settings.snapshot_with_overlay
        look = picture.overlay_look
        font = picture.font()
        snapshot = Snapshot(picture.frame, picture.faces, picture.mirrored, with_overlay, font, look)
        folder = pictures_dir()
        self._tasks.run(lambda: save_snapshot(snapshot, folder), self._saved, self._failed, name="snapshot")

    def show_folder(self) -> None:
        """Open the folder with the snapshots."""
        if pictures_dir().is_dir():
            self._reveal(pictures_dir())
        else:
            self._page.stage.toast.say(self.tr("No snapshot has been saved yet."))

    def _saved(self, path: Path) -> None:
        said = self.tr("Saved %s") % path
        self._page.stage.toast.say(said, self.tr("Show in folder"), lambda: self._reveal(path))

    def _reveal(self, path: Path) -> None:
        self._tasks.run(lambda: reveal(path), lambda shown: self._revealed(path, shown), name="reveal")

    def _revealed(self, path: Path, shown: bool) -> None:
        if not shown:
            said = self.tr("No file manager answered. The place is:")
            self._page.notice(BannerView("info", said, str(path), closable=True))
