"""What `facet analyse` says of a source when it is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.engine.analysis import FrameAnalysis
from desktop.engine.sources.base import SourceInfo
from vision.recognisers import UNSURE, Answer

if TYPE_CHECKING:
    from desktop.photos.whole import PictureAnswer


@dataclass
class Totals:
    """Counts over the frames of one source: answers by task and label, a face or a picture each."""

    frames: int = 0
    with_face: int = 0
    answers: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, analysis: FrameAnalysis, whole: PictureAnswer | None = None) -> None:
        """One frame more, and what was said of it as a whole."""
        self.frames += 1
        self.with_face += bool(analysis.faces)
        for face in analysis.faces:
            for task, answer in face.answers.items():
                self._count(task, answer)
        if whole is not None:
            self._count(whole.task, whole.answer)

    def _count(self, task: str, answer: Answer) -> None:
        """Unsure is an answer; a face that was too small for one is not."""
        label = UNSURE if answer.reason == UNSURE else answer.label
        if label is not None:
            self.answers.setdefault(task, Counter())[label] += 1

    def sentence(self, info: SourceInfo) -> str:
        """For example "clip.mp4: 282 frames, 270 with a face; smile: smile 120, no smile 150"."""
        what = "photo" if info.kind == "photos" else "frame"
        parts = [f"{self.frames} {what}{'' if self.frames == 1 else 's'}, {self.with_face} with a face"]
        for task, counts in self.answers.items():
            said = ", ".join(f"{label} {count}" for label, count in counts.most_common())
            parts.append(f"{task}: {said}")
        return f"{info.name}: {'; '.join(parts)}"
