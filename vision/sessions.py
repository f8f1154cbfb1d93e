"""ONNX Runtime sessions: a model file opened with its card checked, and the truth about what runs it."""

from __future__ import annotations

import ctypes
import hashlib
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vision.errors import FacetError, ModelRefused, ProviderUnavailable
from vision.memory import give_back
from vision.model_card import CARD_KEY, ModelCard
from vision.onnx_head import read_head
from vision.onnx_runtime import ort
from vision.provider_choice import Choice, Run, fastest, forget, remembered

PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "directml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
}
PROVIDER_CHOICES = ("auto", *PROVIDERS)
_GPUS = ("tensorrt", "cuda", "directml", "coreml")
_DTYPES = {"tensor(uint8)": "uint8", "tensor(float)": "float32"}
_log = logging.getLogger(__name__)
_DRIVERS = {
    "linux": {"cuda": "libcuda.so.1", "tensorrt": "libcuda.so.1"},
    "win32": {"cuda": "nvcuda.dll", "tensorrt": "nvcuda.dll"},
}


@dataclass(frozen=True)
class ProviderTruth:
    """What was asked for, what runs, and why they differ.

    `fell_back`: a GPU is here, and the model yet runs on the CPU because the GPU did not start or answered
    wrongly. Not where the CPU is the faster of the two.
    """

    asked: str
    used: str
    reason: str = ""
    fell_back: bool = False


class _Port(Protocol):
    """An input or output of a network."""

    @property
    def type(self) -> str: ...
    @property
    def shape(self) -> list[Any]: ...


