"""Names of any script in charts and videos, as far as the system has the letters."""

from __future__ import annotations

import pytest
from PIL import ImageFont

from desktop.recording.fonts import font_for


def drawn(text: str) -> tuple[object, bytes]:
    mask = font_for(text, 20).getmask(text)
    return mask.size, bytes(mask)


def test_latin_names_take_the_font_that_is_always_there() -> None:
    assert font_for("Zoe Lukasz, 93 %", 20).getname() == ImageFont.load_default(20).getname()


@pytest.mark.parametrize(("one", "other"), [("Анна", "Олег"), ("ä", "ö"), ("Zoë", "Zoé"), ("ß", "ñ")])
def test_other_letters_are_not_all_the_same_box(one: str, other: str) -> None:
    try:
        ImageFont.truetype("DejaVuSans.ttf", 20)
    except OSError:
        pytest.skip("no font with these letters is installed")
    assert drawn(one) != drawn(other)


def test_letters_that_nobody_has_still_draw() -> None:
    assert font_for("\U000ffffe", 20).getmask("\U000ffffe").size[0] >= 0
