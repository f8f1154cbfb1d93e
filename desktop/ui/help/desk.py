"""The window's way to the help and to About: opened once, closed with the window."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from desktop.ui.actions import Actions
from desktop.ui.dialogs import show_dialog
from desktop.ui.help.topics import topic_of_dialog, topic_of_page
from desktop.ui.theme.theme import Theme
from desktop.workers.tasks import Tasks


class HelpDesk(QObject):
    """One for each window. The help is read when it is first asked for."""

    def __init__(self, window: QWidget, theme: Theme, tasks: Tasks, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._tasks = tasks
        self._actions = actions
        self.window: QWidget | None = None

    def open_for_page(self, page: str) -> None:
        """The help of a page of the window, by the page's name."""
        self.open(topic_of_page(page))

    def open_over(self, dialog: QDialog, page: str) -> None:
        """The help of a dialog that blocks the window: it belongs to the dialog until that is closed."""
        self.open(topic_of_dialog(type(dialog), page), dialog)

    def open(self, topic: str, over: QDialog | None = None) -> None:
        """Show the help at this topic, in front."""
        from desktop.ui.help.help_window import HelpWindow
        from desktop.ui.help.shortcuts_page import shortcuts_markdown
        from desktop.ui.help.topics import read_topics

        keys = {name: self._actions.key(name) for name in self._actions.specs}
        topics = read_topics(shortcuts_markdown(self._actions), keys)
        if not isinstance(self.window, HelpWindow) or not isValid(self.window):
            self.window = HelpWindow(topics, topic, self._theme, self._window)
        else:
            self.window.take(topics)
        if over is not None and self.window.parent() is not over:
            _move(self.window, over)
            over.finished.connect(self._come_back)
        self.window.show_topic(topic)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.text.setFocus()

    def _come_back(self) -> None:
        """The dialog goes; who reads on may do so."""
        if self.window is not None and isValid(self.window):
            shown = self.window.isVisible()
            _move(self.window, self._window)
            self.window.setVisible(shown)

    def about(self) -> None:
        """Version and licences."""
        from desktop.ui.help.about_dialog import AboutDialog

        show_dialog(AboutDialog(self._tasks, self._window))

    def close(self) -> None:
        """The window closes."""
        if self.window is not None and isValid(self.window):
            self.window.close()


def _move(window: QWidget, parent: QWidget) -> None:
    """A window's other parent: what blocks the parent blocks the window, too. It is hidden afterwards."""
    place = window.geometry()
    window.setParent(parent, window.windowFlags())
    window.setGeometry(place)
