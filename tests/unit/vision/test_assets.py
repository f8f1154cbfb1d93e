"""Where shipped files lie: checkout, wheel or bundle."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vision import assets
from vision.assets import assets_root, shipped_models_root


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    assets_root.cache_clear()
    yield
    assets_root.cache_clear()


def test_in_the_checkout(repo_root: Path) -> None:
    assert assets_root() == repo_root / "assets"
    assert shipped_models_root() == repo_root / "assets" / "models"


def test_in_a_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assets" / "haar").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert assets_root() == tmp_path / "assets"


def test_in_an_installed_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vision" / "_assets" / "haar").mkdir(parents=True)
    (tmp_path / "assets" / "haar").mkdir(parents=True)  # some other package's
    monkeypatch.setattr(assets, "__file__", str(tmp_path / "vision" / "assets.py"))
    assert assets_root() == tmp_path / "vision" / "_assets"


def test_missing_files_are_a_fault_that_names_the_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "__file__", str(tmp_path / "vision" / "assets.py"))
    with pytest.raises(FileNotFoundError, match="_assets"):
        assets_root()
