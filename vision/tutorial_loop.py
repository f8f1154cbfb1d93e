"""The loop of the usual tutorial, to compare with: Haar on the whole frame, a large network for every face.

Trainer and desktop run it in a process of its own, each with its own engine behind `predict`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from vision.detectors import HaarDetector
from vision.errors import FacetError
from vision.opencv import cv2

SIDE = 224
NETWORK = "VGG16, random weights"
LOOP = "Haar 1.3/5 on the whole frame, VGG16 224x224 for each face"
_COLOUR_BGR = (0, 255, 0)

Predict = Callable[[NDArray[np.float32]], NDArray[np.float32]]


class TutorialLoop:
    """One frame after the other, as tutorials write it. `predict`: (1, 224, 224, 3) to (1, classes)."""

    def __init__(self, predict: Predict) -> None:
        self._predict = predict
        self._detector = HaarDetector(scale_factor=1.3, min_neighbours=5, min_size_share=0.0, work_size=0)

    def step(self, image_bgr: NDArray[np.uint8]) -> int:
        """Finds faces, asks the network about each, draws the answer into the picture; gives their number."""
        boxes = self._detector.detect(image_bgr).boxes_px
        for x, y, width, height in boxes.tolist():
            face = cv2.resize(image_bgr[y : y + height, x : x + width], (SIDE, SIDE))
            given = cv2.cvtColor(face, cv2.COLOR_BGR2RGB).astype(np.float32)[None] / 255.0
            answer = int(np.argmax(self._predict(given)[0]))
            cv2.rectangle(image_bgr, (x, y), (x + width, y + height), _COLOUR_BGR, 2)
            cv2.putText(image_bgr, f"class {answer}", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, _COLOUR_BGR, 2)
        return len(boxes)


def stored_pictures(path: Path, width: int, height: int) -> NDArray[np.uint8]:
    """Pictures that lie one after the other in a file: uint8 (N, height, width, 3), BGR, read when asked for.

    Raises FacetError where the file holds no whole number of such pictures.
    """
    each = width * height * 3
    size = path.stat().st_size if path.is_file() else 0
    if each <= 0 or not size or size % each:
        raise FacetError(
            f"{path}: these are no stored pictures of {width}x{height}.",
            hint="`facet bench --against tutorial` starts this by itself.",
        )
    return np.memmap(path, np.uint8, mode="r", shape=(size // each, height, width, 3))


def serve(
    pictures: NDArray[np.uint8],
    predict: Predict,
    engine: str,
    requests: Iterable[str],
    answers: TextIO,
) -> None:
    """Answers lines of JSON until there are none: `{"frames": [0, 7]}` with the milliseconds of each frame.

    The first line says what runs. Wall and processor time are of the loop alone, this process's threads all
    counted; reading the picture is not.
    """
    loop = TutorialLoop(predict)
    predict(np.zeros((1, SIDE, SIDE, 3), np.float32))
    _say(answers, {"engine": engine, "network": NETWORK, "loop": LOOP})
    for line in requests:
        _say(answers, _round(loop, pictures, json.loads(line)["frames"]))


def _round(loop: TutorialLoop, pictures: NDArray[np.uint8], frames: list[int]) -> dict[str, Any]:
    wall_ms, cpu_ms, faces = [], [], []
    for index in frames:
        image = np.array(pictures[index])
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        faces.append(loop.step(image))
        cpu_ms.append((time.process_time() - cpu_s) * 1e3)
        wall_ms.append((time.perf_counter() - wall_s) * 1e3)
    return {"wall_ms": wall_ms, "cpu_ms": cpu_ms, "faces": faces}


def _say(answers: TextIO, what: dict[str, Any]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()