class ModelSession:
    """An open model: its card and provider. Made by `open_model`."""

    def __init__(
        self, path: Path, session: ort.InferenceSession, card: ModelCard, provider: ProviderTruth
    ) -> None:
        self.path = path
        self.card = card
        self.provider = provider
        self._session = session
        self._input = session.get_inputs()[0].name
        self._output = session.get_outputs()[0].name

    @cached_property
    def digest(self) -> str:
        """The sha256 of the file."""
        return sha256_of(self.path)

    def run(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Answers of shape (N, size) for crops of shape (N, height, width, 3), uint8 RGB.

        Raises ValueError for any other shape or dtype: scaled pictures would be answered, and wrongly.
        """
        wanted = (self.card.input.height, self.card.input.width, 3)
        if batch.dtype != np.uint8 or batch.shape[1:] != wanted:
            raise ValueError(f"crops are uint8 (N, *{wanted}), not {batch.dtype} {batch.shape}")
        if not len(batch):
            return np.zeros((0, self.card.output.size), np.float32)
        given = batch.astype(self.card.input.dtype, copy=False)
        (answers,) = self._session.run([self._output], {self._input: given})
        return np.asarray(answers, np.float32)


def open_model(path: Path | str, *, provider: str = "auto", threads: int = 1) -> ModelSession:
    """Opens a model file.

    Raises ModelRefused where the file is no model or its card disagrees with the network,
    ProviderUnavailable where a provider asked for by name can't run. 'auto' takes the fastest that answers as
    the CPU does: measured at first use, which takes a second or more where there is a GPU, and remembered.
    """
    path = Path(path)
    gpus = _usable_gpus() if provider == "auto" else ()
    truth = _fastest_truth(path, gpus, threads) if gpus else _choose_provider(provider)
    session = _open_session(path, truth.used, threads)
    running = _name_of(session.get_providers()[0])
    if running != truth.used:
        if provider != "auto":
            raise ProviderUnavailable(provider, f"ONNX Runtime fell back to '{running}'")
        forget(_choice_key(path, gpus, threads))
        truth = ProviderTruth(provider, running, f"{truth.used} could not start", fell_back=True)
    if truth.fell_back:
        _log.warning("%s runs on the %s although a GPU is here: %s", path.name, truth.used, truth.reason)
    card = _card_of(path, session)
    _check_shapes(path, session.get_inputs(), session.get_outputs(), card)
    give_back()
    return ModelSession(path, session, card, truth)


def read_card(path: Path | str) -> ModelCard:
    """The card of a model file. Raises ModelRefused where there is none that is valid."""
    path = Path(path)
    session = _open_session(path, "cpu", 1)
    card = _card_of(path, session)
    _check_shapes(path, session.get_inputs(), session.get_outputs(), card)
    return card


def listed_card(path: Path) -> ModelCard:
    """The card of a model file for a list, a hundred times faster: the network itself is not opened.

    Raises ModelRefused as `read_card` does, but for a network that is whole and does not run.
    """
    head = read_head(path)
    if head is not None and CARD_KEY in head.metadata:
        try:
            card = ModelCard.from_json(head.metadata[CARD_KEY], path)
            _check_shapes(path, head.inputs, head.outputs, card)
        except ModelRefused:
            return read_card(path)  # which says what is wrong in ONNX Runtime's own view
        return card
    return read_card(path)


def sha256_of(path: Path) -> str:
    """The file's sha256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def available_providers() -> dict[str, str]:
    """Every provider that this ONNX Runtime was built with -> "" if it may run here, else the reason."""
    built = set(ort.get_available_providers())
    return {name: _missing_driver(name) for name, ort_name in PROVIDERS.items() if ort_name in built}


def _choose_provider(asked: str) -> ProviderTruth:
    if asked not in PROVIDER_CHOICES:
        raise FacetError(
            f"There is no provider '{asked}'.", hint=f"Choose from: {', '.join(PROVIDER_CHOICES)}."
        )
    at_hand = available_providers()
    if asked == "auto":
        return ProviderTruth(asked, "cpu", "no usable GPU was found")
    if asked not in at_hand:
        raise ProviderUnavailable(asked, "this build of ONNX Runtime does not have it")
    if at_hand[asked]:
        raise ProviderUnavailable(asked, at_hand[asked])
    return ProviderTruth(asked, asked)


def _usable_gpus() -> tuple[str, ...]:
    at_hand = available_providers()
    return tuple(name for name in _GPUS if at_hand.get(name) == "")


def _choice_key(path: Path, gpus: Sequence[str], threads: int) -> str:
    return f"{sha256_of(path)} {','.join(gpus)} {threads} {ort.__version__}"


def _fastest_truth(path: Path, gpus: Sequence[str], threads: int) -> ProviderTruth:
    """The remembered choice, or one that is measured now."""
    read_card(path)  # refuses what is no model
    chosen = remembered(_choice_key(path, gpus, threads), lambda: _measured(path, gpus, threads))
    return ProviderTruth("auto", chosen.used, chosen.reason, chosen.fell_back)


def _measured(path: Path, gpus: Sequence[str], threads: int) -> Choice:
    card = read_card(path)

    def opens(provider: str) -> tuple[str, Run]:
        session = _open_session(path, provider, threads)
        running = _name_of(session.get_providers()[0])
        return running, ModelSession(path, session, card, ProviderTruth("auto", running)).run

    return fastest(opens, gpus, (card.input.height, card.input.width))


@cache
def _missing_driver(name: str) -> str:
    """Why a GPU provider can't run: asked of the driver first, since ONNX Runtime only prints and goes on."""
    driver = _DRIVERS.get(sys.platform, {}).get(name)
    if driver is None:
        return ""
    try:
        ctypes.CDLL(driver)
    except OSError:
        return f"the NVIDIA driver ({driver}) is not installed"
    return ""


def _open_session(path: Path, provider: str, threads: int) -> ort.InferenceSession:
    if not os.path.isfile(path):  # Path.is_file raises for a name that is too long
        raise ModelRefused(path, "file", "there is no such file")
    if provider in ("cuda", "tensorrt") and hasattr(ort, "preload_dlls"):
        ort.preload_dlls()  # finds the CUDA libraries of the `gpu` extra
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_mem_pattern = False  # a plan for each number of faces takes memory, and saves no time
    options.enable_cpu_mem_arena = (
        False  # so does memory held for the next run: some 8 MB of four small models
    )
    # A pool that spins between frames burns 20 ms of CPU a frame at 30 frames a second.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers = [PROVIDERS[provider]] + ([PROVIDERS["cpu"]] if provider != "cpu" else [])
    try:
        return ort.InferenceSession(str(path), options, providers=providers)
    except Exception as error:  # ONNX Runtime raises a dozen types of its own for a file that is no model
        raise ModelRefused(path, "file", "it is not a model that ONNX Runtime can run") from error


def _card_of(path: Path, session: ort.InferenceSession) -> ModelCard:
    text = session.get_modelmeta().custom_metadata_map.get(CARD_KEY)
    if text is None:
        raise ModelRefused(path, "card", "the file holds none")
    return ModelCard.from_json(text, path)


def _check_shapes(path: Path, inputs: Sequence[_Port], outputs: Sequence[_Port], card: ModelCard) -> None:
    """Refuses a card whose input, output or dtype disagrees with the network."""
    if len(inputs) != 1 or len(outputs) != 1:
        raise ModelRefused(path, "input", f"one input and one output, not {len(inputs)} and {len(outputs)}")
    if any(isinstance(side.shape[0], int) for side in (*inputs, *outputs) if side.shape):
        raise ModelRefused(
            path, "batch", "the network takes a fixed number of faces, not a batch of any size"
        )
    wanted_in = [card.input.height, card.input.width, 3]
    _agree(path, "input", wanted_in, _fixed(inputs[0].shape))
    _agree(path, "input.dtype", card.input.dtype, _DTYPES.get(inputs[0].type, inputs[0].type))
    _agree(path, "output.size", [card.output.size], _fixed(outputs[0].shape))
    _agree(path, "output.dtype", "float32", _DTYPES.get(outputs[0].type, outputs[0].type))


def _fixed(shape: list[Any]) -> list[Any]:
    return list(shape[1:])


def _agree(path: Path, field: str, card: object, network: object) -> None:
    if card != network:
        raise ModelRefused(path, field, f"the card says {card}, the network {network}")


def _name_of(ort_name: str) -> str:
    return next((name for name, known in PROVIDERS.items() if known == ort_name), ort_name)
