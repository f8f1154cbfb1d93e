"""What is told after somebody got pictures: how many they have, and what was set aside."""

from __future__ import annotations

import pytest

from desktop.people.records import Person
from desktop.ui.people.roster import Enrolled


@pytest.mark.parametrize(
    ("kept", "used", "aside", "told"),
    [
        (1, 1, 0, "Ada is known from now on."),
        (1, 4, 0, "Added to Ada, who has 4 pictures now."),
        (
            5,
            3,
            2,
            "Ada is known from now on. 2 unlike the others, or badly seen, were set aside.",
        ),
    ],
)
def test_it_says_how_many_pictures_there_are_and_how_many_count(
    window, kept: int, used: int, aside: int, told: str
) -> None:
    said: list[tuple[str, object]] = []
    window.people.said.connect(lambda text, change_id: said.append((text, change_id)))
    ada = Person(1, "Ada", used, aside, 0, 0.0, None)
    window.people.say_enrolled(Enrolled(ada, tuple(range(kept)), 7, aside))
    assert said == [(told, 7)]
