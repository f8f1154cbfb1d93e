"""Controls that the pointer left while a menu or list was open look so again: Qt does not tell them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor, QHoverEvent
from PySide6.QtWidgets import QApplication, QWidget


class Pointed(QObject):
    """Looks when a popup closes, and tells who is pointed at no more.

    WORKAROUND(Qt 6): while a popup is open the pointer belongs to it. When it closes, Qt forgets which widget
    was pointed at before and sends it no Leave: to the style sheet it stays one with the pointer over it.
    """

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        app.focusWindowChanged.connect(self._follow)  # a popup is a window too

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A popup closes; a moment later Qt has forgotten it."""
        if event.type() is QEvent.Type.Hide:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._look)
        return False

    def _follow(self) -> None:
        popup = self._app.activePopupWidget()
        if popup is not None:
            popup.installEventFilter(self)

    def _look(self) -> None:
        at = QCursor.pos()
        for widget in self._app.allWidgets():
            if widget.underMouse() and not widget.rect().contains(widget.mapFromGlobal(at)):
                _leave(widget, QPointF(at))


def _leave(widget: QWidget, at: QPointF) -> None:
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
    if widget.testAttribute(Qt.WidgetAttribute.WA_Hover):
        beside = QPointF(-1, -1)
        QCoreApplication.sendEvent(widget, QHoverEvent(QEvent.Type.HoverLeave, beside, at, beside))
