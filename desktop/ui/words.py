"""The one way to a sentence in the user's language for code that is no QObject."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def translate(context: str, text: str) -> str:
    """`text` in the user's language; `context` is the screen it stands on."""
    return QCoreApplication.translate(context, text)
