"""Pages take the pieces that they share: a list of choices and a bar of work are the same everywhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

_UI = Path(__file__).parents[3] / "desktop" / "ui"


@pytest.mark.parametrize(("plain", "part"), [("QComboBox", "choice_box.py"), ("QProgressBar", "busy_bar.py")])
def test_the_part_is_the_only_one_of_its_kind(plain: str, part: str) -> None:
    users = {path.name for path in _UI.rglob("*.py") if plain in _imported(path)}
    assert users == {part}


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
