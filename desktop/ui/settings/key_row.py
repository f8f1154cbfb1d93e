"""A command and its key: pressed, it waits for another key and asks for that."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QPushButton, QToolButton, QWidget

from desktop.ui.action_table import ActionSpec
from desktop.ui.parts.prose import Prose, named
from desktop.ui.parts.texts import label
from desktop.ui.shortcuts import key_words, plain
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_WIDTH = 190


class KeyCatcher(QKeySequenceEdit):
    """Takes one key. Esc and going elsewhere take none; Backspace says that there is to be none."""

    caught = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumSequenceLength(1)
        self.keySequenceChanged.connect(self._catch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Two keys mean something here already."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            self.caught.emit("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Somebody went elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()

    def _catch(self, keys: QKeySequence) -> None:
        if not keys.isEmpty():
            self.caught.emit(keys.toString())


class KeyRow(QWidget):
    """Words on the left; the key and its way back on the right."""

    asked = Signal(str, str)
    """The name of an action, and the key that it is to have; "" for none."""
    reset_asked = Signal(str)

    def __init__(self, spec: ActionSpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = spec.name
        self._title = plain(spec.text)
        self.button = QPushButton()
        self.catcher = KeyCatcher()
        self.reset = QToolButton()
        self.problem = label(role="problem", wraps=True)
        self._lay_out(spec)
        self.button.clicked.connect(self._wait)
        self.catcher.caught.connect(self._caught)
        self.catcher.left.connect(self._rest)
        self.reset.clicked.connect(lambda: self.reset_asked.emit(self._name))
        theme.changed.connect(self._tint)
        self._tint()

    def show_keys(self, now: str, usual: str) -> None:
        """The first key of now and the usual one; "" for none."""
        words = key_words(now) or self.tr("none")
        self.button.setText(words)
        self.button.setAccessibleName(self.tr("{command}: {key}").format(command=self._title, key=words))
        self.reset.setVisible(now != usual)
        back = self.tr("Back to the default: {key}").format(key=key_words(usual) or self.tr("none"))
        self.reset.setToolTip(back)
        self.reset.setAccessibleName(f"{self._title}: {back}")
        self.say("")

    def say(self, problem: str) -> None:
        """Why it did not get a key; "" where all is well."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.button.setAccessibleDescription(problem)

    def _lay_out(self, spec: ActionSpec) -> None:
        self.button.setFixedWidth(_WIDTH)
        self.button.setObjectName(f"key_{spec.name}")
        self.button.setToolTip(self.tr("Press it, then the new key"))
        self.catcher.setFixedWidth(_WIDTH)
        self.catcher.setAccessibleName(self.tr("New key for “{command}”").format(command=self._title))
        self.catcher.setToolTip(self.tr("Esc keeps the old key, Backspace takes it away"))
        self.catcher.hide()
        self.problem.hide()
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(kept)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        across.setSpacing(SPACE.medium)
        across.addLayout(named(self._title, Prose(spec.tip), self.problem), 1)
        for part in (self.button, self.catcher, self.reset):
            across.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def _wait(self) -> None:
        self.say("")
        self.catcher.clear()
        self.button.hide()
        self.catcher.show()
        self.catcher.setFocus()

    def _caught(self, key: str) -> None:
        self._rest()
        self.button.setFocus()
        self.asked.emit(self._name, key)

    def _rest(self) -> None:
        self.catcher.hide()
        self.button.show()

    def _tint(self) -> None:
        self.reset.setIcon(self._theme.icon("undo"))
