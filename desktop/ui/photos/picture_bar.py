"""Which model is asked about photos as wholes: a line with a choice, where there is such a model at all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.choice import WHOLE_PICTURE
from desktop.ui.i18n.numbers import fill
from desktop.ui.pages import PageContext
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.one_line import OneLine
from desktop.ui.parts.texts import label
from desktop.ui.photos.work import PhotosWork, PictureModel
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import comma_list

_LABELS_TOLD = 3
_MOST_WIDTH = 260
_GREEDY = 100


class PictureBar(QWidget):
    """The choice is a setting, so that the models page can make it too. Hidden where nothing can be chosen.

    Until the models have been read, a choice that was made stands for them: so nothing jumps a moment later.
    """

    chosen = Signal()
    came = Signal()
    """There is a model where there was none, or the other way round."""
    failed = Signal(Exception)

    def __init__(self, context: PageContext, work: PhotosWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._work = work
        self._models: Sequence[PictureModel] = ()
        self.box = ChoiceBox()
        self.box.setAccessibleName(self.tr("The whole picture is asked about by"))
        self.box.setToolTip(self.tr("A model that says what a photo shows as a whole"))
        self.box.setMinimumWidth(170)
        self.box.setMaximumWidth(_MOST_WIDTH)
        self.box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.told = OneLine("muted")
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.tight)
        across.setSpacing(SPACE.small)
        across.addWidget(label(self.tr("Whole picture")))
        across.addWidget(self.box)
        across.addWidget(self.told, _GREEDY)
        across.addStretch(1)
        self.box.currentIndexChanged.connect(lambda _: self._choose())
        context.theme.changed.connect(self._tint)
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
            self._say(self.tr("Choose a model to see what each photo shows."))
        else:
            self._say(self._labels_of(model))

    def _say(self, text: str) -> None:
        """As wide as the words, where there is room for them."""
        self.told.say(text)
        self.told.setMaximumWidth(self.told.fontMetrics().horizontalAdvance(self.told.whole) + SPACE.small)

    def _tint(self) -> None:
        """Other type, other width."""
        self._say(self.told.whole)

    def _labels_of(self, model: PictureModel) -> str:
        """What it can say, and that it says nothing else: its classes stand last, where a line may be cut."""
        some, left = comma_list(model.labels[:_LABELS_TOLD]), len(model.labels) - _LABELS_TOLD
        if left > 0:
            some = fill(self.tr("{some} and {count:,} more"), some=some, count=left)
        said = self.tr(
            "Always answers with one of its {count:,} classes, even for a picture of something else: {some}"
        )
        return fill(said, count=len(model.labels), some=some)
