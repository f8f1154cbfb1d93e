"""The theme's tokens: every text and part of the window can be read, in light, in dark and over a picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.ui.theme.contrast import contrast, over, rgb
from desktop.ui.theme.stylesheet import SHEET, style_sheet
from desktop.ui.theme.tokens import (
    DARK,
    FOCUS_PAIRS,
    HIGH,
    LIGHT,
    OVERLAYS,
    PART_PAIRS,
    STAGE,
    TEXT_PAIRS,
    Colours,
    overlay_colours,
)

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK, HIGH], ids=["light", "dark", "contrast"])
PICTURES = pytest.mark.parametrize("picture", ["#ffffff", "#000000", "#ff0000", "#ffff00"])
INKS = pytest.mark.parametrize("ink", ["ink", "ink_muted", "smile", "no_smile", "no_answer"])


def test_contrast_is_as_wcag_defines_it() -> None:
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21.0)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.005)
    assert contrast(rgb("#123456"), rgb("#123456")) == 1.0


@pytest.mark.parametrize("wrong", ["", "red", "#fff", "123456#", "#12345g"])
def test_a_colour_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):
        rgb(wrong)


@THEMES
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_texts_can_be_read(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(colours.rgb(ink), colours.rgb(ground)) >= 4.5


@THEMES
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_can_be_seen(colours: Colours, part: str, ground: str) -> None:
    assert contrast(colours.rgb(part), colours.rgb(ground)) >= 3.0


@THEMES
@pytest.mark.parametrize(("ring", "ground"), FOCUS_PAIRS)
def test_what_has_the_focus_is_seen(colours: Colours, ring: str, ground: str) -> None:
    assert contrast(colours.rgb(ring), colours.rgb(ground)) >= 3.0


def test_every_ring_of_the_style_sheet_is_measured() -> None:
    """A rule for what has the focus names only colours that stand among the pairs."""
    named = {name for pair in FOCUS_PAIRS for name in pair} & set(Colours.names())
    rules = re.findall(r"([^{}]*):focus[^{}]*\{([^{}]*(?:\$\{\w+\}[^{}]*)*)\}", SHEET.template)
    rings = {name for _, body in rules for name in re.findall(r"\$(\w+)", body)} & set(Colours.names())
    assert len(rules) >= 12
    assert rings <= named


OUTLINED = (
    "QCheckBox::indicator",
    "QRadioButton::indicator",
    "QPushButton",
    'QToolButton[kind="source"]',
    "QComboBox",
    "QLineEdit",
)


@THEMES
@pytest.mark.parametrize("control", OUTLINED)
def test_what_can_be_pressed_or_filled_in_has_an_outline_that_is_seen(colours: Colours, control: str) -> None:
    rules = re.findall(r"([^{}]*)\{([^{}]*(?:\$\{\w+\}[^{}]*)*)\}", SHEET.template)
    own = [body for names, body in rules if control in (name.strip() for name in names.split(","))]
    outlines = {name for body in own for name in re.findall(r"border(?:-color)?:[^;]*\$([a-z_]+)", body)}
    assert outlines, "a style's own outline is of a colour that nobody chose"
    for outline in outlines:
        for ground in ("window", "surface", "raised"):
            assert contrast(colours.rgb(outline), colours.rgb(ground)) >= 3.0


@THEMES
def test_ticks_have_the_colour_of_the_theme(colours: Colours) -> None:
    found = re.search(r'checked \{[^}]*image: url\("([^"]+)"\)', style_sheet(colours, 10.0))
    assert found is not None
    assert colours.on_accent in Path(found[1]).read_text(encoding="utf-8")


@THEMES
def test_the_arrow_of_lists_has_the_colour_of_the_theme(colours: Colours) -> None:
    found = re.search(r'down-arrow \{ image: url\("([^"]+)"\)', style_sheet(colours, 10.0))
    assert found is not None
    assert colours.muted in Path(found[1]).read_text(encoding="utf-8")


@THEMES
def test_every_colour_is_one(colours: Colours) -> None:
    for name in Colours.names():
        colours.rgb(name)


@PICTURES
@INKS
def test_a_label_can_be_read_over_any_picture(ink: str, picture: str) -> None:
    plate = over(rgb(STAGE.plate), STAGE.plate_alpha, rgb(picture))
    assert contrast(rgb(getattr(STAGE, ink)), plate) >= 4.5


def test_smile_and_no_smile_differ_for_the_colour_blind() -> None:
    """A deuteranope sees red and green alike, so blue must tell the two apart."""
    for smile, no_smile in (
        (STAGE.smile, STAGE.no_smile),
        (LIGHT.smile, LIGHT.no_smile),
        (DARK.smile, DARK.no_smile),
        (HIGH.smile, HIGH.no_smile),
    ):
        assert abs(rgb(smile)[2] - rgb(no_smile)[2]) >= 120


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_high_contrast_is_seven_to_one(ink: str, ground: str) -> None:
    """WCAG 2.2, 1.4.6."""
    assert contrast(HIGH.rgb(ink), HIGH.rgb(ground)) >= 7.0


@pytest.mark.parametrize(
    ("part", "ground"),
    [
        *PART_PAIRS,
        ("focus_on_soft", "accent_soft"),
        ("focus_on_soft", "window"),
        ("accent_soft", "window"),
        ("border", "window"),
        ("disabled", "window"),
    ],
)
def test_in_high_contrast_focus_borders_and_what_is_chosen_are_seen(part: str, ground: str) -> None:
    assert contrast(HIGH.rgb(part), HIGH.rgb(ground)) >= 3.0


@PICTURES
@INKS
@pytest.mark.parametrize("choice", OVERLAYS)
def test_in_high_contrast_labels_are_seven_to_one_over_any_picture(
    choice: str, ink: str, picture: str
) -> None:
    colours = overlay_colours(choice, high_contrast=True)
    plate = over(rgb(colours.plate), colours.plate_alpha, rgb(picture))
    assert contrast(rgb(getattr(colours, ink)), plate) >= 7.0
