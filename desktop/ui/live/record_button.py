"""The record button: a ring at rest; red, with the time that has passed, while a recording runs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.ui.live.times import clock_text
from desktop.ui.live.transport import icon_button
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE


class RecordButton(QWidget):
    """The action is the window's; this only shows how it stands."""

    def __init__(self, action: QAction, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self._theme = theme
        self.button = icon_button(action, "record")
        self.button.setParent(self)
        self._elapsed_s: float | None = None
        self._waits = False
        action.changed.connect(lambda: self.show_elapsed(self._elapsed_s, self._waits))  # it took its words
        self.button.setProperty("look", "")  # its width is its own
        theme.changed.connect(self._fit)
        self.show_elapsed(None)

    @property
    def text(self) -> str:
        """What stands on the button."""
        return self.button.text()

    def show_elapsed(self, elapsed_s: float | None, waits: bool = False) -> None:
        """So long a recording runs; None: none does. `waits`: its source is lost, and the clock stands."""
        self._elapsed_s, self._waits = elapsed_s, waits
        runs = elapsed_s is not None
        style = Qt.ToolButtonStyle
        self.button.setToolButtonStyle(style.ToolButtonTextBesideIcon if runs else style.ToolButtonIconOnly)
        width = high = self._theme.grown(SPACE.icon) + SPACE.control - SPACE.icon
        if elapsed_s is not None:
            widest = "0:00:00" if elapsed_s >= 3600 else "00:00"
            words, name = "%s", self.tr("Recording, %s. End it")
            if waits:
                words, name = (
                    self.tr("%s, waiting"),
                    self.tr("Recording, %s. It waits for the source. End it"),
                )
            self.button.setText(words % clock_text(elapsed_s))
            width += self.button.fontMetrics().horizontalAdvance(words % widest) + SPACE.large
            self.button.setAccessibleName(name % clock_text(elapsed_s))
        else:
            self.button.setAccessibleName(self.tr("Record"))
        if self.size() != QSize(width, high):
            self.button.setFixedSize(width, high)
            self.setFixedSize(width, high)
        self._tint()

    def _fit(self) -> None:
        """It grows with the text."""
        self.show_elapsed(self._elapsed_s, self._waits)

    def _tint(self) -> None:
        """A red ring while it runs; the menu keeps the usual ink."""
        role = "on_danger_soft" if self._elapsed_s is not None else "text"
        self.button.setIcon(self._theme.icon("record", role, role))
