"""The parts of packaging/, which is no package, for the tests of it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def part(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a file of packaging/ or packaging/bundle/ by its name."""
    packaging = repo_root / "packaging"
    before = set(sys.modules)
    monkeypatch.syspath_prepend(packaging)
    monkeypatch.syspath_prepend(packaging / "bundle")
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(packaging)):
            del sys.modules[name]
