"""About Facet: its version, what it is, and the licences of everything that it is made of."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.licences.notice import Notice
from desktop.ui.help.licence_view import LicenceView
from desktop.ui.parts.texts import label
from desktop.ui.theme.icons import tinted_pixmap
from desktop.ui.theme.tokens import SPACE
from desktop.workers.tasks import Tasks


class AboutDialog(QDialog):
    """The licences are read beside the window, since they lie in many files."""

    def __init__(
        self,
        tasks: Tasks,
        parent: QWidget | None = None,
        read: Callable[[], Sequence[Notice]] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Facet"))
        self.resize(920, 600)
        self.setMinimumSize(560, 400)
        self.licences = LicenceView()
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        rows.setSpacing(SPACE.large)
        rows.addLayout(self._make_head())
        rows.addWidget(self.licences, 1)
        rows.addWidget(buttons)
        tasks.run(read or _read, self._show, name="licences")
        self.licences.list.setFocus()

    def _show(self, notices: Sequence[Notice]) -> None:
        self.licences.show_notices(notices)

    def _make_head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(tinted_pixmap("facet", "#ffffff", 64, self.devicePixelRatioF()))
        name = label(self.tr("Facet {version}").format(version=program_version()).strip(), "title")
        what = label(
            self.tr(
                "Says of every face in a camera, a clip, a stream or photos who it is and what it shows, "
                "on this computer alone."
            ),
            wraps=True,
        )
        terms = label(
            self.tr(
                "Free software under the Apache License 2.0. The window uses Qt {qt} under the LGPL 3; its "
                "source is at code.qt.io. Python {python}."
            ).format(qt=PySide6.__version__, python=platform.python_version()),
            "muted",
            wraps=True,
            selectable=True,
        )
        words = QVBoxLayout()
        words.setSpacing(SPACE.tight)
        for part in (name, what, terms):
            words.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(SPACE.large)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head


def program_version() -> str:
    """The installed version; empty where Facet runs from a bare checkout."""
    try:
        return version("facet-desktop")
    except PackageNotFoundError:
        return ""


def _read() -> Sequence[Notice]:
    from desktop.licences.listing import all_notices

    return all_notices()
