"""Write a card: what a network made elsewhere is for, what it expects and answers, tried on a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.errors import error_words
from desktop.ui.file_places import begin_where
from desktop.ui.models.card_fields import CardFields
from desktop.ui.models.card_form import CardForm, network_words, problem_of, sum_words
from desktop.ui.models.work import ModelsWork
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.try_view import TryView
from desktop.workers.tasks import Tasks
from vision.image_suffixes import IMAGE_SUFFIXES

if TYPE_CHECKING:
    from desktop.models.foreign import ForeignNetwork
    from desktop.ui.training.work import Tried

_RETRY_MS = 300  # after the last change


class CardDialog(QDialog):
    """Accepted once the copy with its card is among the user's models."""

    written = Signal(str)
    """The name that the model got."""

    def __init__(
        self,
        network: ForeignNetwork,
        theme: Theme,
        tasks: Tasks,
        work: ModelsWork,
        parent: QWidget,
        keeper: SettingsKeeper,
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._network = network
        self._tasks = tasks
        self._work = work
        self._picture: Path | None = None
        self._tried_form: CardForm | None = None
        self._asked = 0
        self._closed = False
        self._retry = QTimer(self, singleShot=True, interval=_RETRY_MS)
        self._retry.timeout.connect(self._try)
        self.setWindowTitle(self.tr("Write a card"))
        self.setAcceptDrops(True)
        self.resize(min(parent.width() - 60, 760), min(parent.height() - 40, 720))
        self.fields = CardFields(network, theme)
        self.notice = NoticeBar(theme)
        self.trial = TryView(theme)
        self.warning = label(role="problem", wraps=True)
        self.warning.hide()
        self.trial.rows.addWidget(self.warning)
        self.missing = label(role="muted", wraps=True)
        self.buttons = QDialogButtonBox()
        self.add = self.buttons.addButton(self.tr("Add the model"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add.setProperty("kind", "primary")
        cancel = self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setToolTip(self.tr("Add nothing"))
        self._lay_out()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.fields.changed.connect(self._check)
        self.fields.file_asked.connect(self._ask_labels)
        self.trial.picture_asked.connect(self._ask_picture)
        self.finished.connect(self._close)
        self._check()

    def accept(self) -> None:
        """Write the copy; the dialog stays where that fails."""
        if problem_of(self.fields.form, self._network):
            return
        draft = self.fields.form.draft()
        self.add.setEnabled(False)
        self.missing.setText(self.tr("Writing…"))
        self._tasks.run(
            lambda: self._work.bring_with_card(self._network, draft), self._done, self._fail, name="models"
        )

    def try_on(self, picture: Path) -> None:
        """Ask the network under the card as it stands about a picture."""
        self._picture = picture
        self._try()

    def take_labels(self, source: Path) -> None:
        """Read the labels of a file."""
        self._tasks.run(
            lambda: self._work.labels(source),
            lambda found: None if self._closed else self.fields.show_labels(found),
            self._fail,
            name="models",
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture to try it on, or a file of labels."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        for url in event.mimeData().urls()[:1]:
            path = Path(url.toLocalFile())
            event.acceptProposedAction()
            if path.suffix.lower() in IMAGE_SUFFIXES:
                self.try_on(path)
            else:
                self.take_labels(path)

    def _check(self) -> None:
        form = self.fields.form
        problem = problem_of(form, self._network)
        self.missing.setText(problem or self.tr("The card is complete."))
        self.add.setEnabled(not problem)
        self.add.setToolTip(problem or self.tr("Put a copy with this card among your models"))
        self.trial.choose.setEnabled(not problem)
        self.trial.choose.setToolTip(problem or self.tr("Ask the model about a picture of yours"))
        self.notice.clear()
        if self._picture is not None and form != self._tried_form:
            self._retry.start()

    def _try(self) -> None:
        form, picture = self.fields.form, self._picture
        if picture is None or problem_of(form, self._network):
            return
        self._asked += 1
        asked, self._tried_form = self._asked, form
        draft = form.draft()
        self._tasks.run(
            lambda: self._work.try_card(self._network, draft, picture),
            lambda found: self._show_tried(asked, form, *found),
            self._fail,
            name="try-card",
        )

    def _show_tried(self, asked: int, form: CardForm, tried: Tried, sums_to: float) -> None:
        if asked != self._asked or self._closed:
            return
        self.trial.show_tried(tried)
        warning = sum_words(sums_to, form.logits)
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))

    def _done(self, name: str) -> None:
        self.written.emit(name)
        if not self._closed:
            super().accept()

    def _fail(self, error: Exception) -> None:
        if self._closed:
            return
        self._check()
        self.notice.say("problem", *error_words(error))

    def _close(self) -> None:
        self._closed = True
        self._retry.stop()

    def _ask_picture(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        self._ask(self.tr("Choose a picture"), self.tr("Photos ({patterns})").format(patterns=patterns), True)

    def _ask_labels(self) -> None:
        self._ask(self.tr("Choose a file of labels"), self.tr("Labels (*.txt *.json *.names *.csv)"), False)

    def _ask(self, title: str, kinds: str, picture: bool) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([kinds])
        begin_where(dialog, "photos" if picture else "models", self._keeper)
        take = self.try_on if picture else self.take_labels
        dialog.fileSelected.connect(lambda path: take(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _lay_out(self) -> None:
        about = Section(self.tr("This network has no card"))
        said = self.tr("Nothing is guessed: what it is for, and what it expects, only you can say.")
        about.rows.addWidget(label(said, "muted", wraps=True))
        about.add_facts(network_words(self._network))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.medium)
        column.setSpacing(SPACE.medium)
        for part in (about, self.fields, self.trial):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.medium)
        foot.addWidget(self.notice)
        foot.addWidget(self.missing)
        foot.addWidget(self.buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(area, 1)
        rows.addLayout(foot)
