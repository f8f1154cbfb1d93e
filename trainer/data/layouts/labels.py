"""The labels of public data sets, and how a folder's name finds the label it means."""

from collections.abc import Iterable

EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
SMILES = ("no smile", "smile")

# FER+ and others name the emotion, we the expression.
_ALIASES = {"happiness": "happy", "sadness": "sad", "anger": "angry", "surprised": "surprise"}


def match_label(name: str, known: Iterable[str]) -> str | None:
    """The known label that `name` means, or None.

    Case, underscores and hyphens don't count; other sets' names are mapped, after the labels' own.
    """
    by_plain_name = {_plain(label): label for label in known}
    plain = _plain(name)
    return by_plain_name.get(plain) or by_plain_name.get(_ALIASES.get(plain, ""))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
