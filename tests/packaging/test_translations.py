"""Every word on screen is marked, and translated into every language; what ships is what the source says."""

from __future__ import annotations

import ast
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

Part = Callable[[str], ModuleType]
LANGUAGES = ("ar", "de", "es", "fr", "zh_CN")
PLACEHOLDER = re.compile(r"\{[^}]*\}|%[sdn%]|%\d|%\.\d+f")
MNEMONIC = re.compile(r"&(?=[^& ])")
# What puts its words on screen as they are.
SHOWING = frozenset(
    (
        *("label", "QLabel", "QPushButton", "QAction", "QRadioButton", "QCheckBox", "QGroupBox", "PageHead"),
        *("setText", "setToolTip", "setStatusTip", "setWindowTitle", "setTitle", "setPlaceholderText"),
        *("setAccessibleName", "setAccessibleDescription", "addAction", "addMenu", "addButton", "say"),
    )
)
NOT_SHOWN = frozenset(("tr", "translate", "debug", "info", "warning", "error", "exception", "ValueError"))
ROLES = frozenset(
    ("muted", "small", "strong", "title", "heading", "problem", "info", "warning", "chip", "page_title")
)


class Entry(NamedTuple):
    """A message of a .ts file."""

    context: str
    source: str
    translation: str
    finished: bool


def entries(file: Path) -> list[Entry]:
    found = []
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            finished = translation.get("type") is None
            source = message.findtext("source") or ""
            found.append(Entry(context.findtext("name") or "", source, translation.text or "", finished))
    return found


@pytest.fixture(scope="session")
def folder(repo_root: Path) -> Path:
    return repo_root / "assets" / "translations"


@pytest.fixture(scope="session", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_source_says_nothing_that_is_not_listed(
    part: Part, repo_root: Path, folder: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(folder, tmp_path / "translations")
    part("translations").update(repo_root, copy)
    for file in [*sorted(folder.glob("*.ts")), folder / "sentences.txt"]:
        now = (copy / file.name).read_text(encoding="utf-8")
        assert now == file.read_text(encoding="utf-8"), f"{file.name}: run packaging/translations.py"


def test_every_language_has_its_file(part: Part, folder: Path) -> None:
    assert part("translations").LANGUAGES == LANGUAGES
    assert sorted(file.stem for file in folder.glob("*.ts")) == [f"facet_{name}" for name in LANGUAGES]


def test_every_string_is_translated(folder: Path, language: str) -> None:
    untranslated = [
        (entry.context, entry.source)
        for entry in entries(folder / f"facet_{language}.ts")
        if not entry.finished or not entry.translation.strip()
    ]
    assert not untranslated, f"{len(untranslated)} untranslated, first {untranslated[:5]}"


def test_a_translation_fills_in_what_its_source_does(folder: Path, language: str) -> None:
    for entry in entries(folder / f"facet_{language}.ts"):
        if entry.finished:
            wanted, given = (sorted(PLACEHOLDER.findall(text)) for text in (entry.source, entry.translation))
            assert given == wanted, entry


def test_a_translation_has_a_key_to_it_where_its_source_has(folder: Path, language: str) -> None:
    for entry in entries(folder / f"facet_{language}.ts"):
        if entry.finished:
            wanted, given = (len(MNEMONIC.findall(text)) for text in (entry.source, entry.translation))
            assert given == wanted, entry


def test_a_translation_begins_and_ends_as_its_source(folder: Path, language: str) -> None:
    """What is put together needs its spaces; French has narrow ones of its own before a semicolon."""
    for entry in entries(folder / f"facet_{language}.ts"):
        if entry.finished:
            ends = [(text.startswith(" "), text.endswith(" ")) for text in (entry.source, entry.translation)]
            assert ends[0] == ends[1], entry


def test_what_ships_is_made_of_what_is_written(part: Part, folder: Path, tmp_path: Path) -> None:
    part("translations").release(folder, tmp_path)
    for name in LANGUAGES:
        shipped, made = (place / f"facet_{name}.qm" for place in (folder, tmp_path))
        assert shipped.read_bytes() == made.read_bytes(), f"{name}: run packaging/translations.py"


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_bundle_brings_translations_and_not_their_source(part: Part, name: str) -> None:
    is_wanted = part("contents").is_wanted
    assert is_wanted(f"assets/translations/facet_{name}.qm", cuda=False)
    assert is_wanted(f"PySide6/Qt/translations/qtbase_{name}.qm", cuda=False)
    assert is_wanted("assets/translations/sentences.txt", cuda=False)
    assert not is_wanted(f"assets/translations/facet_{name}.ts", cuda=False)


def test_every_word_of_the_window_is_marked(part: Part, repo_root: Path, folder: Path) -> None:
    template = part("sentences").template
    listed = set((folder / "sentences.txt").read_text(encoding="utf-8").splitlines())
    unmarked = [
        f"{path.relative_to(repo_root)}:{line}: {text!r}"
        for path in sorted((repo_root / "desktop" / "ui").rglob("*.py"))
        for line, text in _unmarked(ast.parse(path.read_text(encoding="utf-8")), template)
        if text not in listed
    ]
    assert not unmarked, "not marked for translation:\n" + "\n".join(unmarked)


def test_marked_words_are_literal(repo_root: Path) -> None:
    """lupdate reads the source: what is put together there, or named by a variable, is lost."""
    for path in sorted((repo_root / "desktop" / "ui").rglob("*.py")):
        if path.name in ("words.py", "said.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _is_marking(node):
                words = all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in node.args)
                assert words, f"{path.relative_to(repo_root)}:{node.lineno}"


def test_no_words_are_marked_inside_an_f_string(repo_root: Path) -> None:
    """lupdate does not look into those."""
    for path in sorted((repo_root / "desktop" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                inside = [one for one in ast.walk(node) if isinstance(one, ast.Call) and _is_marking(one)]
                assert not inside, f"{path.relative_to(repo_root)}:{node.lineno}"


def _is_marking(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "translate"
    return isinstance(call.func, ast.Attribute) and call.func.attr == "tr"


def _unmarked(tree: ast.Module, template: Callable[[ast.expr], str]) -> Iterator[tuple[int, str]]:
    """What is not marked: two words or more, and any word that is put on screen as it is."""
    passed = {id(inner) for node in ast.walk(tree) for inner in _passed(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in passed:
            text = template(node)
            if re.search(r"[A-Za-z]{2,},? [a-z]{2,}", text) and "{ " not in text:
                yield node.lineno, text
        elif isinstance(node, ast.Call) and _name(node) in SHOWING:
            for given in node.args:
                if isinstance(given, ast.Constant) and _is_word(given.value):
                    yield given.lineno, given.value


def _is_word(value: object) -> bool:
    if not isinstance(value, str) or value in ROLES or value == "Facet" or "://" in value:
        return False
    return any(letter.isalpha() for letter in value)


def _passed(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from node.values
    elif isinstance(node, ast.Dict):
        yield from (key for key in node.keys if key is not None)
    elif isinstance(node, ast.Call) and _name(node) in NOT_SHOWN:
        yield from ast.walk(node)
    elif isinstance(node, ast.AnnAssign):
        yield from ast.walk(node.annotation)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
