"""What a drag over the window brings."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QMimeData

from desktop.ui.live.source_text import is_stream


def dropped_source(data: QMimeData) -> str | None:
    """The first file, folder or stream's address in it; None where there is none."""
    for url in data.urls():
        if url.isLocalFile():
            return url.toLocalFile()
        if is_stream(url.toString()):
            return url.toString()
    text = data.text().strip()
    return text if is_stream(text) and urlsplit(text).hostname else None
