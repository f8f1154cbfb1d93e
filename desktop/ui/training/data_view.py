"""What is in the chosen folder: how far the look is, the classes with samples, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.training.found import Found
from desktop.ui.i18n.numbers import counted
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.class_table import ClassTable
from desktop.ui.training.found_words import Remark, can_be_mended, headline, remarks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ICONS = {"info": ("check", "good"), "warning": ("warning", "warning"), "problem": ("warning", "danger")}


class DataView(Section):
    """Hidden while there is no folder to speak of."""

    mend_asked = Signal()
    again_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What is in it"), parent)
        self._theme = theme
        self._remarks: list[Remark] = []
        self.headline = label(wraps=True, selectable=True)
        self.headline.setProperty("role", "muted")
        self._bar = BusyBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Looking at the pictures"))
        self.table = ClassTable(theme)
        self.again = QPushButton(self.tr("Look again"))
        self.again.setToolTip(self.tr("Look into the folder again, after it was mended"))
        self.mend = QPushButton(self.tr("Save a mended split…"))
        self.mend.setToolTip(self.tr("Write a table of all pictures in which copies stand on one side"))
        self._told = QVBoxLayout()
        self._told.setSpacing(SPACE.tight)
        acts = QHBoxLayout()
        acts.setSpacing(SPACE.small)
        acts.addWidget(self.again)
        acts.addWidget(self.mend)
        acts.addStretch(1)
        for part in (self.headline, self._bar, self.table):
            self.rows.addWidget(part)
        self.rows.addLayout(self._told)
        self.rows.addLayout(acts)
        self.again.clicked.connect(self.again_asked)
        self.mend.clicked.connect(self.mend_asked)
        theme.changed.connect(self._tell_again)
        self.clear()

    @property
    def words(self) -> str:
        """All that is said of the folder."""
        return "\n".join([self.headline.text(), *(f"{r.text} {r.detail}".strip() for r in self._remarks)])

    def clear(self) -> None:
        """There is no folder."""
        self.hide()
        self._tell([])
        self.table.hide()

    def say_looking(self, done: int, total: int) -> None:
        """How far the look is."""
        self.show()
        self._tell([])
        self.table.hide()
        self.again.hide()
        self.mend.hide()
        self._bar.show()
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if total:
            said = self.tr("Looking at the pictures: %1 of %2")
            self.headline.setText(said.replace("%1", counted(done)).replace("%2", counted(total)))
        else:
            self.headline.setText(self.tr("Looking into the folder…"))

    def show_found(self, found: Found) -> None:
        """What was found."""
        self._end(headline(found))
        self.table.show_counts(found.labels)
        self.table.show()
        self.mend.setVisible(can_be_mended(found))
        self._tell(remarks(found))

    def show_samples(self, samples: Mapping[str, Sequence[NDArray[np.uint8] | None]]) -> None:
        """Some pictures of each class."""
        self.table.show_samples(samples)

    def say_stopped(self) -> None:
        """The look was ended before it was through."""
        self._end(self.tr("The look into the folder was ended when the training began."))

    def say_refused(self, text: str, detail: str) -> None:
        """The trainer can't use the folder, in its own sentence."""
        self._end("")
        self.table.hide()
        self.mend.hide()
        self._tell([Remark("problem", text, detail)])

    def _end(self, words: str) -> None:
        self.show()
        self._bar.hide()
        self.again.show()
        self.headline.setText(words)
        self.headline.setVisible(bool(words))

    def _tell_again(self) -> None:
        """The same in other colours. A method, not a lambda: Qt lets go of it with the view."""
        self._tell(self._remarks)

    def _tell(self, told: list[Remark]) -> None:
        self._remarks = told
        while (item := self._told.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for remark in told:
            self._told.addWidget(self._line(remark))

    def _line(self, remark: Remark) -> QWidget:
        icon = QLabel()
        name, ink = _ICONS[remark.tone]
        icon.setPixmap(self._theme.pixmap(name, self._theme.grown(18), self.devicePixelRatioF(), ink))
        words = QVBoxLayout()
        words.setSpacing(0)
        role = "" if remark.tone == "info" else "strong"
        words.addWidget(label(remark.text, role, wraps=True, selectable=True))
        if remark.detail:
            words.addWidget(label(remark.detail, "small", wraps=True, selectable=True))
        line = QFrame()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE.small)
        across.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)
        line.setAccessibleName(f"{remark.text} {remark.detail}".strip())
        return line
