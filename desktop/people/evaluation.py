"""How well a gallery tells known people from strangers, over folders of pictures that it never saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.people.calibration import interval95
from desktop.people.decision import Decider
from desktop.people.reading import FaceReader
from desktop.people.records import name_key


@dataclass(frozen=True)
class Probe:
    """One picture's answer. `found`: whether a face was found at all; `right`: named as who it is."""

    found: bool
    named: bool = False
    right: bool = False
    nearest_right: bool = False


@dataclass(frozen=True)
class Evaluation:
    """Open-set identification (ISO/IEC 19795-1): TPIR over known people, FPIR over strangers, intervals."""

    tpir: float
    fpir: float
    rank1: float
    threshold: float
    n_known: int
    n_strangers: int
    n_no_face: int
    tpir_ci95: tuple[float, float]
    fpir_ci95: tuple[float, float]
    detector: str
    model: str


def probe(reader: FaceReader, decider: Decider, image_bgr: NDArray[np.uint8], name: str | None) -> Probe:
    """Who the largest face of a picture is; `name` is who it should be, None for a stranger."""
    faces = reader.faces(image_bgr)
    if not faces:
        return Probe(found=False)
    numbers = reader.embeddings(image_bgr, faces[:1])[0]
    quality = faces[0].quality
    decision = decider.decide(numbers, quality=quality.score, reasons=quality.reasons)
    wanted = None if name is None else name_key(name)
    return Probe(
        found=True,
        named=decision.name is not None,
        right=decision.name is not None and name_key(decision.name) == wanted,
        nearest_right=decision.nearest is not None and name_key(decision.nearest) == wanted,
    )


def evaluation(
    known: Iterable[Probe], strangers: Iterable[Probe], *, threshold: float, detector: str, model: str
) -> Evaluation:
    """The figures. A known face that was not found is a miss; a stranger's is no false alarm."""
    known, strangers = list(known), list(strangers)
    right, false = sum(p.right for p in known), sum(p.named for p in strangers)
    return Evaluation(
        tpir=_share(right, len(known)),
        fpir=_share(false, len(strangers)),
        rank1=_share(sum(p.nearest_right for p in known), len(known)),
        threshold=threshold,
        n_known=len(known),
        n_strangers=len(strangers),
        n_no_face=sum(not p.found for p in (*known, *strangers)),
        tpir_ci95=interval95(right, len(known)),
        fpir_ci95=interval95(false, len(strangers)),
        detector=detector,
        model=model,
    )


def _share(hits: int, n: int) -> float:
    return hits / n if n else 0.0
