"""How high a face that looks straight ahead seems to look: cameras stand below or above the eyes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from desktop.people.coverage import TURNED_DEG
from desktop.people.records import Pose

_OVER_S, _LEAST_LOOKS = 1.0, 3
_MOST_DEG = 20.0  # nobody's camera stands that far off; who seems to look higher still does


class NeutralPitch:
    """The median pitch of the first second in which the face isn't turned aside, then fixed."""

    def __init__(self) -> None:
        self._began_s = float("inf")
        self._pitches: list[float] = []
        self._settled = False
        self.deg = 0.0

    def see(self, pose: Pose, at_s: float) -> None:
        """The next look. Until the second is over, what was seen so far counts."""
        if self._settled or abs(pose.yaw_deg) >= TURNED_DEG:
            return
        self._began_s = min(self._began_s, at_s)
        if at_s - self._began_s > _OVER_S and len(self._pitches) >= _LEAST_LOOKS:
            self._settled = True
            return
        self._pitches.append(pose.pitch_deg)
        self.deg = float(np.clip(np.median(self._pitches), -_MOST_DEG, _MOST_DEG))

    def against(self, pose: Pose) -> Pose:
        """The pose with its pitch counted from straight ahead."""
        return replace(pose, pitch_deg=pose.pitch_deg - self.deg)
