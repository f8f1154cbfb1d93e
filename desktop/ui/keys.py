"""Which keys a focused control keeps for itself; all others are the window's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QSlider

_PRESS = frozenset({Qt.Key.Key_Space})
_MOVE = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ControlKeys(QObject):
    """An event filter for the whole program.

    Space presses the focused button although Space also pauses; arrows move the focused slider although
    they also skip; Enter presses a button too.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the key for the control that has the focus."""
        if not isinstance(event, QKeyEvent) or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.type() is QEvent.Type.ShortcutOverride and _keeps(watched, event.key()):
            event.accept()
            return True
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(watched, QAbstractButton)
            and event.key() in _ENTER
        ):
            watched.click()
            return True
        return False


def _keeps(watched: QObject, key: int) -> bool:
    if isinstance(watched, QAbstractButton):
        return key in _PRESS
    return isinstance(watched, QSlider) and key in _MOVE
