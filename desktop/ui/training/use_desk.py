"""A trained model put into use and out of it again: asked first where it is no better than what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop.models.choice import WHOLE_PICTURE
from desktop.ui.dialogs import show_dialog
from desktop.ui.models.known_words import task_words
from desktop.ui.parts.fit_height import fit_height
from desktop.ui.parts.texts import label
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.run_words import gate_words, knows_only, outcome_words
from desktop.ui.words import model_title, translate

if TYPE_CHECKING:
    from desktop.models.own import Removed
    from desktop.training.runs import Run
    from desktop.ui.live.toast import Toast
    from desktop.ui.pages import PageContext
    from desktop.ui.training.work import InUse, TrainingWork

_ASKING = 460


class UseDesk(QObject):
    """One for the training page."""

    changed = Signal()
    """Another model answers now."""

    def __init__(
        self,
        context: PageContext,
        work: TrainingWork,
        toast: Toast,
        failed: Callable[[Exception], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._widget = parent
        self._context = context
        self._work = work
        self._toast = toast
        self._fail = failed

    def ask(self, run: Run) -> None:
        """Use it although it is no better: once that is said."""
        if run.outcome is not None:
            compared = f"{outcome_words(run.outcome)}. {gate_words(run.outcome)}"
            dialog = AskUse(compared, self._widget)
            dialog.accepted.connect(lambda: self.use(run))
            show_dialog(dialog)

    def use(self, run: Run) -> None:
        """Among the user's models, and asked from now on."""
        self._run(lambda: self._work.use(run.model), lambda found: self._used(found, knows_only(run)))

    def stop(self, digest: str, name: str) -> None:
        """Out of the user's models; the training keeps it."""
        self._run(lambda: self._work.take_out(digest), lambda removed: self._stopped(digest, name, removed))

    def _used(self, found: InUse, only_these: bool) -> None:
        keeper = self._context.keeper
        task = WHOLE_PICTURE if found.asked_by == "photos" else found.task
        keeper.change(models={**keeper.settings.models, task: found.digest})
        self._context.models_changed()
        if found.asked_by == "live" and only_these:
            said = self.tr("Live gives every face one of these names from now on, strangers too.")
            button, page = translate("TrainingPage", "Watch"), "live"
        elif found.asked_by == "live":
            said = translate("TrainingPage", "%1 answers “%2” from now on.")
            button, page = translate("TrainingPage", "Watch"), "live"
        elif found.asked_by == "photos":
            said = translate("TrainingPage", "%1 is asked about whole photos from now on.")
            button, page = translate("TrainingPage", "Show it"), "photos"
        else:
            said = translate("TrainingPage", "%1 is among your models, for “%2”.")
            button, page = translate("TrainingPage", "Show it"), ""
        said = said.replace("%1", found.name).replace("%2", task_words(found.task))
        show = self._context.show_page if page else self._context.show_model
        self._toast.say(said, button, lambda: show(page or found.name))
        self.changed.emit()

    def _stopped(self, digest: str, name: str, removed: Removed | None) -> None:
        keeper = self._context.keeper
        before = keeper.settings.models

        def undo() -> None:
            if removed is not None:
                self._run(lambda: self._work.put_in_again(removed), lambda _: self._choose(before))

        self._choose({task: one for task, one in before.items() if one != digest})
        said = self.tr("%s is not asked any more. This training keeps it.") % model_title(name)
        self._toast.say(
            said, translate("TrainingPage", "Undo"), undo if removed is not None else None, undoes=True
        )

    def _choose(self, models: dict[str, str]) -> None:
        self._context.keeper.change(models=models)
        self._context.models_changed()
        self.changed.emit()

    def _run(self, work: Callable[[], object], done: Callable[..., object]) -> None:
        self._context.tasks.run(work, done, self._fail, name="training")  # type: ignore[arg-type]


class AskUse(QDialog):
    """Accepted: use it all the same. Keeping what there is is the answer that Enter and Esc give."""

    def __init__(self, compared: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Use it anyway?"))
        self.setMinimumWidth(_ASKING)
        buttons = QDialogButtonBox()
        self.use = buttons.addButton(self.tr("Use it anyway"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave = buttons.addButton(self.tr("Don’t use it"), QDialogButtonBox.ButtonRole.RejectRole)
        self.leave.setProperty("kind", "primary")
        self.leave.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.medium)
        rows.addWidget(
            label(self.tr("Nothing shows that it is better than the gallery."), "heading", wraps=True)
        )
        self.said = label(compared, wraps=True)
        rows.addWidget(self.said)
        also = self.tr(
            "Live would write “Most like” and one of these names at every face, strangers too. The names "
            "that Facet gives by itself stay. “Stop using it” on this page ends it."
        )
        rows.addWidget(label(also, wraps=True))
        rows.addWidget(buttons)
        fit_height(self, _ASKING)
        self.leave.setFocus()
