"""The models of others that Facet can pull: which bytes they are, where they come from, under which terms."""

from __future__ import annotations

from pathlib import Path

from platformdirs import PlatformDirs


def pulled_models_root() -> Path:
    """The folder of pulled models in the user's cache; asked each time: the environment may change."""
    return Path(PlatformDirs("facet", appauthor=False, roaming=False).user_cache_dir) / "models"
