"""The training page: the list of trainings, and a new one or the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop.training.commands import GALLERY
from desktop.training.environment import Trainer, TrainerMissing, install_commands, is_bundle
from desktop.ui.errors import error_words
from desktop.ui.file_places import begin_where
from desktop.ui.live.toast import Toast
from desktop.ui.models.model_list import ModelList
from desktop.ui.models.model_words import Row
from desktop.ui.pages import PageContext, PageWidget
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.page_head import PageHead
from desktop.ui.photos.file_asking import ask_folder, ask_photos
from desktop.ui.reveal import not_opened, reveal
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.check_desk import CheckDesk
from desktop.ui.training.class_table import MOST_SAMPLES, SIDE
from desktop.ui.training.mistake_grid import MOST as MOST_MISTAKES
from desktop.ui.training.mistake_grid import SIDE as MISTAKE_SIDE
from desktop.ui.training.new_view import NewView
from desktop.ui.training.order_form import order_of, title_of
from desktop.ui.training.run_desk import RunDesk
from desktop.ui.training.run_titles import RunTitle, titles_of
from desktop.ui.training.run_view import RunView
from desktop.ui.training.run_words import NEW, rows_of, run_view
from desktop.ui.training.setup_view import SetupView
from desktop.ui.training.use_desk import UseDesk
from desktop.ui.training.work import Shelved, TrainingWork
from vision.errors import FacetError
from vision.image_suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from desktop.training.found import Found
    from desktop.training.report import Report
    from desktop.training.runs import Run


class TrainingPage(PageWidget):
    """Asks `work` in threads and the trainer in another process; shows what comes back."""

    def __init__(self, context: PageContext, work: TrainingWork | None = None) -> None:
        super().__init__()
        self._context = context
        self._work = work or TrainingWork()
        self._trainer: Trainer | None = None
        self._looking = self._reading = self._read_again = self._told_counts = False
        self._shelved = Shelved((), {})
        self._told_rows: list[Row] = []
        self._next_key = ""
        self._shown_key = ""
        self._told_counts = False
        self.list = ModelList(context.theme)
        self.list.setAccessibleName(self.tr("Trainings"))
        self.setup = SetupView(context.theme)
        self.new = NewView(context.theme)
        self.shown = RunView(context.theme)
        self.notice = NoticeBar(context.theme)
        self._head = PageHead(
            self.tr("Training"), self.tr("Teach Facet to tell things apart by pictures, on this machine.")
        )
        self.toast = Toast(context.theme, self, self._head)
        self.desk = RunDesk(context.tasks, self._fail, self)
        self.check = CheckDesk(context.tasks, self)
        self.uses = UseDesk(context, self._work, self.toast, self._fail, self)
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    def on_shown(self) -> None:
        """Look for the trainer once; read the trainings again, which needs no trainer."""
        if self._trainer is None:
            self.look()
        self.refresh()

    def at_risk(self) -> str:
        """A training that would be ended; it can go on later."""
        if self.desk.run is None:
            return ""
        said = self.tr("“%s” is being trained. It would be ended, and can go on later.")
        return said % self.desk.run.title

    def stop_work(self) -> None:
        """End what runs, so that it can go on later."""
        self.check.stop()
        self.desk.end_with_window()
        self._context.tasks.run(self._work.forget_removed, name="training")

    @property
    def run(self) -> Run | None:
        """The training that is shown; None for a new one."""
        return next((run for run in self._shelved.runs if run.key == self.list.key), None)

    def look(self) -> None:
        """Look for the trainer."""
        if self._looking:
            return
        self._looking, self._trainer = True, None
        self.setup.say_wait()
        self._show_chosen()
        chosen = self._context.keeper.settings.trainer_python
        self._run(
            lambda: (self._work.trainer(chosen), self._work.gallery()), self._has_trainer, self._no_trainer
        )

    def refresh(self) -> None:
        """Read the trainings anew; one reading at a time, so that an older one is never shown last."""
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        self._run(self._work.shelf, self._has_read, self._not_read)

    def take_folder(self, folder: Path) -> None:
        """Learn from this folder."""
        if self._trainer is None:
            return
        self.list.show_rows(self._rows(), NEW)
        self._show_chosen()
        self.notice.clear()
        self.new.take_folder(str(folder))
        self._look_into()

    def begin(self) -> None:
        """Start what is filled in."""
        if self._trainer is None or self.desk.run is not None:
            return
        form = self.new.form
        order, title = order_of(form), title_of(form, self.new.chosen.title)
        if self.check.running:
            self.check.stop()
            self.new.data.say_stopped()
        self._run(lambda: self._work.new_run(title, order), self._begun)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A folder can be dropped, on a training that is done a picture."""
        takes_folder = self._trainer is not None and _dropped_folder(event)
        if takes_folder or (self.run and _dropped_picture(event)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Learn from the folder; try the model on the picture."""
        folder, picture = _dropped_folder(event), _dropped_picture(event)
        if folder is not None:
            event.acceptProposedAction()
            self.take_folder(folder)
        elif picture is not None:
            event.acceptProposedAction()
            self._try(picture)

    def _has_trainer(self, found: tuple[Trainer, str]) -> None:
        self._looking = False
        self._trainer, gallery = found
        self.new.take_recipes(self._trainer.recipes, gallery)
        self._show_chosen()
        self.refresh()

    def _no_trainer(self, error: Exception) -> None:
        self._looking = False
        problem = error.message if isinstance(error, TrainerMissing) else error_words(error)[0]
        chosen = self._context.keeper.settings.trainer_python
        self.setup.say_missing(problem, install_commands(), bundle=is_bundle(), chosen=chosen)
        self._show_chosen()

    def _use_python(self, chosen: Path) -> None:
        self._run(lambda: self._work.python_in(chosen), self._look_with, self._no_trainer)

    def _look_with(self, python: Path | None) -> None:
        self._context.keeper.change(trainer_python="" if python is None else str(python))
        self.look()

    def _has_read(self, shelved: Shelved) -> None:
        self._reading = False
        self._show(shelved)
        self._read_on()

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        self._fail(error)
        self._read_on()

    def _read_on(self) -> None:
        if self._read_again:
            self._read_again = False
            self.refresh()

    def _show(self, shelved: Shelved) -> None:
        self._shelved = shelved
        if self._next_key and all(run.key != self._next_key for run in shelved.runs):
            return  # the reading began before it was there: another follows
        self.list.show_rows(self._rows(), self._next_key or self.list.key or NEW)
        self._next_key = ""
        self._show_chosen()

    def _rows(self) -> list[Row]:
        return rows_of(self._shelved.runs, self.desk.key, self.desk.live, self._used())

    def _used(self) -> frozenset[str]:
        in_use = set(self._context.keeper.settings.models.values())
        return frozenset(key for key, digest in self._shelved.digests.items() if digest in in_use)

    def _show_chosen(self) -> None:
        run, empty = self.run, self.setup if self._trainer is None else self.new
        self.list.setVisible(self._trainer is not None or bool(self._shelved.runs))
        self._body.setCurrentWidget(empty if run is None else self.shown)
        busy = self.tr("One training runs at a time.") if self.desk.run is not None else ""
        self.new.say_busy(busy)
        if run is None:
            return
        live = self.desk.live if run.key == self.desk.key else None
        epochs = live.epochs if live is not None else run.history
        problem = "" if live is not None else run.problem
        asked_by, model = self._shelved.asked_by.get(run.key, ""), self._shelved.names.get(run.key, "")
        words = run_view(run, live, run.key in self._used(), asked_by, model, self._titles[run.key])
        self.shown.show_run(words, epochs, problem, held_back=busy or self._lack())
        self.shown.show_live(live)
        if self._shown_key == run.key and live is None:
            return
        self._shown_key = ""
        self.shown.show_report(None)
        if live is None and run.state == "done":
            self._run(lambda: self._work.report(run), lambda report: self._show_report(run, report))

    def _lack(self) -> str:
        """Why nothing can be trained yet; "" where it can."""
        if self._trainer is not None:
            return ""
        return (
            self.tr("The trainer is still being looked for.")
            if self._looking
            else self.tr("This needs the trainer: “New training” says how to get it.")
        )

    @property
    def _titles(self) -> Mapping[str, RunTitle]:
        return titles_of(self._shelved.runs)

    def _show_report(self, run: Run, report: Report) -> None:
        if self.run is None or self.run.key != run.key:
            return
        self._shown_key = run.key
        self.shown.show_report(report)
        names = [mistake.path for mistake in report.mistakes[:MOST_MISTAKES]]
        self._run(
            lambda: self._work.mistakes(run, names, 2 * MISTAKE_SIDE),
            lambda pictures: self.shown.show_mistakes(pictures) if self._shown_key == run.key else None,
        )

    def _further(self) -> None:
        """The running training is further."""
        rows = self._rows()
        if self._next_key == "" and rows != self._told_rows:
            self._told_rows = rows
            self.list.show_rows(rows, self.list.key or NEW)
        if self.run is not None and self.run.key == self.desk.key and self.desk.live is not None:
            if bool(self.desk.live.counts) is not self._told_counts:
                self._show_chosen()  # what it is made of is known now
                self._told_counts = bool(self.desk.live.counts)
            self.shown.show_live(self.desk.live)
            self.shown.cancel.setVisible(not self.desk.live.ending)

    def _begun(self, run: Run) -> None:
        assert self._trainer is not None
        self.desk.begin(self._trainer, run)
        self._next_key = run.key
        self.refresh()

    def _over(self, key: str, problem: str) -> None:
        if not self.isVisible() and not problem:
            self._context.models_changed()
        self.refresh()

    def _act(self, act: str) -> None:
        run, trainer = self.run, self._trainer
        if run is not None and act == "use":
            self.uses.use(run)
            return
        if run is not None and act == "anyway":
            self.uses.ask(run)
            return
        if run is None or trainer is None or self.desk.run is not None:
            return
        {"resume": self.desk.resume, "finish": self.desk.finish, "again": self.desk.begin}[act](trainer, run)
        self._show_chosen()

    def _stop(self) -> None:
        run = self.run
        if run is not None and run.key in self._shelved.digests:
            self.uses.stop(self._shelved.digests[run.key], self._shelved.names[run.key])

    def _remove(self) -> None:
        run = self.run
        if run is not None and run.key != self.desk.key:
            self._run(lambda: self._work.remove(run), lambda kept_in: self._removed(run, kept_in))

    def _removed(self, run: Run, kept_in: Path) -> None:
        def undo() -> None:
            self._next_key = run.key
            self._run(lambda: self._work.put_back(run, kept_in), lambda _: self.refresh())

        self._say(
            self.tr("“%s” was removed.") % self._titles[run.key].whole, self.tr("Undo"), undo, undoes=True
        )
        self.refresh()

    def _ask_picture(self) -> None:
        ask_photos(self, self._context.keeper, lambda chosen: self._try(Path(chosen[0])))

    def _try(self, picture: Path) -> None:
        run = self.run
        if run is not None and run.state == "done":
            self.notice.clear()
            self._run(
                lambda: self._work.try_on(run.model, picture),
                lambda tried: (
                    self.shown.report.attempt.show_tried(tried) if self._shown_key == run.key else None
                ),
            )

    def _open_page(self) -> None:
        if self.run is not None:
            page = self.run.page if self.run.page.is_file() else self.run.folder
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
                self.toast.say(not_opened(page), warns=True)

    def _reveal(self, path: Path) -> None:
        if not reveal(path):
            self.toast.say(not_opened(path), warns=True)

    def _look_into(self) -> None:
        form = self.new.form
        if self._trainer is None or not form.data or form.offer == GALLERY:
            self.check.stop()
            self.new.data.clear()
            return
        self.new.take_back_refusal()
        self.new.data.say_looking(0, 0)
        self.check.look(self._trainer, form.data)

    def _found(self, found: Found) -> None:
        self.new.data.show_found(found)
        names = self.new.data.table.shown
        paths = {name: found.samples.get(name, ())[:MOST_SAMPLES] for name in names}
        self._run(
            lambda: {name: self._work.pictures(few, 2 * SIDE) for name, few in paths.items()},
            self.new.data.show_samples,
        )

    def _refused(self, error: FacetError) -> None:
        self.new.say_refused(*error_words(error))

    def _ask_folder(self, title: str, take: Callable[[Path], None]) -> None:
        ask_folder(self, title, "pictures_to_learn", self._context.keeper, take)

    def _ask_mend(self) -> None:
        dialog = QFileDialog(self, self.tr("Save a mended split"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilter("*.csv")
        begin_where(dialog, "pictures_to_learn", self._context.keeper, self.new.form.data)
        dialog.selectFile("mended.csv")
        dialog.fileSelected.connect(self._mend)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _mend(self, table: str) -> None:
        if self._trainer is not None:
            self.check.mend(self._trainer, self.new.form.data, table)

    def _mended(self, table: str) -> None:
        said = self.tr("%s has every picture’s side, copies together.") % Path(table).name
        self._say(said, self.tr("Show in folder"), lambda: self._reveal(Path(table)))

    def _ask_python(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a Python that has the trainer"))
        begin_where(dialog, "python", self._context.keeper)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._use_python(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _run(
        self,
        work: Callable[[], object],
        done: Callable[..., object],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._context.tasks.run(work, done, failed or self._fail, name="training")  # type: ignore[arg-type]

    def _fail(self, error: Exception) -> None:
        self.notice.say("problem", *error_words(error))

    def _say(
        self, text: str, button: str = "", act: Callable[[], object] | None = None, *, undoes: bool = False
    ) -> None:
        self.toast.say(text, button, act, undoes=undoes)  # type: ignore[arg-type]

    def _build(self) -> None:
        self.list.setFixedWidth(SPACE.panel - 24)
        self._body = QStackedWidget()
        self._body.addWidget(self.new)
        self._body.addWidget(self.shown)
        self._body.addWidget(self.setup)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addSpacing(SPACE.small)  # margins don't change sides where lines run from right to left
        across.addWidget(self.list)
        across.addWidget(self._body, 1)
        told = QVBoxLayout()
        told.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        told.addWidget(self.notice)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addLayout(told)
        rows.addLayout(across, 1)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._show_chosen())
        self.setup.again_asked.connect(self.look)
        self.setup.python_asked.connect(self._ask_python)
        self.setup.own_asked.connect(lambda: self._look_with(None))
        title = self.tr("Choose the folder with the pictures")
        self.new.folder_asked.connect(lambda: self._ask_folder(title, self.take_folder))
        self.new.second_asked.connect(
            lambda: self._ask_folder(self.new.chosen.second, lambda path: self.new.take_second(str(path)))
        )
        self.new.offer_changed.connect(self._look_into)
        self.new.begin_asked.connect(self.begin)
        self.new.data.again_asked.connect(self._look_into)
        self.new.data.mend_asked.connect(self._ask_mend)
        self.check.progressed.connect(self.new.data.say_looking)
        self.check.found.connect(self._found)
        self.check.refused.connect(self._refused)
        self.check.mended.connect(self._mended)
        self.desk.changed.connect(self._further)
        self.desk.over.connect(self._over)
        self.shown.act_asked.connect(self._act)
        self.shown.model_asked.connect(self._context.show_model)
        self.shown.cancel_asked.connect(self.desk.cancel)
        self.shown.remove_asked.connect(self._remove)
        self.shown.stop_asked.connect(self._stop)
        self.uses.changed.connect(self.refresh)
        self.shown.report.attempt.picture_asked.connect(self._ask_picture)
        self.shown.page_asked.connect(self._open_page)
        self.shown.folder_asked.connect(lambda: self._reveal(self.run.folder) if self.run else None)


def _dropped_folder(event: QDropEvent) -> Path | None:
    """The first folder of what is dragged."""
    for url in event.mimeData().urls():
        if url.isLocalFile() and Path(url.toLocalFile()).is_dir():
            return Path(url.toLocalFile())
    return None


def _dropped_picture(event: QDropEvent) -> Path | None:
    """The first picture of what is dragged."""
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile()) if url.isLocalFile() else None
        if path is not None and path.suffix.lower() in IMAGE_SUFFIXES:
            return path
    return None
