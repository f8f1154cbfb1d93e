"""What every committed file keeps to: no addresses of this or that machine, a first line, a readable size."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ADDRESSES = re.compile(
    rb"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|(?:deb|security)\.debian\.org|archive\.ubuntu\.com"
)
MACHINE_PATHS = re.compile(
    rb"/(?:work|farm|root|tmp/setup)/|/home/[a-z]+/|/Users/[a-z]+/|[A-Z]:\\Users\\", re.IGNORECASE
)
ROOMS = ("desktop", "trainer", "vision", "tests", "packaging")
VAGUE_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|manager|misc|common)\.py$")
FILE_LINES, FUNCTION_LINES = 500, 60


@pytest.fixture(scope="module")
def committed(repo_root: Path) -> list[Path]:
    """The files that git knows; skips where this is no checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repo_root, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip(f"not a git checkout: {listed.stderr.strip()}")
    files = [repo_root / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


@pytest.fixture(scope="module")
def modules(committed: list[Path], repo_root: Path) -> dict[str, ast.Module]:
    """Every committed Python file, parsed, by its path in the checkout."""
    python = [
        file for file in committed if file.suffix == ".py" and file.relative_to(repo_root).parts[0] in ROOMS
    ]
    return {str(file.relative_to(repo_root)): ast.parse(file.read_bytes()) for file in python}


@pytest.mark.parametrize("forbidden", [ADDRESSES, MACHINE_PATHS], ids=["registry hosts", "machine paths"])
def test_no_file_holds_addresses_of_one_machine(committed: list[Path], forbidden: re.Pattern[bytes]) -> None:
    found = {str(file): match.group() for file in committed if (match := forbidden.search(file.read_bytes()))}
    assert not found


def test_packaging_shadows_no_package(repo_root: Path) -> None:
    assert not list((repo_root / "packaging").rglob("__init__.py"))


def test_every_module_says_what_lives_there(modules: dict[str, ast.Module]) -> None:
    first_lines = {name: (ast.get_docstring(tree) or "").partition("\n")[0] for name, tree in modules.items()}
    assert len(first_lines) > 50
    assert not [name for name, line in first_lines.items() if len(line) < 15]


def test_no_file_is_more_than_one_idea(modules: dict[str, ast.Module], repo_root: Path) -> None:
    lines = {name: len((repo_root / name).read_text(encoding="utf-8").splitlines()) for name in modules}
    assert not {name: count for name, count in lines.items() if count > FILE_LINES}


def test_no_function_is_longer_than_a_screen(modules: dict[str, ast.Module]) -> None:
    functions = [
        (name, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for name, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert not [found for found in functions if found[2] > FUNCTION_LINES]


def test_no_file_is_named_for_nothing(modules: dict[str, ast.Module]) -> None:
    assert not [name for name in modules if VAGUE_NAMES.search(name.rpartition("/")[2])]


def test_opencv_is_imported_in_one_place(modules: dict[str, ast.Module]) -> None:
    importers = {
        name
        for name, tree in modules.items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "cv2" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cv2")
    }
    assert importers <= {"vision/opencv.py"}
