"""The row of the settings page that erases all: asks what there is, asks the user, and says what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.folders import pictures_dir
from desktop.ui.dialogs import show_dialog
from desktop.ui.errors import error_words
from desktop.ui.i18n.said import said
from desktop.ui.pages import PageContext
from desktop.ui.parts.prose import Prose, named
from desktop.ui.settings.erase_dialog import EraseDialog
from desktop.ui.settings.erase_words import running_words
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.erase_all import Kept


class EraseRow(QWidget):
    """A button with its help. Nothing is erased while something runs that would write again."""

    done = Signal(str)
    """All is erased: a sentence."""
    refused = Signal(str, str)
    """Something was not erased: what, and why or what to do."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._models_go = False
        title = self.tr("Erase all")
        self.setAccessibleName(title)
        self.help = self.tr(
            "Erases for good: everyone Facet knows, recordings, trainings, models of your own, the log, and "
            "all settings but looks, language and keys. What goes is listed first."
        )
        self.button = QPushButton(self.tr("Erase all…"))
        self.button.setProperty("kind", "danger")
        self.button.setToolTip(self.tr("See what there is, then erase it"))
        self.button.setAccessibleDescription(self.help)
        self.button.clicked.connect(self.ask)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, SPACE.tight, 0, SPACE.tight)
        across.setSpacing(SPACE.medium)
        across.addLayout(named(title, Prose(self.help)), 1)
        across.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.words = f"{title} {self.help}".casefold()

    def ask(self) -> None:
        """Look what there is, and ask."""
        risks = self._context.at_risk()
        if risks:
            self.refused.emit(self.tr("Nothing was erased."), running_words(risks))
            return
        self._set_busy(True)
        self._context.tasks.run(self._context.people.work.kept, self._show, self._failed, name="kept")

    def _show(self, found: Kept) -> None:
        self._set_busy(False)
        self._models_go = bool(found.models or self._context.keeper.settings.models)
        records = self._context.records.folder is not None
        dialog = EraseDialog(found, pictures_dir(), records, self.window())
        dialog.agreed.connect(self._erase)
        show_dialog(dialog)

    def _erase(self, snapshots: bool) -> None:
        self._set_busy(True)
        work = self._context.people.work
        self._context.records.end(
            lambda: self._context.tasks.run(
                lambda: work.erase_all(snapshots), self._erased, self._failed, name="erase"
            )
        )

    def _erased(self, problems: Sequence[str]) -> None:
        self._set_busy(False)
        self._context.keeper.take(self._context.keeper.settings.forgotten())
        self._context.people.everyone_left()
        if self._models_go:
            self._context.models_changed()
        if problems:
            left = self.tr("All was erased but for this:")
            self.refused.emit(left, " ".join(said(problem) for problem in problems))
        else:
            self.done.emit(self.tr("All is erased. Facet knows nobody now."))

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.refused.emit(*error_words(error))

    def _set_busy(self, busy: bool) -> None:
        """The button rests meanwhile; its row keeps the keyboard's place for it, behind a dialog too."""
        held = self.window().focusWidget() in (self.button, self)
        self.button.setEnabled(not busy)
        if held:
            (self if busy else self.button).setFocus()
