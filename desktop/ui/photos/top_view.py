"""Beside a photo at its full size: what a model says of it as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.photos.face_items import unsure_words
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.training.try_view import AnswerBars, always_words
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.photos.whole import PictureAnswer

_LEAST_WIDTH, _MOST_WIDTH = 236, 316  # where texts are of the usual size


class TopView(Section):
    """The likeliest labels with their bars."""

    def __init__(self, theme: Theme, answer: PictureAnswer, parent: QWidget) -> None:
        super().__init__(parent=parent)
        heading = translate("Photos", "The whole picture")
        self.setAccessibleName(heading)
        self.rows.addWidget(label(heading, "heading", wraps=True))
        is_unsure = answer.label is None
        if is_unsure:
            self.rows.addWidget(label(unsure_words(answer.top[0][0]), "strong", wraps=True))
        self.bars = AnswerBars(theme)
        self.bars.show_scores(answer.top, is_unsure=is_unsure)
        self.rows.addWidget(self.bars)
        margins = self.rows.contentsMargins()
        needs = self.bars.sizeHint().width() + margins.left() + margins.right() + SPACE.hair
        self.setFixedWidth(min(max(needs, theme.grown(_LEAST_WIDTH)), theme.grown(_MOST_WIDTH)))
        if is_unsure:
            said = translate("Photos", "No label is likely enough to say.")
            self.rows.addWidget(label(said, "muted", wraps=True))
        self.rows.addWidget(label(always_words(), "small", wraps=True))
        named = translate("Photos", "Model: {name}").format(name=answer.model)
        self.rows.addWidget(label(named, "small", wraps=True))
        self.rows.addStretch(1)
