"""A gallery with three people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from desktop.people.gallery import Gallery
from desktop.people.records import Consent
from tests.support.drawn_people import drawn_face


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    """Ada (3 pictures), Bo (2), Cleo (2), enrolled at 1 s, 2 s, …"""
    ticks = count(1)
    with Gallery(tmp_path / "gallery", clock=lambda: float(next(ticks))) as opened:
        for number, (name, pictures) in enumerate({"Ada": 3, "Bo": 2, "Cleo": 2}.items()):
            faces = [drawn_face(number, take) for take in range(pictures)]
            opened.enrol(name, faces, consent=Consent("pictures on this machine", "said yes"))
        yield opened
