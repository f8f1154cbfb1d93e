"""The models page: the list, the chosen model in words, and what can be done with it."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.models.choice import WHOLE_PICTURE
from desktop.settings import Settings
from desktop.ui.dialogs import show_dialog
from desktop.ui.drops import dropped_model
from desktop.ui.errors import error_words
from desktop.ui.file_places import begin_where
from desktop.ui.i18n.numbers import file_size
from desktop.ui.live.toast import Toast
from desktop.ui.models.known_words import task_words
from desktop.ui.models.model_details import ModelDetails
from desktop.ui.models.model_list import ModelList
from desktop.ui.models.model_words import (
    fallback_words,
    measured_rows,
    model_view,
    refused_words,
    rows_of,
)
from desktop.ui.models.work import ModelsWork
from desktop.ui.pages import PageContext, PageWidget
from desktop.ui.parts.focus import focused_in, hand_on
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.page_head import PageHead
from desktop.ui.people.people_words import preparing_words
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import model_title

if TYPE_CHECKING:
    from desktop.models.foreign import ForeignNetwork
    from desktop.models.measure import Measured
    from desktop.models.own import Removed
    from desktop.models.shelf import Shelf, ShelfModel


class ModelsPage(PageWidget):
    """Asks `work` in threads, shows what comes back."""

    def __init__(self, context: PageContext, work: ModelsWork | None = None) -> None:
        super().__init__()
        self._context = context
        self._work = work or ModelsWork()
        self._shelf: Shelf | None = None
        self._measured: dict[str, list[Measured]] = {}
        self._stop = Event()
        self._busy = ""
        self._next_key = self._next_name = ""
        self.list = ModelList(context.theme)
        self.details = ModelDetails(context.theme)
        self.notice = NoticeBar(context.theme)
        self._head = PageHead(
            self.tr("Models"), self.tr("What answers the questions about faces, how well, and how fast here.")
        )
        self.toast = Toast(context.theme, self, self._head)
        self.bring = QPushButton(self.tr(" Add a model…"))
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    def on_shown(self) -> None:
        """Read the folders again: a model may have been trained or pulled meanwhile."""
        self.refresh()

    def point_at(self, name: str) -> None:
        """Show this model when the list is read next."""
        self._next_name = name

    def at_risk(self) -> str:
        """A download that would have to begin again."""
        return self.tr("A model is being downloaded.") if self._busy == "pull" else ""

    def stop_work(self) -> None:
        """End what runs."""
        self._stop.set()
        self._context.tasks.run(self._work.forget_removed, name="models")

    @property
    def model(self) -> ShelfModel | None:
        """The model that is shown."""
        key = self.list.key
        return (
            next((model for model in self._shelf.models if model.key == key), None) if self._shelf else None
        )

    def refresh(self) -> None:
        """Read the models anew."""
        chosen = self._chosen()
        self._context.tasks.read(lambda: self._work.shelf(chosen), self._show, self._fail, name="models")

    def _chosen(self) -> dict[str, str]:
        settings = self._context.keeper.settings
        return settings.chosen_models | {"detection": settings.detector}

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """An ONNX file can be dropped."""
        if dropped_model(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Bring it in."""
        path = dropped_model(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.bring_file(path)

    def bring_file(self, path: Path) -> None:
        """Copy a model file of the user's in."""
        self.notice.clear()
        self._context.tasks.run(
            lambda: self._work.bring(path),
            self._brought,
            lambda error: self._not_brought(path, error),
            name="models",
        )

    def _not_brought(self, path: Path, error: Exception) -> None:
        """A network that may only lack a card gets the dialog for one."""
        from vision.errors import ModelRefused

        if not isinstance(error, ModelRefused) or error.field != "card":
            self._fail(error)
            return
        self._context.tasks.run(lambda: self._work.foreign(path), self._write_card, self._fail, name="models")

    def _write_card(self, network: ForeignNetwork) -> None:
        from desktop.ui.models.card_dialog import CardDialog

        context = self._context
        dialog = CardDialog(network, context.theme, context.tasks, self._work, self.window(), context.keeper)
        dialog.written.connect(self._brought)
        show_dialog(dialog)

    def _show(self, shelf: Shelf) -> None:
        self._shelf = shelf
        pointed = next((model.key for model in shelf.models if model.name == self._next_name), "")
        self.list.show_rows(rows_of(shelf), self._next_key or pointed or self.list.key)
        self._next_key = self._next_name = ""
        self._show_model()
        if shelf.refused and not self.notice.isVisible():
            self.notice.say("warning", *refused_words(shelf.refused))

    def _show_model(self) -> None:
        model, before = self.model, focused_in(self.details)
        self.details.setVisible(model is not None)
        if model is not None and self._shelf is not None:
            found = self._measured.get(model.digest)
            rows = measured_rows(found) if found else None
            self.details.show_view(model_view(model, self._shelf.live_tasks), rows)
        hand_on(before, self.list)

    def _use(self) -> None:
        model = self.model
        if model is None:
            return
        settings = self._context.keeper.settings
        if model.sees_pictures:
            self._context.keeper.change(models={**settings.models, WHOLE_PICTURE: model.digest})
            said = self.tr("%s is asked about whole photos from now on.") % model_title(model.name)
            self._say(said, self.tr("Show photos"), lambda: self._context.show_page("photos"))
        elif model.task == "detection":
            self._context.keeper.change(detector=model.name)  # what is watched is opened anew
            self._say(self.tr("%s finds faces from now on.") % model_title(model.name))
        elif model.task == "identity":
            self._context.keeper.change(identity_model=model.name)  # live names follow without a new start
            self._say(self.tr("%s tells people apart from now on.") % model_title(model.name))
        else:
            self._context.keeper.change(models={**settings.models, model.task: model.digest})
            self._context.models_changed()
            said = self.tr("%1 answers “%2” from now on.").replace("%1", model_title(model.name))
            self._say(said.replace("%2", task_words(model.task)))
        self.refresh()

    def _stop_using(self) -> None:
        """What answered before it was chosen answers again; it stays among the models."""
        model, settings = self.model, self._context.keeper.settings
        if model is None or model.instead is None:
            return
        if model.task == "detection":
            self._choose(detector=model.instead)
            said = self.tr("%s finds faces from now on.") % model_title(model.instead)
            self._say(said, self.tr("Undo"), lambda: self._choose(detector=model.name), undoes=True)
            return
        task = WHOLE_PICTURE if model.sees_pictures else model.task
        self._choose(models={one: digest for one, digest in settings.models.items() if one != task})
        said = self.tr("%s is not asked any more.") % model_title(model.name)
        if model.instead:
            now = self.tr("%1 answers “%2” from now on.").replace("%1", model_title(model.instead))
            said = f"{said} {now.replace('%2', task_words(model.task))}"
        self._say(said, self.tr("Undo"), lambda: self._choose_again(task, model.digest), undoes=True)

    def _choose_again(self, task: str, digest: str) -> None:
        self._choose(models={**self._context.keeper.settings.models, task: digest})

    def _choose(self, **changes: Any) -> None:
        self._context.keeper.change(**changes)
        if "models" in changes:  # another detector is noticed by itself
            self._context.models_changed()
        self.refresh()

    def _measure(self) -> None:
        model = self.model
        if model is not None:
            stop = self._begin("measure", self.tr("Measuring…"))
            self._context.tasks.run(
                lambda: self._work.measure(model, stop),
                lambda found: self._has_measured(model, found),
                self._fail,
                name="measure",
            )

    def _has_measured(self, model: ShelfModel, found: list[Measured]) -> None:
        self._end()
        self._measured[model.digest] = found
        self._show_model()
        words = fallback_words(found)
        if words is not None:
            self.notice.say("problem", *words)

    def _pull(self) -> None:
        model = self.model
        if model is not None:
            size = file_size(model.size_bytes)
            stop = self._begin(
                "pull",
                self.tr("Downloading %1 (%2)…").replace("%1", model_title(model.name)).replace("%2", size),
            )
            self._next_key = ""
            self._context.tasks.run(
                lambda: self._work.pull(model.name, stop),
                lambda _: self._pulled(model.name, stop),
                self._fail,
                name="pull",
            )

    def _pulled(self, name: str, stop: Event) -> None:
        self._end()
        if not stop.is_set():
            self._say(self.tr("%s is here.") % name)
            self._context.models_changed()
        self.refresh()

    def _remove(self) -> None:
        model = self.model
        if model is not None:
            self._context.tasks.run(
                lambda: self._work.remove(model),
                lambda removed: self._removed(model, removed),
                self._fail,
                name="models",
            )

    def _removed(self, model: ShelfModel, removed: Removed | None) -> None:
        if focused_in(self.details) is not None:
            self.list.setFocus()  # pressed once more, the button would remove the next model
        undo = (lambda: self._undo(removed)) if removed is not None else None
        self._say(self.tr("%s was removed.") % model_title(model.name), self.tr("Undo"), undo, undoes=True)
        if model.task == "detection" and model.in_use:
            self._context.keeper.change(detector=Settings().detector)
        self._context.models_changed()
        self.refresh()

    def _undo(self, removed: Removed) -> None:
        self._context.tasks.run(
            lambda: self._work.put_back(removed), lambda _: self._put_back(), self._fail, name="models"
        )

    def _put_back(self) -> None:
        self._context.models_changed()
        self.refresh()

    def _brought(self, name: str) -> None:
        self._say(self.tr("%s is among your models.") % name)
        self._context.models_changed()
        chosen = self._chosen()
        self._context.tasks.run(
            lambda: self._work.shelf(chosen),
            lambda shelf: self._show_new(shelf, name),
            self._fail,
            name="models",
        )

    def _show_new(self, shelf: Shelf, name: str) -> None:
        self._next_key = next((model.key for model in shelf.models if model.name == name), "")
        self._show(shelf)

    def _cancel(self) -> None:
        self._stop.set()
        self.details.show_busy(self.tr("Ending…"))

    def _begin(self, busy: str, text: str) -> Event:
        self._busy, self._stop = busy, Event()
        self.notice.clear()
        self.details.show_busy(text)
        return self._stop

    def _end(self) -> None:
        self._busy = ""
        self.details.show_busy("")

    def _fail(self, error: Exception) -> None:
        stopped = bool(self._busy) and self._stop.is_set()
        self._end()
        if not stopped:
            self.notice.say("problem", *error_words(error))

    def _say_preparing(self, done: int, total: int) -> None:
        if total:
            self.notice.say("info", *preparing_words(done, total))
        else:
            self.notice.clear()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a model"))
        begin_where(dialog, "models", self._context.keeper)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Models (*.onnx)")])
        dialog.fileSelected.connect(lambda path: self.bring_file(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say(self, text: str, button: str = "", act: object = None, *, undoes: bool = False) -> None:
        self.toast.say(text, button, act, undoes=undoes)  # type: ignore[arg-type]

    def _build(self) -> None:
        self.bring.setAccessibleName(self.tr("Add a model…"))
        self.bring.setToolTip(self.tr("Add an ONNX file, or drop one here; without a card you write one"))
        self._head.add(self.bring)
        self.list.setFixedWidth(SPACE.panel - 24)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addSpacing(SPACE.small)  # margins don't change sides where lines run from right to left
        across.addWidget(self.list)
        across.addWidget(self.details, 1)
        told = QVBoxLayout()
        told.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        told.addWidget(self.notice)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addLayout(told)
        rows.addLayout(across, 1)
        self.details.hide()
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._show_model())
        self.details.use_asked.connect(self._use)
        self.details.stop_asked.connect(self._stop_using)
        self.details.measure_asked.connect(self._measure)
        self.details.pull_asked.connect(self._pull)
        self.details.remove_asked.connect(self._remove)
        self.details.cancel_asked.connect(self._cancel)
        self.bring.clicked.connect(self._ask_file)
        self._context.people.preparing.connect(self._say_preparing)
        self._context.theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        self.bring.setIcon(self._context.theme.icon("plus"))
