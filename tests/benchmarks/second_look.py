"""What YuNet's look adds to photos in which Haar finds no face: faces found, and false ones.

    python -m tests.benchmarks.second_look FOLDER… [--every 5]

Prints the pictures that only the second look finds a face in, with its score and box: to be looked at.
docs/results/detection.md has the figures.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from vision.assets import shipped_models_root
from vision.face_finder import photo_finder
from vision.image_suffixes import IMAGE_SUFFIXES
from vision.images import read_image
from vision.landmarks import LandmarkNetwork
from vision.sessions import open_model


def main() -> None:
    """Search every picture below the folders as the Photos page does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so many-th picture")
    chosen = parser.parse_args()
    network = LandmarkNetwork(open_model(shipped_models_root() / "landmarks" / "model.onnx", provider="cpu"))
    haar, both = (photo_finder("haar", network, second_look=second) for second in (False, True))
    for folder in chosen.folders:
        paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in IMAGE_SUFFIXES)
        paths = paths[:: chosen.every]
        empty = [path for path in paths if not len(haar.find(read_image(path)))]
        found = {path: faces for path in empty if len(faces := both.find(read_image(path)))}
        for path, faces in found.items():
            print(f"  {path}  {faces.scores[0]:.2f}  {faces.boxes_px[0].tolist()}")
        counts = f"{len(paths)} pictures, {len(empty)} without a face by Haar"
        print(f"{folder}: {counts}, {len(found)} of them with the second look", flush=True)


if __name__ == "__main__":
    main()
