"""Beside a photo at its full size: what a model says of it as a whole."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.live.meter import Meter
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.photos.face_items import share_words, shown_label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.words import translate


class TopView(Section):
    """The likeliest labels with their bars."""

    def __init__(
        self, theme: Theme, model: str, top: tuple[tuple[str, float], ...], *, unsure: bool, parent: QWidget
    ) -> None:
        super().__init__(translate("Photos", "The whole picture"), parent)
        self.setFixedWidth(SPACE.panel - 60)
        for name, share in top:
            self.rows.addLayout(self._row(theme, shown_label(name), share))
        if unsure:
            said = translate("Photos", "No label is likely enough to say.")
            self.rows.addWidget(label(said, "muted", wraps=True))
        self.rows.addWidget(
            label(translate("Photos", "Model: {name}").format(name=model), "small", wraps=True)
        )
        self.rows.addStretch(1)

    def _row(self, theme: Theme, name: str, share: float) -> QVBoxLayout:
        words = QHBoxLayout()
        words.addWidget(label(name, wraps=True), 1)
        words.addWidget(label(share_words(share), "small"))
        meter = Meter(theme)
        meter.show_share(share, "no_smile")
        meter.setAccessibleName(f"{name} {share_words(share)}")
        row = QVBoxLayout()
        row.setSpacing(3)
        row.addLayout(words)
        row.addWidget(meter)
        return row
