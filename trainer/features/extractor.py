"""A frozen backbone as an ONNX file, made once and kept: pictures in, features out, without TensorFlow."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trainer.models.backbones import Backbone
from trainer.models.weights_packages import cache_folder
from vision.crops import CropSpec
from vision.errors import DataUnusable, FacetError
from vision.images import write_bytes
from vision.model_card import InputSpec, ModelCard, OutputSpec
from vision.sessions import ModelSession, open_model, sha256_of

if TYPE_CHECKING:
    import keras

    from trainer.models.backbone_networks import FeatureKind

THREADS = 2
_MADE_BY = 1  # counted up when the same weights would give other features
_TIMED = 4  # pictures that the two runtimes are timed on
_TOLERANCE = 1e-3  # of the largest feature


@dataclass(frozen=True)
class Extractor:
    """A frozen backbone. `digest` names what decides its features: weights, layers, size and scaling.

    flat_digest: that of the extractor whose features, averaged over the map, are the same; None but for
    averages.
    """

    backbone: Backbone
    kind: FeatureKind
    side: int
    digest: str
    session: ModelSession
    facts: dict[str, Any]
    flat_digest: str | None = None

    @property
    def name(self) -> str:
        return self.backbone.name

    @property
    def size(self) -> int:
        """How many features a picture has."""
        return self.session.card.output.size

    def run(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Features (N, size) of uint8 RGB crops (N, side, side, 3)."""
        return self.session.run(crops)

    def speed_words(self) -> str:
        """How fast it is in either runtime, as measured when it was made."""
        keras_ms, ours_ms = self.facts["keras_ms"], self.facts["onnxruntime_ms"]
        return f"{self.backbone.name}: {ours_ms:.1f} ms a picture in ONNX Runtime, {keras_ms:.1f} in Keras"


def open_extractor(
    entry: Backbone,
    kind: FeatureKind = "average",
    *,
    side: int | None = None,
    weights: Path | None = None,
    threads: int = THREADS,
) -> Extractor:
    """The extractor, exported where it is not kept yet. Raises FacetError where its weights can't be had."""
    side = side or entry.side
    digest = _digest(entry, kind, side, weights)
    folder = cache_folder("extractors")
    path = folder / f"{entry.name}-{kind}-{side}-{digest[:12]}.onnx"
    told = path.with_suffix(".json")
    if not (path.exists() and told.exists()):
        content, facts = _export(entry, kind, side, weights, threads, folder)
        _keep(path, content)
        _keep(told, json.dumps(facts, indent=1).encode())
    facts = json.loads(told.read_text(encoding="utf-8"))
    session = open_model(path, provider="cpu", threads=threads)
    flat_digest = _digest(entry, "flat", side, weights) if kind == "average" else None
    return Extractor(entry, kind, side, digest, session, facts, flat_digest)


def _digest(entry: Backbone, kind: str, side: int, weights: Path | None) -> str:
    if weights is not None:
        if not weights.is_file():
            raise DataUnusable(weights, "there is no such file of weights")
        source = sha256_of(weights)
    elif entry.packaged is not None:
        source = entry.packaged.sha256
    else:
        source = "keras"
    layers = {"layers": " ".join(entry.stages), "grid": entry.grid}.get(kind, "")
    words = f"{_MADE_BY} {entry.name} {kind} {layers} {side} {entry.scaling} {source}"
    return hashlib.sha256(words.encode()).hexdigest()


def _export(
    entry: Backbone, kind: FeatureKind, side: int, weights: Path | None, threads: int, folder: Path
) -> tuple[bytes, dict[str, Any]]:
    """The ONNX file, and what is told of it: parameters, and the time a picture takes in both runtimes."""
    from trainer.fit.device import import_quietly

    import_quietly()
    import keras

    from trainer.export.onnx_file import to_onnx
    from trainer.models.backbone_networks import features_model

    model = features_model(entry, kind, weights, side)
    content = to_onnx(model, _card(entry, kind, side, int(model.output_shape[-1])))
    beside = folder / f".trial-{os.getpid()}.onnx"
    _keep(beside, content)
    try:
        session = open_model(beside, provider="cpu", threads=threads)
        pictures = np.random.default_rng(1).integers(0, 256, (_TIMED, side, side, 3), np.uint8)
        ours_ms, ours = _timed(session.run, pictures)
        keras_ms, theirs = _timed(_keras_run(model), pictures)
    finally:
        beside.unlink(missing_ok=True)
    apart = float(np.abs(ours - theirs).max() / max(1e-6, float(np.abs(theirs).max())))
    if not apart <= _TOLERANCE:
        raise FacetError(f"{entry.name} answers otherwise in ONNX Runtime than in Keras, by {apart:.2g}.")
    params = int(sum(np.prod(variable.shape) for variable in model.variables))
    # Several backbones after one another would else hold gigabytes of graphs that nobody runs again.
    keras.backend.clear_session(free_memory=True)
    return content, {"params": params, "onnxruntime_ms": ours_ms, "keras_ms": keras_ms, "threads": threads}


def _keras_run(model: keras.Model) -> Any:
    return lambda pictures: np.asarray(model.predict_on_batch(pictures), np.float32)


def _timed(run: Any, pictures: NDArray[np.uint8]) -> tuple[float, NDArray[np.float32]]:
    """Milliseconds a picture, the better of two goes after one to warm up, and the answers."""
    answers = run(pictures)
    spent = []
    for _ in range(2):
        began = time.perf_counter()
        run(pictures)
        spent.append((time.perf_counter() - began) * 1000 / len(pictures))
    return round(min(spent), 2), answers


def _card(entry: Backbone, kind: str, side: int, size: int) -> ModelCard:
    return ModelCard(
        task="features",
        name=f"{entry.name}-{kind}",
        version=str(_MADE_BY),
        input=InputSpec(width=side, height=side),
        crop=CropSpec(width=side, height=side),
        output=OutputSpec(kind="embedding", size=size),
        licence=entry.licence,
        seed=0,
        versions={},
        created=date.today().isoformat(),
    )


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
    except OSError as error:
        hint = "Free some space, or name another folder in FACET_TRAIN_CACHE."
        raise DataUnusable(path, f"can't be written ({error.strerror})", hint=hint) from error
