"""Whole numbers of 8 bits in place of floats: made, measured beside the original, refused where no better.

Static quantisation of ONNX Runtime: weights per channel, activations calibrated on pictures that are not
among those it is measured on. Jacob et al., "Quantization and training of neural networks for efficient
integer-arithmetic-only inference", CVPR 2018.
"""

from __future__ import annotations

import logging
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import LabelledPictures
from trainer.evaluate.intervals import wilson_interval
from trainer.evaluate.runner import OnProgress, decide, labelled_views
from trainer.export.onnx_file import INPUT
from trainer.export.placing import Proved
from vision.crops import Crops
from vision.errors import DataUnusable
from vision.model_card import CARD_KEY, Metric, ModelCard
from vision.model_making import MadeInt8
from vision.recognisers import Recogniser
from vision.sessions import ModelSession, open_model

CALIBRATED_ON, _MEASURED_ON = 300, 4000
_LEAST = 20
_BATCH = 32
_ROUNDS, _WARM_UP = 150, 15


@dataclass(frozen=True)
class Trial:
    """One file's accuracy on the measured pictures, its milliseconds a picture alone, and its size."""

    accuracy: float
    ms: float
    size_bytes: int

    def to_json_object(self) -> dict[str, Any]:
        return {"accuracy": self.accuracy, "ms": round(self.ms, 4), "bytes": self.size_bytes}


@dataclass(frozen=True)
class Int8Result:
    """Both files measured on `n` pictures. `refused` says why the quantised one is not used, or is empty."""

    content: bytes
    before: Trial
    after: Trial
    n: int
    calibrated_on: int
    refused: str

    def to_json_object(self) -> dict[str, Any]:
        return {
            "accepted": not self.refused,
            "refused": self.refused or None,
            "n": self.n,
            "calibrated_on": self.calibrated_on,
            "before": self.before.to_json_object(),
            "after": self.after.to_json_object(),
        }

    def in_words(self) -> str:
        """For example "int8 refused, slower: accuracy 96.00 % and 95.90 %, .71 and .90 ms (n = 400)"."""
        said = f"refused, {self.refused}" if self.refused else "accepted"
        old, new = self.before, self.after
        return (
            f"int8 {said}: accuracy {old.accuracy:.2%} before and {new.accuracy:.2%} after (n = {self.n}), "
            f"{old.ms:.3f} and {new.ms:.3f} ms a picture, {old.size_bytes:,} and {new.size_bytes:,} bytes"
        )


