"""The people page: everyone, the chosen person, and the bar for names. Dialogs live beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.drops import dropped_files
from desktop.ui.errors import error_words
from desktop.ui.live.toast import Toast
from desktop.ui.pages import PageContext, PageWidget
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.page_head import PageHead
from desktop.ui.parts.search_field import SearchField
from desktop.ui.parts.texts import label
from desktop.ui.people.bar_card import BarCard
from desktop.ui.people.change_words import redo_words, undo_words
from desktop.ui.people.people_words import bar_views, person_rows, preparing_words
from desktop.ui.people.person_acts import PersonActs
from desktop.ui.people.person_details import PersonView
from desktop.ui.people.person_list import PersonList
from desktop.ui.people.start_view import StartView
from desktop.ui.photo_drops import take_photos
from desktop.ui.shortcuts import redo_keys
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.ui.people.roster import BarChoice, PersonDetails, Roster

_LIST_WIDTH, _MOST_LIST_WIDTH = 272, 420
_SEARCH_WIDTH = 180


class PeoplePage(PageWidget):
    """Shows what the desk reads from the gallery; what is asked goes to `acts`."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._desk = context.people
        self.roster: Roster | None = None
        self._wanted: int | None = None
        self._generation = -1
        self._to_undo = 0
        self._undid = False
        self._reading = False
        self.list = PersonList(context.theme)
        self.details = PersonView(context.theme)
        self.bar = BarCard()
        self.start = StartView(context.theme)
        self.notice = NoticeBar(context.theme)
        self._head = PageHead(self.tr("People"), self.tr("Whom Facet knows by face."))
        self.toast = Toast(context.theme, self, self._head, self._undo_newest, self._redo_newest)
        self.search = SearchField(
            self.tr("Find someone"), self.tr("Show only names with these words"), _SEARCH_WIDTH
        )
        self.add = QPushButton(self.tr(" Add someone"))
        self.more = QToolButton()
        self.lines: dict[str, QAction] = {}
        self.acts = PersonActs(self, context)
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    def on_shown(self) -> None:
        """Read the gallery again: somebody may have been named on the live page, or by a command."""
        self.refresh()
        self._desk.run(self._desk.work.generation, self._renew_if_changed)

    def refresh(self) -> None:
        """Read everyone anew."""
        self._reading = True
        self._desk.read(self._desk.work.roster, self._show, "roster")

    def choose(self, person_id: int) -> None:
        """Show this person, once they are there."""
        self._wanted = person_id

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Photos and folders can be dropped, on a person's entry for that person."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look for faces in what was dropped."""
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            over = self.details.rect().contains(self.details.mapFrom(self, event.position().toPoint()))
            name = self._person_name() if over else ""
            take_photos(self._context, self.notice, paths, lambda photos: self.acts.read_photos(photos, name))

    def _person_name(self) -> str:
        details = self.details.details
        return details.person.name if details is not None and self.roster and self.roster.people else ""

    def _renew_if_changed(self, generation: int) -> None:
        known, self._generation = self._generation, generation
        if generation != known:
            self._desk.renew()

    def _show(self, roster: Roster) -> None:
        self._reading = False
        self.roster = roster
        empty = not roster.people
        self._pages.setCurrentIndex(0 if empty else 1)
        for widget in (self.search, self.add):
            widget.setVisible(not empty)
        if roster.why_no_names:
            self.notice.say("warning", self.tr("Facet can't tell people apart yet."), roster.why_no_names)
        newest, self._to_undo = next(iter(roster.changes), None), len(roster.changes)
        again, keys = roster.again, QKeySequence(QKeySequence.StandardKey.Undo)
        _say_on(self._undo, undo_words(newest) if newest else "", self.tr("Nothing to undo"), keys)
        _say_on(self._redo, redo_words(again) if again else "", self.tr("Nothing to redo"), redo_keys()[0])
        self._allow("tune", len(roster.people) > 1, self.tr("It takes two people at least"))
        self._allow("untune", roster.tuned, self.tr("Names are not fine-tuned now"))
        self._allow("export", not empty, self.tr("Nobody is known yet"))
        self._show_people()
        if not empty and not roster.why_no_names:
            self._desk.read(self._desk.work.bars, self._show_bars, "bars")

    def _allow(self, name: str, allowed: bool, why_not: str) -> None:
        line = self.lines[name]
        line.setEnabled(allowed)
        line.setToolTip(line.text().replace("&", "") if allowed else why_not)

    def _show_people(self) -> None:
        if self.roster is None:
            return
        rows = person_rows(self.roster, self.search.text(), time.time())
        wanted = self._wanted if self._wanted is not None else self.list.person_id
        self._wanted = None
        self.list.show_rows(rows, self.roster.portraits, wanted)
        self._nobody.setVisible(not rows)
        self._ask_details()

    def _ask_details(self) -> None:
        person_id = self.list.person_id
        self.details.setVisible(person_id is not None)
        if person_id is not None:
            self._desk.read(lambda: self._desk.work.details(person_id), self._show_details, "details")

    def _show_details(self, details: PersonDetails) -> None:
        if details.person.id == self.list.person_id:
            self.details.show_details(details, time.time())
            alone = self.roster is None or len(self.roster.people) < 2
            merge = self.details.buttons["merge"]
            merge.setEnabled(not alone)
            tip = self.tr("Two entries that are one person")
            merge.setToolTip(self.tr("There is nobody else to merge with") if alone else tip)

    def _show_bars(self, choices: tuple[BarChoice, ...]) -> None:
        self.bar.show_views(bar_views(choices), self._context.keeper.settings.stranger_share)
        self._fit_side()

    def _say_done(self, text: str, change_id: int | None, *, warns: bool = False) -> None:
        if self.isVisible():
            self._undid = self._undid and change_id is None
            undo = None if change_id is None else lambda: self._undo_one(change_id)
            self.toast.say(text, self.tr("Undo"), undo, undoes=True, warns=warns)

    def _fail(self, error: Exception) -> None:
        if not self.isVisible():
            return
        self.notice.say("problem", *error_words(error))
        from desktop.people.database import GalleryUnusable

        if isinstance(error, GalleryUnusable) and not error.newer:
            said = self.tr("The file can be kept aside, and a new one begun.")
            self.toast.say(said, self.tr("Begin anew"), self._begin_anew)

    def _begin_anew(self) -> None:
        kept = self.tr("The old file is kept as %s.")
        self._desk.change(
            self._desk.work.put_aside_broken,
            lambda path: self._desk.said.emit(kept % path.name, None),
        )

    def _changed(self) -> None:
        self.notice.clear()
        if self.isVisible():
            self.refresh()

    def _undo_newest(self) -> bool:
        """Whether there was something to undo."""
        if self._to_undo:
            self._undo_one(None)
            return True
        return False

    def _redo_newest(self) -> bool:
        """Whether something was undone; where it can't be done again, the desk says why."""
        wanted = self._undid or (self.roster is not None and self.roster.again is not None)
        if wanted:
            self._desk.redo(None)
        return wanted

    def _redo_named(self) -> None:
        """What the menu names."""
        if self.roster is not None and self.roster.again is not None:
            self._desk.redo(self.roster.again.id)

    def _undo_named(self) -> None:
        """The change that the menu names."""
        if self.roster is not None and self.roster.changes:
            self._undo_one(self.roster.changes[0].id)

    def _undo_one(self, change_id: int | None) -> None:
        self._undid = True
        self._to_undo = max(self._to_undo - 1, 0)  # the keys may be quicker than the reading after it
        self.toast.forget()
        self._desk.undo(change_id)

    def _build(self) -> None:
        self.add.setProperty("kind", "primary")
        self.add.setAccessibleName(self.tr("Add someone"))
        self.add.setToolTip(self.tr("From photos or from the camera; photos can also be dropped here"))
        self.add.setMenu(self._make_add_menu())
        self.more.setText("⋯")
        self.more.setAccessibleName(self.tr("More"))
        self.more.setToolTip(self.tr("Undo, redo, export and import"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._make_more_menu())
        for widget in (self.search, self.add, self.more):
            self._head.add(widget)
        told = QVBoxLayout()
        told.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        told.addWidget(self.notice)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start)
        self._pages.addWidget(self._make_body())
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addLayout(told)
        rows.addWidget(self._pages, 1)
        for widget in (self.search, self.add):
            widget.hide()

    def _make_body(self) -> QWidget:
        self._nobody = label(self.tr("Nobody's name has these words."), "muted", wraps=True)
        self._nobody.hide()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, SPACE.medium)
        column.setSpacing(SPACE.small)
        column.addWidget(self._nobody)
        column.addWidget(self.list, 1)
        column.addWidget(self.bar)
        self._side = side = QWidget()
        beside = QHBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addSpacing(SPACE.small)  # margins don't change sides where lines run from right to left
        beside.addLayout(column)
        self._fit_side()
        self._context.theme.changed.connect(self._fit_side)
        body = QWidget()
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(side)
        across.addWidget(self.details, 1)
        return body

    def _fit_side(self) -> None:
        """As wide as the choice of the bar needs, in this size of type."""
        self._side.setFixedWidth(min(max(_LIST_WIDTH, self.bar.needs_px), _MOST_LIST_WIDTH))

    def _make_add_menu(self) -> QMenu:
        return self._menu(
            (("photos", self.tr("From &photos…")), ("camera", self.tr("From the &camera…"))),
        )

    def _make_more_menu(self) -> QMenu:
        menu = QMenu(self)
        self._undo = menu.addAction(self.tr("Nothing to undo"))
        self._undo.setObjectName("people_undo")
        self._undo.triggered.connect(self._undo_named)
        self._redo = menu.addAction(self.tr("Nothing to redo"))
        self._redo.setObjectName("people_redo")
        self._redo.triggered.connect(self._redo_named)
        menu.addSeparator()
        for name, words in (
            ("tune", self.tr("&Fine-tune to these people…")),
            ("untune", self.tr("&Go back to before fine-tuning")),
        ):
            self._add_to(menu, name, words)
        menu.addSeparator()
        menu.setToolTipsVisible(True)
        for name, words in (("export", self.tr("&Export everyone…")), ("import", self.tr("&Import…"))):
            self._add_to(menu, name, words)
        return menu

    def _menu(self, lines: Sequence[tuple[str, str]]) -> QMenu:
        menu = QMenu(self)
        for name, words in lines:
            self._add_to(menu, name, words)
        return menu

    def _add_to(self, menu: QMenu, name: str, words: str) -> None:
        line = self.lines[name] = menu.addAction(words)
        line.setObjectName(f"people_{name}")
        line.triggered.connect(lambda: self.acts.start(name))

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._ask_details())
        self.search.textChanged.connect(lambda _: self._show_people())
        self.bar.changed.connect(lambda share: self._context.keeper.change(stranger_share=share))
        self.start.asked.connect(self.acts.start)
        self.details.asked.connect(self.acts.about_person)
        self.details.picture_asked.connect(self.acts.about_pictures)
        self._desk.changed.connect(self._changed)
        self._desk.renewed.connect(self._ask_details_again)
        self._desk.preparing.connect(self._say_preparing)
        self._desk.said.connect(self._say_done)
        self._desk.doubted.connect(partial(self._say_done, warns=True))
        self._desk.failed.connect(self._fail)
        self._context.theme.changed.connect(self._tint)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._tint()

    def _ask_details_again(self) -> None:
        """Likeness to strangers and the bar's cost show once the gallery has been made ready."""
        if self.isVisible() and self.roster is not None and self.roster.people:
            if not self._reading:  # who is chosen may be gone; the new list asks by itself
                self._ask_details()
            self._desk.run(self._desk.work.bars, self._show_bars)

    def _say_preparing(self, done: int, total: int) -> None:
        if total:
            self.notice.say("info", *preparing_words(done, total))
        else:
            self.notice.clear()

    def _tint(self) -> None:
        self.add.setIcon(self._context.theme.icon("plus", "on_accent"))
        self._show_people()


def _say_on(line: QAction, said: str, nothing: str, keys: QKeySequence) -> None:
    """The keys are shown only: the message hears them."""
    line.setEnabled(bool(said))
    shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
    line.setText(f"{said.replace('&', '&&') or nothing}\t{shown}")
