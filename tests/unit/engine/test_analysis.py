"""The JSON of an analysis, as it was agreed for `facet analyse`."""

from __future__ import annotations

import json

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from vision.recognisers import Answer

SMILE = Answer("smile", "smile", 0.934567, {"no smile": 0.065433, "smile": 0.934567})
MOOD = Answer("emotion", "happy", 0.7, {"angry": 0.1, "happy": 0.7, "neutral": 0.2})


def row(*faces: FaceAnalysis) -> dict:
    analysis = FrameAnalysis(
        "clip.mp4", 12, 0.40000001, (1280, 720), faces, {"detect": 6.12345, "total": 7.2}
    )
    return json.loads(json.dumps(analysis.to_json_object()))


def test_a_row_as_agreed() -> None:
    assert row(FaceAnalysis(3, (412, 133, 220, 220), {"smile": SMILE, "emotion": MOOD})) == {
        "source": "clip.mp4",
        "frame": 12,
        "at_s": 0.4,
        "size": [1280, 720],
        "faces": [
            {
                "track": 3,
                "box": [412, 133, 220, 220],
                "smile": {"label": "smile", "score": 0.9346},
                "emotion": {
                    "label": "happy",
                    "score": 0.7,
                    "scores": {"angry": 0.1, "happy": 0.7, "neutral": 0.2},
                },
            }
        ],
        "timings_ms": {"detect": 6.123, "total": 7.2},
    }


def test_a_frame_without_a_face_is_a_row_too() -> None:
    assert row()["faces"] == []


def test_a_photo_s_face_has_no_track() -> None:
    assert "track" not in row(FaceAnalysis(None, (1, 2, 3, 4), {}))["faces"][0]


def test_no_answer_is_null_with_a_reason() -> None:
    none = Answer("smile", None, 0.0, reason="the face is too small")
    (face,) = row(FaceAnalysis(1, (1, 2, 3, 4), {"smile": none}))["faces"]
    assert face["smile"] == {"label": None, "score": 0.0, "reason": "the face is too small"}
