"""Figures of clips: who kept one number and one name, how often answers changed, what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from tests.benchmarks.clips_reference import Reference
from vision.geometry import as_boxes, iou

SAME_FACE = 0.35  # overlap
TOUCHES = 0.3  # overlap with what YuNet takes for a face, be it with little certainty
_GONE_S = 1.0  # whoever was away for longer comes as another
_LEAST_FRAMES = 5  # of a person: YuNet errs too
SMILE, EMOTION, IDENTITY = "smile", "emotion", "identity"


@dataclass
class Person:
    """One person of a clip, as YuNet sees them: boxes by frame, and Facet's face on each."""

    boxes_px: dict[int, np.ndarray] = field(default_factory=dict)
    faces: dict[int, FaceAnalysis] = field(default_factory=dict)

    @property
    def tracks(self) -> Counter[int | None]:
        """The numbers that this person had, with the number of frames of each."""
        return Counter(face.track for face in self.faces.values())

    @property
    def names(self) -> Counter[str | None]:
        return Counter(_label(face, IDENTITY) for face in self.faces.values())

    def changes(self, task: str) -> int:
        """How often what is said of them changed once something was said, to "unsure" and back too."""
        said = [_label(self.faces[frame], task) for frame in sorted(self.faces)]
        first = next((row for row, label in enumerate(said) if label is not None), len(said))
        return sum(one != other for one, other in zip(said[first:], said[first + 1 :], strict=False))

    def delay_ms(self, at_s: Sequence[float]) -> float:
        """From their first frame to the first in which Facet has boxed them; not a number: never."""
        if not self.faces:
            return float("nan")
        return (at_s[min(self.faces)] - at_s[min(self.boxes_px)]) * 1e3


@dataclass(frozen=True)
class ClipFigures:
    """All that is counted of one clip. Faces are those that YuNet is sure of."""

    frames: int
    seconds: float
    people: tuple[Person, ...]
    delays_ms: tuple[float, ...]
    faces: int
    found: int
    found_by_scan: int
    boxes: int
    scan_boxes: int
    scan_boxes_covered: int
    false: int
    false_of_scan: int

    def changes(self, task: str) -> int:
        return sum(person.changes(task) for person in self.people)

    def changes_a_minute(self, task: str) -> float:
        """By the time for which the people are in view."""
        seen_s = sum(len(person.boxes_px) for person in self.people) * self.seconds / max(1, self.frames)
        return 60 * self.changes(task) / seen_s if seen_s else 0.0

    @property
    def most_tracks(self) -> int:
        """The most numbers that one person had."""
        return max((len(person.tracks) for person in self.people), default=0)

    @property
    def false_in_100(self) -> float:
        return 100 * self.false / max(1, self.frames)


def figures_of(analyses: Sequence[FrameAnalysis], references: Sequence[Reference]) -> ClipFigures:
    """`analyses` and `references` of the same frames."""
    at_s = [analysis.at_s for analysis in analyses]
    people = people_of(references, at_s)
    for person in people:
        person.faces = _faces_of(person, analyses)
    rows = list(zip(analyses, references, strict=True))
    mine = [as_boxes([face.box_px for face in analysis.faces]) for analysis in analyses]
    pairs = list(zip(mine, references, strict=True))
    return ClipFigures(
        frames=len(rows),
        seconds=at_s[-1] - at_s[0] if at_s else 0.0,
        people=tuple(people),
        delays_ms=tuple(person.delay_ms(at_s) for person in people),
        faces=sum(len(ref.faces_px) for ref in references),
        found=sum(found_of(ref.faces_px, boxes) for boxes, ref in pairs),
        found_by_scan=sum(found_of(ref.faces_px, ref.haar_px) for ref in references),
        boxes=sum(len(boxes) for boxes in mine),
        scan_boxes=sum(len(ref.haar_px) for ref in references),
        scan_boxes_covered=sum(found_of(ref.haar_px, boxes) for boxes, ref in pairs),
        false=sum(false_of(boxes, ref) for boxes, ref in pairs),
        false_of_scan=sum(false_of(ref.haar_px, ref) for ref in references),
    )


def people_of(references: Sequence[Reference], at_s: Sequence[float]) -> list[Person]:
    """YuNet's faces, linked from frame to frame where they overlap."""
    people: list[Person] = []
    for frame, reference in enumerate(references):
        alive = [one for one in people if at_s[frame] - at_s[max(one.boxes_px)] <= _GONE_S]
        last = np.array([one.boxes_px[max(one.boxes_px)] for one in alive], np.int32).reshape(-1, 4)
        pairs = _pairs(reference.faces_px, last)
        for row, box in enumerate(reference.faces_px):
            if row not in pairs:
                people.append(Person())
            person = alive[pairs[row]] if row in pairs else people[-1]
            person.boxes_px[frame] = box
    return [one for one in people if len(one.boxes_px) >= _LEAST_FRAMES]


def found_of(wanted_px: np.ndarray, boxes_px: np.ndarray) -> int:
    """How many of the faces have a box of their own over them."""
    return len(_pairs(wanted_px, boxes_px))


def false_of(boxes_px: np.ndarray, reference: Reference) -> int:
    """How many boxes touch nothing that YuNet takes for a face."""
    if not len(boxes_px) or not len(reference.yunet_px):
        return len(boxes_px)
    return int((iou(boxes_px, reference.yunet_px).max(axis=1) < TOUCHES).sum())


def _faces_of(person: Person, analyses: Sequence[FrameAnalysis]) -> dict[int, FaceAnalysis]:
    """Facet's face over this person, by frame."""
    faces = {}
    for frame, box in person.boxes_px.items():
        own = analyses[frame].faces
        pairs = _pairs(box[None], as_boxes([face.box_px for face in own]))
        if pairs:
            faces[frame] = own[pairs[0]]
    return faces


def _pairs(wanted_px: np.ndarray, boxes_px: np.ndarray) -> dict[int, int]:
    """Rows of the one to rows of the other, each used once, the best overlap first."""
    pairs: dict[int, int] = {}
    if not len(wanted_px) or not len(boxes_px):
        return pairs
    overlap = iou(wanted_px, boxes_px)
    while overlap.max() >= SAME_FACE:
        row, column = (int(place) for place in np.unravel_index(int(overlap.argmax()), overlap.shape))
        pairs[row] = column
        overlap[row, :], overlap[:, column] = 0.0, 0.0
    return pairs


def _label(face: FaceAnalysis, task: str) -> str | None:
    answer = face.answers.get(task)
    return None if answer is None else answer.label
