"""One guided enrolment at work: looks at a frame, embeds where it is told to. Called in threads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.engine.live_events import LiveView
    from desktop.people.guided import Guidance
    from desktop.people.records import NewFace
    from desktop.ui.people.work import PeopleWork

_MEANT = 0.4  # of the largest face's side: smaller ones stand in the background


class GuidedWork:
    """Holds the enrolment of `name`; one frame at a time."""

    def __init__(self, work: PeopleWork, name: str) -> None:
        from desktop.people.guided import GuidedEnrolment

        self._work = work
        self._name = name
        self._guide = GuidedEnrolment(bar=work.reference_bar)

    @property
    def faces(self) -> list[NewFace]:
        """What was taken so far."""
        return self._guide.faces

    @property
    def missing(self) -> tuple[str, ...]:
        """The poses without a picture."""
        return self._guide.missing

    def go_on_anyway(self) -> None:
        """The face belongs to somebody else, and the user knows."""
        self._guide.go_on_anyway()

    def look(self, view: LiveView, at_s: float) -> Guidance:
        """The next frame with its faces."""
        from desktop.people.guided import Look
        from desktop.people.near_face import face_near

        boxes = sorted((face.box_px for face in view.analysis.faces), key=lambda box: -box[2] * box[3])
        meant = [box for box in boxes if min(box[2:]) >= _MEANT * min(boxes[0][2:])]
        if not meant:
            return self._guide.see(Look(at_s, 0))
        smile = next(face for face in view.analysis.faces if face.box_px == meant[0]).answers.get("smile")
        seen = face_near(self._work.reader(), view.frame.image_bgr, meant[0])
        smiling = None if smile is None else smile.label == "smile"
        guidance = self._guide.see(Look(at_s, len(meant), seen.quality, smiling))
        if guidance.take is None:
            return guidance
        face, known = self._work.closer(view.frame, seen)
        owner = None if known is None else known.name
        own = owner is not None and owner.casefold() == self._name.strip().casefold()
        belongs_to = None if own else owner
        surely = own and known is not None and known.may_be_reference
        return self._guide.offer(face, guidance.take, at_s, belongs_to=belongs_to, surely=surely)
