"""How to train: what it builds on, rounds and device; the rest behind “More options”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.training.commands import GALLERY
from desktop.training.offers import BACKBONE, FACE_NETWORKS, Backbone, Recipe, recipe_named
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.prose import Prose
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.parts.turning_row import TurningRow
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.offer_words import (
    OWN,
    SCRATCH,
    backbone_words,
    gallery_backbones,
    scratch_words,
)
from desktop.ui.training.order_form import Form, learns_in_rounds, recipe_of
from desktop.ui.training.run_words import device_words
from desktop.ui.words import comma_list

_WIDTH = 250
_LEAST_LETTERS = 24  # of a line of help


class OptionsView(Section):
    """The fields that fit the offer; `fill` puts them into a form."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("How to train"), parent)
        self._recipes: tuple[Recipe, ...] = ()
        self._offer = OWN
        self._rows: dict[str, TurningRow] = {}
        self._help = label(role="small", wraps=True)
        self.backbone, self.subject, self.head, self.device = (ChoiceBox() for _ in range(4))
        self.epochs, self.batch, self.rate, self.seed, self.stop_after, self.others = (
            QLineEdit() for _ in range(6)
        )
        self._rounds = QStackedWidget()
        self.more = QPushButton(self.tr("More options"))
        self.more.setCheckable(True)
        self._build()
        self._fill_fixed()

    def show_offer(self, offer: str, recipes: tuple[Recipe, ...]) -> None:
        """The fields of this offer, at the recipe's own values."""
        self._recipes, self._offer = recipes, offer
        self._fill_backbones()
        self._refresh()

    def fill(self, form: Form) -> Form:
        """The form with what these fields say; those that are not shown say nothing."""
        return replace(
            form,
            backbone=self._data(self.backbone) if self._shown("backbone") else "",
            subject=self._data(self.subject),
            head=self._data(self.head) if self._shown("head") else "",
            device=self._data(self.device),
            epochs=self.epochs.text() if self.epochs.isEnabled() else "",
            batch=self.batch.text(),
            rate=self.rate.text(),
            seed=self.seed.text(),
            stop_after=self.stop_after.text() if self._shown("stop_after") else "",
            others=self.others.text() if self._shown("others") else "",
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The controls stand under their words, all of them, where those have no room beside."""
        super().resizeEvent(event)
        self._turn_rows()

    def _turn_rows(self) -> None:
        margins = self.rows.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        rows = [row for row in self._rows.values() if not row.isHidden()]
        room = min((row.beside_px(width) for row in rows), default=width)
        for row in self._rows.values():
            row.stack(room < _LEAST_LETTERS * self.fontMetrics().averageCharWidth())

    def _fill_fixed(self) -> None:
        for value, words in (
            ("picture", self.tr("The whole picture")),
            ("face", self.tr("The face in it")),
        ):
            self.subject.addItem(words, value)
        for value, words in (
            ("", self.tr("Solved at once")),
            ("dense", self.tr("Learned in rounds")),
        ):
            self.head.addItem(words, value)
        for value in ("auto", "cpu", "gpu"):
            self.device.addItem(device_words(value), value)

    def _fill_backbones(self) -> None:
        self.backbone.blockSignals(True)
        self.backbone.clear()
        recipe = recipe_named(self._recipes, BACKBONE if self._offer == OWN else self._settings_name())
        offered = self._backbones(recipe.backbones if recipe is not None else ())
        for key, name, note in offered:
            self.backbone.addItem(name, key)
            self.backbone.setItemData(self.backbone.count() - 1, note, Qt.ItemDataRole.ToolTipRole)
        self.backbone.blockSignals(False)
        self._notes["backbone"].prepare(note or self._usual for _, _, note in offered)

    def _backbones(self, entries: Sequence[Backbone]) -> list[tuple[str, str, str]]:
        """What it can build on: key, name, and what it does; "" for the usual note."""
        if self._offer == GALLERY:
            return gallery_backbones(entries)
        listed = [(entry.name, *backbone_words(entry)) for entry in entries]
        if self._offer == OWN:
            return [*listed, (SCRATCH, *scratch_words())]
        return [("", self.tr("As the recipe has it"), ""), *listed] if listed else []

    def _settings_name(self) -> str:
        return "identity-vgg16" if self._offer == GALLERY else self._offer

    def _refresh(self) -> None:
        """Which rows fit, and what stands in empty fields."""
        scratch = self._offer == OWN and self._data(self.backbone) == SCRATCH
        on_faces = self._offer == GALLERY and self._data(self.backbone) in FACE_NETWORKS
        shown = {
            "backbone": self.backbone.count() > 0,
            "subject": scratch,
            "head": self._offer == OWN and not scratch and self.more.isChecked(),
            "seed": self.more.isChecked(),
            **dict.fromkeys(("batch", "rate"), self.more.isChecked() and not on_faces),
            **dict.fromkeys(("stop_after", "others"), self.more.isChecked() and self._offer != GALLERY),
        }
        for name, there in shown.items():
            self._rows[name].setVisible(there)
        self._rows["device"].setVisible(self._offer != GALLERY)
        self._turn_rows()
        note = self.backbone.currentData(Qt.ItemDataRole.ToolTipRole)
        self._notes["backbone"].setText(note or self._usual)
        form = self.fill(Form(offer=self._offer))
        recipe = recipe_of(form, self._recipes)
        rounds = learns_in_rounds(form, recipe)
        self.epochs.setEnabled(rounds)
        self._rounds.setCurrentWidget(self.epochs if rounds else self._no_rounds)
        self._notes["epochs"].setText(self._often if rounds else self._once)
        for name, field in (
            ("epochs", self.epochs),
            ("batch", self.batch),
            ("rate", self.rate),
            ("seed", self.seed),
            ("stop_after", self.stop_after),
        ):
            own = recipe.defaults.get(name) if recipe is not None else None
            field.setPlaceholderText(f"{own}" if own else "")
        names = comma_list(recipe.settings) if recipe is not None else ""
        self._notes["others"].setText(self.tr("As name=value, apart by spaces. There are: %s.") % names)
        self.changed.emit()

    def _build(self) -> None:
        self._notes: dict[str, Prose] = {}
        self._usual = self.tr("A network that has seen many pictures before.")
        self._often = self.tr("How often every picture is seen.")
        self._once = self.tr("Every picture is seen once, and that is enough.")
        for name, title, text, control in self._fields():
            self._rows[name] = self._row(name, title, text, control)
            self.rows.addWidget(self._rows[name])
            if isinstance(control, QLineEdit):
                control.textEdited.connect(lambda _: self.changed.emit())
            else:
                control.currentIndexChanged.connect(lambda _: self._refresh())
            if name == "subject":
                self.rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._notes["epochs"].prepare((self._often, self._once))
        self.more.setToolTip(self.tr("Show the settings that a beginner need not touch"))
        self.more.toggled.connect(lambda _: self._refresh())

    def _fields(self) -> Sequence[tuple[str, str, str, ChoiceBox | QLineEdit]]:
        return (
            ("backbone", self.tr("Builds on"), "", self.backbone),
            ("epochs", self.tr("Rounds (epochs)"), "", self.epochs),
            (
                "device",
                self.tr("Runs on"),
                self.tr("Automatic takes a graphics card that works."),
                self.device,
            ),
            (
                "subject",
                self.tr("Looks at"),
                self.tr("Faces are found and cut out as in the live view."),
                self.subject,
            ),
            (
                "head",
                self.tr("Last layer"),
                self.tr("Solved at once is quick, and best for few pictures."),
                self.head,
            ),
            ("batch", self.tr("Pictures a step"), self.tr("More need more memory."), self.batch),
            ("rate", self.tr("Learning rate"), self.tr("The highest of the schedule."), self.rate),
            ("seed", self.tr("Seed"), self.tr("Decides the split and the first weights."), self.seed),
            (
                "stop_after",
                self.tr("Stop early after"),
                self.tr("Rounds without a better one; 0 for never."),
                self.stop_after,
            ),
            ("others", self.tr("Other options"), "", self.others),
        )

    def _row(self, name: str, title: str, text: str, control: QWidget) -> TurningRow:
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        words.addWidget(label(title, "strong"))
        note = self._notes[name] = Prose(text)
        words.addWidget(note)
        control.setObjectName(name)
        control.setAccessibleName(title)
        control.setToolTip(text or title)
        if isinstance(control, ChoiceBox):  # wider where its words are larger
            control.setMinimumWidth(_WIDTH)
            control.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            control.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        else:
            control.setFixedWidth(_WIDTH)
        return TurningRow(words, self._make_rounds() if control is self.epochs else control)

    def _make_rounds(self) -> QStackedWidget:
        """The field, or in its place that there is nothing to fill in."""
        self._no_rounds = label(self.tr("None needed"), "muted")
        self._no_rounds.setIndent(SPACE.small)
        self._rounds.addWidget(self.epochs)
        self._rounds.addWidget(self._no_rounds)
        self._rounds.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return self._rounds

    def _shown(self, name: str) -> bool:
        return not self._rows[name].isHidden()

    def _data(self, box: ChoiceBox) -> str:
        return str(box.currentData() or "")
