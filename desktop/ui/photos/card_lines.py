"""The lines of text on the cards of faces, and how they break where type is large. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.ui.photos.face_items import Item

_BRACKET = " ("
_LONGEST = 8


def card_lines(item: Item, *, broken: bool) -> list[str]:
    """All lines of a card, the file last; `broken`: what stands in brackets has a line of its own."""
    first, others, name = item.lines()
    if item.face is None:
        return [first, *others, name]
    if not broken:
        why = item.reasons()
        return [
            first,
            *(piece for line in others for piece in (pieces(line) if line in why else [line])),
            name,
        ]
    answers = [piece for answer in _lines_of(item) for piece in pieces(answer)]
    return [*([first] if item.face.who else []), *answers, name]


def answers_on(item: Item) -> tuple[str, ...]:
    """The lines of a face that say an answer."""
    reasons = item.reasons()
    return tuple(line for line in _lines_of(item) if line not in reasons)


def reasons_on(item: Item) -> tuple[str, ...]:
    """The lines that say why there is no answer, as they are broken."""
    reasons = item.reasons()
    return tuple(piece for line in _lines_of(item) if line in reasons for piece in pieces(line))


def _lines_of(item: Item) -> tuple[str, ...]:
    if item.face is None:
        return ()
    first, others, _ = item.lines()
    return others if item.face.who else (first, *others)


def pieces(line: str) -> list[str]:
    """An answer in two lines, where it has a bracket."""
    said, bracket, rest = line.partition(_BRACKET)
    return [said, bracket.strip() + rest] if bracket else [line]


def longest(lines: Iterable[str]) -> list[str]:
    """Those that may need the most room, in one line or broken."""
    found = set(lines)
    whole = sorted(found, key=lambda line: (len(line), line))[-_LONGEST:]
    broken = sorted(found, key=lambda line: (max(map(len, pieces(line))), line))[-_LONGEST:]
    return sorted({*whole, *broken}, key=lambda line: (len(line), line))


def most_lines(items: Sequence[Item], *, broken: bool) -> int:
    """So many lines has the card of these that has the most."""
    return max((len(card_lines(item, broken=broken)) for item in items), default=2)
