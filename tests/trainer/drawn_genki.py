"""Drawn faces in GENKI-4K's layout: a data set that any test may make."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.images import write_image
from vision.opencv import cv2

SIDE = 96


def drawn_picture(number: int, *, smiling: bool) -> NDArray[np.uint8]:
    """A drawn face on a ground of its own, uint8 (96, 96, 3) BGR; each number looks different."""
    random = np.random.default_rng(number)
    ground = random.integers(0, 255, (6, 6, 3), dtype=np.uint8)
    picture = np.asarray(cv2.resize(ground, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.uint8)
    x, y = (int(v) for v in SIDE // 2 + random.integers(-5, 6, 2))
    skin = tuple(int(v) for v in random.integers(110, 230, 3))
    cv2.ellipse(picture, (x, y), (28, 36), 0, 0, 360, skin, -1)
    for side in (-11, 11):
        cv2.circle(picture, (x + side, y - 10), 4, (20, 20, 20), -1)
    if smiling:
        cv2.ellipse(picture, (x, y + 8), (16, 14), 0, 10, 170, (250, 250, 250), -1)
    else:
        cv2.line(picture, (x - 10, y + 18), (x + 10, y + 18), (20, 20, 90), 2)
    return picture


def write_genki(root: Path, count: int = 80, *, labels: list[int] | None = None) -> Path:
    """`count` pictures, the first half smiling, and labels.txt; `labels` replaces what labels.txt says."""
    (root / "files").mkdir(parents=True)
    truth = [int(number <= count // 2) for number in range(1, count + 1)]
    for number, smiling in enumerate(truth, 1):
        write_image(root / "files" / f"file{number:04d}.jpg", drawn_picture(number, smiling=bool(smiling)))
    lines = [f"{label} 0.0 0.0 0.0\n" for label in (truth if labels is None else labels)]
    (root / "labels.txt").write_text("".join(lines))
    return root
