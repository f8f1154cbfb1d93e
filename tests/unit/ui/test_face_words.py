"""What can be done with a face, what a typed name would do, and why a face has its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from desktop.engine.identity import IdentityAnswer
from desktop.people.decision import Decision, LikeReference, RuledOut, Why
from desktop.people.records import Person
from desktop.ui.people.face_words import face_acts, listed, looks_like, naming, owners_words
from desktop.ui.people.why_words import quality_words, why_view
from vision.face_quality import FaceQuality

ANN = Person(1, "Ann Lee", 3, 0, 0, 0.0, None)
GOOD = FaceQuality(100.0, 0.1, 120.0, 0.0, 0.0, 0.0, 0.9)


def answer(name: str | None, score: float = 0.7, nearest: str | None = "Ann Lee") -> IdentityAnswer:
    return IdentityAnswer("identity", name, score, nearest=nearest, threshold=0.5)


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        (answer("Ann Lee"), ["title", "add", "not", "who", "why"]),
        (answer(None, 0.45), ["title", "who", "is", "why"]),
        (answer(None, 0.43), ["title", "who", "why"]),
        (answer(None, 0.1), ["title", "who", "why"]),
        (answer(None, 0.0, None), ["title", "who"]),
    ],
)
def test_the_menu_follows_who_the_face_was_taken_for(who: IdentityAnswer, acts: list[str]) -> None:
    assert [act.act for act in face_acts(who)] == acts


def test_a_menu_without_names_says_why() -> None:
    (act,) = face_acts(None, "No model tells people apart.")
    assert (act.enabled, act.tip) == (False, "No model tells people apart.")


def test_a_name_says_what_it_would_do() -> None:
    assert not naming("  ", [ANN]).ready
    known = naming("ANN  lee", [ANN])
    assert (known.ready, known.new) == (True, False)
    assert "Ann Lee, who has 3" in known.hint
    new = naming("Bo", [ANN])
    assert (new.ready, new.new) == (True, True)
    assert not naming("ann lee", [ANN], taken_for="Ann Lee").ready
    assert not naming("x" * 200, [ANN]).ready


def test_warnings_name_whom_a_face_was_taken_for() -> None:
    assert "Ann Lee" in looks_like(answer("Ann Lee"), "Bo")
    assert looks_like(answer("Ann Lee"), "ann lee") == ""
    assert looks_like(answer(None), "Bo") == ""
    assert "Ann Lee and Cy" in owners_words(["Ann Lee", None, "Cy", "Bo"], "bo")
    assert owners_words(["Bo", None], "bo") == ""
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_why_has_the_references_the_figures_and_the_sentence() -> None:
    decision = Decision(None, None, "Ann Lee", 0.42, 0.5, "Bo", 0.3, "not like Ann Lee enough")
    likes = (LikeReference(7, 1, "Ann Lee", 0.44), LikeReference(8, 2, "Bo", 0.31))
    sentence = "Unknown: not like Ann Lee enough. Ann Lee has 0.42; 0.50 is needed."
    why = Why(decision, likes, sentence, (RuledOut(3, "Cy", 0.61), RuledOut(2, "Bo", 0.6)))
    view = why_view(why, GOOD, 0.001)
    facts = dict(view.facts)
    assert facts["Likeness"] == "0.42 (Ann Lee)"
    assert facts["Needed"] == "0.50, with which about 1 stranger in 1,000 gets a name"
    assert facts["Lead"].startswith("0.12 before Bo")
    assert facts["Against it"] == "0.60 to a picture that you marked as not Bo"
    assert facts["Picture"] == "good"
    assert [(like.face_id, like.score) for like in view.likes] == [(7, "0.44"), (8, "0.31, ruled out")]
    assert (view.score, view.bar, view.named) == (0.42, 0.5, False)
    waiting = IdentityAnswer("identity", None, 0.6, reason="looking again")
    named = Why(Decision("Ann Lee", 1, "Ann Lee", 0.6, 0.5), (), "Ann Lee: …")
    assert dict(why_view(named, GOOD, 0.01, waiting).facts)["On screen"] == "unknown (looking again)"
    assert quality_words(0.1, ("too dark",)) == "too dark"
    assert quality_words(0.1, ()) == "poor"


def test_why_writes_its_figures_as_the_language_does() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de"))
    decision = Decision(None, None, "Ann 2.50", 0.42, 0.5, reason="not like Ann 2.50 enough")
    sentence = "Unknown: not like Ann enough. Ann has 0.42; 0.50 is needed."
    view = why_view(Why(decision, (), sentence), GOOD, 0.001)
    QLocale.setDefault(before)
    assert view.sentence == "Unknown: not like Ann enough. Ann has 0,42; 0,50 is needed."
    assert dict(view.facts)["Needed"].startswith("0,50, with which about 1 stranger in 1.000")
