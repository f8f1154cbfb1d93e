"""A bar of work: how far it is, or only that it runs. It stands still where the user wants no motion."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from desktop.ui.theme.look import set_look

STILL = "facet_still"
"""The property of the application that says so; the theme sets it."""


class BusyBar(QProgressBar):
    """As QProgressBar: a range without width means that nobody knows how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)

    def setRange(self, minimum: int, maximum: int) -> None:
        """Without width, and no motion wanted: full, in a colour that says nothing of progress."""
        app = QApplication.instance()
        still = minimum == maximum and app is not None and bool(app.property(STILL))
        set_look(self, "look", "still" if still else "")
        super().setRange(minimum, maximum + 1 if still else maximum)
        if still:
            self.setValue(self.maximum())
