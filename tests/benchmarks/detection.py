"""Measures finders on crowds, portraits and clips: recall, false alarms, milliseconds.

    python tests/benchmarks/detection.py wider|lfw|genki|clips|speed ../shared/data --finder haar

What docs/results/detection.md tells comes from here.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vision.assets import shipped_models_root
from vision.detectors import Detections, HaarDetector, detector_by_name
from vision.face_finder import LIVE_BAR, FaceFinder, HaarProposer
from vision.images import read_image
from vision.landmarks import LandmarkNetwork
from vision.opencv import cv2
from vision.sessions import open_model
from vision.yunet import YuNetDetector, yunet_file

WIDTH, SMALLEST, OVERLAP = 416, 30, 0.5
_TOUCHES = 0.1  # overlap with a face that is too small to be wanted
PRECISIONS = (0.99, 0.98, 0.96, 0.95, 0.9)
FINDERS = ("haar", "haar-live", "haar-once", "haar-plain", "yunet", "yunet-plain")
PARTS = {"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}
CLIPS_WITHOUT_FACES = ("pyfeat_no_face.mp4",)


def finder_of(name: str, model: Path, min_score: float | None) -> FaceFinder:
    """`haar` with the network, `haar-live` its quick searches, `haar-plain` Haar by itself.

    Live pictures are searched plain and equalised in turn: `haar-live` is both, `haar-once` the first alone.
    `yunet` as photos are searched, `yunet-plain` without enlarging.
    """
    if name == "haar-plain":
        return FaceFinder(HaarDetector(), None)
    landmarks = LandmarkNetwork(open_model(model, provider="cpu"))
    if name == "yunet":
        detector = detector_by_name("yunet")
        if min_score is not None:
            detector = YuNetDetector(yunet_file(), min_score=min_score, most_enlarged=2.0)
        return FaceFinder(detector, landmarks)
    if name == "yunet-plain":
        return FaceFinder(YuNetDetector(yunet_file(), min_score=min_score or 0.6), landmarks)
    if name == "haar":
        return FaceFinder(HaarProposer(thorough=True), landmarks, min_score=min_score)
    detector = QuickSearches(1 if name == "haar-once" else 2)
    return FaceFinder(detector, landmarks, min_score=LIVE_BAR if min_score is None else min_score)


class QuickSearches:
    """So many searches of a live picture that stands still, taken together."""

    name = "haar"

    def __init__(self, count: int) -> None:
        self._proposer = HaarProposer(thorough=False)
        self._count = count

    def detect(self, image_bgr: np.ndarray) -> Detections:
        self._proposer.start_over()
        found = [self._proposer.detect(image_bgr) for _ in range(self._count)]
        return Detections(
            np.concatenate([one.boxes_px for one in found]), np.concatenate([one.scores for one in found])
        )

    def detect_near(self, image_bgr: np.ndarray, box_px: np.ndarray) -> Detections:
        return self._proposer.detect_near(image_bgr, box_px)


def wider(root: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each picture at its own aspect, `WIDTH` wide, and its boxes x, y, width, height there."""
    for name, entry in json.loads((root / "wider-face" / "boxes.json").read_text()).items():
        image = read_image(root / "wider-face" / "images" / name)
        height = round(WIDTH * entry["orig"][1] / entry["orig"][0])
        how = cv2.INTER_AREA if height < image.shape[0] else cv2.INTER_LINEAR
        boxes = np.array(entry["boxes"], np.float64).reshape(-1, 4)
        boxes[:, [1, 3]] *= height / image.shape[0]
        boxes[:, 2:] -= boxes[:, :2]
        yield cv2.resize(image, (WIDTH, height), interpolation=how), boxes


def overlaps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    left_top = np.maximum(a[:, None, :2], b[None, :, :2])
    right_bottom = np.minimum(a[:, None, :2] + a[:, None, 2:], b[None, :, :2] + b[None, :, 2:])
    shared = np.prod(np.clip(right_bottom - left_top, 0, None), axis=-1)
    return shared / (np.prod(a[:, None, 2:], -1) + np.prod(b[None, :, 2:], -1) - shared + 1e-9)


def judged(boxes: np.ndarray, scores: np.ndarray, truth: np.ndarray, wanted: np.ndarray) -> list[tuple]:
    """(score, right, row) of every box that counts: what touches a face too small to be wanted does not."""
    rows: list[tuple] = []
    used: set[int] = set()
    shared = overlaps(boxes.astype(np.float64), truth)
    for row in np.argsort(-scores):
        on = [column for column in np.argsort(-shared[row]) if shared[row, column] >= OVERLAP]
        free = [column for column in on if wanted[column] and column not in used]
        if free:
            used.add(int(free[0]))
            rows.append((float(scores[row]), True, row))
        elif not (shared[row, ~wanted] > _TOUCHES).any():
            rows.append((float(scores[row]), False, row))
    return rows


