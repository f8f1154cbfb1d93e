"""Tells screen readers what happens without a focus moving; the user can silence it."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

_SILENT = "facet_silent"


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Say `text` when the reader is done with its sentence; at once where it is urgent."""
    app = QApplication.instance()
    if not text or app is None or app.property(_SILENT):
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    manners = QAccessible.AnnouncementPoliteness
    event.setPoliteness(manners.Assertive if urgent else manners.Polite)
    _send(event)


def silence(silent: bool) -> None:
    """Say nothing from now on, or speak again."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_SILENT, silent)


def _send(event: QAccessibleAnnouncementEvent) -> None:
    QAccessible.updateAccessibility(event)
