"""The photos page: drop photos or a folder, see every face with its answers, filter, export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.dialogs import show_dialog
from desktop.ui.drops import dropped_files
from desktop.ui.errors import error_words
from desktop.ui.live.toast import Toast
from desktop.ui.pages import PageContext, PageWidget
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.focus import focused_in, hand_on
from desktop.ui.parts.menu_place import At
from desktop.ui.parts.notice_bar import Notice, NoticeBar
from desktop.ui.parts.page_head import PageHead
from desktop.ui.parts.texts import label
from desktop.ui.photo_drops import take_photos
from desktop.ui.photos.act_bar import ActBar
from desktop.ui.photos.empty_state import EmptyState
from desktop.ui.photos.export_desk import ExportDesk
from desktop.ui.photos.face_grid import FaceGrid
from desktop.ui.photos.face_items import (
    Item,
    Kind,
    items_of,
    kinds_of,
    label_choices,
    picture_items,
    progress_words,
    shown_words,
    summary,
    with_no_model,
)
from desktop.ui.photos.file_asking import ask_folder, ask_photos
from desktop.ui.photos.filter_bar import FilterBar
from desktop.ui.photos.names_desk import NamesDesk
from desktop.ui.photos.not_faces import NotFaces
from desktop.ui.photos.photo_dialog import PhotoDialog
from desktop.ui.photos.picture_bar import PictureBar
from desktop.ui.photos.reading_desk import ReadingDesk
from desktop.ui.photos.several_desk import SeveralDesk
from desktop.ui.photos.work import PhotosWork
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.photos.reading import PhotoResult

_OFFER_EVERY_MS = 400


class PhotosPage(PageWidget):
    """What is shown of photos; `desk` reads them."""

    def __init__(self, context: PageContext, work: PhotosWork | None = None) -> None:
        super().__init__()
        self._context = context
        self._work = work or PhotosWork()
        self._kinds: list[Kind] = []
        self.grid = FaceGrid(context.theme)
        self.filters = FilterBar()
        self.picture_bar = PictureBar(context, self._work)
        self.acts = ActBar(context.theme)
        self.empty = EmptyState(context.theme)
        self.notice = NoticeBar(context.theme)
        self.left = NoticeBar(context.theme)
        self._head = PageHead(self.tr("Photos"), self.tr("Every face in your photos, with its answers."))
        self.toast = Toast(context.theme, self, self._head)
        self.exports = ExportDesk(self, context, self._work, self._say, self._fail)
        keeper = context.keeper
        self.desk = ReadingDesk(
            context.tasks, self._work, lambda: keeper.settings, lambda: self.picture_bar.digest, self
        )
        self.names = NamesDesk(self, context, self._work, self.desk, self._say, self._fail)
        self.several = SeveralDesk(self, context.people, self._work, self.desk)
        self._busy_said = ""
        self.not_faces = NotFaces(self.desk, self.names.made, self._say, self)
        self.toast.then_undo(self.names.made.undo_newest)
        self.toast.then_redo(self.names.made.redo_newest)
        self._dialog: PhotoDialog | None = None
        self._offers = QTimer(self, singleShot=True, interval=_OFFER_EVERY_MS)
        self._offers.timeout.connect(self._offer)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._refresh()

    @property
    def is_reading(self) -> bool:
        """Whether photos are being found, read or asked about."""
        return bool(self.desk.job)

    def on_shown(self) -> None:
        """A model for whole pictures may have come meanwhile."""
        self.picture_bar.refresh()

    def at_risk(self) -> str:
        """Reading can be repeated; half an export is worse."""
        return self.exports.at_risk()

    def stop_work(self) -> None:
        """End what runs after the photo at hand."""
        self.desk.cancel()
        self.desk.leave()
        self.exports.stop()
        self.names.stop()
        self._offers.stop()

    def add(self, chosen: Sequence[Path]) -> None:
        """Read these photos and folders, after those that are being read."""
        if not self.is_reading:
            self.notice.clear()
        self.desk.add(chosen)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Photos and folders can be dropped."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read them."""
        chosen = dropped_files(event.mimeData())
        if chosen:
            event.acceptProposedAction()
            take_photos(self._context, self.notice, chosen, self.add)

    def _take(self, results: list[PhotoResult]) -> None:
        first = not self.grid.faces.items
        self.grid.faces.add([item for result in results for item in items_of(result)])
        self._offer_soon(at_once=first)

    def _take_answers(self, results: list[PhotoResult]) -> None:
        self.grid.faces.add([item for result in results for item in picture_items(result)])
        self._offer_soon(at_once="photo" not in self._kinds)

    def _offer_soon(self, *, at_once: bool) -> None:
        if at_once:
            self._offer()
        elif not self._offers.isActive():
            self._offers.start()

    def _ended(self) -> None:
        if self.desk.job != "find":
            self._show_again()

    def _ask_model(self) -> None:
        """Another model looks at whole pictures, or none does."""
        self.notice.clear()
        self.desk.ask()
        self._show_again()

    def _show_again(self) -> None:
        """Cards anew, from what is known now; what is in sight stays there."""
        self.grid.show_again([item for one in self.desk.results.values() for item in items_of(one)])
        self._offer()

    def _cancel(self) -> None:
        before = focused_in(self)
        self.desk.cancel()
        self.cancel.setEnabled(False)
        hand_on(before, self.grid, self.filters.kind, self.empty)

    def _go_on(self) -> None:
        self.desk.go_on()
        hand_on(self.left.button, self.grid, self.filters.kind, self.empty)

    def _leave(self) -> None:
        self.desk.leave()
        self._refresh()
        hand_on(self.left.close_button, self.grid, self.filters.kind, self.empty.folder)

    def _clear(self) -> None:
        self.grid.faces.clear()
        self.desk.clear()
        self.names.made.clear()
        self.toast.forget()
        self.filters.reset()
        self._offer()

    def _offer(self) -> None:
        items = self.grid.faces.items
        kinds = kinds_of(items)
        before, self._kinds = self._kinds, [kind for kind, _ in kinds]
        needs_model = not self.picture_bar.has_models and "photo" not in self._kinds
        self.filters.offer(with_no_model(kinds) if needs_model else kinds, label_choices(items))
        if "photo" in self._kinds and "photo" not in before:
            self.filters.turn_to("photo")
        self._refresh()

    def _filter(self) -> None:
        self.grid.faces.show_only(self.filters.filter)
        self._refresh()

    def _refresh(self) -> None:
        items, shown, desk = self.grid.faces.items, self.grid.faces.shown, self.desk
        before = focused_in(self)
        self._busy.setVisible(self.is_reading)
        if self.is_reading:
            self._bar.setRange(0, desk.whole)
            self._bar.setValue(desk.done)
            self._progress.setText(
                progress_words(desk.done, desk.whole, desk.seconds, asking=desk.job == "ask")
            )
        else:
            self.cancel.setEnabled(True)
        self._show_left()
        if items:
            self._head.sentence.setText(summary(len(desk.results), items))
        else:
            self._head.sentence.setText(self.tr("Every face in your photos, with its answers."))
        self.filters.setVisible(bool(items))
        self.acts.setVisible(bool(shown))
        self.filters.say(shown_words(len(shown), items, self.filters.filter.kind))
        for button in (self.photos_button, self.folder_button):
            button.setVisible(bool(items))
        self.clear.setVisible(bool(items))
        self.clear.setEnabled(not self.is_reading)
        self.export.setVisible(bool(items))
        self._allow_exports(shown)
        self._show_body(bool(items), bool(shown))
        self._show_chosen()
        hand_on(before, self.grid, self.filters.kind, self.empty.folder, self.empty)
        if self.empty.hasFocus() and self.empty.folder.isVisible():
            self.empty.folder.setFocus()

    def _show_left(self) -> None:
        """Stays until it is done or closed; while something is read, that is shown instead."""
        left = None if self.is_reading else self.desk.left
        if left is None:
            self.left.clear()
        elif self.left.shown is None or self.left.shown.text != left.words:
            self.left.show_notice(Notice("info", left.words, button=left.act_words, act=self._go_on))

    def _show_chosen(self) -> None:
        before = focused_in(self.acts)
        self.acts.show_items(self.grid.chosen, self.filters.filter.kind)
        hand_on(before, self.acts.who, self.acts.show_photo, self.grid)

    def _name_chosen(self) -> None:
        self._ask_about(self.grid.chosen_faces, self.acts.who, names=True)

    def _ask_about(self, items: Sequence[Item], at: At, *, names: bool = False) -> None:
        if len(items) > 1:
            self.several.ask(items, at, names=names)
        elif items:
            self.names.ask(items[0], at, names=names)

    def _tell_busy(self, text: str) -> None:
        if text:
            self._busy_said = text
            self.notice.say("info", text)
        elif self.notice.text == self._busy_said:
            self.notice.clear()

    def _allow_exports(self, shown: Sequence[Item]) -> None:
        """Data of all that is shown; pictures where there is something to draw. Else the tip says why not."""
        self.export.setEnabled(bool(shown) and not self.is_reading)
        tip = self.tr("Save what is shown as a table, as JSON or as pictures")
        if self.is_reading:
            tip = translate("EmptyState", "Reading…")
        elif not shown:
            tip = translate("EmptyState", "No face fits")
            if self._lacks_model:
                tip = translate("EmptyState", "No model for whole pictures yet")
        self.export.setToolTip(tip)
        copies = self.export.menu().actions()[-1]
        copies.setEnabled(any(item.kind in ("face", "photo") for item in shown))
        why = translate("Photos", "No face found")
        if any(item.kind == "unreadable" for item in shown):
            why = translate("Photos", "Can't be read")
        copies.setToolTip(copies.text() if copies.isEnabled() else why)

    def _show_body(self, has_items: bool, has_shown: bool) -> None:
        if has_shown:
            self._body.setCurrentWidget(self.grid)
            return
        self._body.setCurrentWidget(self.empty)
        if has_items and self._lacks_model:
            self.empty.say_no_picture_model()
        elif self.is_reading:
            self.empty.say_wait()
        elif has_items and self.filters.filter.kind == "face" and not self._has_faces():
            self.empty.say_no_face()
        elif has_items:
            self.empty.say_nothing_fits()
        elif self.desk.has_read and not self.desk.whole and self.desk.left is None:
            self.empty.say_nothing_found()
        else:
            self.empty.invite()

    @property
    def _lacks_model(self) -> bool:
        """Whether whole pictures are wanted that nothing can be said of."""
        return self.filters.filter.kind == "photo" and not self.picture_bar.has_models

    def _has_faces(self) -> bool:
        return any(item.kind == "face" for item in self.grid.faces.items)

    def _open(self, item: Item) -> None:
        photo = self.desk.results.get(item.photo.path, item.photo)
        dialog = self._dialog = PhotoDialog(replace(item, photo=photo), self._context.theme, self.window())
        dialog.watch_asked.connect(lambda: self._watch(dialog, item))
        dialog.face_asked.connect(lambda frame, face, at: self.names.ask_in(frame, photo, face, at, dialog))
        dialog.finished.connect(self._closed)
        show_dialog(dialog)
        self._context.tasks.run(
            lambda: self._work.frame(photo.path),
            lambda frame: dialog.show_frame(frame) if self._dialog is dialog else None,
            self._fail,
            name="photo",
        )

    def _closed(self) -> None:
        self._dialog = None

    def _follow(self, photos: list[PhotoResult]) -> None:
        """Faces of these photos have other names, or are none."""
        self._show_again()
        for photo in photos:
            if self._dialog is not None and self._dialog.path == photo.path:
                self._dialog.show_photo(photo)

    def _watch(self, dialog: PhotoDialog, item: Item) -> None:
        dialog.accept()
        self._context.watch(str(item.photo.path))

    def _fail(self, error: Exception) -> None:
        self.notice.say("problem", *error_words(error))

    def _say(self, text: str, button: str = "", act: object = None, **what: bool) -> None:
        self.toast.say(text, button, act, **what)  # type: ignore[arg-type]

    def _ask_photos(self) -> None:
        keeper = self._context.keeper
        ask_photos(self, keeper, lambda chosen: self.add([Path(path) for path in chosen]))

    def _ask_folder(self) -> None:
        title, keeper = self.tr("Choose a folder of photos"), self._context.keeper
        ask_folder(self, title, "photos", keeper, lambda path: self.add([path]))

    def _build(self) -> None:
        self.photos_button = self._button(self.tr("Add photos…"), self.tr("Look at more photos"), "plus")
        self.folder_button = self._button(
            self.tr("Add a folder…"), self.tr("Look at a folder, and the folders in it"), "folder"
        )
        self.export = self._button(
            self.tr("Export"), self.tr("Save what is shown as a table, as JSON or as pictures"), "download"
        )
        self.export.setMenu(self._make_menu())
        self.clear = self._button(
            self.tr("Clear"), self.tr("Take all cards away; the photos themselves stay"), "close"
        )
        for button in (self.photos_button, self.folder_button, self.export, self.clear):
            self._head.add(button)
        self._body = QStackedWidget()
        self._body.addWidget(self.empty)
        self._body.addWidget(self.grid)
        grid_margins = SPACE.medium
        self.grid.setViewportMargins(grid_margins, 0, 0, 0)
        told = QVBoxLayout()
        told.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        for bar in (self.notice, self.left):
            told.addWidget(bar)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addLayout(told)
        rows.addWidget(self.picture_bar)
        rows.addWidget(self.filters)
        rows.addWidget(self.acts)
        rows.addWidget(self._body, 1)
        rows.addWidget(self._make_busy())
        rows.addWidget(self.exports.bar)

    def _make_busy(self) -> QWidget:
        self._busy = QFrame()
        self._busy.setProperty("role", "footer")
        self._progress = label(role="muted")
        self._bar = BusyBar()
        self._bar.setAccessibleName(self.tr("Progress of reading"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stop reading; the faces found so far stay"))
        self.cancel.clicked.connect(self._cancel)
        across = QHBoxLayout(self._busy)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.small)
        across.setSpacing(SPACE.medium)
        across.addWidget(self._progress)
        across.addWidget(self._bar, 1)
        across.addWidget(self.cancel)
        return self._busy

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        cards, ask_file = self.grid.faces, self.exports.ask_file
        for words, act in (
            (self.tr("Table (CSV)…"), lambda: ask_file("csv", cards.shown, cards.items)),
            (self.tr("Data (JSON)…"), lambda: ask_file("json", cards.shown, cards.items)),
            (self.tr("Pictures with boxes…"), lambda: self.exports.ask_folder(cards.shown, cards.items)),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        return menu

    def _button(self, text: str, tip: str, icon: str) -> QPushButton:
        button = QPushButton(f" {text}")
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setProperty("icon_name", icon)
        return button

    def _connect(self) -> None:
        self.photos_button.clicked.connect(self._ask_photos)
        self.folder_button.clicked.connect(self._ask_folder)
        self.empty.photos_asked.connect(self._ask_photos)
        self.empty.folder_asked.connect(self._ask_folder)
        self.clear.clicked.connect(self._clear)
        self.filters.changed.connect(self._filter)
        self.picture_bar.chosen.connect(self._ask_model)
        self.picture_bar.came.connect(self._offer)
        self.picture_bar.failed.connect(self._fail)
        self.empty.page_asked.connect(self._context.show_page)
        self.acts.name_asked.connect(self._name_chosen)
        self.acts.none_asked.connect(self.grid.refuse_chosen)
        self.acts.photo_asked.connect(self.grid.open_chosen)
        self.grid.chosen_changed.connect(self._show_chosen)
        self.grid.face_asked.connect(self._ask_about)
        self.grid.none_asked.connect(self.not_faces.take_away)
        self.names.none_asked.connect(self.not_faces.take_away_at)
        self.several.none_asked.connect(self.not_faces.take_away_at)
        self.several.busy.connect(self._tell_busy)
        self.names.decided.connect(self._follow)
        self.not_faces.changed.connect(self._follow)
        self.not_faces.came_back.connect(self.grid.choose_faces)
        self.desk.came.connect(self._take)
        self.desk.answered.connect(self._take_answers)
        self.desk.moved.connect(self._refresh)
        self.desk.ended.connect(self._ended)
        self.left.closed.connect(self._leave)
        self.desk.failed.connect(self._fail)
        self.grid.opened.connect(self._open)
        self._context.theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        for button in (self.photos_button, self.folder_button, self.export, self.clear):
            button.setIcon(self._context.theme.icon(button.property("icon_name")))
