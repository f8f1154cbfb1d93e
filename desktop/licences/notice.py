"""One entry of the list of licences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["facet", "package", "model", "data", "system"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that Facet is made of. `text` is the licence in full, or all that is known of it.

    `source`: where its source code or its files are to be had; "" where that is not said.
    """

    kind: Kind
    name: str
    version: str
    licence: str
    text: str
    source: str = ""
