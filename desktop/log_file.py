"""The log file: where bugs leave their tracebacks. It holds no picture and no name of a person."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from desktop.folders import log_dir

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_BYTES = 1_000_000


def keep_log(folder: Path | None = None) -> Path | None:
    """Warnings and worse go into `facet.log` from now on. The file, or None where it can't be written."""
    path = (folder or log_dir()) / "facet.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return path
