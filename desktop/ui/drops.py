"""What a drag over the window brings."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QMimeData

from desktop.ui.live.source_text import is_stream

_MODEL = ".onnx"


def dropped_source(data: QMimeData) -> str | None:
    """The first file, folder or stream's address in it; None where there is none."""
    for url in data.urls():
        if url.isLocalFile():
            return url.toLocalFile()
        if is_stream(url.toString()):
            return url.toString()
    text = data.text().strip()
    return text if is_stream(text) and urlsplit(text).hostname else None


def dropped_files(data: QMimeData) -> list[Path]:
    """The files and folders in it, but for a drag of models alone: those are for the Models page."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [] if all(is_model(path) for path in paths) else paths


def dropped_model(data: QMimeData) -> Path | None:
    """The first model file in it."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return next((path for path in paths if is_model(path)), None)


def is_model(path: Path) -> bool:
    """Whether a file is a model, by its name."""
    return path.suffix.lower() == _MODEL
