"""A new training: what to learn, from which folder, what is in it, how; and the button that begins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.training.commands import GALLERY
from desktop.training.offers import Recipe
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.data_view import DataView
from desktop.ui.training.offer_words import Offer, offers
from desktop.ui.training.options_view import OptionsView
from desktop.ui.training.order_form import Form, recipe_of, why_not


class NewView(QWidget):
    """Holds the form; says what is asked of it as signals."""

    folder_asked = Signal()
    second_asked = Signal()
    begin_asked = Signal()
    offer_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._recipes: tuple[Recipe, ...] = ()
        self._offers: list[Offer] = []
        self._data, self._gallery = "", ""
        self._seconds: dict[str, str] = {}  # what it is depends on the offer
        self._refused = False
        self._busy = ""
        self.offer = ChoiceBox()
        self.folder = QPushButton()
        self.second = QPushButton()
        self.data = DataView(theme)
        self.options = OptionsView()
        self.begin = QPushButton(self.tr(" Start training"))
        self._build()
        self._connect()

    @property
    def form(self) -> Form:
        """What is filled in."""
        offered = self.chosen
        data = self._gallery if offered.key == GALLERY else self._data
        second = self._seconds.get(offered.key, "")
        return replace(self.options.fill(Form(offer=offered.key)), data=data, second=second)

    @property
    def chosen(self) -> Offer:
        """What is to be learned."""
        key = self.offer.currentData()
        return next(offer for offer in self._offers if offer.key == key)

    def take_recipes(self, recipes: tuple[Recipe, ...], gallery: str) -> None:
        """What this trainer offers; `gallery`: the folder of the user's people, "" where there is none."""
        self._recipes, self._gallery = recipes, gallery
        key = self.offer.currentData()
        self._offers = offers(recipes, with_gallery=bool(gallery))
        self.offer.blockSignals(True)
        self.offer.clear()
        for offer in self._offers:
            self.offer.addItem(offer.title, offer.key)
        self.offer.setCurrentIndex(max(0, self.offer.findData(key)))
        self.offer.blockSignals(False)
        self._show_offer()

    def take_folder(self, folder: str) -> None:
        """The folder to learn from."""
        self._data, self._refused = folder, False
        self.refresh()

    def take_second(self, folder: str) -> None:
        """The further folder."""
        self._seconds[self.chosen.key] = folder
        self.refresh()

    def say_refused(self, text: str, detail: str) -> None:
        """The trainer can't use the folder."""
        self._refused = True
        self.data.say_refused(text, detail)
        self.refresh()

    def take_back_refusal(self) -> None:
        """The folder is looked at again."""
        self._refused = False
        self.refresh()

    def say_busy(self, why: str) -> None:
        """Why none can begin now; "" where one can."""
        self._busy = why
        self.refresh()

    def refresh(self) -> None:
        """Words and button as the form stands."""
        if not self._offers:
            return
        form, offer = self.form, self.chosen
        self._what.setText(offer.what)
        self.folder.setVisible(bool(offer.folder))
        first = offer.folder or self.tr("Choose the folder…")
        self.folder.setText(f" {first}")
        self.folder.setAccessibleName(self.folder.text().strip())
        self._path.setVisible(bool(offer.folder))
        self._path.setText(self._data or self.tr("or drop it here"))
        self._path.setToolTip(self._data)
        self._second_row.setVisible(bool(offer.second))
        further = offer.second or self.tr("A further folder…")
        self.second.setText(f" {further}")
        self.second.setAccessibleName(self.second.text().strip())
        self._second_path.setText(Path(form.second).name if form.second else offer.second_why)
        why = self._busy or why_not(form, recipe_of(form, self._recipes), self._refused)
        self._why.setText(why)
        self.begin.setEnabled(not why)
        self.begin.setToolTip(why or self.tr("Start it; Facet can be used meanwhile"))

    def _show_offer(self) -> None:
        self.options.show_offer(self.chosen.key, self._recipes)
        self.refresh()

    def _build(self) -> None:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(self._make_source())
        rows.addWidget(self.data)
        rows.addWidget(self.options)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._make_foot())

    def _make_source(self) -> QWidget:
        section = Section(self.tr("What to learn"))
        self.offer.setAccessibleName(self.tr("What to learn"))
        self.offer.setToolTip(self.tr("What to learn"))
        self._what = label(role="muted", wraps=True)
        self._path = label(role="muted", wraps=True, selectable=True)
        self.folder.setToolTip(self.tr("Choose the folder with the pictures"))
        self.second.setToolTip(self.tr("Choose a further folder; it may be left out"))
        self._second_path = label(role="muted", wraps=True)
        first, self._second_row = QHBoxLayout(), QWidget()
        first.setSpacing(SPACE.medium)
        first.addWidget(self.folder)
        first.addWidget(self._path, 1)
        across = QHBoxLayout(self._second_row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE.medium)
        across.addWidget(self.second)
        across.addWidget(self._second_path, 1)
        section.rows.addWidget(self.offer)
        section.rows.addWidget(self._what)
        section.rows.addLayout(first)
        section.rows.addWidget(self._second_row)
        return section

    def _make_foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("role", "footer")
        self._why = label(role="muted", wraps=True)
        self.begin.setProperty("kind", "primary")
        self.begin.setAccessibleName(self.tr("Start training"))
        self._icon = QLabel()
        across = QHBoxLayout(foot)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.small)
        across.setSpacing(SPACE.medium)
        across.addWidget(self._why, 1)
        across.addWidget(self.begin)
        return foot

    def _connect(self) -> None:
        self.offer.currentIndexChanged.connect(lambda _: self._offer_chosen())
        self.folder.clicked.connect(self.folder_asked)
        self.second.clicked.connect(self.second_asked)
        self.begin.clicked.connect(self.begin_asked)
        self.options.changed.connect(self.refresh)
        self._theme.changed.connect(self._tint)
        self._tint()

    def _offer_chosen(self) -> None:
        self._show_offer()
        self.offer_changed.emit()

    def _tint(self) -> None:
        self.folder.setIcon(self._theme.icon("folder"))
        self.second.setIcon(self._theme.icon("folder"))
        self.begin.setIcon(self._theme.icon("play", "on_accent"))
