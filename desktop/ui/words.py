"""The one way to words in the user's language for code that is no QObject; the labels of models, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication


def translate(context: str, text: str) -> str:
    """`text` in the user's language; `context` is the screen it stands on."""
    return QCoreApplication.translate(context, text)


def comma_list(parts: Iterable[str]) -> str:
    """One after the other, with the comma of the user's language between."""
    return translate("Words", "{one}, {next}").format(one="", next="").join(parts)


def label_words(label: str) -> str:
    """A model's label in the user's language, where Facet's own models have it too; else as it is."""
    known = _LABELS.get(label)
    return label if known is None else known()


def model_title(name: str) -> str:
    """A model's or a detector's name as its makers write it."""
    return _TITLES.get(name, name)


def shown_label(label: str) -> str:
    """A model's label where it begins a line: Facet's own with a capital, any other as it is spelled."""
    words = label_words(label)
    return words[:1].upper() + words[1:] if label in _LABELS else words


_TITLES = {
    "haar": "Haar",
    "yunet": "YuNet",
    "sface": "SFace",
    "mobilenetv2": "MobileNetV2",
    "efficientnet-lite0": "EfficientNet-Lite0",
    "vgg16": "VGG16",
    "resnet50": "ResNet50",
    "vgg19": "VGG19",
    "efficientnetb3": "EfficientNetB3",
    "xception": "Xception",
    "inceptionv3": "InceptionV3",
}

_LABELS: dict[str, Callable[[], str]] = {
    "smile": lambda: translate("Label", "smile"),
    "no smile": lambda: translate("Label", "no smile"),
    "angry": lambda: translate("Label", "angry"),
    "contempt": lambda: translate("Label", "contempt"),
    "disgust": lambda: translate("Label", "disgust"),
    "fear": lambda: translate("Label", "fear"),
    "happy": lambda: translate("Label", "happy"),
    "neutral": lambda: translate("Label", "neutral"),
    "sad": lambda: translate("Label", "sad"),
    "surprise": lambda: translate("Label", "surprise"),
}
