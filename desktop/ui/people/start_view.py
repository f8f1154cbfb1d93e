"""What stands on the people page while nobody is known: how to begin, and what is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.parts.texts import WholeLines, label
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_ICON = 56


class StartView(QWidget):
    """Three ways to begin."""

    asked = Signal(str)
    """photos, camera or import."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        title = label(self.tr("Nobody is known yet"), "title")
        how = WholeLines(
            self.tr(
                "Add someone from photos, or from the camera in under 20 seconds. Or watch something and "
                "click a face. From then on Facet names them, without any training."
            )
        )
        kept = label(
            self.tr("Pictures and names stay on this computer, and can be erased."), "muted", wraps=True
        )
        for part in (title, how, kept):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        how.setFixedWidth(520)
        self.buttons: dict[str, QPushButton] = {}
        rows = QVBoxLayout(self)
        rows.setSpacing(SPACE.medium)
        rows.addStretch(2)
        rows.addWidget(self._icon)
        rows.addWidget(title)
        rows.addWidget(how, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addLayout(self._make_buttons())
        rows.addWidget(kept)
        rows.addStretch(3)
        theme.changed.connect(self._tint)
        self._tint()

    def _make_buttons(self) -> QHBoxLayout:
        across = QHBoxLayout()
        across.setSpacing(SPACE.small)
        across.addStretch(1)
        for name, words, tip, icon in (
            ("photos", self.tr("From photos…"), self.tr("They can also be dropped here"), "photos"),
            ("camera", self.tr("From the camera…"), self.tr("Guided, in under 20 seconds"), "camera"),
            ("import", self.tr("Import…"), self.tr("People that another Facet exported"), "folder"),
        ):
            button = QPushButton(f" {words}")
            button.setObjectName(f"start_{name}")
            button.setAccessibleName(words)
            button.setToolTip(tip)
            button.setProperty("icon_name", icon)
            if name == "photos":
                button.setProperty("kind", "primary")
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            self.buttons[name] = button
            across.addWidget(button)
        across.addStretch(1)
        return across

    def _tint(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("people", _ICON, self.devicePixelRatioF(), "accent"))
        for button in self.buttons.values():
            ink = "on_accent" if button.property("kind") == "primary" else "text"
            button.setIcon(self._theme.icon(button.property("icon_name"), ink))
