"""The record button: a ring at rest; red, with the time that has passed, while a recording runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
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
        action.changed.connect(lambda: self.show_elapsed(self._elapsed_s))  # the button took its words
        theme.changed.connect(self._tint)
        self.show_elapsed(None)

    @property
    def text(self) -> str:
        """What stands on the button."""
        return self.button.text()

    def show_elapsed(self, elapsed_s: float | None) -> None:
        """So long a recording runs; None: none does."""
        self._elapsed_s = elapsed_s
        runs = elapsed_s is not None
        style = Qt.ToolButtonStyle
        self.button.setToolButtonStyle(style.ToolButtonTextBesideIcon if runs else style.ToolButtonIconOnly)
        width = SPACE.control
        if elapsed_s is not None:
            self.button.setText(clock_text(elapsed_s))
            widest = "0:00:00" if elapsed_s >= 3600 else "00:00"
            width += self.button.fontMetrics().horizontalAdvance(widest) + SPACE.large
            self.button.setAccessibleName(self.tr("Recording, %s. End it") % clock_text(elapsed_s))
        else:
            self.button.setAccessibleName(self.tr("Record"))
        if self.width() != width:
            self.button.setFixedSize(width, SPACE.control)
            self.setFixedSize(width, SPACE.control)
        self._tint()

    def _tint(self) -> None:
        """A red ring while it runs; the menu keeps the usual ink."""
        role = "on_danger_soft" if self._elapsed_s is not None else "text"
        self.button.setIcon(self._theme.icon("record", role, role))
