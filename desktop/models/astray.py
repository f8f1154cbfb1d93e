"""Model files that lie where none is looked for: said, so that nobody wonders why theirs is not asked."""

from __future__ import annotations

from pathlib import Path

from vision.errors import FacetError
from vision.model_store import MODEL_FILE
from vision.pinned_models import PINNED_MODELS


def astray(root: Path) -> list[FacetError]:
    """One error for each ONNX file of a models folder that is in no model's place there."""
    published = {root / model.name / model.file for model in PINNED_MODELS}
    in_folders = [path for path in root.glob("*/*.onnx") if not (path.parent / MODEL_FILE).exists()]
    lone = [path for path in (*root.glob("*.onnx"), *in_folders) if path.is_file() and path not in published]
    return [_misplaced(path, root) for path in sorted(lone)]


def _misplaced(path: Path, root: Path) -> FacetError:
    name = path.parent.name if path.parent != root else path.stem
    wanted = root / ("NAME" if path == root / MODEL_FILE else name) / MODEL_FILE
    return FacetError(
        f"{path}: this model is not asked: it must lie in a folder of its own, as {MODEL_FILE}.",
        hint=f"Move it to {wanted}.",
    )