def try_int8(
    content: bytes,
    pictures: LabelledPictures,
    detector: str | None,
    *,
    tolerance: float,
    on_progress: OnProgress = lambda done, total: None,
) -> Int8Result:
    """Quantises an exported file, and measures both on pictures that were not calibrated on.

    Refused where it is not faster, or where its accuracy is lower by more than `tolerance`, a share of one.
    Raises DataUnusable where there are too few pictures.
    """
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "model.onnx"
        original.write_bytes(content)
        session = open_model(original, provider="cpu")
        crops, truth = labelled_views(
            Recogniser(session), pictures, detector, CALIBRATED_ON + _MEASURED_ON, on_progress=on_progress
        )
        if len(crops) < 2 * _LEAST:
            reason = f"holds {len(crops)} pictures that can be read; int8 needs {2 * _LEAST} to be tried"
            raise DataUnusable(pictures.root, reason)
        calibrating = _spread(len(crops), min(CALIBRATED_ON, len(crops) // 2))
        quantised = Path(folder) / "int8.onnx"
        quantise(original, quantised, crops[calibrating])
        other = open_model(quantised, provider="cpu")
        made = quantised.read_bytes()
        rest = np.setdiff1d(np.arange(len(crops)), calibrating)
        accuracies = [_accuracy(one, crops[rest], truth[rest]) for one in (session, other)]
        times_ms = _times_ms(session, other, crops[rest])
    before = Trial(accuracies[0], times_ms[0], len(content))
    after = Trial(accuracies[1], times_ms[1], len(made))
    return Int8Result(made, before, after, len(rest), len(calibrating), _why_not(before, after, tolerance))


def quantised_proof(proved: Proved, result: Int8Result, dataset: str) -> Proved:
    """What is put in place where the quantised file was accepted: its card says so, with its own figures."""
    accuracy = result.after.accuracy
    interval = wilson_interval(round(accuracy * result.n), result.n)
    measured = Metric(
        name="accuracy", value=accuracy, dataset=dataset, split="int8 trial", n=result.n, ci95=interval
    )
    words = (
        f"{proved.card.description} 8-bit integers, calibrated on {result.calibrated_on} pictures.".strip()
    )
    making = proved.card.making
    if making:
        making = (*making, MadeInt8(pictures=result.calibrated_on))
    told = {"metrics": (measured,), "description": words, "making": making}
    card = proved.card.model_copy(update=told)
    content = with_card(result.content, card)
    answers = _answers(content, proved.crops)
    return replace(proved, content=content, card=card, parity=replace(proved.parity, answers=answers))


def _answers(content: bytes, crops: Crops) -> NDArray[np.float32]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(content)
        return open_model(path, provider="cpu").run(crops)


def with_card(content: bytes, card: ModelCard) -> bytes:
    """An ONNX file with another card inside."""
    import onnx

    proto = onnx.load_from_string(content)
    del proto.metadata_props[:]
    onnx.helper.set_model_props(proto, {CARD_KEY: card.to_json()})
    changed: bytes = proto.SerializeToString()
    return changed


def quantise(original: Path, target: Path, crops: Crops) -> None:
    """Writes the quantised model, its card inside, calibrated on `crops`."""
    import onnx
    from onnxruntime import quantization
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = target.with_suffix(".prepared.onnx")
    with _quiet():
        quant_pre_process(str(original), str(prepared), skip_symbolic_shape=True)
        quantization.quantize_static(
            str(prepared),
            str(target),
            _reader(quantization, crops),
            op_types_to_quantize=["Conv", "MatMul", "Gemm", "Add", "Relu"],
            per_channel=True,
            weight_type=quantization.QuantType.QInt8,
            # Weights of 7 bits: on processors without VNNI the sums of 8-bit ones saturate (ONNX Runtime's
            # guide to quantisation). The smile model lost 7 points of accuracy by it, and so .2.
            reduce_range=True,
            activation_type=quantization.QuantType.QUInt8,
        )
    prepared.unlink()
    proto, card = onnx.load(target), onnx.load(original).metadata_props
    del proto.metadata_props[:]
    proto.metadata_props.extend(card)
    onnx.save(proto, target)


def _reader(quantization: Any, crops: Crops) -> Any:
    class Reader(quantization.CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            starts = range(0, len(crops), _BATCH)
            self._batches = iter([{INPUT: crops[start : start + _BATCH]} for start in starts])

        def get_next(self) -> dict[str, Crops] | None:
            return next(self._batches, None)

    return Reader()


def _accuracy(session: ModelSession, crops: Crops, truth: NDArray[np.intp]) -> float:
    recogniser = Recogniser(session)
    rows = [recogniser.probabilities(crops[start : start + _BATCH]) for start in range(0, len(crops), _BATCH)]
    return float((decide(recogniser, np.concatenate(rows)) == truth).mean())


def _times_ms(one: ModelSession, other: ModelSession, crops: Crops) -> tuple[float, float]:
    """The medians of single pictures, one thread, the two in turn so that other work hits both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(_WARM_UP + _ROUNDS):
        crop = crops[turn % len(crops)][None]
        for session, kept in zip((one, other), times, strict=True):
            began = time.perf_counter()
            session.run(crop)
            kept.append((time.perf_counter() - began) * 1e3)
    return tuple(float(np.median(kept[_WARM_UP:])) for kept in times)  # type: ignore[return-value]


def _why_not(before: Trial, after: Trial, tolerance: float) -> str:
    lost = before.accuracy - after.accuracy
    if lost > tolerance:
        return f"worse by {lost:.2%} where {tolerance:.2%} is allowed"
    if after.ms >= before.ms:
        return "not faster"
    return ""


def _spread(of: int, count: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, of - 1, count).round().astype(np.intp))


@contextmanager
def _quiet() -> Iterator[None]:
    """The quantiser's advice to its callers goes to the root logger."""
    logger = logging.getLogger()
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
