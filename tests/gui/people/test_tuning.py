"""Fine-tuning from the people page: asked first, told with figures, used only where sure, gone back from."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.people import head_store
from desktop.people.heads import Comparison
from desktop.ui.people.tuning import AskTune
from tests.support.people_page import LEFT, add, dialog_of, settle
from tests.support.stand_in_people import GREEN, ORANGE, VIOLET


@pytest.fixture
def two(page, tmp_path, qtbot):
    """The page with two people, one of them in four pictures."""
    add(page, "Ann", ORANGE, tmp_path, qtbot)
    assert not page.lines["tune"].isEnabled()
    assert page.lines["tune"].toolTip() == "It takes two people at least"
    add(page, "Bo", VIOLET, tmp_path, qtbot)
    return page


def ask(page, qtbot) -> AskTune:
    page.lines["tune"].trigger()
    return dialog_of(page, AskTune, qtbot)


def tune(page, qtbot) -> None:
    qtbot.mouseClick(ask(page, qtbot).tune, LEFT)
    assert page.notice.text == "Fitting to everyone's pictures…"
    settle(page.window(), qtbot)


def finds(monkeypatch, found: Comparison) -> None:
    monkeypatch.setattr(head_store, "compare", lambda *_, **__: found)


def test_it_is_explained_and_asked_before_anything_is_fitted(two, tmp_path, qtbot) -> None:
    dialog = ask(two, qtbot)
    said = " ".join(part.text() for part in dialog.said)
    assert "2 people with 4 pictures take part. It takes a few seconds." in said
    assert "As before, about 1 stranger in 100 may get a wrong name." in said
    assert "“Go back”, in the message afterwards or under “⋯”" in said
    assert not dialog.tune.isEnabled()
    assert dialog.tune.toolTip().startswith("Nobody has three pictures yet")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert two.notice.text == ""
    add(two, "Bo", GREEN, tmp_path, qtbot, takes=3)
    tune(two, qtbot)
    assert "held out in turn" in two.notice.text
    assert two.lines["untune"].isEnabled() == two.notice.text.startswith("Fine-tuned")


def test_a_gain_that_one_picture_decides_is_not_put_into_use(two, tmp_path, qtbot, monkeypatch) -> None:
    add(two, "Bo", GREEN, tmp_path, qtbot, takes=3)
    finds(monkeypatch, Comparison(0.01, 19 / 28, 20 / 28, 28, gained=1, lost=0))
    tune(two, qtbot)
    assert two.notice.text == (
        "The gain may be chance, so nothing was changed. Of 28 pictures held out in turn, 71 % get "
        "the right name with it (53 % to 85 % with 95 % certainty), 68 % as it was. A single picture "
        "makes the difference: too few to tell."
    )
    assert not two.notice.button.isVisible()
    assert not two.lines["untune"].isEnabled()
    tune(two, qtbot)  # once more: it is said again that it works
    assert two.notice.text.startswith("The gain may be chance")


def test_what_surely_helps_is_in_use_and_the_message_itself_goes_back(
    two, tmp_path, qtbot, monkeypatch
) -> None:
    add(two, "Bo", GREEN, tmp_path, qtbot, takes=3)
    finds(monkeypatch, Comparison(0.01, 14 / 28, 26 / 28, 28, gained=12, lost=0))
    tune(two, qtbot)
    assert two.notice.text.startswith("Fine-tuned, and in use from now on. Of 28 pictures")
    assert two.notice.text.endswith("As before, about 1 stranger in 100 may get a wrong name.")
    assert two.lines["untune"].isEnabled()
    assert two.notice.button.text() == "Go back"
    qtbot.mouseClick(two.notice.button, LEFT)
    settle(two.window(), qtbot)
    assert two.toast.text == "Names are given as before the last fine-tuning."
    assert not two.notice.isVisible()
    assert not two.lines["untune"].isEnabled()
