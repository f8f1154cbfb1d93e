"""Makes `assets/strangers/` for an embedding model: what strangers' embeddings are like, as a distribution.

    python -m tests.benchmarks.stranger_statistics --data ../shared/data --cache strangers.npz --model sface

Everyone in the LFW part (three pictures a person at most) and 600 of GENKI-4K's pictures. Nothing of any
single person goes into the file. Also prints how much further out real strangers' best scores lie than drawn
ones'.
"""

from __future__ import annotations

import argparse
import random as randomness
from pathlib import Path

import numpy as np

from desktop.people.matching import Matcher
from desktop.people.strangers import FOLDER, population_of, write_strangers
from tests.benchmarks.identity_open_set import snapshot_of
from tests.benchmarks.identity_pictures import Pictures, people_of
from vision.assets import assets_root

PICTURES_EACH = 3
GENKI_PICTURES = 600
STRETCH = 1.15  # as printed for 80 people enrolled, under SFace
_DRAWS = 12


def stretch_of(people: list[np.ndarray], faces: np.ndarray, size: int, share: float = 0.99) -> float:
    """How much further above their median the best scores of held-out faces lie than drawn faces'."""
    drawn, real = [], []
    for draw in range(_DRAWS):
        random = np.random.default_rng(draw)
        order = random.permutation(len(people))
        enrolled, left = order[:size], order[size:]
        matcher = Matcher(snapshot_of([list(people[k][:5]) for k in enrolled], ""))
        if len(faces):
            halves = random.permutation(len(faces))
            learned, others = faces[halves[::2]], faces[halves[1::2]]
        else:
            learned, others = (
                np.concatenate([people[k][:PICTURES_EACH] for k in left[part::2]]) for part in (0, 1)
            )
        tops = matcher.scores(population_of("", learned).draw(1500, draw)).max(axis=1)
        drawn.append(tops - np.median(tops))
        real.append(matcher.scores(others).max(axis=1) - np.median(tops))
    return float(np.quantile(np.concatenate(real), share) / np.quantile(np.concatenate(drawn), share))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--detector", default="yunet")
    parser.add_argument("--model")
    parser.add_argument("--stretch", type=float, default=STRETCH, help="as printed for 80 people enrolled")
    chosen = parser.parse_args()
    pictures = Pictures(chosen.cache, chosen.detector, chosen.model)
    lfw = [path for own in people_of(chosen.data / "lfw").values() for path in own[:5]]
    genki = sorted((chosen.data / "genki4k" / "files").glob("*.jpg"))
    randomness.Random(1).shuffle(genki)
    found = pictures.embed(chosen.data, [*lfw, *genki[:GENKI_PICTURES]])
    people: dict[str, list[np.ndarray]] = {}
    for path in lfw:
        if (numbers := found[path]) is not None:
            people.setdefault(path.parent.name, []).append(numbers)
    rows = [np.stack(own) for own in people.values()]
    faces = np.stack([n for path in genki[:GENKI_PICTURES] if (n := found[path]) is not None])
    for size in (5, 20, 80):
        print(size, "enrolled: lfw", round(stretch_of(rows, faces[:0], size), 3),
              "genki", round(stretch_of(rows, faces, size), 3))  # fmt: skip
    known = np.concatenate([own[:PICTURES_EACH] for own in rows])
    embedder = pictures.reader.embedder
    facts = {
        "model": embedder.name,
        "detector": chosen.detector,
        "faces": {"lfw-part": len(known), "genki-4k": len(faces)},
        "people": {"lfw-part": len(rows)},
        "made_by": "tests/benchmarks/stranger_statistics.py",
    }
    stretch = chosen.stretch
    populations = [population_of("lfw-part", known, stretch), population_of("genki-4k", faces, stretch)]
    print(write_strangers(assets_root() / FOLDER, embedder.digest, populations, facts))


if __name__ == "__main__":
    main()
