"""The table of settings: every one of them has words, a default of its own, and finds its way back."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.settings import Settings
from desktop.ui.settings.setting_views import by_group, found, setting_view
from desktop.ui.settings.table import all_settings, default_of, group_titles, value_of, with_value

NOT_THE_USERS = {
    "schema_version",
    "last_source",
    "recent_sources",
    "file_folders",
    "models",
    "shortcuts",
    "trainer_python",
    "welcomed",
    "window",
    "notice",
    "camera",
}


def other_value(setting: Any) -> Any:
    default = default_of(setting.name)
    choices = [value for value, _ in setting.choices] or [True, False]
    return next(value for value in choices if value != default)


def test_every_setting_stands_in_the_table_once() -> None:
    names = [setting.name for setting in all_settings()]
    assert len(names) == len(set(names))
    fields = {name for name in names if "." not in name}
    assert fields == set(Settings.model_fields) - NOT_THE_USERS


@pytest.mark.parametrize("setting", all_settings(), ids=lambda setting: setting.name)
def test_a_setting_has_words_and_goes_to_every_choice_and_back(setting: Any) -> None:
    assert setting.title
    assert setting.help.endswith(".")
    assert setting.help.count(". ") <= 1, "two short sentences say enough"
    assert len(setting.help) <= 150
    changed = with_value(Settings(), setting.name, other_value(setting))
    view = setting_view(setting, changed, {})
    assert not view.is_default
    assert view.value == other_value(setting)
    back = with_value(changed, setting.name, default_of(setting.name))
    assert setting_view(setting, back, {}).is_default
    assert back == Settings()
    for value, _ in setting.choices:
        assert value_of(with_value(Settings(), setting.name, value), setting.name) == value


def test_every_group_has_settings_and_a_title() -> None:
    assert list(by_group(all_settings())) == list(group_titles())


def test_a_search_looks_into_titles_help_and_choices() -> None:
    assert [one.name for one in found(all_settings(), "FAN quiet")] == ["power_saver"]
    assert [one.name for one in found(all_settings(), "yunet")] == ["detector"]
    assert found(all_settings(), "no such words") == []
    assert found(all_settings(), "  ") == all_settings()


def test_what_is_not_remembered_any_more_is_forgotten() -> None:
    before = Settings().with_source("clip.mp4").changed(file_folders={"photos": "/somewhere"})
    settings = with_value(before, "keep_recent", False)
    assert (settings.last_source, settings.recent_sources, settings.file_folders) == (None, (), {})
    assert settings.with_source("other.mp4").recent_sources == ()


def test_a_value_from_elsewhere_is_shown_too() -> None:
    """A settings file that was written by hand."""
    setting = next(one for one in all_settings() if one.name == "camera.size")
    view = setting_view(setting, with_value(Settings(), "camera.size", (800, 600)), {})
    assert view.choices[-1] == ((800, 600), "800 × 600")


def test_a_choice_that_cannot_be_taken_says_why() -> None:
    setting = next(one for one in all_settings() if one.name == "detector")
    view = setting_view(setting, Settings(), {("detector", "yunet"): "It is not downloaded yet."})
    assert dict(view.why_not) == {"yunet": "It is not downloaded yet."}
