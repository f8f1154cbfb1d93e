"""How often a stranger may get a wrong name: the choice, and what it costs people who are known."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import WholeLines
from desktop.ui.people.people_words import BarView
from desktop.ui.theme.tokens import SPACE


class BarCard(Section):
    """Words only: no number can be read backwards."""

    changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        caption = WholeLines(self.tr("&Wrong names for strangers"), "strong")
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(self.tr("Wrong names for strangers"))
        caption.setBuddy(self.choice)
        self.cost = WholeLines(role="small")
        for part in (caption, self.choice, self.cost):
            self.rows.addWidget(part)
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMinimumWidth(0)
        self.choice.activated.connect(lambda _: self.changed.emit(self.choice.currentData()))

    @property
    def needs_px(self) -> int:
        """How wide it has to be for the longest choice, with the room around it."""
        return self.choice.sizeHint().width() + 2 * SPACE.large + 2 * SPACE.small

    def show_views(self, views: Sequence[BarView], share: float) -> None:
        """Show these choices, with `share` chosen and its cost under it."""
        self.choice.blockSignals(True)
        self.choice.clear()
        for view in views:
            self.choice.addItem(view.text, view.share)
        chosen = next((place for place, view in enumerate(views) if view.share == share), -1)
        self.choice.setCurrentIndex(chosen)
        self.choice.blockSignals(False)
        view = views[chosen] if chosen >= 0 else BarView(share, "", "")
        rule = self.tr("The rarer, the more people you know stay unnamed.")
        self.cost.setText(f"{rule} {view.cost}".rstrip())
        for part in (self.choice, self.cost):
            part.setToolTip(view.figures or rule)
        self.choice.setAccessibleDescription(view.figures or rule)
