"""What is said of people: lines, poses, the bar's cost, what removing erases, what guided enrolment says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.people.calibration import Bar, MissRate
from desktop.people.coverage import Coverage
from desktop.people.guided import RING, Guidance
from desktop.people.records import Consent, Face, Person
from desktop.people.reference_figures import ReferenceFigures
from desktop.ui.people.guide_words import ended, instruction
from desktop.ui.people.people_words import (
    bar_views,
    consent_title,
    consent_words,
    coverage_words,
    erased_words,
    initials,
    left_words,
    person_rows,
    pose_views,
    seen_words,
)
from desktop.ui.people.reference_words import missed_words, mistakable_words, reference_view
from desktop.ui.people.roster import BarChoice, Reference, Roster

DAY_S = 86_400.0
NOON_S = 1_700_000_000.0 // DAY_S * DAY_S + DAY_S / 2
CROP = np.zeros((160, 160, 3), np.uint8)


def person(name: str, number: int = 1, **values: object) -> Person:
    facts: dict = {"references": 3, "set_aside": 0, "negatives": 0, "created_s": 0.0, "last_seen_s": None}
    return Person(number, name, **{**facts, **values})


def reference(
    own: float | None = None,
    stranger: float | None = None,
    set_aside: str | None = None,
    named: int = 0,
    mistakable: bool = False,
) -> Reference:
    face = Face(1, 1, "reference", None, 0.9, (), None, "a.jpg", NOON_S, set_aside)
    asked = 0 if stranger is None else 10_000
    return Reference(face, CROP, ReferenceFigures(own, stranger, named, asked, mistakable))


def guidance(wait: str = "", wanted: str | None = "left", **values: object) -> Guidance:
    return Guidance((), 0, wanted, wait=wait, **values)  # type: ignore[arg-type]


def test_the_list_finds_names_by_words_and_counts() -> None:
    people = (person("Ann Lee", 1), person("Bo", 2, references=1))
    roster = Roster(people, {}, (), Path())
    assert [row.name for row in person_rows(roster, "", NOON_S)] == ["Ann Lee", "Bo"]
    (row,) = person_rows(roster, "lee AN", NOON_S)
    assert (row.detail, row.initials) == ("3 pictures · not seen live yet", "AL")
    assert person_rows(roster, "bo", NOON_S)[0].detail.startswith("1 picture ·")
    assert initials("") == "?"


@pytest.mark.parametrize(
    ("ago_s", "said"),
    [
        (0.0, "seen today"),
        (DAY_S, "seen yesterday"),
        (5 * DAY_S, "seen 5 days ago"),
        (90 * DAY_S, "seen on 16 Aug 2023"),
    ],
)
def test_when_someone_was_seen(ago_s: float, said: str) -> None:
    assert seen_words(NOON_S - ago_s, NOON_S).startswith(said)


def test_poses_say_what_lacks() -> None:
    half = Coverage(("front", "left"), ("right", "up", "down"))
    assert [view.text for view in pose_views(half) if view.there] == ["Front", "Left"]
    assert "right, up, down" in coverage_words(half)
    assert "no pose can be told" in coverage_words(Coverage((), ("front",)))


def test_a_smile_is_a_pose_to_show_but_no_side_that_lacks() -> None:
    sides = ("front", "left", "right", "up", "down")
    assert [(view.text, view.there) for view in pose_views(Coverage(sides, ("smile",)))][-1] == (
        "Smile",
        False,
    )
    assert coverage_words(Coverage(sides, ("smile",))) == "Every side is covered."
    assert coverage_words(Coverage(("front", "smile"), sides[1:])).count("mile") == 0


def test_a_picture_says_its_nearest_stranger_and_whether_it_counts() -> None:
    view = reference_view(reference(0.71, 0.33, "by hand"), 0.5)
    assert (view.line, view.second, view.set_aside) == ("set aside", "by hand", True)
    for words in ("Like the others: 0.71", "Nearest stranger: 0.33", "A name needs 0.50", "a.jpg"):
        assert words in view.tip
    assert reference_view(reference(), None).line == "good"


def test_a_picture_is_rated_and_its_strangers_are_counted_in_the_tip() -> None:
    usual = reference_view(reference(0.71, 0.43, named=37), 0.42)
    assert (usual.line, usual.second) == ("good", "")
    assert "Strangers who would get the name by this picture alone: 37 of 10,000" in usual.tip.splitlines()
    assert "alone" not in reference_view(reference(0.7), 0.42).tip
    assert mistakable_words((reference(0.71, 0.43, named=37), reference(0.7))) == ""


def test_a_picture_that_costs_all_others_their_names_says_so_where_it_counts() -> None:
    often = reference(0.71, 0.43, named=90, mistakable=True)
    assert reference_view(often, 0.42).second == "could be mistaken"
    assert "unusually many strangers" in mistakable_words((reference(0.7), often))
    aside = reference(0.71, 0.43, "by hand", named=90, mistakable=True)
    assert reference_view(aside, 0.42).second == "by hand"
    assert mistakable_words((aside,)) == ""


def test_how_many_pictures_the_others_would_not_recognise() -> None:
    pictures = (reference(0.7), reference(0.3), reference(0.2, set_aside="by hand"))
    assert missed_words(pictures, 0.5) == "1 of these 2 pictures would not be recognised by the others."
    both = missed_words((reference(0.7), reference(0.6)), 0.5)
    assert both == "Each of these 2 pictures is recognised by the others."
    assert missed_words(pictures, None) == ""


def test_a_picture_that_the_others_miss_bears_it() -> None:
    assert reference_view(reference(0.3), 0.5).second == "not recognised"
    assert reference_view(reference(0.7), 0.5).second == reference_view(reference(0.3), None).second == ""
    both = reference(0.3, 0.43, named=90, mistakable=True)
    assert reference_view(both, 0.5).second == "not recognised, could be mistaken"
    aside = reference_view(reference(0.3, set_aside="unlike the other pictures (0.12)"), 0.5)
    assert aside.second == "unlike the other pictures"
    assert "Set aside: unlike the other pictures (0.12)" in aside.tip


def test_the_bar_says_what_known_faces_pay_for_it() -> None:
    missed = MissRate(0.04, 0.01, 0.12, 50)
    (dear, unknown) = bar_views(
        (BarChoice(0.001, Bar(0.001, 0.6, 0.7, missed)), BarChoice(0.0001, Bar(0.0001, 0.7, 0.8)))
    )
    assert dear.text == "1 stranger in 1,000"
    assert dear.cost == "With this choice about 4.0 %."
    assert dear.figures.startswith("About 4.0 % of pictures of known people would stay unnamed")
    assert "1.0 % to 12 %, by 50 pictures" in dear.figures
    assert unknown.text == "1 stranger in 10,000"
    assert unknown.cost == ""
    assert "two pictures" in unknown.figures


def test_few_pictures_are_counted_and_no_share_is_told() -> None:
    (few,) = bar_views((BarChoice(0.01, Bar(0.01, 0.6, 0.7, MissRate(0.25, 0.05, 0.7, 4))),))
    assert few.cost == ""
    assert few.figures == "Of 4 pictures of known people 1 would stay unnamed: too few to tell the share."


def test_removing_names_all_that_goes() -> None:
    ann = person("Ann", negatives=2, set_aside=1)
    assert erased_words(ann) == [
        "4 pictures, 2 kept as “not Ann”, and the numbers made from them",
        "The name, the notes on consent, and every noted change that names Ann",
        "In all recordings: the name, and every answer about Ann",
        "The whole video of each recording in which Ann was recognised",
    ]
    assert left_words(ann).endswith("and the videos in which Ann was never recognised.")
    assert erased_words(person("Bo", references=1))[0] == "1 picture, and the numbers made from it"
    assert erased_words(person("Bo", references=1, negatives=1))[0].endswith("made from them")


def test_consent_is_said_only_where_it_was_noted() -> None:
    noted, bare = Consent("Pictures", "by letter", NOON_S), Consent("Pictures", "", NOON_S)
    day = consent_words((noted,))[0][0]
    assert consent_words((noted,)) == [(day, "Pictures – by letter")]
    assert consent_words((bare,)) == [(f"Added on {day}", "Pictures")]
    assert consent_title((bare,)) == "What is kept"
    assert {consent_title(some) for some in ((), (noted,), (bare, noted))} == {"Consent"}


def test_instructions_speak_of_the_screen_s_sides() -> None:
    assert instruction(guidance(), mirrored=False) == "Turn a little left"
    assert instruction(guidance(), mirrored=True) == "Turn a little right"
    assert instruction(guidance("several"), mirrored=True).startswith("Two people in view")
    assert instruction(guidance("hold still"), mirrored=False) == "Turn a little left"
    assert instruction(guidance("known already", belongs_to="Bo"), mirrored=False) == (
        "This face belongs to Bo already"
    )
    for pose in RING:
        assert instruction(guidance(wanted=pose), mirrored=False)


def test_the_end_names_what_lacks() -> None:
    assert "left and down" in ended(7, ("left", "down"), mirrored=False)
    assert "right and down" in ended(7, ("left", "down"), mirrored=True)
    assert ended(9, (), mirrored=False) == "9 pictures taken."
    assert "nothing is kept" in ended(0, RING, mirrored=False)
