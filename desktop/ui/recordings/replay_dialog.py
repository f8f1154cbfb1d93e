"""What a recording is run again with: detector, models, the bar for names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from desktop.settings import Settings
from desktop.ui.models.known_words import task_words
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.texts import WholeLines, label
from desktop.ui.recordings.work import Wanted
from desktop.ui.settings.table import all_settings
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import model_title, translate

if TYPE_CHECKING:
    from desktop.ui.recordings.work import Choices


class ReplayDialog(QDialog):
    """Begins with what is set now."""

    wanted = Signal(object)
    """A Wanted."""

    def __init__(self, choices: Choices, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Run again"))
        self.setMinimumWidth(460)
        self.boxes: dict[str, ChoiceBox] = {}
        self._begun: dict[str, int] = {}
        self._titles: dict[str, str] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.large)
        self._grid.setVerticalSpacing(SPACE.small)
        detectors = [(name, model_title(name)) for name in choices.detectors]
        self._add("detector", self.tr("What finds faces"), detectors, settings.detector)
        self._explain([words for name, words in _finders().items() if name in choices.detectors])
        for task, models in choices.models.items():
            named = [(digest, name) for name, digest in models]
            if named:
                words = self.tr("Model for: %s") % task_words(task)
                self._add(task, words, named, settings.models.get(task))
                self._titles[task] = task_words(task)
        bars = next(one for one in all_settings() if one.name == "stranger_share")
        self._add("share", bars.title, list(bars.choices), settings.stranger_share)
        self._finish()

    def accept(self) -> None:
        """Tell what was chosen."""
        chosen = {name: box.currentData() for name, box in self.boxes.items()}
        detector, share = chosen.pop("detector"), chosen.pop("share")
        models = {task: one for task, one in chosen.items() if one}
        self.wanted.emit(Wanted(detector, models, share, self._told()))
        super().accept()

    def _told(self) -> tuple[str, ...]:
        """What was chosen otherwise than it is set, in words; all of it where nothing was."""
        said = {name: f"{self._titles[name]}: {box.currentText()}" for name, box in self.boxes.items()}
        others = tuple(
            said[name] for name, box in self.boxes.items() if box.currentIndex() != self._begun[name]
        )
        return others or tuple(said.values())

    def _add(self, name: str, words: str, choices: list[tuple[Any, str]], now: object) -> None:
        row = self._grid.rowCount()
        box = self.boxes[name] = ChoiceBox()
        box.setAccessibleName(words)
        box.setToolTip(words)
        for value, shown in choices:
            box.addItem(shown, value)
        place = box.findData(now)
        self._begun[name] = max(place, 0)
        self._titles[name] = words
        box.setCurrentIndex(self._begun[name])
        self._grid.addWidget(label(words), row, 0)
        self._grid.addWidget(box, row, 1)
        self._grid.setColumnStretch(1, 1)

    def _explain(self, lines: Sequence[str]) -> None:
        """What is chosen between in the box added last."""
        box = next(reversed(self.boxes.values()))
        box.setAccessibleDescription(" ".join(lines))
        for line in lines:
            self._grid.addWidget(WholeLines(line, "small"), self._grid.rowCount(), 1)

    def _finish(self) -> None:
        said = self.tr(
            "The recorded picture goes through these, and every answer that differs from the recorded one is "
            "listed. Nothing in the recording changes. A few answers differ even with the same models: a "
            "recorded picture is compressed, and faces are found some moments sooner or later."
        )
        buttons = QDialogButtonBox()
        self.start = buttons.addButton(self.tr("Run again"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setProperty("kind", "primary")
        self.start.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(label(self.tr("Run this recording again"), "heading"))
        rows.addLayout(self._grid)
        rows.addWidget(label(said, "muted", wraps=True))
        rows.addStretch(1)
        rows.addWidget(buttons)


def _finders() -> dict[str, str]:
    """What each of those that find faces is good at, a line each."""
    return {
        "haar": translate("ReplayDialog", "Haar: good at faces seen from the front."),
        "yunet": translate("ReplayDialog", "YuNet: finds more turned and small faces."),
    }
