"""Exporting what the photos page shows: asking where, writing in a thread, saying where it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.ui.i18n.direction import joined
from desktop.ui.i18n.numbers import fill
from desktop.ui.pages import PageContext
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.texts import label
from desktop.ui.photos.face_items import Item
from desktop.ui.photos.file_asking import ask_folder, ask_target
from desktop.ui.photos.work import PhotosWork
from desktop.ui.reveal import reveal
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate
from desktop.workers.stream import ResultStream

if TYPE_CHECKING:
    from desktop.photos.export import PickedPhoto

Say = Callable[[str, str, object], None]


class ExportDesk(QObject):
    """One export at a time. `bar` shows how far annotated copies are."""

    def __init__(
        self,
        parent: QWidget,
        context: PageContext,
        work: PhotosWork,
        say: Say,
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(parent)
        self._page = parent
        self._context = context
        self._work = work
        self._say = say
        self._failed = failed
        self._stop = Event()
        self._left = 0
        self._stream = ResultStream(self)
        self._stream.came.connect(lambda done: self._bar.setValue(done[-1]))
        self.bar = self._make_bar()

    def at_risk(self) -> str:
        """What closing now would cut short."""
        return self.tr("Pictures with boxes are being written.") if self._left else ""

    def stop(self) -> None:
        """End after the picture at hand."""
        self._stop.set()

    def ask_file(self, kind: str, items: Sequence[Item], of: Sequence[Item]) -> None:
        """Ask for a file, then write these cards `of` all into it."""
        picked = picked_photos(items)
        portion = portion_words(picked, of)
        ask_target(
            self._page,
            self.tr("Export the faces"),
            kind,
            self._context.keeper,
            lambda target: self.write(kind, picked, target, portion),
        )

    def ask_folder(self, items: Sequence[Item], of: Sequence[Item]) -> None:
        """Ask for a folder, then write copies into it, with the boxes of these cards `of` all."""
        picked = picked_photos(items)
        portion = portion_words(picked, of)
        ask_folder(
            self._page,
            self.tr("Choose a folder for the copies"),
            "exports",
            self._context.keeper,
            lambda folder: self.write_copies(picked, folder, portion),
        )

    def write(self, kind: str, picked: Sequence[PickedPhoto], target: Path, portion: str) -> None:
        """Write a table or JSON; `portion`: how much of all that is, in words."""
        self._context.tasks.run(
            lambda: self._work.write(kind, picked, target),
            lambda written: self._tell(self.tr("Saved %s") % written, written, portion),
            self._failed,
            name="export",
        )

    def write_copies(self, picked: Sequence[PickedPhoto], folder: Path, portion: str) -> None:
        """Write copies with boxes drawn in; `portion`: how much of all that is, in words."""
        if self._left:
            return
        stop = self._stop = Event()
        self._left = len(picked)
        self._bar.setRange(0, len(picked))
        self._bar.setValue(0)
        self.bar.show()
        self._context.tasks.run(
            lambda: self._work.copies(picked, folder, self._stream.put, stop),
            lambda written: self._copied(written, folder, portion),
            self._not_copied,
            name="export",
        )

    def _copied(self, written: list[Path], folder: Path, portion: str) -> None:
        self._end()
        said = self.tr("{count} pictures saved in {folder}").format(count=len(written), folder=folder)
        self._tell(said, written[0] if written else folder, portion)

    def _not_copied(self, error: Exception) -> None:
        self._end()
        self._failed(error)

    def _end(self) -> None:
        self._left = 0
        self.bar.hide()

    def _tell(self, text: str, path: Path, portion: str) -> None:
        self._say(
            joined((text, portion)) if portion else text,
            self.tr("Show in folder"),
            lambda: self._reveal(path),
        )

    def _reveal(self, path: Path) -> None:
        self._context.tasks.run(lambda: reveal(path), name="reveal")

    def _make_bar(self) -> QWidget:
        whole = QFrame()
        whole.setProperty("role", "footer")
        self._bar = BusyBar()
        self._bar.setAccessibleName(self.tr("Progress of writing"))
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setToolTip(self.tr("Stop writing; the pictures written so far stay"))
        cancel.clicked.connect(self.stop)
        across = QHBoxLayout(whole)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.small)
        across.setSpacing(SPACE.medium)
        across.addWidget(label(self.tr("Writing pictures with boxes…"), "muted"))
        across.addWidget(self._bar, 1)
        across.addWidget(cancel)
        whole.hide()
        return whole


def picked_photos(items: Sequence[Item]) -> list[PickedPhoto]:
    """The photos behind cards, each once, with those of its faces whose cards they are.

    The card of a whole picture stands for all of its faces, that of a photo without any for the photo.
    """
    from desktop.photos.export import PickedPhoto

    cards: dict[Path, list[Item]] = {}
    for item in items:
        cards.setdefault(item.photo.path, []).append(item)
    return [
        PickedPhoto(path, (photo := found[0].photo).analysis, _faces_of(found), photo.whole, photo.problem)
        for path, found in cards.items()
    ]


def portion_words(picked: Sequence[PickedPhoto], of: Sequence[Item]) -> str:
    """How much of all cards that is; "" where it is all of it."""
    faces, photos = sum(len(photo.faces) for photo in picked), len(picked)
    all_faces = sum(item.kind == "face" for item in of)
    all_photos = len({item.photo.path for item in of})
    if (faces, photos) == (all_faces, all_photos):
        return ""
    said = translate("Photos", "{faces:,} of {all_faces:,} faces, {photos:,} of {all_photos:,} photos")
    return fill(said, faces=faces, all_faces=all_faces, photos=photos, all_photos=all_photos)


def _faces_of(items: Sequence[Item]) -> tuple[int, ...]:
    if any(item.kind == "photo" for item in items):
        return items[0].photo.places
    return tuple(item.at for item in items if item.kind == "face")
