"""What a model says of pictures that nobody labelled, by the window's own path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trainer.data.inputs import Still
from vision.face_finder import FaceFinder
from vision.recognisers import Answer, Recogniser


@dataclass(frozen=True)
class FaceAnswer:
    """One face: its box in pixels, x, y, width, height, and what the model says of it."""

    box_px: tuple[int, int, int, int]
    answer: Answer


@dataclass(frozen=True)
class Prediction:
    """One picture or frame. `whole`: the whole picture's answer where no face was found in a photo.

    sought: whether a face was looked for at all.
    """

    still: Still
    faces: tuple[FaceAnswer, ...]
    whole: Answer | None = None
    sought: bool = True

    def to_json_object(self) -> dict[str, Any]:
        """Plain values; boxes and size in pixels."""
        height, width = self.still.image_bgr.shape[:2]
        return {
            "source": str(self.still.path),
            "frame": self.still.frame,
            "at_s": round(self.still.at_s, 4),
            "size": [width, height],
            "faces": [{"box": list(face.box_px)} | _answer_object(face.answer) for face in self.faces],
            "whole": None if self.whole is None else _answer_object(self.whole),
        }


@dataclass(frozen=True)
class Answerer:
    """A model and what finds the faces for it; without a finder whole pictures are answered."""

    recogniser: Recogniser
    finder: FaceFinder | None

    def predict(self, still: Still) -> Prediction:
        """The answers for all faces of a picture, from left to right. A photo without one is answered whole.

        Frames without a face have no answer: in a clip that is what they are, frames without a face.
        """
        if self.finder is None:
            return Prediction(still, (), self.recogniser.recognise_whole(still.image_bgr), sought=False)
        boxes = self.finder.find(still.image_bgr).boxes_px
        if not len(boxes):
            whole = None if still.moving else self.recogniser.recognise_whole(still.image_bgr)
            return Prediction(still, (), whole)
        boxes = boxes[boxes[:, 0].argsort(kind="stable")]
        answers = self.recogniser.recognise(still.image_bgr, self.finder.squares(boxes))
        faces = [
            FaceAnswer((int(x), int(y), int(width), int(height)), answer)
            for (x, y, width, height), answer in zip(boxes, answers, strict=True)
        ]
        return Prediction(still, tuple(faces))


def photo_sentence(prediction: Prediction) -> str:
    """For example "a.jpg: smile .93 at 120,40 80×80" or "b.jpg: no face found; the whole picture: dog .9".

    Where no face was looked for, "b.jpg: dog .9".
    """
    path = prediction.still.path
    if prediction.whole is not None:
        found = "no face found; the whole picture: " if prediction.sought else ""
        return f"{path}: {found}{_words(prediction.whole)}"
    faces = (
        f"{_words(face.answer)} at {face.box_px[0]},{face.box_px[1]} {face.box_px[2]}×{face.box_px[3]}"
        for face in prediction.faces
    )
    return f"{path}: {'; '.join(faces)}"


def frame_sentence(prediction: Prediction) -> str:
    """For example "smile, no smile" or "nobody": the labels alone, which change seldom."""
    answers = [face.answer for face in prediction.faces]
    if prediction.whole is not None:
        answers.append(prediction.whole)
    return ", ".join(answer.label or answer.reason or "no answer" for answer in answers) or "nobody"


def clip_sentence(rows: Sequence[dict[str, Any]]) -> str:
    """For example "clip.mp4: 60 frames, 58 with a face; smile 40, no smile 18", from rows of one clip.

    Of faces nothing is said where none was looked for: then whole frames were answered.
    """
    said_of = [face for row in rows for face in row["faces"]]
    said_of += [row["whole"] for row in rows if row["whole"] is not None]
    counts = Counter(answer["label"] or answer.get("reason") for answer in said_of)
    said = ", ".join(f"{label} {count}" for label, count in counts.most_common())
    frames = f"{len(rows)} frame{'' if len(rows) == 1 else 's'}"
    with_face = f", {sum(bool(row['faces']) for row in rows)} with a face"
    whole = any(row["whole"] is not None for row in rows)
    return f"{rows[0]['source']}: {frames}{'' if whole else with_face}{'; ' if said else ''}{said}"


def _words(answer: Answer) -> str:
    if answer.label is None and answer.scores:
        likeliest = max(answer.scores, key=answer.scores.__getitem__)
        return f"{answer.reason} ({likeliest} {answer.score:.2f})"
    return f"{answer.label} {answer.score:.2f}"


def _answer_object(answer: Answer) -> dict[str, Any]:
    scores = {label: round(value, 4) for label, value in answer.scores.items()}
    found: dict[str, Any] = {"label": answer.label, "score": round(answer.score, 4), "scores": scores}
    return found | {"reason": answer.reason} if answer.reason else found
