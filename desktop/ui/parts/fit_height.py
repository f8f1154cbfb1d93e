"""Dialogs as high as what stands in them: Qt guesses for wrapped text, and leaves an empty band."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def fit_height(dialog: QDialog, width: int) -> None:
    """At this width, or more where it needs that; once all of it is laid out."""
    dialog.ensurePolished()
    rows = dialog.layout()
    assert rows is not None
    width = max(width, rows.totalMinimumSize().width())
    dialog.resize(width, rows.totalHeightForWidth(width))
