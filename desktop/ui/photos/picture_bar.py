"""Which model is asked about photos as wholes: a line with a choice, where there is such a model at all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.choice import WHOLE_PICTURE
from desktop.ui.i18n.numbers import fill
from desktop.ui.pages import PageContext
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.texts import label
from desktop.ui.photos.work import PhotosWork, PictureModel
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import comma_list

_LABELS_TOLD = 3
_LEAST_WIDTH = 170
_MOST_LINES = 18  # as wide as so many lines are high
_MOST_BESIDE = 2  # lines of words beside the choice; more of them stand below


class PictureBar(QWidget):
    """The choice is a setting, so that the models page can make it too. Hidden where nothing can be chosen.

    Until the models have been read, a choice that was made stands for them: so nothing jumps a moment later.
    """

    chosen = Signal()
    came = Signal()
    """There is a model where there was none, or the other way round."""
    failed = Signal(Exception)

    def __init__(self, context: PageContext, work: PhotosWork, parent: QWidget | None = None) -> None:
        self._across: QHBoxLayout | None = None
        super().__init__(parent)
        self._context = context
        self._work = work
        self._models: Sequence[PictureModel] = ()
        self.box = ChoiceBox()
        self.box.setAccessibleName(self.tr("The whole picture is asked about by"))
        self.box.setToolTip(self.tr("A model that says what a photo shows as a whole"))
        self.box.setMinimumWidth(_LEAST_WIDTH)
        self.box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.told = label(role="muted", wraps=True)
        self._asked = label(self.tr("Whole picture"))
        self._across = QHBoxLayout()
        self._across.setSpacing(SPACE.small)
        self._across.addWidget(self._asked)
        self._across.addWidget(self.box)
        self._across.addWidget(self.told, 1)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.tight)
        self._rows.setSpacing(SPACE.tight)
        self._rows.addLayout(self._across)
        self.box.currentIndexChanged.connect(lambda _: self._choose())
        self._fit()
        if WHOLE_PICTURE not in context.keeper.settings.models:
            self.hide()

    @property
    def has_models(self) -> bool:
        """Whether any model can be asked."""
        return bool(self._models)

    @property
    def digest(self) -> str:
        """The model that is asked, by its sha256; "" for none."""
        wanted = self._context.keeper.settings.models.get(WHOLE_PICTURE, "")
        return wanted if any(model.digest == wanted for model in self._models) else ""

    def refresh(self) -> None:
        """See which models there are now."""
        self._context.tasks.read(
            self._work.picture_models, self._show, self.failed.emit, name="picture-models"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words have lines of their own where they have no room beside the choice."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger words need more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        if self._across is None:
            return
        metrics = self.fontMetrics()
        self.box.setMaximumWidth(_MOST_LINES * metrics.height())
        most = min(self.box.sizeHint().width(), self.box.maximumWidth())
        taken = self._asked.sizeHint().width() + max(most, _LEAST_WIDTH) + 2 * SPACE.small
        beside = max(self.width() - 2 * SPACE.large - taken, 1)
        self._stand(below=self.told.heightForWidth(beside) > (_MOST_BESIDE + 0.5) * metrics.lineSpacing())

    def _stand(self, *, below: bool) -> None:
        if self._across is None or below == (self._across.indexOf(self.told) < 0):
            return
        if below:
            self._across.removeWidget(self.told)
            self._across.addStretch(1)
            self._rows.addWidget(self.told)
        else:
            self._rows.removeWidget(self.told)
            self._across.takeAt(self._across.count() - 1)
            self._across.addWidget(self.told, 1)

    def _show(self, models: Sequence[PictureModel]) -> None:
        before, had = self.digest, self.has_models
        self._models = models
        self._fill()
        self.setVisible(self.has_models)
        if self.has_models != had:
            self.came.emit()
        if self.digest != before:
            self.chosen.emit()

    def _fill(self) -> None:
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(self.tr("Nothing is asked"), "")
        for model in self._models:
            self.box.addItem(model.name, model.digest)
        self.box.setCurrentIndex(max(self.box.findData(self.digest), 0))
        self.box.blockSignals(False)
        self._tell()

    def _choose(self) -> None:
        keeper, digest = self._context.keeper, self.box.currentData()
        others = {task: one for task, one in keeper.settings.models.items() if task != WHOLE_PICTURE}
        keeper.change(models={**others, WHOLE_PICTURE: digest} if digest else others)
        self._tell()
        self.chosen.emit()

    def _tell(self) -> None:
        model = next((model for model in self._models if model.digest == self.digest), None)
        if model is None:
            self.told.setText(self.tr("Choose a model to see what each photo shows."))
        else:
            self.told.setText(self._labels_of(model))
        self._fit()

    def _labels_of(self, model: PictureModel) -> str:
        """What it can say, and that it says nothing else: its classes stand last."""
        some, left = comma_list(model.labels[:_LABELS_TOLD]), len(model.labels) - _LABELS_TOLD
        if left > 0:
            some = fill(self.tr("{some} and {count:,} more"), some=some, count=left)
        said = self.tr(
            "Always answers with one of its {count:,} classes, even for a picture of something else: {some}"
        )
        return fill(said, count=len(model.labels), some=some)
