"""The menu of a face on screen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.people.face_words import FaceAct, kept_already


class FaceMenu(QMenu):
    """Made for one face; gone when it is closed."""

    chosen = Signal(str, str)
    """The act, and the person whom its line names."""

    def __init__(self, acts: Iterable[FaceAct], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setToolTipsVisible(True)
        for act in acts:
            if act.act == "no_face":
                self.addSeparator()
            line = self.addAction(act.text.replace("&", "&&"))
            line.setObjectName(f"face_{act.act}")
            line.setEnabled(act.enabled)
            line.setToolTip(act.tip or act.text)
            line.triggered.connect(lambda _=False, act=act: self.chosen.emit(act.act, act.person))
            if act.act == "title":
                self.addSeparator()

    def say_kept(self, name: str) -> None:
        """The picture is kept already: it is no longer offered."""
        act = kept_already(name)
        for line in self.actions():
            if line.objectName() == f"face_{act.act}":
                line.setText(act.text.replace("&", "&&"))
                line.setToolTip(act.tip)
                line.setEnabled(False)
