"""Faces of nobody: drawn from bundled statistics of strangers' embeddings, to set the bar against."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from desktop.people.snapshot import Floats
from vision.assets import assets_root
from vision.embeddings import normalise
from vision.errors import FacetError
from vision.images import write_bytes

FOLDER = "strangers"
DRAWN = 5000
_SEED = 2026
_FORM = 1


@dataclass(frozen=True)
class Population:
    """Embeddings of many people as a normal distribution: no picture, and no single person's numbers.

    mean (D,), spread (D, D): a face is the mean plus `spread` times D normal numbers, scaled to length 1.
    `stretch`: real strangers' best scores lie further above their median than drawn ones', by this factor;
    people come in kinds, and a normal distribution has none.
    """

    name: str
    mean: Floats
    spread: Floats
    stretch: float

    def draw(self, count: int, seed: int = _SEED) -> Floats:
        """That many strangers, always the same ones: float32 (count, D), length 1."""
        numbers = np.random.default_rng(seed).standard_normal((count, len(self.mean)))
        return normalise(np.asarray(self.mean + numbers @ self.spread.T, np.float32))


@dataclass(frozen=True)
class Crowd:
    """Strangers drawn from one population: `faces` float32 (M, D), length 1."""

    name: str
    faces: Floats
    stretch: float = 1.0


@dataclass(frozen=True)
class Strangers:
    """What is known of strangers under one embedding model, and in `facts` where that comes from."""

    digest: str
    crowds: tuple[Crowd, ...]
    facts: dict[str, Any]


def population_of(name: str, faces: Floats, stretch: float = 1.0) -> Population:
    """The distribution of the embeddings (M, D) of many people, a few faces each."""
    values, directions = np.linalg.eigh(np.cov(faces.astype(np.float64).T))
    spread = directions * np.sqrt(np.maximum(values, 0))
    return Population(name, faces.mean(axis=0), np.asarray(spread, np.float32), stretch)


def strangers_for(digest: str, folder: Path | None = None) -> Strangers | None:
    """The bundled strangers of the model with that digest, or None where nothing is known of them."""
    root = assets_root() / FOLDER if folder is None else folder
    return _drawn(root / f"{digest[:16]}.npz", digest)


@cache
def _drawn(path: Path, digest: str) -> Strangers | None:
    if not path.is_file():
        return None
    facts, populations = read_strangers(path)
    if facts["digest"] != digest:
        return None
    crowds = tuple(Crowd(p.name, p.draw(DRAWN), p.stretch) for p in populations)
    return Strangers(digest, crowds, facts)


def read_strangers(path: Path) -> tuple[dict[str, Any], tuple[Population, ...]]:
    """Facts and populations of a file. Raises FacetError where it is none that this Facet knows."""
    try:
        with np.load(path, allow_pickle=False) as file:
            facts: dict[str, Any] = json.loads(str(file["facts"]))
            populations = tuple(
                Population(
                    said["name"],
                    file[f"mean_{place}"].astype(np.float32),
                    file[f"spread_{place}"].astype(np.float32),
                    float(said["stretch"]),
                )
                for place, said in enumerate(facts["populations"])
            )
            known = facts["form"] == _FORM and isinstance(facts["digest"], str)
    except (OSError, ValueError, KeyError, EOFError, TypeError) as error:
        raise FacetError(
            f"{path}: what is known of strangers can't be read.", hint="Install Facet again."
        ) from error
    if not known:
        raise FacetError(f"{path}: a newer Facet wrote this.", hint="Update Facet.")
    return facts, populations


def write_strangers(
    folder: Path, digest: str, populations: Sequence[Population], facts: dict[str, Any]
) -> Path:
    """Writes what is known of a model's strangers, with half the digits: some dozens of kilobytes."""
    said = [{"name": p.name, "stretch": round(p.stretch, 4)} for p in populations]
    head = facts | {"form": _FORM, "digest": digest, "populations": said}
    arrays: dict[str, Any] = {"facts": np.array(json.dumps(head))}
    for place, population in enumerate(populations):
        arrays[f"mean_{place}"] = population.mean.astype(np.float16)
        arrays[f"spread_{place}"] = population.spread.astype(np.float16)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    path = folder / f"{digest[:16]}.npz"
    write_bytes(path, content.getvalue())
    return path
