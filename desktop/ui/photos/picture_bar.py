"""Which model is asked about photos as wholes: a line with a choice, or where such models come from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.models.choice import WHOLE_PICTURE
from desktop.ui.i18n.numbers import fill
from desktop.ui.pages import PageContext
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.one_line import OneLine
from desktop.ui.parts.texts import label
from desktop.ui.photos.face_items import shown_label
from desktop.ui.photos.work import PhotosWork, PictureModel
from desktop.ui.theme.tokens import SPACE

_LABELS_TOLD = 3
_MOST_WIDTH = 260
_GREEDY = 100


class PictureBar(QWidget):
    """The choice is a setting, so that the models page can make it too."""

    chosen = Signal()
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
        self.training = self._button(self.tr("Training"), "training")
        self.models = self._button(self.tr("Models"), "models")
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.tight)
        across.setSpacing(SPACE.small)
        across.addWidget(label(self.tr("Whole picture")))
        across.addWidget(self.box)
        across.addWidget(self.told, _GREEDY)
        across.addWidget(self.training)
        across.addWidget(self.models)
        across.addStretch(1)
        self.box.currentIndexChanged.connect(lambda _: self._choose())
        context.theme.changed.connect(self._tint)
        self._tint()
        self._show([])

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
        before = self.digest
        self._models = models
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(self.tr("Nothing is asked"), "")
        for model in models:
            self.box.addItem(model.name, model.digest)
        self.box.setCurrentIndex(max(self.box.findData(self.digest), 0))
        self.box.blockSignals(False)
        self._tell()
        if self.digest != before:
            self.chosen.emit()

    def _choose(self) -> None:
        keeper, digest = self._context.keeper, self.box.currentData()
        others = {task: one for task, one in keeper.settings.models.items() if task != WHOLE_PICTURE}
        keeper.change(models={**others, WHOLE_PICTURE: digest} if digest else others)
        self._tell()
        self.chosen.emit()

    def _tell(self) -> None:
        model = next((model for model in self._models if model.digest == self.digest), None)
        self.box.setVisible(bool(self._models))
        for button in (self.training, self.models):
            button.setVisible(not self._models)
        if not self._models:
            self._say(self.tr("No model for it yet. Train one, or add an ONNX file:"))
        elif model is None:
            self._say(self.tr("Choose a model to see what each photo shows."))
        else:
            self._say(self._labels_of(model))

    def _say(self, text: str) -> None:
        """As wide as the words, where there is room for them."""
        self.told.say(text)
        self.told.setMaximumWidth(self.told.fontMetrics().horizontalAdvance(self.told.whole) + SPACE.small)

    def _labels_of(self, model: PictureModel) -> str:
        some = ", ".join(shown_label(name) for name in model.labels[:_LABELS_TOLD])
        if len(model.labels) <= _LABELS_TOLD:
            return self.tr("Knows {some}").format(some=some)
        left = len(model.labels) - _LABELS_TOLD
        return fill(self.tr("Knows {some} and {count:,} more"), some=some, count=left)

    def _button(self, text: str, page: str) -> QPushButton:
        button = QPushButton(f" {text}")
        button.setAccessibleName(self.tr("Go to the page {page}").format(page=text))
        button.setToolTip(self.tr("Go to the page {page}").format(page=text))
        button.clicked.connect(lambda: self._context.show_page(page))
        return button

    def _tint(self) -> None:
        self._say(self.told.whole)
        for button, icon in ((self.training, "training"), (self.models, "models")):
            button.setIcon(self._context.theme.icon(icon))
