"""The sentences of the rooms that know no Qt, read from their source: errors, hints, reasons.

Each is a line with {0}, {1}, … where the code fills something in. The window finds what it is told among them
(desktop/ui/i18n/said.py); lupdate gets them as marked text (translations.py).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("vision", "desktop")
# The window marks its own words; commands speak English, and what they alone use is not seen in the window.
LEFT_OUT = (
    "desktop/ui/",
    "desktop/commands/",
    "desktop/bench/",
    "desktop/cli.py",
    "desktop/log_file.py",
    "vision/tutorial_loop.py",
)
# Writes sentences into the gallery, which are read again in whatever language is spoken then.
TAKEN_TOO = ("desktop/ui/people/work.py",)
# Sentences that are filled in with others.
FRAMES = ("{0}: {1}.",)
# A bug, or a line of the log: not told to the user.
NOT_TOLD = frozenset(
    (
        *("AssertionError", "KeyError", "NotImplementedError", "RuntimeError", "TypeError", "ValueError"),
        *("debug", "error", "exception", "info", "warning", "execute", "executemany", "executescript"),
    )
)
_WORDS = re.compile(r"[A-Za-z’']{2,},? [a-z’']{2,}|^[A-Z`“][^{}]* [^{}]*[.?…]$")
_NO_WORDS = re.compile(  # SQL, SVG, shell, lists of columns, and what ends in the middle
    r"^(SELECT|DELETE|INSERT|UPDATE|CREATE|ALTER|PRAGMA|WITH|DROP|AND|FROM) |ORDER BY| = \?| IS \?|^<|import "
    r"|install (--force )?\"|-m (venv|pip) |^[a-z]+:[a-z]|\n|[a-z]_[a-z]|/\*| $"
)


def sentences(root: Path) -> list[str]:
    """All of them, sorted, each once."""
    found: set[str] = set()
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if name in TAKEN_TOO or not name.startswith(LEFT_OUT):
                found.update(_sentences_of(ast.parse(path.read_text(encoding="utf-8"))))
    return sorted(found)


def _sentences_of(tree: ast.Module) -> Iterator[str]:
    passed = _not_told(tree)
    for node in ast.walk(tree):
        if id(node) not in passed and isinstance(node, ast.JoinedStr | ast.Constant):
            text = template(node)
            if (_WORDS.search(text) or text in FRAMES) and not _NO_WORDS.search(text):
                yield text


def _not_told(tree: ast.Module) -> set[int]:
    """Docstrings, what goes to the log or to a programmer, and the pieces of f-strings."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            passed.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            passed.update(id(part) for part in node.values)
        elif isinstance(node, ast.Call) and _name(node.func) in NOT_TOLD:
            passed.update(id(inner) for inner in ast.walk(node))
    return passed


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def template(node: ast.JoinedStr | ast.Constant) -> str:
    """The text with {0}, {1}, … where it is filled in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    holes = 0
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            text += f"{{{holes}}}"
            holes += 1
    return text
