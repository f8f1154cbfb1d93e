"""Keys that a focused control keeps for itself, and the help's key in dialogs; others are the window's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QSlider, QWidget
from shiboken6 import isValid

_PRESS = frozenset({Qt.Key.Key_Space})
_MOVE = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class ControlKeys(QObject):
    """An event filter on the control that has the focus and on its dialog.

    Not on the program: each of some thousand events a second would become a Python object first.

    Space presses the focused button although Space also pauses; arrows move the focused slider although
    they also skip; Enter presses a button too. The help's key opens it over a dialog, which blocks the window
    and so its commands.
    """

    help_asked = Signal(object)
    """The dialog that help is asked for."""

    def __init__(
        self, app: QApplication, help_keys: Callable[[], Sequence[QKeySequence]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._help_keys = help_keys
        app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the key for the control that has the focus, or open the help."""
        if not isinstance(event, QKeyEvent):
            return False
        if self._asks_help(watched, event):
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
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

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None and isValid(before) and not isinstance(before, QDialog):
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)
        window = now.window() if now is not None else QApplication.activeWindow()
        if isinstance(window, QDialog):  # nothing in it may have the focus
            window.installEventFilter(self)

    def _asks_help(self, watched: QObject, event: QKeyEvent) -> bool:
        dialog = watched.window() if isinstance(watched, QWidget) else None
        if not isinstance(dialog, QDialog) or not dialog.isModal():
            return False
        if QKeySequence(event.keyCombination()) not in self._help_keys():
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress:
            self.help_asked.emit(dialog)
        return True


def keys_come_back(dialog: QDialog) -> None:
    """When the dialog is closed keys go to its window again, also where no window manager sees to that."""
    if dialog.parentWidget() is not None:
        dialog.installEventFilter(_Closing(dialog))


class _Closing(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = watched.parentWidget() if isinstance(watched, QDialog) else None
        if event.type() is QEvent.Type.Hide and parent is not None:
            window = parent.window()
            QTimer.singleShot(0, window, lambda: _activate(window))
        return False


def _activate(window: QWidget) -> None:
    another_came = QApplication.activeModalWidget() is not None
    if window.isVisible() and not window.isMinimized() and not another_came:
        window.activateWindow()


def _keeps(watched: QObject, key: int) -> bool:
    if isinstance(watched, QAbstractButton):
        return key in _PRESS
    return isinstance(watched, QSlider) and key in _MOVE
