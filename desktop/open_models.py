"""Open models, kept between sources: a file that is the same, on the same provider, is opened once."""

from __future__ import annotations

import threading
from collections import OrderedDict

from vision.model_store import InstalledModel
from vision.sessions import ModelSession, open_model

_KEPT = 8
_lock = threading.Lock()
_sessions: OrderedDict[tuple[str, str, int], ModelSession] = OrderedDict()


def open_kept(model: InstalledModel, *, provider: str = "auto", threads: int = 1) -> ModelSession:
    """The model's session, for any thread: ONNX Runtime's may be shared. Raises as `open_model` does.

    Known by the file's sha256, so that a file that was replaced is another model. The longest unused go.
    """
    key = (model.digest, provider, threads)
    with _lock:
        session = _sessions.pop(key, None)
        if session is None:
            session = open_model(model.path, provider=provider, threads=threads)
        _sessions[key] = session
        while len(_sessions) > _KEPT:
            _sessions.popitem(last=False)
    return session
