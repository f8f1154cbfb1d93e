"""What Facet knows of one frame: frozen values, and their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.engine.identity import IdentityAnswer
from vision.recognisers import Answer


@dataclass(frozen=True)
class FaceAnalysis:
    """One face in one frame. `track` is None in photos; `held`: followed, not found by the detector now."""

    track: int | None
    box_px: tuple[int, int, int, int]
    answers: Mapping[str, Answer]
    seen_for_s: float = 0.0
    held: bool = False
    confirmed: bool = True

    def to_json_object(self) -> dict[str, Any]:
        found: dict[str, Any] = {} if self.track is None else {"track": self.track}
        found["box"] = list(self.box_px)
        return found | {task: _answer_object(answer) for task, answer in self.answers.items()}


@dataclass(frozen=True)
class FrameAnalysis:
    """All confirmed faces of one frame. `at_s` in seconds of the source; timings in milliseconds a stage."""

    source: str
    frame: int
    at_s: float
    size: tuple[int, int]
    faces: tuple[FaceAnalysis, ...]
    timings_ms: Mapping[str, float]

    def to_json_object(self) -> dict[str, Any]:
        """The object that `facet analyse` writes, one a line."""
        return {
            "source": self.source,
            "frame": self.frame,
            "at_s": round(self.at_s, 4),
            "size": list(self.size),
            "faces": [face.to_json_object() for face in self.faces],
            "timings_ms": {stage: round(ms, 3) for stage, ms in self.timings_ms.items()},
        }


def _answer_object(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, IdentityAnswer):
        return answer.to_json_object()
    found: dict[str, Any] = {"label": answer.label, "score": round(answer.score, 4)}
    if len(answer.scores) > 2:
        found["scores"] = {label: round(value, 4) for label, value in answer.scores.items()}
    if answer.reason:
        found["reason"] = answer.reason
    return found
