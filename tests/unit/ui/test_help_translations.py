"""The help in other languages: its pages are as the English ones, in the words of the translated window."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

from desktop.ui.i18n.languages import ENGLISH, LANGUAGES
from vision.assets import assets_root

HELP = assets_root() / "help"
OTHERS = [language.code for language in LANGUAGES if language is not ENGLISH]
NAMES = sorted(page.stem for page in (HELP / "en").glob("*.md"))
TRANSLATED = sorted(page for code in OTHERS for page in (HELP / code).glob("*.md"))
NO_WORDS = {"⋯", "Haar", "SFace", "VGG16", "facet-id"}


@pytest.mark.parametrize("code", OTHERS)
def test_which_pages_are_still_in_english(code: str) -> None:
    """Never fails: a page that is not translated is shown in English, and says so."""
    missing = [name for name in NAMES if not (HELP / code / f"{name}.md").is_file()]
    if missing:
        pytest.skip(f"in English: {', '.join(missing)}")


@pytest.fixture(params=TRANSLATED, ids=lambda page: f"{page.parent.name}-{page.stem}")
def page(request: pytest.FixtureRequest) -> Path:
    """A page in another language."""
    return Path(request.param)


def english(page: Path) -> str:
    return (HELP / "en" / page.name).read_text(encoding="utf-8")


def test_there_is_such_a_page_in_english(page: Path) -> None:
    assert page.stem in NAMES


@pytest.mark.parametrize(
    "pattern",
    [r"\$\{\w+\}", r"\]\((\S+?)\)", r"(?m)^#+(?= )", r"`[^`]+`"],
    ids=["what is filled in", "links", "headings", "code"],
)
def test_it_has_what_the_english_one_has(page: Path, pattern: str) -> None:
    found, wanted = (re.findall(pattern, text) for text in (page.read_text("utf-8"), english(page)))
    assert sorted(found) == sorted(wanted)


def test_what_stands_in_bold_is_in_the_translated_window(page: Path) -> None:
    said = _translations(page.parent.name)
    bold = {
        re.sub(r"[ \n]+", " ", words) for words in re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8"), re.S)
    }
    missing = [words for words in bold - NO_WORDS if not any(one.fullmatch(words) for one in said)]
    assert not missing


@cache
def _translations(code: str) -> list[re.Pattern[str]]:
    """Everything that the window can say in this language; what is filled in may be anything."""
    file = assets_root() / "translations" / f"facet_{code}.ts"
    found = {one.text or "" for one in ET.parse(file).getroot().iter("translation")}
    return [_pattern(re.sub(r"\(&\w\)|&", "", text).strip()) for text in found if text]


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w*[^}]*\}|%[1-9s]", text)
    if len(parts) > 1 and sum(letter.isalpha() for letter in "".join(parts)) < 3:
        return re.compile(r"(?!)")
    return re.compile(".+".join(re.escape(part) for part in parts))
