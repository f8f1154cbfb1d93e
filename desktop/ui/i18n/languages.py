"""The languages that the window speaks: which there are, and which of them the system asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLocale

SYSTEM = "system"
_TRADITIONAL = frozenset(("Hant", "HK", "MO", "TW"))


@dataclass(frozen=True, slots=True)
class Language:
    """`code` names the translation's file; `locale` says how numbers and dates are written."""

    code: str
    own_name: str
    locale: str
    right_to_left: bool = False


ENGLISH = Language("en", "English", "en_GB")
# Arabic as in the Emirates: with the digits 0 to 9, which the pictures and charts have too.
LANGUAGES = (
    ENGLISH,
    Language("de", "Deutsch", "de"),
    Language("es", "Español", "es"),
    Language("fr", "Français", "fr"),
    Language("zh_CN", "简体中文", "zh_CN"),
    Language("ar", "العربية", "ar_AE", right_to_left=True),
)


def language_of(choice: str) -> Language:
    """The language with this code; for "system" the first that the system asks for, else English."""
    if choice == SYSTEM:
        return first_known(QLocale.system().uiLanguages())
    return next((language for language in LANGUAGES if language.code == choice), ENGLISH)


def first_known(tags: Iterable[str]) -> Language:
    """The first language of these tags ("de-AT", "zh-Hans-CN") that the window speaks, else English."""
    for tag in tags:
        name, *rest = tag.replace("_", "-").split("-")
        if name == "zh" and _TRADITIONAL.intersection(rest):
            continue
        for language in LANGUAGES:
            if language.code.partition("_")[0] == name:
                return language
    return ENGLISH
