"""One person: portrait and name, what can be done, poses covered, every picture, consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.parts.focus import focused_in, hand_on
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.people.people_words import (
    consent_title,
    consent_words,
    coverage_words,
    initials,
    person_line,
    pose_views,
)
from desktop.ui.people.picture_acts import PictureActs
from desktop.ui.people.picture_grid import SIDE, PictureGrid, Tile
from desktop.ui.people.pixmaps import faded, initials_pixmap, kept_pixmap
from desktop.ui.people.reference_words import chosen_words, missed_words, mistakable_words, reference_view
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.ui.people.reference_words import ReferenceView
    from desktop.ui.people.roster import PersonDetails

_PORTRAIT = 88


class PersonView(QScrollArea):
    """Shows a PersonDetails; what is asked of it goes out as signals."""

    asked = Signal(str)
    """photos, camera, rename, merge, unmerge or remove."""
    picture_asked = Signal(str, list)
    """aside, restore or give, and the pictures' numbers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.details: PersonDetails | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("role", "reader")
        self.setAccessibleName(self.tr("The chosen person"))
        self.grid = PictureGrid(theme)
        self.grid.menu_asked.connect(self._open_picture_menu)
        self.grid.chosen_changed.connect(self._show_chosen)
        self.picture_acts = PictureActs()
        self.picture_acts.asked.connect(lambda name: self.picture_asked.emit(name, self.grid.chosen))
        self.picture_acts.left.connect(lambda: self.grid.choose([]))
        self._views: dict[int, ReferenceView] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.large)
        self._rows.setSpacing(SPACE.medium)
        self._rows.addLayout(self._make_head())
        self._rows.addWidget(self._make_acts())
        self._coverage, self._poses = Section(self.tr("Sides of the face")), WrappingRow()
        self._coverage_said = label(role="muted", wraps=True)
        self._coverage.rows.addWidget(self._poses)
        self._coverage.rows.addWidget(self._coverage_said)
        self._pictures = Section(self.tr("Pictures"))
        self._missed = label(role="muted", wraps=True)
        self._mistakable = label(role="muted", wraps=True)
        self.chosen_said = label(role="muted", wraps=True, selectable=True)
        for part in (self.picture_acts, self.grid, self.chosen_said, self._missed, self._mistakable):
            self._pictures.rows.addWidget(part)
        self._consent, self._consent_title = Section(), label(role="heading")
        self._consent.rows.addWidget(self._consent_title)
        self._consent_said = label(wraps=True, selectable=True)
        self._consent.rows.addWidget(self._consent_said)
        for section in (self._coverage, self._pictures, self._consent):
            self._rows.addWidget(section)
        self._rows.addStretch(1)
        self.setWidget(self._body)
        theme.changed.connect(self._tint)
        self._tint()

    def show_details(self, details: PersonDetails, now_s: float) -> None:
        """Show this person."""
        same = self.details is not None and self.details.person.id == details.person.id
        self.details = details
        person, scale = details.person, self.devicePixelRatioF()
        letters = initials_pixmap(initials(person.name), _PORTRAIT, scale, self._theme.colours)
        crop = details.portrait
        self._portrait.setPixmap(letters if crop is None else kept_pixmap(crop, _PORTRAIT, scale))
        self.title.setText(person.name)
        line = person_line(person, now_s)
        if person.negatives:
            line += " · " + self.tr("{count} marked as not them").format(count=person.negatives)
        self._line.setText(line)
        self.buttons["unmerge"].setVisible(details.merged is not None)
        self._show_poses(details)
        self._show_pictures(details, same=same)
        title = consent_title(details.consents)
        self._consent_title.setText(title)
        self._consent.setAccessibleName(title)
        consents = consent_words(details.consents)
        said = "\n".join(f"{date}: {words}" if date else words for date, words in consents)
        self._consent_said.setText(said or self.tr("Nothing was noted."))

    def _show_poses(self, details: PersonDetails) -> None:
        self._poses.clear()
        for view in pose_views(details.coverage):
            chip = label(f"✓ {view.text}" if view.there else view.text, "chip")
            if view.there:
                chip.setProperty("tone", "good")
            lacks = self.tr("No picture of this side yet") if view.is_side else ""
            chip.setToolTip(self.tr("Covered") if view.there else lacks)
            self._poses.add(chip)
        self._poses.refit()
        self._coverage_said.setText(coverage_words(details.coverage))

    def _show_pictures(self, details: PersonDetails, *, same: bool) -> None:
        scale, threshold = self.devicePixelRatioF(), details.threshold
        chosen = self.grid.chosen if same else []
        views = [reference_view(one, threshold) for one in details.references]
        self._views = {view.face_id: view for view in views}
        tiles = []
        for one, view in zip(details.references, views, strict=True):
            pixmap = kept_pixmap(one.crop, SIDE, scale)
            shown = faded(pixmap) if view.set_aside else pixmap
            on = view.face_id in chosen
            tiles.append(Tile(view.face_id, shown, view.line, view.tip, on, view.second))
        self.grid.show_tiles(tiles)
        self._show_chosen()
        for part, words in (
            (self._missed, missed_words(details.references, threshold)),
            (self._mistakable, mistakable_words(details.references)),
        ):
            part.setText(words)
            part.setVisible(bool(words))

    def _show_chosen(self) -> None:
        views = [self._views[key] for key in self.grid.chosen]
        pressed = focused_in(self.picture_acts)
        self.picture_acts.show_chosen(views)
        hand_on(pressed, *self.picture_acts.buttons.values())
        if pressed is not None and focused_in(self.picture_acts) is None:
            self.grid.take_focus()
        self.chosen_said.setText(chosen_words(views))
        self.chosen_said.setVisible(bool(views))

    def _open_picture_menu(self, face_id: int, at: QPoint) -> None:
        if face_id not in self.grid.chosen:
            self.grid.choose([face_id])
        self.picture_acts.open_menu(at)

    def _make_head(self) -> QHBoxLayout:
        self._portrait = QLabel()
        self._portrait.setFixedSize(_PORTRAIT, _PORTRAIT)
        self._portrait.setAccessibleName(self.tr("Portrait"))
        self.title = label(role="page_title", wraps=True, selectable=True)
        self._line = label(role="muted", wraps=True)
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self._line)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(SPACE.large)
        head.addWidget(self._portrait)
        head.addLayout(words, 1)
        return head

    def _make_acts(self) -> WrappingRow:
        acts = WrappingRow()
        for name, words, tip, icon in (
            ("photos", self.tr("Add photos…"), self.tr("More pictures, from files"), "photos"),
            ("camera", self.tr("Camera…"), self.tr("More pictures, guided, from the camera"), "camera"),
            ("rename", self.tr("Rename…"), self.tr("Another name"), ""),
            ("merge", self.tr("Merge…"), self.tr("Two entries that are one person"), ""),
            ("unmerge", self.tr("Un-merge"), self.tr("Take the last merge back"), "undo"),
            ("remove", self.tr("Remove…"), self.tr("Erase this person for good"), "trash"),
        ):
            button = QPushButton(f" {words}" if icon else words)
            button.setObjectName(f"person_{name}")
            button.setAccessibleName(words)
            button.setToolTip(tip)
            button.setProperty("icon_name", icon)
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            self.buttons[name] = button
            acts.add(button)
        return acts

    def _tint(self) -> None:
        for button in self.buttons.values():
            if button.property("icon_name"):
                button.setIcon(self._theme.icon(button.property("icon_name")))
