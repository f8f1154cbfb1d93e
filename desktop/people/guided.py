"""Guided enrolment: from what each picture shows to when a reference is taken, and what is said meanwhile.

No clock and no pictures of its own: a caller looks at frames, and embeds a face when it is told to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from desktop.people.coverage import POSES, SMILE, pose_name
from desktop.people.enrolment import near_duplicate
from desktop.people.neutral_pitch import NeutralPitch
from desktop.people.records import NewFace, Pose
from desktop.people.snapshot import Floats

if TYPE_CHECKING:
    from vision.face_quality import FaceQuality

RING = (*POSES, SMILE)
ANY = ""  # a face whose points are not known: its pose can't be told
NO_FACE, SEVERAL, HOLD, ANOTHER, KNOWN = "no face", "several", "hold still", "another face", "known already"
_WANTED = {"front": 2, "left": 2, "right": 2, "up": 1, "down": 1, SMILE: 1}
_MOST_OF_ONE = 3
_LEAST_QUALITY = 0.25
_BETWEEN_S, _BETWEEN_EXTRA_S = 0.35, 1.5
_SAME_PERSON = 0.4  # cosine to one of those taken, where nothing is known of the model's strangers
_SHOWN_BY_TURNING = ("turned away",)


@dataclass(frozen=True)
class Look:
    """What one picture shows. `faces`: how many are large enough to be meant; `quality`: of the largest.

    `smiling`: None where no model tells.
    """

    at_s: float
    faces: int
    quality: FaceQuality | None = None
    smiling: bool | None = False


@dataclass(frozen=True)
class Guidance:
    """Where the enrolment stands.

    `take`: the pose as which this picture's face is to be embedded and offered, or None. `wait`: why it is
    not, a constant of this module or a reason of `vision.face_quality`. `wanted`: the pose to show next.
    """

    have: tuple[str, ...]
    count: int
    wanted: str | None
    take: str | None = None
    wait: str = ""
    belongs_to: str | None = None
    finished: bool = False


class GuidedEnrolment:
    """Takes 8 to 12 references, a few of each pose, within `limit_s` of the first face in view.

    Up and down are counted from how the face looks in the first second, straight ahead as it was asked to.
    """

    def __init__(
        self,
        *,
        most: int = 12,
        least: int = 8,
        limit_s: float = 20.0,
        bar: Callable[[Floats], float] | None = None,
    ) -> None:
        """`bar`: by the first picture's numbers (D,), how alike another one has to be to one of those taken.

        The first picture is of whom the user means; nobody confirms the others.
        """
        self._most = most
        self._least = least
        self._limit_s = limit_s
        self._bar = bar or (lambda _: _SAME_PERSON)
        self._began_s: float | None = None
        self._taken_at_s = float("-inf")
        self._counts: Counter[str] = Counter()
        self._belongs_to: str | None = None
        self._anyway = False
        self._finished = False
        self._neutral = NeutralPitch()
        self._shown: Pose | None = None
        self._smiling: bool | None = None
        self.faces: list[NewFace] = []

    @property
    def missing(self) -> tuple[str, ...]:
        """The poses without a reference, in the ring's order; none where no pose could be told."""
        if self._counts[ANY]:
            return ()
        return tuple(pose for pose in RING if not self._counts[pose])

    def elapsed_s(self, at_s: float) -> float:
        """Since the first face came into view."""
        return 0.0 if self._began_s is None else max(0.0, at_s - self._began_s)

    def see(self, look: Look) -> Guidance:
        """The next picture: whether its face is to be taken, or why not."""
        if look.faces and self._began_s is None:
            self._began_s = look.at_s
        if self.elapsed_s(look.at_s) >= self._limit_s:
            self._finished = True
        if self._finished:
            return self._guidance()
        wait = self._obstacle(look)
        if wait:
            return self._guidance(wait=wait)
        pose = self._pose_of(look)
        if not self._wants(pose, look.at_s):
            return self._guidance(wait=HOLD if self._lacks(pose) else "")
        return self._guidance(take=pose)

    def offer(
        self,
        face: NewFace,
        pose: str,
        at_s: float,
        *,
        belongs_to: str | None = None,
        surely: bool = False,
    ) -> Guidance:
        """The face of the picture just seen. `belongs_to`: somebody else as whom it is named already.

        `surely`: it is named as the person meant, so surely that it may become a reference by that alone. It
        is kept with the pose as the ring showed it, and whether it smiled.
        """
        if self._finished:
            return self._guidance()
        if self.faces and not surely and not self._same_person(face):
            return self._guidance(wait=ANOTHER)
        if belongs_to is not None and not self._anyway:
            self._belongs_to = belongs_to
            return self._guidance(wait=KNOWN)
        if near_duplicate(face, self.faces):
            return self._guidance(wait=HOLD)
        self.faces.append(replace(face, pose=self._shown or face.pose, smiling=self._smiling))
        self._counts[pose] += 1
        self._taken_at_s = at_s
        self._finished = len(self.faces) >= self._most or self._complete
        return self._guidance()

    def go_on_anyway(self) -> None:
        """The user knows that the face belongs to somebody else, and goes on."""
        self._anyway, self._belongs_to = True, None

    def _obstacle(self, look: Look) -> str:
        if not look.faces or look.quality is None:
            return NO_FACE
        if look.faces > 1:
            return SEVERAL
        if self._belongs_to is not None:
            return KNOWN
        against = [reason for reason in look.quality.reasons if reason not in _SHOWN_BY_TURNING]
        if against:
            return against[0]
        if look.quality.reasons:
            return look.quality.reasons[0]
        return HOLD if look.quality.score < _LEAST_QUALITY else ""

    def _wants(self, pose: str, at_s: float) -> bool:
        since_s = at_s - self._taken_at_s
        if self._lacks(pose):
            return since_s >= _BETWEEN_S or since_s < 0
        reserved = sum(not self._counts[each] for each in RING)  # a place for each pose still to come
        room = len(self.faces) + reserved < self._most and self._counts[pose] < _MOST_OF_ONE
        return room and since_s >= _BETWEEN_EXTRA_S

    def _lacks(self, pose: str) -> bool:
        if pose == ANY:
            return len(self.faces) < self._least
        return self._counts[pose] < _WANTED[pose]

    @property
    def _complete(self) -> bool:
        if self._counts[ANY]:
            return len(self.faces) >= self._least
        return len(self.faces) >= self._least and not any(self._lacks(pose) for pose in RING)

    def _same_person(self, face: NewFace) -> bool:
        taken = np.stack([known.embedding for known in self.faces])
        return float((taken @ face.embedding).max()) >= self._bar(taken[0])

    def _guidance(self, *, take: str | None = None, wait: str = "") -> Guidance:
        return Guidance(
            have=tuple(pose for pose in RING if self._counts[pose]),
            count=len(self.faces),
            wanted=self._next_wanted(),
            take=take,
            wait=wait,
            belongs_to=self._belongs_to,
            finished=self._finished,
        )

    def _pose_of(self, look: Look) -> str:
        assert look.quality is not None
        angles = (look.quality.yaw_deg, look.quality.pitch_deg, look.quality.roll_deg)
        self._shown, self._smiling = None, look.smiling
        if not np.isfinite(angles).all():
            return SMILE if look.smiling else ANY
        self._neutral.see(Pose(*angles), look.at_s)
        self._shown = self._neutral.against(Pose(*angles))
        pose = pose_name(self._shown)
        return SMILE if pose == "front" and look.smiling else pose

    def _next_wanted(self) -> str | None:
        """First a pose of which there is nothing yet, then one of which more is wanted."""
        if self._finished:
            return None
        lacking = [pose for pose in RING if self._lacks(pose)]
        return next((pose for pose in lacking if not self._counts[pose]), lacking[0] if lacking else None)
