"""The one way to words in the user's language for code that is no QObject; the labels of models, too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def translate(context: str, text: str) -> str:
    """`text` in the user's language; `context` is the screen it stands on."""
    return QCoreApplication.translate(context, text)


def label_words(label: str) -> str:
    """A model's label in the user's language, where Facet's own models have it too; else as it is."""
    known = {
        "smile": translate("Label", "smile"),
        "no smile": translate("Label", "no smile"),
        "angry": translate("Label", "angry"),
        "contempt": translate("Label", "contempt"),
        "disgust": translate("Label", "disgust"),
        "fear": translate("Label", "fear"),
        "happy": translate("Label", "happy"),
        "neutral": translate("Label", "neutral"),
        "sad": translate("Label", "sad"),
        "surprise": translate("Label", "surprise"),
    }
    return known.get(label, label)
