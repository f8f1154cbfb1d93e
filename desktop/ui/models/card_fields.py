"""The fields of a card to be written, with what each means under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.models.card_form import CardForm, guessed_name, labels_words
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.section import Section
from desktop.ui.parts.switch import Switch
from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.models.foreign import ForeignNetwork

_LEAST_PX, _MOST_PX = 8, 1024


class CardFields(QWidget):
    """Says when something has changed."""

    changed = Signal()
    file_asked = Signal()

    def __init__(self, network: ForeignNetwork, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self.name = self._line(self.tr("Name"), guessed_name(network.path.stem))
        self.task = self._line(self.tr("What does it answer"), tip=self.tr("smile, emotion, dog breeds, …"))
        self.subject = self._box(self.tr("What it is shown"))
        self.wide = self._number(self.tr("Width in pixels"), network.width)
        self.high = self._number(self.tr("Height in pixels"), network.height)
        self.scaling = self._box(self.tr("How its pixels were scaled"))
        self.colour = self._box(self.tr("Order of its colours"))
        self.logits = Switch(theme)
        self.labels = QPlainTextEdit()
        self.from_file = QPushButton(self.tr("From a file…"))
        self.counted = label(role="muted", wraps=True)
        self.licence = self._line(self.tr("Under which terms may it be used"), tip="MIT, Apache-2.0, …")
        self.origin = self._line(self.tr("Where it comes from"), tip=self.tr("An address, a paper, a person"))
        self._offer()
        self._lay_out()
        self._connect()
        self._count()

    @property
    def form(self) -> CardForm:
        """As filled in now."""
        return CardForm(
            name=self.name.text(),
            task=self.task.text(),
            subject=self.subject.currentData(),
            width=self.wide.value(),
            height=self.high.value(),
            scaling=self.scaling.currentData(),
            colour=self.colour.currentData(),
            logits=self.logits.isChecked(),
            labels=self.labels.toPlainText(),
            licence=self.licence.text(),
            origin=self.origin.text(),
        )

    def show_labels(self, labels: Iterable[str]) -> None:
        """These labels, from a file."""
        self.labels.setPlainText("\n".join(labels))

    def _offer(self) -> None:
        for words, value in (
            (self.tr("The whole picture"), "picture"),
            (self.tr("A face that was found"), "face"),
        ):
            self.subject.addItem(words, value)
        for words, value in (
            (self.tr("Choose…"), ""),
            (self.tr("0 to 1 (unit)"), "unit"),
            (self.tr("−1 to 1 (symmetric)"), "symmetric"),
            (self.tr("ImageNet's mean and deviation (torch)"), "torch"),
            (self.tr("Blue, green, red less ImageNet's mean (caffe)"), "caffe"),
            (self.tr("Not at all, 0 to 255 (none)"), "none"),
        ):
            if value == "none" or not self._network.bytes_in:
                self.scaling.addItem(words, value)
        grey = self._network.channels == 1
        colours = (
            ((self.tr("Grey"), "grey"),)
            if grey
            else (
                (self.tr("Red, green, blue"), "rgb"),
                (self.tr("Blue, green, red, as OpenCV reads"), "bgr"),
            )
        )
        for words, value in colours:
            self.colour.addItem(words, value)

    def _lay_out(self) -> None:
        purpose = Section(self.tr("What it is for"))
        self._row(purpose, self.tr("Name"), self.name)
        self._row(purpose, self.tr("What does it answer"), self.task)
        self._row(purpose, self.tr("What it is shown"), self.subject)
        expects = Section(self.tr("What it expects"))
        size = QHBoxLayout()
        if self._network.sure_size:
            said = self.tr("{width} × {height} pixels, as the file says")
            size.addWidget(label(said.format(width=self._network.width, height=self._network.height)))
        for part in (self.wide, label("×"), self.high):
            part.setParent(self)
            part.setHidden(self._network.sure_size)
            size.addWidget(part)
        size.addStretch(1)
        self._row(expects, self.tr("Size of its pictures"), size)
        self._row(expects, self.tr("How its pixels were scaled"), self.scaling)
        self._row(expects, self.tr("Order of its colours"), self.colour)
        self._row(expects, self.tr("It answers before its softmax or sigmoid"), self.logits)
        answers = Section(self.tr("Its labels"))
        said = self.tr("One a line, in the order of its answers; of one number: no, then yes.")
        answers.rows.addWidget(label(said, "muted", wraps=True))
        answers.rows.addWidget(self.labels)
        foot = QHBoxLayout()
        foot.addWidget(self.counted, 1)
        foot.addWidget(self.from_file)
        answers.rows.addLayout(foot)
        terms = Section(self.tr("Terms"))
        self._row(terms, self.tr("Under which terms may it be used"), self.licence)
        self._row(terms, self.tr("Where it comes from"), self.origin)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE.medium)
        for section in (purpose, expects, answers, terms):
            rows.addWidget(section)

    def _connect(self) -> None:
        self.logits.setAccessibleName(self.tr("It answers before its softmax or sigmoid"))
        self.logits.setToolTip(self.tr("Then its softmax or sigmoid is put behind it"))
        self.logits.setChecked(self._network.looks_raw)
        self.labels.setAccessibleName(self.tr("Its labels"))
        self.labels.setToolTip(self.tr("One a line"))
        self.labels.setTabChangesFocus(True)
        self.labels.setFixedHeight(130)
        self.from_file.setAccessibleName(self.tr("Labels from a file…"))
        self.from_file.setToolTip(self.tr("One label a line, or JSON"))
        self.from_file.clicked.connect(self.file_asked)
        for line in (self.name, self.task, self.licence, self.origin):
            line.textChanged.connect(self.changed)
        for box in (self.subject, self.scaling, self.colour):
            box.currentIndexChanged.connect(self.changed)
        for number in (self.wide, self.high):
            number.valueChanged.connect(self.changed)
            number.setEnabled(not self._network.sure_size)
        self.logits.toggled.connect(self.changed)
        self.labels.textChanged.connect(self._count)
        self.labels.textChanged.connect(self.changed)

    def _count(self) -> None:
        self.counted.setText(labels_words(self.form, self._network.answers))

    def _line(self, name: str, text: str = "", *, tip: str = "") -> QLineEdit:
        line = QLineEdit(text)
        line.setAccessibleName(name)
        line.setToolTip(name)
        line.setPlaceholderText(tip)
        line.setMaxLength(200)
        return line

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        return box

    def _number(self, name: str, value: int) -> QSpinBox:
        number = QSpinBox()
        number.setRange(_LEAST_PX, _MOST_PX)
        number.setValue(value)
        number.setAccessibleName(name)
        said = self.tr("The file itself says it") if self._network.sure_size else name
        number.setToolTip(said)
        return number

    def _row(self, section: Section, words: str, field: QWidget | QHBoxLayout) -> None:
        across = QHBoxLayout()
        across.setSpacing(SPACE.medium)
        caption: QLabel = label(words, wraps=True)
        caption.setFixedWidth(200)
        across.addWidget(caption)
        if isinstance(field, QWidget):
            across.addWidget(field, 0 if isinstance(field, Switch) else 1)
            if isinstance(field, Switch):
                across.addStretch(1)
        else:
            across.addLayout(field, 1)
        section.rows.addLayout(across)
