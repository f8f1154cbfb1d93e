"""What the list of licences says: headings, lines and facts. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.licences.notice import Kind, Notice
from desktop.ui.words import translate


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a heading where `notice` is None."""

    text: str
    notice: Notice | None = None


def lines(notices: Sequence[Notice], query: str) -> list[Line]:
    """The entries with all words of `query` in name or licence, below the headings of their kinds."""
    words = query.lower().split()
    made: list[Line] = []
    for kind, title in _titles().items():
        fitting = [notice for notice in notices if notice.kind == kind and _has(notice, words)]
        if fitting:
            made.append(Line(title))
            made += [Line(entry_text(notice), notice) for notice in fitting]
    return made


def entry_text(notice: Notice) -> str:
    """Name and version."""
    return " ".join(part for part in (notice.name, notice.version) if part)


def facts(notice: Notice) -> list[tuple[str, str]]:
    """What stands above the text."""
    pairs = [
        (translate("About", "Licence"), notice.licence or translate("About", "see below")),
        (translate("About", "Source"), notice.source),
    ]
    return [(name, value) for name, value in pairs if value]


def _titles() -> dict[Kind, str]:
    return {
        "facet": translate("About", "This program"),
        "package": translate("About", "Python and packages"),
        "model": translate("About", "Models"),
        "data": translate("About", "Pictures, data and Qt"),
        "system": translate("About", "Libraries of the system"),
    }


def _has(notice: Notice, words: Sequence[str]) -> bool:
    text = f"{notice.name} {notice.licence}".lower()
    return all(word in text for word in words)
