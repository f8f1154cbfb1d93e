"""Someone from photos: the faces found, those that are taken, the name, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.people.face_words import kept_words, naming, owners_words
from desktop.ui.people.name_field import ConsentCard, NameField
from desktop.ui.people.people_words import photos_words, why_none_words
from desktop.ui.people.picture_grid import SIDE, PictureGrid, Tile
from desktop.ui.people.pixmaps import kept_pixmap
from desktop.ui.people.why_words import quality_words
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.people.records import NewFace, Person
    from desktop.ui.people.roster import Photo, PhotoFace

_MOST_TOLD = 20


class PhotosDialog(QDialog):
    """Every face can be chosen or left out; at first the largest of each photo is chosen."""

    accepted_with = Signal(str, object, object)
    """The name, the faces to keep, and the note on consent for someone new, else None."""

    def __init__(
        self,
        photos: tuple[Photo, ...],
        people: Sequence[Person],
        folder: str,
        name: str,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._photos = photos
        self._people = people
        self._faces: list[PhotoFace] = [face for photo in photos for face in photo.faces]
        self.chosen = {place for place, face in enumerate(self._faces) if not face.doubt}
        self.setWindowTitle(self.tr("Add someone from photos"))
        self.resize(640, 520)
        self.said = label(role="muted", wraps=True)
        self.said.setToolTip("\n".join(why_none_words(photos, _MOST_TOLD)))
        self.grid = PictureGrid(theme)
        self.name = NameField(person.name for person in people)
        self.name.line.setText(name)
        self.warning = label(role="problem", wraps=True)
        self.consent = ConsentCard(kept_words(folder))
        self.buttons = QDialogButtonBox()
        self.keep = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setProperty("kind", "primary")
        self.keep.setDefault(True)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self.grid.show_tiles([self._tile(place, face) for place, face in enumerate(self._faces)])
        self.grid.clicked.connect(lambda place, _: self._toggle(place))
        self.name.typed.connect(lambda _: self._check())
        self.name.entered.connect(self.accept)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._check()
        self.name.line.setFocus()

    def accept(self) -> None:
        """Only with a name and a face."""
        view = naming(self.name.text, self._people)
        if view.ready and self.chosen:
            faces: list[NewFace] = [self._faces[place].new for place in sorted(self.chosen)]
            note = self.consent.note.text() if view.new else None
            self.accepted_with.emit(self.name.text, faces, note)
            super().accept()

    def _toggle(self, place: int) -> None:
        self.chosen ^= {place}
        self._check()

    def _check(self) -> None:
        view = naming(self.name.text, self._people, pictures=len(self.chosen))
        self.name.say(view.hint)
        self.said.setText(photos_words(self._photos, len(self.chosen)))
        self.consent.setVisible(view.new or not view.ready)
        warning = owners_words({self._faces[place].owner for place in self.chosen}, self.name.text)
        self.warning.setText(warning if view.ready else "")
        self.warning.setVisible(bool(self.warning.text()))
        self.keep.setText(view.button)
        self.keep.setEnabled(view.ready and bool(self.chosen))
        self.keep.setToolTip(view.hint if self.chosen else self.tr("Choose a face first"))

    def _tile(self, place: int, face: PhotoFace) -> Tile:
        quality = quality_words(face.new.quality, face.new.reasons)
        tip = "\n".join(part for part in (face.new.source, quality, face.doubt) if part)
        pixmap = kept_pixmap(face.new.crop_rgb, SIDE, self.devicePixelRatioF())
        return Tile(place, pixmap, face.doubt or quality, tip, on=place in self.chosen)

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.tr("Faces found"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)
        column.addStretch(1)
        area.setWidget(inside)
        area.setMinimumHeight(150)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(label(self.tr("Which faces are theirs?"), "heading"))
        rows.addWidget(self.said)
        rows.addWidget(area, 1)
        rows.addWidget(self.name)
        rows.addWidget(self.warning)
        rows.addWidget(self.consent)
        rows.addWidget(self.buttons)
