"""How good a trained model is: confusion matrix, worst mistakes, and a closed set's gate."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.training.report import Report
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.confusion_chart import MOST, ConfusionChart
from desktop.ui.training.mistake_grid import MistakeGrid
from desktop.ui.training.run_words import closed_set_words, confused, doubt_words
from desktop.ui.training.try_view import TryView


class ReportView(QWidget):
    """Sections, those that have something to show."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = ConfusionChart(theme)
        self.mistakes = MistakeGrid(theme)
        self.attempt = TryView(theme)
        self._gate: Section | None = None
        self._table: Section | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE.medium)
        self._matrix = Section(self.tr("What was taken for what"))
        self._matrix.rows.addWidget(self.matrix)
        self._mistakes = Section(self.tr("Worst mistakes"))
        self._none = label(role="muted", wraps=True)
        self._mistakes.rows.addWidget(self._none)
        self._mistakes.rows.addWidget(self.mistakes)
        self.doubt = NoticeBar(theme)
        self.doubt.close_button.hide()
        for part in (self.doubt, self.attempt, self._matrix, self._mistakes):
            self._rows.addWidget(part)

    def show_report(self, report: Report) -> None:
        """Show these figures."""
        self._show_gate(report)
        doubt = doubt_words(report)
        if doubt:
            self.doubt.say("warning", self.tr("It may be guessing."), doubt)
        else:
            self.doubt.clear()
        self.attempt.setVisible(report.closed_set is None)
        self.attempt.clear()
        few = len(report.labels) <= MOST
        self._matrix.setVisible(few)
        if few:
            self.matrix.show_report(report)
        self._show_table(report, not few)
        self._mistakes.setVisible(report.closed_set is None)
        self.mistakes.show_mistakes(report.mistakes)
        self.mistakes.setVisible(bool(report.mistakes))
        self._none.setText(
            self.tr("Those it was surest of. First what it answered.")
            if report.mistakes
            else self.tr("There were none.")
        )

    def _show_gate(self, report: Report) -> None:
        self._drop(self._gate)
        self._gate = None
        rows = closed_set_words(report)
        if not rows:
            return
        self._gate = Section(self.tr("Better than the gallery?"))
        said = self.tr("Both named the same pictures, which were kept aside.")
        self._gate.rows.addWidget(label(said, "muted", wraps=True))
        self._gate.add_facts(rows)
        self._rows.insertWidget(0, self._gate)

    def _show_table(self, report: Report, wanted: bool) -> None:
        self._drop(self._table)
        self._table = None
        rows = confused(report) if wanted else []
        if not rows:
            return
        self._table = Section(self.tr("Most often taken for something else"))
        head = (self.tr("It is"), self.tr("Was answered"), self.tr("How often"))
        self._table.add_table(head, rows)
        self._rows.insertWidget(self._rows.indexOf(self._matrix), self._table)

    def _drop(self, section: Section | None) -> None:
        if section is not None:
            self._rows.removeWidget(section)
            section.hide()
            section.deleteLater()
