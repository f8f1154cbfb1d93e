"""What can be done with the pictures of someone that are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.ui.parts.texts import label
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.ui.people.reference_words import ReferenceView


class PictureActs(QWidget):
    """A line that says how pictures are chosen; buttons in its place once one is."""

    asked = Signal(str)
    """aside, restore, give or delete: of the chosen pictures."""
    left = Signal()
    """None of them any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = label(
            self.tr("Choose pictures to set aside, to delete, or to move to someone else."),
            "muted",
            wraps=True,
        )
        self.buttons: dict[str, QPushButton] = {}
        self._row = WrappingRow()
        for name, words, tip in self._acts():
            button = QPushButton(words)
            button.setObjectName(f"picture_{name}")
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, name=name: self._ask(name))
            self.buttons[name] = button
            self._row.add(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE.small)
        for part in (self.hint, self._row):
            rows.addWidget(part)
        self.show_chosen([])

    def show_chosen(self, views: Sequence[ReferenceView]) -> None:
        """These pictures are chosen."""
        self.hint.setMinimumHeight(self.buttons["aside"].sizeHint().height())  # what follows stays in place
        self.hint.setVisible(not views)
        self._row.setVisible(bool(views))
        self.buttons["aside"].setVisible(any(not view.set_aside for view in views))
        self.buttons["restore"].setVisible(any(view.set_aside for view in views))

    def open_menu(self, at: QPoint) -> None:
        """The same as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, button in self.buttons.items():
            if not button.isHidden():
                line = menu.addAction(button.text())
                line.setObjectName(button.objectName())
                line.triggered.connect(lambda _=False, name=name: self._ask(name))
        menu.popup(at)

    def _ask(self, name: str) -> None:
        if name == "none":
            self.left.emit()
        else:
            self.asked.emit(name)

    def _acts(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("aside", self.tr("Set aside"), self.tr("They count no more, and can be brought back")),
            ("restore", self.tr("Let them count again"), self.tr("They were set aside")),
            ("give", self.tr("This is someone else…"), self.tr("Move them to someone known or new")),
            ("delete", self.tr("Delete…"), self.tr("Erase them for good")),
            ("none", self.tr("Choose none"), self.tr("Leave the pictures as they are")),
        )
