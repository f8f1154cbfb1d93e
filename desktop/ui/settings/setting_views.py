"""What the settings page shows of each setting, and which of them a search finds. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.settings import Settings
from desktop.ui.i18n.numbers import significant
from desktop.ui.settings.table import Choices, Group, Setting, default_of, group_titles, value_of
from desktop.ui.words import translate

WhyNot = Mapping[tuple[str, Any], str]
"""(setting, value) -> why it can't be chosen here."""


@dataclass(frozen=True, slots=True)
class SettingView:
    """One row. `default` is the default in words; `why_not` has the choices that can't be taken now."""

    name: str
    title: str
    help: str
    value: Any
    choices: Choices
    why_not: tuple[tuple[Any, str], ...]
    default: str
    is_default: bool

    @property
    def is_switch(self) -> bool:
        """Whether it is on or off."""
        return not self.choices


def setting_view(setting: Setting, settings: Settings, why_not: WhyNot) -> SettingView:
    """A row of the page."""
    value, default = value_of(settings, setting.name), default_of(setting.name)
    choices = setting.choices
    if choices and value not in (choice for choice, _ in choices):
        choices = (*choices, (value, _words(value)))
    return SettingView(
        name=setting.name,
        title=setting.title,
        help=setting.help,
        value=value,
        choices=choices,
        why_not=tuple(
            (choice, why) for choice, _ in choices if (why := why_not.get((setting.name, choice), ""))
        ),
        default=_in_words(default, choices),
        is_default=value == default,
    )


def found(settings: Iterable[Setting], query: str) -> list[Setting]:
    """Those that have every word of the query in their title, help, choices or group; all for no query."""
    return [setting for setting in settings if has_words(_text(setting), query)]


def has_words(text: str, query: str) -> bool:
    """Whether a text, in small letters, has every word of the query."""
    return all(word in text for word in query.casefold().split())


def words_in(title: str, query: str) -> int:
    """How many words of the query a title has: those with more of them stand first."""
    return sum(word in title.casefold() for word in query.casefold().split())


def by_group(settings: Iterable[Setting]) -> dict[Group, list[Setting]]:
    """The settings of each group, in the order of the page; empty groups are left out."""
    listed = list(settings)
    groups = {group: [one for one in listed if one.group == group] for group in group_titles()}
    return {group: found for group, found in groups.items() if found}


def _text(setting: Setting) -> str:
    choices = " ".join(words for _, words in setting.choices)
    group = group_titles()[setting.group]
    return f"{setting.title} {setting.help} {choices} {group}".casefold()


def _in_words(value: Any, choices: Choices) -> str:
    if isinstance(value, bool) and not choices:
        return translate("Settings", "on") if value else translate("Settings", "off")
    return next((words for choice, words in choices if choice == value), _words(value))


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return " × ".join(str(part) for part in value)
    return significant(value) if isinstance(value, float) else str(value)
