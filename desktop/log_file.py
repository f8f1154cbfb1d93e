"""The log file: where bugs leave their tracebacks. It holds no picture and no name of a person."""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from desktop.folders import log_dir

_log = logging.getLogger(__name__)
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
    sys.excepthook = _log_bug
    threading.excepthook = lambda bug: _log_bug(bug.exc_type, bug.exc_value, bug.exc_traceback)
    return path


def forget_log(folder: Path | None = None) -> None:
    """Deletes the log; what goes wrong from now on begins a new one. Raises OSError."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            handler.close()  # opens the file anew when there is something to write
    for path in (folder or log_dir()).glob("facet.log*"):
        path.unlink()


def _log_bug(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody caught, in a slot or a thread: logged, and shown on the terminal as usual."""
    if error is not None and not issubclass(kind, KeyboardInterrupt):
        _log.critical("nobody caught this", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error or kind(), trace)
