"""What a replay changed: every answer that differs, with a jump to its picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.parts.texts import label
from desktop.ui.recordings.lanes import title_of
from desktop.ui.recordings.recording_words import change_line, change_words, replayed_words
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.recording.replay import Replayed
    from desktop.ui.recordings.work import Opened

_CHANGE = Qt.ItemDataRole.UserRole
_WIDTH = 236
_MOST = 2000


class ChangesPanel(QFrame):
    """Choosing a line goes to its first picture."""

    chosen = Signal(float)
    """A moment, in seconds."""
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        self.setFixedWidth(_WIDTH)
        self.heading = label(role="heading", wraps=True)
        self.ran_with = label(wraps=True)
        self.sentence = label(role="muted", wraps=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Answers that changed"))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.close_button = QToolButton()
        self.close_button.setToolTip(self.tr("Close this list"))
        self.close_button.setAccessibleName(self.tr("Close this list"))
        across = QHBoxLayout()
        across.addWidget(self.heading, 1)
        across.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(SPACE.medium, SPACE.small, SPACE.small, SPACE.small)
        rows.setSpacing(SPACE.tight)
        rows.addLayout(across)
        rows.addWidget(self.ran_with)
        rows.addWidget(self.sentence)
        rows.addWidget(self.list, 1)
        self.close_button.clicked.connect(self._close)
        self.list.currentItemChanged.connect(self._tell)
        self.list.itemClicked.connect(self._tell)
        theme.changed.connect(self._tint)
        self._tint()
        self.hide()

    def show_changes(self, done: Replayed, opened: Opened, told: Sequence[str] = ()) -> None:
        """List what a replay gave; `told`: with what it ran, a line each."""
        heading, sentence = replayed_words(done)
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.ran_with.setText("\n".join(told))
        self.ran_with.setVisible(bool(told))
        titles = {line.track: title_of(line) for line in opened.lines}
        self.list.blockSignals(True)
        self.list.clear()
        for change in done.changes[:_MOST]:
            words = change_words(change, titles.get(change.track or 0, ""))
            item = QListWidgetItem(f"{change_line(change)}\n{words}")
            item.setData(_CHANGE, change.start_s)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setVisible(bool(done.changes))
        self.show()

    def _tell(self, item: QListWidgetItem | None, _before: object = None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_CHANGE))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _tint(self) -> None:
        self.close_button.setIcon(self._theme.icon("close"))
