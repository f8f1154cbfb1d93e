"""Public layouts made of drawn pictures: class folders, CIFAR's pickles, Tiny ImageNet, Stanford Dogs."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.images import write_image
from vision.opencv import cv2

FRUIT = ("apple", "pear")


def drawn(number: int, shape: int, side: int = 48) -> NDArray[np.uint8]:
    """A disc (0) or a square (1) on a ground of its own, uint8 (side, side, 3) BGR."""
    random = np.random.default_rng([number, shape])
    ground = random.integers(0, 160, (5, 5, 3), dtype=np.uint8)
    picture = np.asarray(cv2.resize(ground, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
    x, y = (int(v) for v in side // 2 + random.integers(-side // 10, side // 10 + 1, 2))
    colour = tuple(int(v) for v in random.integers(200, 256, 3))
    if shape:
        cv2.rectangle(picture, (x - side // 4, y - side // 4), (x + side // 4, y + side // 4), colour, -1)
    else:
        cv2.circle(picture, (x, y), side // 4, colour, -1)
    return picture


def write_folders(root: Path, count: int = 24, names: tuple[str, ...] = FRUIT) -> Path:
    """Class folders with `count` pictures each."""
    for shape, name in enumerate(names):
        (root / name).mkdir(parents=True)
        for number in range(count):
            write_image(root / name / f"{number:03d}.png", drawn(number, shape))
    return root


def write_cifar(root: Path, count: int = 24, test: int = 8, *, labels_short: int = 0) -> Path:
    """CIFAR-100's pickles with two classes; `labels_short` labels are missing in the training file."""
    root.mkdir(parents=True)
    _write_pickle(root / "meta", {b"fine_label_names": [name.encode() for name in FRUIT]})
    for name, first, number in (("train", 0, count), ("test", 1000, test)):
        classes = [place % 2 for place in range(number)]
        pictures = [drawn(first + place, shape, 32)[:, :, ::-1] for place, shape in enumerate(classes)]
        data = np.stack([picture.transpose(2, 0, 1).ravel() for picture in pictures])
        short = labels_short if name == "train" else 0
        _write_pickle(root / name, {b"fine_labels": classes[: number - short], b"data": data})
    return root


def write_tiny_imagenet(root: Path, count: int = 12, val: int = 6) -> Path:
    """Two classes of Tiny ImageNet's layout, and a third that wnids.txt doesn't list."""
    for shape, wnid in enumerate(("n001", "n002", "n003")):
        (root / "train" / wnid / "images").mkdir(parents=True)
        for number in range(count):
            path = root / "train" / wnid / "images" / f"{wnid}_{number}.JPEG"
            write_image(path.with_suffix(".png"), drawn(number, shape % 2, 64))
    (root / "val" / "images").mkdir(parents=True)
    lines = []
    for number in range(val):
        write_image(root / "val" / "images" / f"val_{number}.png", drawn(500 + number, number % 2, 64))
        lines.append(f"val_{number}.png\tn00{1 + number % 2}\t0\t0\t63\t63\n")
    (root / "val" / "val_annotations.txt").write_text("".join(lines))
    (root / "wnids.txt").write_text("n001\nn002\n")
    (root / "words.txt").write_text("n001\tapple, Malus\nn002\tpear\nn003\tplum\n")
    return root


def write_dogs(root: Path, count: int = 3) -> Path:
    """Two breeds of Stanford Dogs, annotated."""
    for shape, breed in enumerate(("n02085620-Chihuahua", "n02088466-blood_hound")):
        (root / "Images" / breed).mkdir(parents=True)
        (root / "Annotation" / breed).mkdir(parents=True)
        for number in range(count):
            name = f"{breed[:9]}_{number}"
            write_image(root / "Images" / breed / f"{name}.jpg", drawn(number, shape))
            box = "<xmin>12</xmin><ymin>10</ymin><xmax>36</xmax><ymax>40</ymax>"
            small = "<xmin>1</xmin><ymin>1</ymin><xmax>3</xmax><ymax>3</ymax>"
            words = "".join(f"<object><bndbox>{edges}</bndbox></object>" for edges in (small, box))
            (root / "Annotation" / breed / name).write_text(f"<annotation>{words}</annotation>")
    return root


def _write_pickle(path: Path, content: object) -> None:
    path.write_bytes(pickle.dumps(content, protocol=2))
