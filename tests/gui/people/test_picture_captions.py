"""What stands under the pictures of someone: a rating in words, and all figures in the tip."""

from __future__ import annotations

from dataclasses import replace

from desktop.ui.people.roster import PersonDetails
from tests.support.people_page import add
from tests.support.stand_in_people import ORANGE


def test_a_rating_stands_under_a_picture_and_the_figures_in_its_tip(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    tile = page.details.grid.tiles[0]
    assert tile.text() == "Good"
    assert "by this picture alone: " in tile.toolTip()
    assert " of 500" in tile.toolTip(), "so many strangers are drawn"
    assert tile.toolTip() in tile.accessibleName()
    assert not page.details._mistakable.isVisible()
    assert page.details._missed.text() == "Each of these 3 pictures is recognised by the others."


def test_a_picture_that_strangers_look_like_says_so_and_what_to_do(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    shown: PersonDetails = page.details.details
    first, *others = shown.references
    mistakable = replace(first, figures=replace(first.figures, mistakable=True))
    page.details.show_details(replace(shown, references=(mistakable, *others)), 0.0)
    tiles = page.details.grid.tiles
    assert tiles[0].text().splitlines() == ["Good", "could be mistaken"]
    assert [tile.text() for tile in tiles[1:]] == ["Good", "Good"]
    assert page.details._mistakable.isVisible()
    qtbot.waitUntil(lambda: tiles[0].height() > tiles[1].height())
    assert len({tile.y() for tile in tiles}) == 1, "pictures stand in one line"


def test_a_picture_that_the_others_miss_says_so_and_a_long_reason_is_whole(page, tmp_path, qtbot) -> None:
    add(page, "Ann", ORANGE, tmp_path, qtbot, takes=3)
    shown: PersonDetails = page.details.details
    first, second, third = shown.references
    missed = replace(first, figures=replace(first.figures, own=0.01))
    unlike = replace(second, face=replace(second.face, set_aside="unlike the other pictures (0.12)"))
    page.details.show_details(replace(shown, references=(missed, unlike, third)), 0.0)
    tiles = page.details.grid.tiles
    assert tiles[0].text().splitlines() == ["Good", "not recognised"]
    assert page.details._missed.text().startswith("1 of these 2 pictures")
    lines = tiles[1].text().splitlines()
    assert lines[0] == "Set aside"
    assert " ".join(lines[1:]) == "unlike the other pictures", "none of it is cut"
    assert len(lines) == 3
    assert tiles[1].width() < 2 * tiles[1].iconSize().width(), "one long reason spreads not all of them"
