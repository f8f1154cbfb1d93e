"""The recordings page: all recordings, the opened one, and what a replay of it changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from desktop.ui.errors import error_words
from desktop.ui.live.toast import Toast
from desktop.ui.pages import PageContext, PageWidget
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.page_head import PageHead
from desktop.ui.recordings.acts import RecordingActs
from desktop.ui.recordings.changes_panel import ChangesPanel
from desktop.ui.recordings.empty_view import EmptyView
from desktop.ui.recordings.job_bar import JobBar
from desktop.ui.recordings.made import Made
from desktop.ui.recordings.page_keys import PageKeys
from desktop.ui.recordings.player import Player
from desktop.ui.recordings.recording_list import RecordingList
from desktop.ui.recordings.recording_view import RecordingView
from desktop.ui.recordings.recording_words import head_words, list_row
from desktop.ui.recordings.work import RecordingsWork
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.recording.library import Listed
    from desktop.ui.recordings.work import Opened

_LIST_WIDTH = 232


class RecordingsPage(PageWidget):
    """Shows what lies on the disk, read anew whenever it comes into sight."""

    def __init__(self, context: PageContext, work: RecordingsWork | None = None) -> None:
        super().__init__()
        self._context = context
        self._work = work or RecordingsWork()
        self.found: list[Listed] = []
        self._opening: Path | None = None
        self._wanted: Path | None = None
        self.player = Player(context.tasks, self._work, self)
        self.list = RecordingList(context.theme)
        self.view = RecordingView(context.theme, self.player)
        self.changes = ChangesPanel(context.theme)
        self.empty = EmptyView(context.theme)
        self.notice = NoticeBar(context.theme)
        self.job = JobBar(context.tasks)
        self._head = PageHead(self.tr("Recordings"), head_words(0, 0))
        self.toast = Toast(context.theme, self, self._head)
        self.made = Made()
        self.toast.then_undo(self.made.undo_newest)
        self.toast.then_redo(self.made.redo_newest)
        self.more = QToolButton()
        self.acts = RecordingActs(self, context, self._work)
        self.keys = self._make_keys()
        self._build()
        self._connect()

    @property
    def chosen(self) -> Listed | None:
        """The recording that is chosen in the list."""
        return next((one for one in self.found if one.folder == self.list.folder), None)

    def on_shown(self) -> None:
        """Read the list again: something may have been recorded meanwhile, and the keys be others."""
        self.empty.show_key(self._context.commands().key("record"))
        self.keys.show_keys()
        self.refresh()

    def on_hidden(self) -> None:
        """Nothing plays unseen, and no file is held: somebody may be erased on another page."""
        self.player.pause()
        self.leave()
        self._context.tasks.run(self._work.close, name="recordings")

    def at_risk(self) -> str:
        """What runs would be lost."""
        return self.job.runs

    def stop_work(self) -> None:
        """End it."""
        self.player.pause()
        self.job.stop()
        self._context.tasks.run(self._work.close, name="recordings")

    def choose(self, folder: Path) -> None:
        """Open this one when the list is read next."""
        self._wanted = folder

    def refresh(self) -> None:
        """Read the list from the disk."""
        active = self._context.records.folder
        self._context.tasks.read(lambda: self._work.all(active), self._show, self.fail, name="recordings")

    def leave(self) -> None:
        """Nothing is open any more; the file is let go, and what was changed in it stays so."""
        self.made.clear()
        self.player.load(None, ())
        self.view.opened = self.view.shown = None
        self._opening = None
        self.keys.allow(False)
        self.changes.hide()

    def read_again(self) -> None:
        """The opened recording changed."""
        opened = self.view.opened
        if opened is not None:
            folder = opened.folder
            self._context.tasks.run(
                lambda: self._work.again(folder), self.show_again, self.fail, name="recordings"
            )

    def show_again(self, opened: Opened | None) -> None:
        """Show the opened recording as it is now."""
        if opened is None or self.view.opened is None or self.view.opened.folder != opened.folder:
            return
        self.view.show_opened(opened, anew=False)
        self.found = [opened.listed if one.folder == opened.folder else one for one in self.found]
        self._fill_list(opened.folder)

    def say(
        self,
        text: str,
        button: str = "",
        act: Callable[[], None] | None = None,
        *,
        undoes: bool = False,
    ) -> None:
        """Say what was done."""
        if self.isVisible():
            self.toast.say(text, button, act, undoes=undoes)

    def fail(self, error: Exception) -> None:
        """Say what went wrong."""
        self.notice.say("problem", *error_words(error))

    def _show(self, found: list[Listed]) -> None:
        self.found = found
        self._head.sentence.setText(head_words(len(found), sum(one.size_bytes for one in found)))
        self._pages.setCurrentIndex(1 if found else 0)
        self.more.setVisible(bool(found))
        wanted = self._wanted or self._opening or self.list.folder
        self._wanted = None
        self._fill_list(wanted)
        if self.list.folder is None:
            self.leave()
        else:
            self._open(self.list.folder)

    def _fill_list(self, wanted: Path | None) -> None:
        now_s = time.time()
        self.list.show_rows([(one.folder, list_row(one, now_s)) for one in self.found], wanted)

    def _open(self, folder: Path, *, anew: bool = False) -> None:
        """Open one; asked for again (and not `anew`), it is read again where it stands."""
        if folder == self._opening and not anew:
            self.read_again()
            return
        if folder != self._opening:
            self.toast.forget()  # it is of the one before
            self.made.clear()
        self._opening = folder
        self.notice.clear()
        self.changes.hide()
        self._context.tasks.run(
            lambda: self._work.open(folder),
            lambda opened: self._opened(opened),
            lambda error: self._not_opened(folder, error),
            name="recordings",
        )

    def _opened(self, opened: Opened) -> None:
        if opened.folder != self._opening:
            if self._opening is not None:  # another one was chosen meanwhile, and opened before this
                self._open(self._opening, anew=True)
            return
        self._body.setCurrentIndex(1)
        self.view.show_opened(opened, anew=True)
        self.keys.allow(self.isVisible() and bool(opened.frames))

    def _not_opened(self, folder: Path, error: Exception) -> None:
        if folder == self._opening:
            self.leave()
            self._body.setCurrentIndex(0)
            self.fail(error)

    def _build(self) -> None:
        self.more.setText("⋯")
        self.more.setAccessibleName(self.tr("More"))
        self.more.setToolTip(self.tr("Delete all recordings"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        line = menu.addAction(self.tr("&Delete all recordings…"))
        line.setObjectName("recordings_delete_all")
        line.triggered.connect(lambda _=False: self.acts.ask_delete_all())
        self.more.setMenu(menu)
        self.more.hide()
        self._head.add(self.more)
        told = QVBoxLayout()
        told.setContentsMargins(SPACE.large, 0, SPACE.large, 0)
        told.addWidget(self.notice)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._make_body())
        self._pages.setCurrentIndex(self._pages.addWidget(QWidget()))  # until it is known what there is
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addLayout(told)
        rows.addWidget(self._pages, 1)
        rows.addWidget(self.job)

    def _make_body(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_LIST_WIDTH)
        left = QHBoxLayout(side)
        left.setContentsMargins(0, SPACE.tight, 0, SPACE.small)
        left.setSpacing(0)
        left.addSpacing(SPACE.small)  # margins don't change sides where lines run from right to left
        left.addWidget(self.list, 1)
        self._body = QStackedWidget()
        self._body.addWidget(QWidget())
        self._body.addWidget(self.view)
        body = QWidget()
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addWidget(self._body, 1)
        across.addWidget(self.changes)
        return body

    def _make_keys(self) -> PageKeys:
        player, view = self.player, self.view
        acts: dict[str, Callable[[], None]] = {
            "recording_play": player.toggle,
            "recording_back": lambda: player.step(-1),
            "recording_on": lambda: player.step(1),
            "marker_before": lambda: view.next_marker(-1),
            "marker_after": lambda: view.next_marker(1),
        }
        return PageKeys(self, view, self._context.records, self._context.commands, acts)

    def _connect(self) -> None:
        self.keys.mark_asked.connect(self.acts.mark)
        self.list.chosen.connect(self._open)
        self.list.delete_asked.connect(self.acts.ask_delete_folder)
        self.view.asked.connect(self.acts.start)
        self.view.face_asked.connect(self.acts.open_face_menu)
        self.changes.chosen.connect(self.player.seek)
        self.player.failed.connect(self.fail)
        self.empty.live_asked.connect(lambda: self._context.show_page("live"))
        self._context.people.failed.connect(self._fail_in_sight)
        self._context.records.changed.connect(self._records_changed)
        self._context.records.said.connect(self._say_recorded)
        self.setFocusProxy(self.list)

    def _fail_in_sight(self, error: Exception) -> None:
        if self.isVisible():
            self.fail(error)

    def _records_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _say_recorded(self, text: str, folder: Path | None) -> None:
        if folder is not None:
            self.choose(folder)
        self.say(text)
