"""Small questions about a person: another name, merge with whom, whose picture, and whether to remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.fit_height import fit_height
from desktop.ui.parts.texts import WholeLines, label
from desktop.ui.people.name_field import NameField
from desktop.ui.people.naming_words import NameView
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.people.records import Person


class _Asking(QDialog):
    def __init__(self, title: str, button: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.buttons = QDialogButtonBox()
        self.act = self.buttons.addButton(button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel = self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        self.rows.setSpacing(SPACE.medium)

    def _end(self, *, safe: bool = False) -> None:
        """The buttons; the safe answer is the one that Enter gives."""
        first = self.cancel if safe else self.act
        first.setProperty("kind", "primary")
        first.setDefault(True)
        self.rows.addStretch(1)
        self.rows.addWidget(self.buttons)
        if safe:
            self.cancel.setFocus()


class AskName(_Asking):
    """A name: another one for a person or a thing, or whose pictures are."""

    named = Signal(str)

    def __init__(
        self,
        title: str,
        said: str,
        button: str,
        names: Sequence[str],
        first: str,
        parent: QWidget,
        look: Callable[[str], NameView] | None = None,
    ) -> None:
        """`names` are offered. `look`: whether the name will do; without it any but `first` does."""
        super().__init__(title, button, parent)
        self._look = look or (lambda text: NameView(bool(text.strip()) and text.strip() != first, said))
        self.name = NameField(names)
        self.name.line.setText(first)
        self.name.line.selectAll()
        self.name.typed.connect(lambda _: self._check())
        self.name.entered.connect(self.accept)
        self.rows.addWidget(self.name)
        self._end()
        self._check()
        self.name.line.setFocus()

    def accept(self) -> None:
        """Only with a name that will do."""
        if self.act.isEnabled():
            self.named.emit(self.name.text.strip())
            super().accept()

    def _check(self) -> None:
        view = self._look(self.name.text)
        self.name.say(view.hint, problem=view.problem)
        self.act.setEnabled(view.ready)
        tip = view.hint if view.problem else self.tr("Type another name first")
        self.act.setToolTip(self.act.text() if view.ready else tip)


class AskMerge(_Asking):
    """Who is the same person?"""

    chosen = Signal(int)

    def __init__(self, person: Person, others: Sequence[Person], parent: QWidget) -> None:
        merge = translate("AskMerge", "Merge")
        super().__init__(merge, merge, parent)
        self.rows.addWidget(label(self.tr("%s is the same person as…") % person.name, "heading", wraps=True))
        self.others = ChoiceBox()
        self.others.setAccessibleName(self.tr("The same person"))
        self.others.setToolTip(self.tr("Whose name stays"))
        self.others.setPlaceholderText(self.tr("Choose someone"))
        for other in others:
            self.others.addItem(other.name, other.id)
        self.others.setCurrentIndex(-1)
        self.others.currentIndexChanged.connect(lambda at: self.act.setEnabled(at >= 0))
        self.act.setEnabled(False)
        self.rows.addWidget(self.others)
        said = self.tr("All pictures go there, and that name stays. It can be taken back exactly.")
        self.rows.addWidget(label(said, "muted", wraps=True))
        self.accepted.connect(lambda: self.chosen.emit(self.others.currentData()))
        self._end()


class AskRemove(_Asking):
    """Says what is erased, and asks. Keeping is the answer that Enter and Esc give."""

    agreed = Signal(bool)
    """Erase; and whether what learned from the person goes too."""

    def __init__(
        self, person: Person, erased: Sequence[str], left: str, learned: Sequence[str], parent: QWidget
    ) -> None:
        """What is erased, a line each; what is left; and what learned from the person."""
        super().__init__(translate("AskRemove", "Remove?"), translate("AskRemove", "Erase for good"), parent)
        self.rows.addWidget(label(self.tr("Remove %s?") % person.name, "heading", wraps=True))
        self.rows.addWidget(WholeLines(self.tr("Erased for good, here and now:")))
        self.rows.addLayout(_listed(erased))
        self.rows.addWidget(WholeLines(left))
        self.rows.addWidget(WholeLines(self.tr("This can't be undone.")))
        self.too = QCheckBox(self.tr("Also delete what &learned from them"), self)
        self.too.setToolTip(self.tr("Otherwise it keeps the name, and may show the face"))
        self.too.setChecked(True)
        if learned:
            self.rows.addWidget(self.too)
            self.rows.addWidget(label("\n".join(learned), "muted", wraps=True))
        else:
            self.too.hide()
        self.accepted.connect(lambda: self.agreed.emit(bool(learned) and self.too.isChecked()))
        self.act.setProperty("kind", "danger")
        self.cancel.setText(self.tr("Keep"))
        self._end(safe=True)
        fit_height(self, self.minimumWidth())


def _listed(lines: Sequence[str]) -> QGridLayout:
    """Lines with a dot before each; what is wrapped begins below its own words."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE.small)
    grid.setVerticalSpacing(SPACE.tight)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(lines):
        grid.addWidget(label("•"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(WholeLines(line), row, 1)
    return grid
