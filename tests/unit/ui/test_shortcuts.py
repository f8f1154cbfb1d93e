"""Keys: the usual ones, the user's own, and none that means two things."""

from __future__ import annotations

import pytest

from desktop.ui.action_table import ActionSpec, action_specs
from desktop.ui.shortcuts import editable, key_words, keys_in_use, why_not

USUAL = {spec.name: spec for spec in action_specs()}


def test_the_usual_keys_mean_one_thing_each() -> None:
    found = keys_in_use(USUAL, {})
    assert found == {name: spec.keys for name, spec in USUAL.items()}
    for elsewhere in ("for_recording", "for_live"):  # one set of keys with a picture, one with a recording
        here = [name for name, spec in USUAL.items() if not getattr(spec, elsewhere)]
        keys = [key for name in here for key in found[name]]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (",", "Comma"),
        (".", "Full stop"),
        ("Ctrl+.", "Ctrl+Full stop"),
        ("Ctrl+S", "Ctrl+S"),
        ("+", "+"),
        ("", ""),
    ],
)
def test_a_sign_that_is_overlooked_is_a_word(key: str, words: str) -> None:
    assert key_words(key) == words


def test_an_own_key_stands_first_and_media_keys_stay() -> None:
    found = keys_in_use(USUAL, {"play_pause": "X", "snapshot": "", "about": "ctrl+j"})
    assert found["play_pause"] == ("X", "Media Play")
    assert found["snapshot"] == ()
    assert found["about"] == ("Ctrl+J",)


@pytest.mark.parametrize(
    "own",
    [
        {"nobody": "X"},
        {"about": "no such key at all"},
        {"about": "Ctrl+K, Ctrl+C"},
        {"about": "Tab"},
        {"about": "Esc"},
        {"about": "Alt+F"},
        {"leave_full_screen": "X"},
    ],
)
def test_what_cannot_be_is_passed_over(own: dict[str, str]) -> None:
    """A settings file may have been written by hand."""
    assert keys_in_use(USUAL, own) == keys_in_use(USUAL, {})


def test_a_key_for_two_is_the_ones_whom_the_user_gave_it_to() -> None:
    found = keys_in_use(USUAL, {"about": "Ctrl+O", "mirror": "Ctrl+O"})
    assert found["about"] == ("Ctrl+O",)
    assert found["open_file"] == ()
    assert found["mirror"] == ()


def test_a_key_may_do_one_thing_with_a_picture_and_another_with_a_recording() -> None:
    assert why_not("recording_play", "Left", USUAL) != ""
    assert why_not("recording_play", "M", USUAL) == ""
    assert why_not("mirror", ",", USUAL) == ""
    assert why_not("recording_play", "Ctrl+O", USUAL) != ""
    assert "undoes" in why_not("mirror", "Ctrl+Z", USUAL)
    found = keys_in_use(USUAL, {"recording_play": "M", "marker_after": "Ctrl+O"})
    assert found["recording_play"] == found["mirror"] == ("M",)
    assert found["open_file"] == ()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Ctrl+O", "Ctrl+O is the key of “Open file”"),
        ("Media Play", "is the key of “Pause”"),
        ("Tab", "has the focus"),
        ("Return", "has the focus"),
        ("F10", "has the focus"),
        ("Alt+V", "Alt+V opens a menu"),
        ("Ctrl+K, C", "no key"),
        ("", "no key"),
    ],
)
def test_a_key_that_is_taken_is_refused_with_the_reason(key: str, said: str) -> None:
    assert said in why_not("about", key, USUAL)


def test_a_free_key_and_ones_own_are_not() -> None:
    assert why_not("about", "Ctrl+J", USUAL) == ""
    assert why_not("open_file", "Ctrl+O", USUAL) == ""


def test_leaving_with_esc_is_nobodys_choice() -> None:
    names = {spec.name for spec in editable(USUAL.values())}
    assert "leave_full_screen" not in names
    assert isinstance(USUAL["leave_full_screen"], ActionSpec)
    assert len(names) == len(USUAL) - 1
