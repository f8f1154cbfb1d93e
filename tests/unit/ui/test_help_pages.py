"""The pages of the help: what they name in bold is in the window, and their links lead somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from desktop.ui.action_table import action_specs
from desktop.ui.help.topics import FIRST, ORDER, Topic, read_topics, topic_of_page
from vision.assets import assets_root

PAGES = sorted((assets_root() / "help" / "en").glob("*.md"))
NO_WORDS = {"⋯", "Haar", "SFace", "VGG16", "facet-id"}  # a sign on a button; names of things


@pytest.fixture(scope="module")
def in_window(repo_root: Path) -> list[re.Pattern[str]]:
    """Everything that the window can say, as the user reads it; what is filled in may be anything."""
    said = set()
    for path in (repo_root / "desktop" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and _name(node.func) in ("tr", "translate") and node.args:
                text = node.args[-1]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    said.add(text.value.replace("&", "").strip())
    return [_pattern(text) for text in said]


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", "") or getattr(function, "id", "")


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w*[^}]*\}|%[1-9s]", text)
    if len(parts) > 1 and sum(letter.isalpha() for letter in "".join(parts)) < 5:
        return re.compile(r"(?!)")  # hardly more than what is filled in: it would fit anything
    return re.compile(".+".join(re.escape(part) for part in parts))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_stands_in_bold_is_in_the_window(page: Path, in_window: list[re.Pattern[str]]) -> None:
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", page.read_text("utf-8"), re.S)}
    missing = [w for w in bold - NO_WORDS if not any(pattern.fullmatch(w) for pattern in in_window)]
    assert not missing


def test_each_topic_has_its_page_and_each_page_is_a_topic() -> None:
    assert {page.stem for page in PAGES} == set(ORDER) - {"shortcuts"}
    for topic in read_topics("# Keys"):
        assert topic.title
        assert "${" not in topic.markdown, "folders are filled in"


def test_links_lead_to_topics() -> None:
    for topic in read_topics("# Keys"):
        for target in re.findall(r"\]\((\S+?)\)", topic.markdown):
            assert target in ORDER, f"{topic.name} names {target}"


def test_folders_are_those_of_this_machine(app_dirs: Path) -> None:
    privacy = next(topic for topic in read_topics("# Keys") if topic.name == "privacy")
    assert str(app_dirs / "data" / "facet") in privacy.markdown


def test_the_pages_name_the_keys_in_force() -> None:
    usual = {topic.name: topic.markdown for topic in read_topics("# Keys")}
    assert "`R`, or the round button" in usual["recordings"]
    keys = {spec.name: "F7" if spec.name == "record" else "" for spec in action_specs()}
    own = {topic.name: topic.markdown for topic in read_topics("# Keys", keys)}
    assert "`F7`, or the round button" in own["recordings"]
    assert "*(none)* or **Mirror**" in own["sources"]


def test_a_page_without_help_of_its_own_leads_to_the_first() -> None:
    assert topic_of_page("live") == "sources"
    assert topic_of_page("models") == "models"
    assert topic_of_page("") == FIRST


def test_another_language_is_taken_where_it_has_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "help" / "de").mkdir(parents=True)
    (tmp_path / "help" / "de" / "photos.md").write_text("# Fotos")
    (tmp_path / "help" / "en").symlink_to(assets_root() / "help" / "en")
    monkeypatch.setattr("desktop.ui.help.topics.assets_root", lambda: tmp_path)
    titles = [topic.title for topic in read_topics("# Keys", languages=["de_AT", "de"])]
    assert "Fotos" in titles
    german = [topic.name for topic in read_topics("# Keys", languages=["de"]) if not topic.in_english]
    assert german == ["photos", "shortcuts"]
    assert "Recordings" in titles


def test_a_topic_is_found_by_all_words() -> None:
    topic = Topic("one", "# Head\n\nSome Words here")
    assert topic.title == "Head"
    assert topic.has(["words", "some"])
    assert not topic.has(["words", "none"])
