"""Drawing an analysis into a copy of its picture, for files. The window paints over the picture instead."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.recording.fonts import font_for
from desktop.recording.wording import PLAIN, Wording
from vision.opencv import cv2
from vision.recognisers import Answer

_SURE_BGR = (255, 178, 86)  # sky blue and amber: told apart with any colour vision
_HELD_BGR = (150, 150, 150)
_POSITIVE_BGR = (0, 159, 230)


def annotated(
    image_bgr: NDArray[np.uint8],
    analysis: FrameAnalysis,
    words: Wording = PLAIN,
    *,
    whole: Answer | None = None,
) -> NDArray[np.uint8]:
    """A copy of the picture (height, width, 3) with boxes and answers drawn in.

    `whole`: what a model said of the whole picture; it stands in a corner at the top.
    """
    drawn = image_bgr.copy()
    for face in analysis.faces:
        _draw_face(drawn, face, words)
    if whole is not None:
        _paste(drawn, _label(_words(whole, words), _letters(drawn)), 0, 0)
    return drawn


def caption(face: FaceAnalysis, words: Wording = PLAIN) -> str:
    """What is written over a face: its number, its name, and the other answers."""
    number = [] if face.track is None else [f"{face.track}"]
    name_first = sorted(face.answers.values(), key=lambda answer: not isinstance(answer, IdentityAnswer))
    return "  ".join(number + [_words(answer, words) for answer in name_first])


def _words(answer: Answer, words: Wording) -> str:
    if isinstance(answer, IdentityAnswer):
        return answer.label or words.unknown
    if answer.label is not None:
        said, of, score = words.label(answer.label), answer.scored, answer.score
    else:
        said = f"{words.task(answer.task)}: {words.reason(answer.reason or '') or words.no_answer}"
        of, score = max(answer.scores.items(), key=lambda pair: pair[1], default=(None, 0.0))
    if of is None:
        return said
    share = words.percent(score)
    return f"{said} {share}" if of == answer.label else f"{said} ({words.label(of)} {share})"


def _draw_face(drawn: NDArray[np.uint8], face: FaceAnalysis, words: Wording) -> None:
    x, y, width, height = face.box_px
    thickness = max(1, round(min(drawn.shape[:2]) / 360))
    smile = face.answers.get("smile")
    colour = _HELD_BGR if face.held else _SURE_BGR
    cv2.rectangle(drawn, (x, y), (x + width, y + height), colour, thickness, cv2.LINE_AA)
    if smile is not None and smile.label is not None:
        filled = round(width * smile.score)
        cv2.line(drawn, (x, y + height), (x + filled, y + height), _POSITIVE_BGR, 3 * thickness)
    text = caption(face, words)
    if text:
        label = _label(text, _letters(drawn))
        top = y - label.shape[0] - thickness
        left = max(0, min(x, drawn.shape[1] - label.shape[1]))  # whole where there is room for it
        _paste(drawn, label, left, top if top >= 0 else max(0, y + thickness))


def _letters(drawn: NDArray[np.uint8]) -> int:
    """How large is written in a picture of this size."""
    return int(np.clip(min(drawn.shape[:2]) / 32, 11, 28))


@lru_cache(maxsize=256)
def _label(text: str, size: int) -> NDArray[np.uint8]:
    """White text on near-black: uint8 (height, width, 3), BGR."""
    font = font_for(text, size)
    left, top, right, bottom = font.getbbox(text)
    pad = size // 3
    patch = Image.new("RGB", (int(right - left) + 2 * pad, int(bottom - top) + 2 * pad), (24, 24, 27))
    ImageDraw.Draw(patch).text((pad - left, pad - top), text, fill="white", font=font)
    return np.ascontiguousarray(np.asarray(patch)[:, :, ::-1])


def _paste(drawn: NDArray[np.uint8], patch: NDArray[np.uint8], x: int, y: int) -> None:
    height = min(patch.shape[0], drawn.shape[0] - y)
    width = min(patch.shape[1], drawn.shape[1] - x)
    if height > 0 and width > 0:
        drawn[y : y + height, x : x + width] = patch[:height, :width]
