"""One model in words: what it is, how good, on what it learned, its file, and how it runs here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.models.figure_words import FigureRow, interval_title, out_of_title
from desktop.ui.models.model_words import ModelView
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.focus import focused_in, hand_on
from desktop.ui.parts.section import Section
from desktop.ui.parts.table import Table
from desktop.ui.parts.texts import label
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.theme.look import set_look
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate

_SENTENCE_EM, _MOST_CHIPS = 20, 2
MeasuredRows = list[tuple[str, str, str, str]]


class ModelDetails(QScrollArea):
    """Shows one ModelView; what is asked of it goes out as signals."""

    use_asked = Signal()
    stop_asked = Signal()
    measure_asked = Signal()
    remove_asked = Signal()
    pull_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("role", "reader")
        self.setAccessibleName(self.tr("The chosen model"))
        self.use = self._button(self.tr("Use this model"), "check", self.use_asked, primary=True)
        self.stop = self._button(translate("RunView", "Stop using it"), "undo", self.stop_asked)
        self.stop.setToolTip(self.tr("Facet answers as before; the model stays in this list"))
        self.pull = self._button(self.tr("Download"), "download", self.pull_asked, primary=True)
        self.measure = self._button(self.tr("Measure on this machine"), "gauge", self.measure_asked)
        self.remove = self._button(self.tr("Remove"), "trash", self.remove_asked)
        self.cancel = self._button(self.tr("Cancel"), "close", self.cancel_asked)
        self._acts = (self.use, self.stop, self.pull, self.measure, self.remove)
        self._busy_text = label(role="muted")
        self._busy_bar = BusyBar()
        self._busy_bar.setRange(0, 0)
        self._busy_bar.setTextVisible(False)
        self._body: QWidget | None = None
        self._build()
        theme.changed.connect(self._tint)
        self._tint()

    def show_view(self, view: ModelView, measured: MeasuredRows | None) -> None:
        """Show this model, and what was measured of it."""
        another = self._title.text() != view.title
        self._title.setText(view.title)
        self._show_chips(view)
        self._description.setText(view.description)
        self._description.setVisible(bool(view.description))
        self._why.setText(view.choices.why_not_use)
        self._why.setVisible(bool(view.choices.why_not_use))
        self._command.setText(view.choices.command)
        self._command.setVisible(bool(view.choices.command))
        for button, there in (
            (self.use, view.choices.use),
            (self.stop, view.choices.stop),
            (self.measure, view.choices.measure),
            (self.remove, view.choices.remove),
            (self.pull, view.choices.pull),
        ):
            button.setVisible(there)
        self._show_sections(view, measured)
        if another:
            self.verticalScrollBar().setValue(0)

    def show_busy(self, text: str) -> None:
        """Say what is under way; "" when it is over."""
        before = focused_in(self)
        self._busy.setVisible(bool(text))
        self._busy_text.setText(text)
        self._busy_bar.setAccessibleName(text or self.tr("Progress"))
        for button in self._acts:
            button.setEnabled(not text)
        hand_on(before, *((self.cancel,) if text else (self.use, self.pull, self.measure)))

    def _show_sections(self, view: ModelView, measured: MeasuredRows | None) -> None:
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE.medium)
        if measured:
            section = Section(self.tr("On this machine"))
            head = (self.tr("Asked for"), self.tr("Ran on"), view.takes, self.tr("Note"))
            section.add_table(head, measured)
            rows.addWidget(section)
        if view.figures:
            rows.addWidget(self._figures(view))
        for heading, facts in (
            (self.tr("What it is"), view.facts),
            (self.tr("The file"), view.file),
        ):
            section = Section(heading)
            section.add_facts(facts)
            rows.addWidget(section)
        if view.data:
            section = Section(self.tr("What it learned from"))
            section.add_table((self.tr("Data"), self.tr("Pictures"), self.tr("Terms")), view.data)
            rows.insertWidget(rows.count() - 1, section)
        if self._body is not None:
            self._rows.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self._rows.insertWidget(self._rows.count() - 1, body)
        body.show()
        self._make_room()

    def _figures(self, view: ModelView) -> Section:
        """The figures, and below them what each of their names means: tips alone need a mouse."""
        section = Section(self.tr("How good it is"))
        head = (self.tr("Figure"), self.tr("Value"), interval_title(), out_of_title())
        section.add_table(head, _by_data(view.figures), dict(view.meanings))
        section.rows.addSpacing(SPACE.tight)
        section.rows.addWidget(label(self.tr("What this means"), "strong"))
        section.rows.addWidget(Table(("", ""), view.meanings, role="muted", last_em=_SENTENCE_EM))
        return section

    def _make_room(self) -> None:
        """At once, so that it is never seen squeezed into the room of the model before."""
        inside, room = self.widget(), self.viewport()
        if inside is None:
            return
        for table in inside.findChildren(Table):
            table.fit_into(room.width() - 4 * SPACE.large - 2)  # the margins of the page, those of a section
        self._rows.activate()
        inside.resize(room.width(), max(room.height(), inside.heightForWidth(room.width())))

    def _show_chips(self, view: ModelView) -> None:
        for place, chip in enumerate(self._chips):
            text, tone = view.chips[place] if place < len(view.chips) else ("", "plain")
            chip.setText(text)
            set_look(chip, "tone", tone)
            chip.setVisible(bool(text))

    def _build(self) -> None:
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.large)
        self._rows.setSpacing(SPACE.medium)
        self._title = label(role="page_title", selectable=True)
        self._chips = [label(role="chip") for _ in range(_MOST_CHIPS)]
        head, acts = WrappingRow(), WrappingRow()
        for part in (self._title, *self._chips):
            head.add(part)
        self._description = label(wraps=True, selectable=True)
        self._why = label(role="muted", wraps=True)
        self._command = label(role="small", wraps=True, selectable=True)
        for button in self._acts:
            acts.add(button)
        self._rows.addWidget(head)
        self._rows.addWidget(self._description)
        self._rows.addWidget(acts)
        self._rows.addWidget(self._why)
        self._rows.addWidget(self._command)
        self._rows.addWidget(self._make_busy())
        self._rows.addStretch(1)
        self.setWidget(inside)

    def _make_busy(self) -> QWidget:
        self._busy = QFrame()
        across = QHBoxLayout(self._busy)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE.medium)
        across.addWidget(self._busy_text)
        across.addWidget(self._busy_bar, 1)
        across.addWidget(self.cancel)
        self._busy.hide()
        return self._busy

    def _button(self, text: str, icon: str, asked: object, *, primary: bool = False) -> QPushButton:
        button = QPushButton(f" {text}")
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setProperty("icon_name", icon)
        if primary:
            button.setProperty("kind", "primary")
        button.clicked.connect(asked)
        return button

    def _tint(self) -> None:
        for button in (*self._acts, self.cancel):
            ink = "on_accent" if button.property("kind") == "primary" else "text"
            button.setIcon(self._theme.icon(button.property("icon_name"), ink))


def _by_data(figures: Iterable[FigureRow]) -> Iterator[tuple[str, ...]]:
    """The figures on the same data under one line that tells which."""
    for where, found in groupby(figures, key=lambda figure: figure[4]):
        yield (where,)
        yield from (figure[:4] for figure in found)
