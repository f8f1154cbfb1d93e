"""Fine-tuning as the people page offers it: asked first, told with its figures, and gone back from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop.ui.dialogs import show_dialog
from desktop.ui.parts.fit_height import fit_height
from desktop.ui.parts.notice_bar import Notice
from desktop.ui.parts.texts import label
from desktop.ui.people.people_words import can_be_tried, tune_words, tuned_words
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.people.heads import Comparison
    from desktop.ui.pages import PageContext
    from desktop.ui.people.page import PeoplePage
    from desktop.ui.people.roster import Roster

_ASKING = 480


class Tuning(QObject):
    """Belongs to the page; changes the gallery through the desk."""

    def __init__(self, page: PeoplePage, context: PageContext) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self._desk = context.people
        self.running = False

    def ask(self) -> None:
        """Say what it is; then fit, where that is wanted."""
        if self.running:
            self._say_running()
        elif self._page.roster is not None:
            share = self._context.keeper.settings.stranger_share
            dialog = AskTune(self._page.roster, share, self._page)
            dialog.accepted.connect(lambda: self._tune(share))
            show_dialog(dialog)

    def go_back(self) -> None:
        """Names as before."""
        said = translate("People", "Names are given as before the last fine-tuning.")
        self._desk.change(self._desk.work.go_back, lambda _: self._desk.said.emit(said, None))

    def _tune(self, share: float) -> None:
        self.running = True
        self._say_running()
        self._desk.change(lambda: self._fitted(share), self._show)

    def _fitted(self, share: float) -> Comparison:
        try:
            return self._desk.work.tune(share)
        finally:
            self.running = False

    def _say_running(self) -> None:
        self._page.notice.say("info", translate("People", "Fitting to everyone's pictures…"))

    def _show(self, found: Comparison) -> None:
        text, detail = tuned_words(found)
        back = translate("People", "Go back") if found.surely_better else ""
        self._page.notice.show_notice(Notice("info", text, detail, back, self.go_back if back else None))


class AskTune(QDialog):
    """Accepted: fine-tune."""

    def __init__(self, roster: Roster, share: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Fine-tune to these people"))
        self.setMinimumWidth(_ASKING)
        buttons = QDialogButtonBox()
        self.tune = buttons.addButton(self.tr("Fine-tune"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.tune.setProperty("kind", "primary")
        self.tune.setDefault(True)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(label(self.tr("Fine-tune to these people?"), "heading", wraps=True))
        self.said = [label(words, wraps=True) for words in tune_words(roster, share)]
        for said in self.said:
            rows.addWidget(said)
        self.why_not = label(role="problem", wraps=True)
        rows.addWidget(self.why_not)
        rows.addWidget(buttons)
        lack = self.tr("Nobody has three pictures yet, so nothing would show whether it helps.")
        self.why_not.setText("" if can_be_tried(roster) else lack)
        self.why_not.setVisible(bool(self.why_not.text()))
        self.tune.setEnabled(can_be_tried(roster))
        self.tune.setToolTip(self.why_not.text())
        fit_height(self, _ASKING)