def measure_wider(finder: FaceFinder, root: Path, side: str, part: str) -> None:
    """Recall at several precisions; `side`: which side of a box must have `SMALLEST` pixels.

    Twice: every box found counts, also one of 8 pixels; and only those as large as the faces asked for.
    """
    pick = {"longer": np.max, "shorter": np.min}[side]
    rows: list[tuple] = []
    of_size: list[tuple] = []
    wanted_in_all = 0
    for image, truth in list(wider(root))[PARTS[part]]:
        wanted = pick(truth[:, 2:], axis=1) >= SMALLEST if len(truth) else np.zeros(0, bool)
        wanted_in_all += int(wanted.sum())
        faces = finder.find(image)
        judgement = judged(faces.boxes_px, faces.scores, truth, wanted)
        rows += [row[:2] for row in judgement]
        of_size += [row[:2] for row in judgement if row[1] or pick(faces.boxes_px[row[2], 2:]) >= SMALLEST]
    print("every box found counts")
    tell_recall(rows, wanted_in_all)
    print(f"boxes found count from {SMALLEST} pixels on")
    tell_recall(of_size, wanted_in_all)


def tell_recall(rows: list[tuple], wanted_in_all: int) -> None:
    rows.sort(key=lambda row: -row[0])
    right = np.cumsum([row[1] for row in rows])
    precision = right / np.arange(1, len(rows) + 1)
    print(f"all: {right[-1]} of {wanted_in_all} found, {len(rows) - right[-1]} false")
    for bar in PRECISIONS:
        fitting = np.flatnonzero(precision >= bar)
        if len(fitting):
            last = fitting[-1]
            recall = right[last] / wanted_in_all
            print(f"precision {bar}: recall {recall:.3f} ({right[last]}), score from {rows[last][0]:.3f}")


def measure_portraits(finder: FaceFinder, root: Path, pattern: str, every: int) -> None:
    """The share of pictures whose middle lies in the largest face found."""
    files = sorted(root.glob(pattern))[::every]
    found = several = 0
    missed = []
    for path in files:
        image = read_image(path)
        face = finder.find(image)
        several += len(face) > 1
        x, y, width, height = face.largest().boxes_px[0] if len(face) else (0, 0, 0, 0)
        middle_x, middle_y = image.shape[1] / 2, image.shape[0] / 2
        if x <= middle_x <= x + width and y <= middle_y <= y + height:
            found += 1
        else:
            missed.append(path.name)
    print(f"{found} of {len(files)} ({found / len(files):.4f}), {several} with several; missed {missed[:20]}")


def measure_clips(finder: FaceFinder, root: Path) -> None:
    """False faces in clips without any, each frame by itself."""
    for name in CLIPS_WITHOUT_FACES:
        counts = [len(finder.find(frame)) for frame in frames(root / "videos" / name)]
        print(f"{name}: {sum(counts)} faces in {len(counts)} frames")


def frames(path: Path, every: int = 1) -> Iterator[np.ndarray]:
    capture = cv2.VideoCapture(str(path))
    number = 0
    while capture.grab():
        if number % every == 0:
            yield capture.retrieve()[1]
        number += 1
    capture.release()


def measure_speed(finder: FaceFinder, root: Path) -> None:
    """Milliseconds of this process' own time, the median of several pictures at three widths."""
    portrait = next(frames(root / "videos" / "liveportrait_source_s18.mp4"))
    for width in (1280, 416, 250):
        image = cv2.resize(portrait, (width, round(width * portrait.shape[0] / portrait.shape[1])))
        times = []
        for _ in range(9):
            began = time.process_time()
            finder.find(image)
            times.append((time.process_time() - began) * 1e3)
        print(f"{width} wide: {statistics.median(times):.1f} ms, least {min(times):.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("wider", "lfw", "genki", "clips", "speed"))
    parser.add_argument("root", type=Path)
    parser.add_argument("--finder", default="haar", choices=FINDERS)
    parser.add_argument("--model", type=Path, default=shipped_models_root() / "landmarks" / "model.onnx")
    parser.add_argument("--min-score", type=float)
    parser.add_argument("--side", choices=("longer", "shorter"), default="longer")
    parser.add_argument("--part", choices=tuple(PARTS), default="all", help="of the crowds")
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    finder = finder_of(given.finder, given.model, given.min_score)
    if given.what == "wider":
        measure_wider(finder, given.root, given.side, given.part)
    elif given.what in ("lfw", "genki"):
        pattern = {"lfw": "lfw/*/*.jpg", "genki": "genki4k/files/*.jpg"}[given.what]
        measure_portraits(finder, given.root, pattern, given.every)
    elif given.what == "clips":
        measure_clips(finder, given.root)
    else:
        measure_speed(finder, given.root)


if __name__ == "__main__":
    main()
