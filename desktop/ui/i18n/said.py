"""What the rooms without Qt say, in the user's language: found again among the sentences that they have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication, QTranslator

from desktop.ui.i18n.speech import translations_folder

_HOLE = re.compile(r"\{(\d+)\}")
_SENTENCES = re.compile(r"(?<=[.?!…]) (?=[A-Z“`])")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`text` has {0}, {1}, … where something is filled in; `found` finds them."""

    text: str
    found: re.Pattern[str]

    @property
    def is_frame(self) -> bool:
        """Whether it says nothing by itself, like "{0}: {1}."."""
        return not any(letter.isalpha() for letter in _HOLE.sub("", self.text))


def said(text: str) -> str:
    """`text`, an error's sentence or reason, in the user's language; as it came where it is not known."""
    if not text or not QCoreApplication.instance() or not translates():
        return text
    return _in_words(text) or _by_sentence(text) or _in_frame(text) or text


def translates() -> bool:
    """Whether the window speaks another language than English."""
    app = QCoreApplication.instance()
    return app is not None and any(one.objectName() == "facet" for one in app.findChildren(QTranslator))


def _in_words(text: str) -> str:
    plain = QCoreApplication.translate("Said", text)
    return plain if plain != text else _filled(text, frames=False)


def _by_sentence(text: str) -> str:
    parts = _SENTENCES.split(text)
    return " ".join(said(part) for part in parts) if len(parts) > 1 else ""


def _in_frame(text: str) -> str:
    return _filled(text, frames=True)


def _filled(text: str, *, frames: bool) -> str:
    """The sentence that `text` was made of, translated, with what was filled in translated as well."""
    for sentence in _sentences():
        if sentence.is_frame == frames and (match := sentence.found.fullmatch(text)):
            words = sentence.text if frames else QCoreApplication.translate("Said", sentence.text)
            return _put_in(words, [said(part) for part in match.groups()])
    return ""


def _put_in(words: str, parts: list[str]) -> str:
    return _HOLE.sub(lambda hole: parts[int(hole[1])], words)


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """Those with something to fill in; what says most comes first."""
    lines = (translations_folder() / "sentences.txt").read_text(encoding="utf-8").splitlines()
    with_holes = [line for line in lines if _HOLE.search(line)]
    with_holes.sort(key=lambda line: -len(_HOLE.sub("", line)))
    return tuple(_Sentence(line, re.compile(_pattern(line), re.DOTALL)) for line in with_holes)


def _pattern(line: str) -> str:
    parts = _HOLE.split(line)  # text, number, text, number, … text
    return "".join("(.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
