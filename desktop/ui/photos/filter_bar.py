"""The row of filters over the grid: which cards, and of the faces those with which answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.texts import label
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.photos.face_items import PICTURE, Filter, Kind
from desktop.ui.theme.tokens import SPACE

Labels = Mapping[str, Sequence[tuple[str | None, str]]]

_LEAST_WIDTH = 170
_MOST_LINES, _MOST_NAME_LINES = 18, 14  # as wide as so many lines are high; names may be of any length


class FilterBar(QWidget):
    """A box for the kind of card, and one for each task that was answered."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.tasks: dict[str, ChoiceBox] = {}
        super().__init__(parent)
        self.kind = self._make_box(self.tr("What is shown"))
        self._widen()
        self._said = label(role="muted")
        self._said.hide()
        self._boxes = WrappingRow()
        self._boxes.add(self.kind)
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.tight)
        across.setSpacing(SPACE.small)
        across.addWidget(self._boxes, 1)
        across.addWidget(self._said)

    @property
    def filter(self) -> Filter:
        """What is chosen."""
        kind: Kind = self.kind.currentData() or "face"
        chosen = ((task, box.currentData()) for task, box in self.tasks.items() if _fits(task, kind))
        return Filter(kind, tuple((task, value) for task, value in chosen if value is not None))

    def offer(self, kinds: Sequence[tuple[Kind, str]], labels: Labels) -> None:
        """The choices there are now; what is chosen stays so."""
        before = self.filter
        self._fill(self.kind, kinds)
        for task in self.tasks.keys() - labels.keys():
            self._fill(self.tasks[task], ())
        for task, choices in labels.items():
            if task not in self.tasks:
                self.tasks[task] = self._make_box(self.tr("Filter by %s") % task)
                self._boxes.add(self.tasks[task])
            self._fill(self.tasks[task], choices)
        self._widen()
        self._show_tasks()
        if self.filter != before:  # what was chosen is no longer there
            self.changed.emit()

    def turn_to(self, kind: Kind) -> None:
        """Show cards of this kind."""
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))

    def say(self, text: str) -> None:
        """How much is shown."""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def reset(self) -> None:
        """Everything is shown."""
        for box in (self.kind, *self.tasks.values()):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._show_tasks()

    def _show_tasks(self) -> None:
        for task, box in self.tasks.items():
            box.setVisible(box.count() > 0 and _fits(task, self.kind.currentData() or "face"))

    def _change(self) -> None:
        self._show_tasks()
        self.changed.emit()

    def _fill(self, box: ChoiceBox, choices: Sequence[tuple[str | None, str]]) -> None:
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        for value, words in choices:
            box.addItem(words, value)
        values = [value for value, _ in choices]
        box.setCurrentIndex(values.index(chosen) if chosen in values else 0)
        box.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        """Larger words need wider boxes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widen()

    def _widen(self) -> None:
        self.kind.setMaximumWidth(_MOST_LINES * self.fontMetrics().height())
        for task, box in self.tasks.items():
            lines = _MOST_NAME_LINES if task == "identity" else _MOST_LINES
            box.setMaximumWidth(lines * self.fontMetrics().height())

    def _make_box(self, name: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setMinimumWidth(_LEAST_WIDTH)
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        box.currentIndexChanged.connect(lambda _: self._change())
        return box


def _fits(task: str, kind: Kind) -> bool:
    """Whether cards of a kind have answers to a task."""
    return kind == ("photo" if task == PICTURE else "face")
