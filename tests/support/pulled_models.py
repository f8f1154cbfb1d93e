"""Models that Facet pulls: tests use those in the developer's own cache, and skip, saying so, without."""

from __future__ import annotations

from pathlib import Path

import pytest

from vision.pinned_models import pulled_models_root

# Asked while tests are collected: later each test has a cache of its own.
_ROOT = pulled_models_root()


def pulled_root(*files: str) -> Path:
    """The developer's folder of pulled models, with `files` in it; skips where one is not there."""
    for file in files:
        if not (_ROOT / file).is_file():
            pytest.skip(f"{file} is not in {_ROOT}; `facet models pull --all` brings it")
    return _ROOT
