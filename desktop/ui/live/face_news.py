"""Who has come into view, for those who listen: said once, together, and not again and again. No widgets."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.ui.live.face_views import FaceView
from desktop.ui.words import comma_list, translate

EVERY_S = 5.0
AWAY_S = 30.0
UNKNOWN_AFTER_S = 2.0


class FaceNews:
    """Somebody known is news after 30 s out of view; an unknown face when it stays so for 2 s."""

    def __init__(self) -> None:
        self._seen_s: dict[str, float] = {}
        self._since_s: dict[int, float] = {}
        self._told: set[int] = set()
        self._new: list[str] = []
        self._spoken_s = -EVERY_S

    def take(self, faces: Iterable[FaceView], now_s: float) -> str:
        """What is to be said now of the faces in view; "" for nothing. At most once in 5 s."""
        shown = list(faces)
        names = [face.title for face in shown if face.who == "named"]
        for name in names:
            if now_s - self._seen_s.get(name, -AWAY_S) >= AWAY_S and name not in self._new:
                self._new.append(name)
            self._seen_s[name] = now_s
        unknown = {face.key for face in shown if face.who != "named"}
        self._since_s = {key: self._since_s.get(key, now_s) for key in unknown}
        self._told &= unknown
        if now_s - self._spoken_s < EVERY_S:
            return ""
        strangers = {key for key, since_s in self._since_s.items() if now_s - since_s >= UNKNOWN_AFTER_S}
        said = _words([name for name in self._new if name in names], len(strangers - self._told))
        self._new, self._told = [], self._told | strangers
        if said:
            self._spoken_s = now_s
        return said


def _words(names: list[str], strangers: int) -> str:
    parts = []
    if names:
        parts.append(translate("FaceNews", "{names}: in view.").format(names=comma_list(names)))
    if strangers == 1:
        parts.append(translate("FaceNews", "Somebody unknown is in view."))
    elif strangers:
        parts.append(translate("FaceNews", "{n} unknown faces are in view.").format(n=strangers))
    return " ".join(parts)
