"""A file of labels in the order of a network's answers: one a line, or JSON as hubs publish it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vision.errors import FacetError

_MOST_BYTES = 4_000_000


class LabelsUnreadable(FacetError):
    """A file that should hold labels does not."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path.name}: {reason}.", hint='One label a line, or JSON: ["cat", "dog"] or {"0": "cat"}.'
        )


def read_labels(path: Path) -> list[str]:
    """The labels, in order. Raises LabelsUnreadable."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise LabelsUnreadable(path, "it is too large for a list of labels")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LabelsUnreadable(path, f"it can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise LabelsUnreadable(path, "it is no text") from error
    if text.lstrip()[:1] in ("[", "{"):
        return _of_json(path, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _of_json(path: Path, text: str) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise LabelsUnreadable(path, "it is no valid JSON") from error
    if isinstance(found, dict):
        found = found.get("id2label", found)
    if isinstance(found, dict):
        return _of_table(path, found)
    return [_label(one) for one in found]


def _of_table(path: Path, table: dict[str, Any]) -> list[str]:
    """From number to label, or as Keras writes classes, from label to number."""
    if all(key.isdigit() for key in table):
        return [_label(table[key]) for key in sorted(table, key=int)]
    if all(isinstance(value, int) for value in table.values()):
        return sorted(table, key=lambda key: int(table[key]))
    raise LabelsUnreadable(path, "its table goes neither from numbers to labels nor back")


def _label(one: Any) -> str:
    """Keras' ImageNet table has pairs of a WordNet number and a label."""
    return str(one[-1] if isinstance(one, list) and one else one).strip()
