"""Where the files that ship with Facet lie: in a bundle, in an installed wheel, or in the checkout."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def assets_root() -> Path:
    """The folder with `haar/`, `models/`, `icons/` and the like."""
    frozen = getattr(sys, "_MEIPASS", None)
    here = Path(__file__).resolve().parent
    candidates = [Path(frozen) / "assets"] if frozen else []
    candidates += [here / "_assets", here.parent / "assets"]
    for folder in candidates:
        if (folder / "haar").is_dir():
            return folder
    raise FileNotFoundError(f"Facet's assets are missing; looked in {', '.join(map(str, candidates))}")


def shipped_models_root() -> Path:
    """The folder of the models that ship with Facet, one folder a model."""
    return assets_root() / "models"
