"""One training: how far it is, its curves, and, when done, how good it is and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.training.events import Epoch
from desktop.training.live import LiveTraining
from desktop.training.report import Report
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.focus import focused_in, hand_on
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.theme.look import set_look
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.curve_chart import CurveChart
from desktop.ui.training.report_view import ReportView
from desktop.ui.training.run_words import RunView as RunWords
from desktop.ui.training.run_words import curves, live_view

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_USES = ("use", "anyway")


class RunView(QWidget):
    """Shows a RunView of words; what is asked of it goes out as signals."""

    act_asked = Signal(str)
    cancel_asked = Signal()
    remove_asked = Signal()
    stop_asked = Signal()
    page_asked = Signal()
    folder_asked = Signal()
    model_asked = Signal(str)
    """The name of a model that is to be seen among the others."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._act = self._model = self._titled = ""
        self._focused: QWidget | None = None
        self.act = self._button(self.tr("Use it now"), "check", primary=True)
        self.stop = self._button(self.tr("Stop using it"), "undo")
        self.show_model = self._button(self.tr("Show on the Models page"), "models")
        self.cancel = self._button(self.tr("Cancel"), "stop")
        self.page = self._button(self.tr("Full report"), "info")
        self.folder = self._button(self.tr("Show folder"), "folder")
        self.remove = self._button(self.tr("Remove"), "trash")
        self.problem = NoticeBar(theme)
        self.report = ReportView(theme)
        self.accuracy = CurveChart(theme, self.tr("Right answers"), as_share=True)
        self.loss = CurveChart(theme, self.tr("Loss"), as_share=False)
        self._facts: Section | None = None
        self._build()
        self._connect()

    def show_run(
        self, words: RunWords, epochs: Sequence[Epoch], problem: str, *, held_back: str = ""
    ) -> None:
        """Show this training. `held_back`: why no training can begin or go on now."""
        self._focused = focused_in(self)
        self._title.setText(words.title)
        text, tone = words.chip
        self._chip.setText(text)
        set_look(self._chip, "tone", tone)
        for said in (self._sentence, self._meanwhile):
            said.setText(words.sentence)
        self._where.setText(words.where)
        self._where.setVisible(bool(words.where))
        self._show_act(words, held_back)
        self._model = words.model
        self.show_model.setVisible(bool(words.model))
        self.stop.setVisible(words.can_stop)
        self.cancel.setVisible(words.can_cancel)
        self.remove.setEnabled(words.can_remove)
        self.page.setVisible(words.reports)
        self.page.setEnabled(words.has_report)
        self._say_tips(words)
        if problem:
            self.problem.say("problem", problem)
        else:
            self.problem.clear()
        self._show_curves(epochs)
        self._show_facts(words)
        self._tint()

    def _show_act(self, words: RunWords, held_back: str) -> None:
        """What is done stays in its place as a word, so that no other button moves under the pointer."""
        if self._titled != words.title or words.act:
            self._titled = words.title
            self.act.setMinimumWidth(0)
        elif self._act in _USES and self.act.isVisible():
            self.act.setMinimumWidth(self.act.width())
        self._act = words.act
        held = bool(held_back) and words.act not in (*_USES, "")
        set_look(self.act, "kind", "" if words.act == "anyway" else "primary")
        self.act.setVisible(bool(words.act_words))
        self.act.setEnabled(bool(words.act) and not held)
        self.act.setText(f" {words.act_words}")
        self.act.setAccessibleName(words.act_words)
        self.act.setToolTip(held_back if held else words.act_words)
        self.act.setProperty("icon_name", "play" if words.act not in (*_USES, "") else "check")

    def _say_tips(self, words: RunWords) -> None:
        opens = self.tr("Open the whole report in the browser")
        self.page.setToolTip(opens if words.has_report else self.tr("There once it is measured"))
        gone = self.tr("Delete this training; a model in use stays among the models")
        self.remove.setToolTip(gone if words.can_remove else self.tr("Cancel the training first"))

    def show_live(self, live: LiveTraining | None) -> None:
        """How far it is; None: it does not run."""
        self._busy.setVisible(live is not None)
        self._next.setVisible(live is None)
        hand_on(self._focused, self.cancel, self.act, self.show_model, self.stop, self.folder)
        self._focused = None
        if live is None:
            return
        view = live_view(live)
        self._busy_text.setText(view.text)
        self._busy_detail.setText(view.detail or " ")
        self._bar.setRange(0, 1000 if view.share is not None else 0)
        self._bar.setValue(round(1000 * (view.share or 0)))
        self._bar.setAccessibleName(view.text)
        self._show_curves(live.epochs)

    def show_report(self, report: Report | None) -> None:
        """How good it is; None: that is not measured yet."""
        self.report.setVisible(report is not None)
        if report is not None:
            self.report.show_report(report)

    def show_mistakes(self, pictures: Sequence[NDArray[np.uint8] | None]) -> None:
        """The pictures of the worst mistakes."""
        self.report.mistakes.show_pictures(pictures)

    def _show_curves(self, epochs: Sequence[Epoch]) -> None:
        found = curves(list(epochs))
        rounds = epochs[-1].of if epochs else 1
        self._curves.setVisible(bool(found) and len(epochs) > 1)
        for name, chart in (("accuracy", self.accuracy), ("loss", self.loss)):
            chart.setVisible(name in found)
            chart.show_lines(found.get(name, {}), rounds)

    def _show_facts(self, words: RunWords) -> None:
        if self._facts is not None:
            self._rows.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
        self._facts = Section(self.tr("How it was asked for"))
        self._facts.add_facts(words.facts)
        self._rows.insertWidget(self._rows.count() - 1, self._facts)

    def _build(self) -> None:
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.large)
        self._rows.setSpacing(SPACE.medium)
        self._title = label(role="page_title", selectable=True)
        self._chip = label(role="chip")
        head = QHBoxLayout()
        head.setSpacing(SPACE.medium)
        head.addWidget(self._title)
        head.addWidget(self._chip)
        head.addStretch(1)
        self._rows.addLayout(head)
        self._rows.addLayout(_row(self.page, self.folder, self.remove))
        self._rows.addWidget(self.problem)
        self._rows.addWidget(self._make_busy())
        self._rows.addWidget(self._make_next())
        self._rows.addWidget(self.report)
        self._rows.addWidget(self._make_curves())
        self._rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        scroll.setProperty("role", "reader")
        scroll.setAccessibleName(self.tr("The chosen training"))
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.report.hide()

    def _make_busy(self) -> QWidget:
        self._busy = Section()
        self._busy_text = label(role="strong")
        self._busy_detail = label(role="muted", wraps=True)
        self._meanwhile = label(role="muted", wraps=True)
        self._bar = BusyBar()
        self._bar.setTextVisible(False)
        across = QHBoxLayout()
        across.setSpacing(SPACE.medium)
        across.addWidget(self._busy_text, 1)
        across.addWidget(self.cancel)
        self._busy.rows.addLayout(across)
        self._busy.rows.addWidget(self._bar)
        self._busy.rows.addWidget(self._busy_detail)
        self._busy.rows.addWidget(self._meanwhile)
        self._busy.hide()
        return self._busy

    def _make_next(self) -> QWidget:
        """What came out, where it is, and what can be done with it; in the place of how far it is."""
        self._next = Section()
        self._sentence = label(wraps=True, selectable=True)
        self._where = label(role="muted", wraps=True, selectable=True)
        self._next.rows.addWidget(self._sentence)
        self._next.rows.addWidget(self._where)
        acts = WrappingRow()
        for button in (self.act, self.stop, self.show_model):
            acts.add(button)
        self._next.rows.addWidget(acts)
        return self._next

    def _make_curves(self) -> QWidget:
        self._curves = Section(self.tr("How it learns"))
        across = QHBoxLayout()
        across.setSpacing(SPACE.large)
        across.addWidget(self.accuracy, 1)
        across.addWidget(self.loss, 1)
        self._curves.rows.addLayout(across)
        self._curves.hide()
        return self._curves

    def _connect(self) -> None:
        self.cancel.setToolTip(self.tr("End it; what it has learned is kept, and it can go on later"))
        self.folder.setToolTip(self.tr("Show the folder with model, curves and log"))
        self.show_model.setToolTip(self.tr("What it is, how good, and how fast here"))
        self.act.clicked.connect(lambda: self.act_asked.emit(self._act))
        self.cancel.clicked.connect(self.cancel_asked)
        self.stop.setToolTip(self.tr("Facet answers as before; this training keeps the model"))
        self.stop.clicked.connect(self.stop_asked)
        self.show_model.clicked.connect(lambda: self.model_asked.emit(self._model))
        self.page.clicked.connect(self.page_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.remove.clicked.connect(self.remove_asked)
        self._theme.changed.connect(self._tint)

    def _button(self, text: str, icon: str, *, primary: bool = False) -> QPushButton:
        button = QPushButton(f" {text}")
        button.setAccessibleName(text)
        button.setProperty("icon_name", icon)
        if primary:
            button.setProperty("kind", "primary")
        return button

    def _tint(self) -> None:
        for button in (
            self.act,
            self.stop,
            self.show_model,
            self.cancel,
            self.page,
            self.folder,
            self.remove,
        ):
            primary = button.property("kind") == "primary" and button.isEnabled()
            ink = "on_accent" if primary else "text" if button.isEnabled() else "muted"
            button.setIcon(self._theme.icon(button.property("icon_name"), ink))


def _row(*buttons: QPushButton) -> QHBoxLayout:
    """Buttons beside each other, from the beginning of the line."""
    row = QHBoxLayout()
    row.setSpacing(SPACE.small)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
