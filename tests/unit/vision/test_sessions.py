"""Opening model files: what disagrees with its card is refused, and what runs it is told truly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from vision import sessions
from vision.errors import FacetError, ModelRefused, ProviderUnavailable
from vision.sessions import available_providers, open_model, read_card

ModelMaker = Callable[..., Path]
MakeCard = Callable[..., dict[str, Any]]

SOFTMAX = {"kind": "softmax", "size": 3, "labels": ["a", "b", "c"]}
# The field that the refusal names -> how the network differs from the card.
DISAGREE: dict[str, dict[str, Any]] = {
    "input": {"side": 16},
    "input.dtype": {"dtype": "float32"},
    "output.size": {"kind": "softmax"},
    "batch": {"batch": 1},
}


def test_a_card_that_agrees_opens(model_file: ModelMaker, make_card: MakeCard) -> None:
    path = model_file(card=make_card())
    model = open_model(path, provider="cpu")
    assert model.card == read_card(path)
    assert model.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (model.provider.asked, model.provider.used, model.provider.reason) == ("cpu", "cpu", "")


@pytest.mark.parametrize("field", DISAGREE)
@pytest.mark.parametrize("opened", [open_model, read_card])
def test_a_card_that_disagrees_is_refused(
    model_file: ModelMaker, make_card: MakeCard, field: str, opened: Callable[[Path], object]
) -> None:
    path = model_file(card=make_card(), **DISAGREE[field])
    with pytest.raises(ModelRefused) as refused:
        opened(path)
    assert refused.value.field == field
    assert refused.value.path == path


def test_seven_labels_for_six_answers(model_file: ModelMaker, make_card: MakeCard) -> None:
    card = make_card(output={"kind": "softmax", "size": 4, "labels": list("abcd")})
    with pytest.raises(ModelRefused, match=r"output\.size: the card says \[4\], the network \[3\]"):
        open_model(model_file(kind="softmax", card=card))


def test_a_float_network_takes_the_same_crops(model_file: ModelMaker, make_card: MakeCard) -> None:
    model = open_model(model_file(dtype="float32", card=make_card(input__dtype="float32")), provider="cpu")
    assert model.run(np.full((2, 8, 8, 3), 51, np.uint8)) == pytest.approx(np.full((2, 1), 0.2), abs=1e-6)


def test_one_input_only(model_file: ModelMaker, make_card: MakeCard) -> None:
    with pytest.raises(ModelRefused, match="one input and one output, not 2 and 1"):
        open_model(model_file(card=make_card(), inputs=2))


def test_no_card(model_file: ModelMaker) -> None:
    with pytest.raises(ModelRefused, match="card: the file holds none"):
        open_model(model_file())


@pytest.mark.parametrize("card", ["", "not json", "{}"])
def test_a_card_that_is_none(model_file: ModelMaker, card: str) -> None:
    with pytest.raises(ModelRefused):
        open_model(model_file(card=card))


@pytest.mark.parametrize("content", [b"", b"Dear diary\n" * 50, bytes(4096), b"\x08\x09"])
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelRefused, match=r"model\.onnx: the model is refused"):
        open_model(path)
    assert capfd.readouterr() == ("", "")


def test_a_model_cut_short(model_file: ModelMaker, make_card: MakeCard) -> None:
    path = model_file(card=make_card())
    whole = path.read_bytes()
    for length in range(1, len(whole), 37):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelRefused):
            open_model(path)


@pytest.mark.parametrize("name", ["nowhere.onnx", ".", "x" * 400])
def test_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelRefused):
        open_model(tmp_path / name)


def test_a_batch_of_none_one_or_many(model_file: ModelMaker, make_card: MakeCard) -> None:
    model = open_model(model_file(kind="softmax", card=make_card(output=SOFTMAX)), provider="cpu")
    crops = np.random.default_rng(0).integers(0, 256, (33, 8, 8, 3), np.uint8)
    assert model.run(crops[:0]).shape == (0, 3)
    assert model.run(crops[:0]).dtype == model.run(crops).dtype == np.float32
    assert model.run(crops) == pytest.approx(
        np.concatenate([model.run(one[None]) for one in crops]), abs=1e-6
    )
    means = crops.astype(float).mean(axis=(1, 2)) / 255
    expected = np.exp(means) / np.exp(means).sum(axis=1, keepdims=True)
    assert model.run(crops) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    "crops",
    [
        np.zeros((2, 8, 8, 3), np.float32),
        np.zeros((2, 9, 8, 3), np.uint8),
        np.zeros((2, 3, 8, 8), np.uint8),
        np.zeros((8, 8, 3), np.uint8),
        np.zeros((0, 9, 9, 3), np.uint8),
    ],
    ids=["scaled", "too high", "channels first", "one alone", "none of another size"],
)
def test_crops_of_another_kind_are_not_answered(
    model_file: ModelMaker, make_card: MakeCard, crops: np.ndarray
) -> None:
    model = open_model(model_file(card=make_card()), provider="cpu")
    with pytest.raises(ValueError, match="uint8"):
        model.run(crops)


def test_threads_share_a_session(model_file: ModelMaker, make_card: MakeCard) -> None:
    model = open_model(model_file(card=make_card()), provider="cpu")
    batches = [np.full((n % 3 + 1, 8, 8, 3), n, np.uint8) for n in range(60)]
    with ThreadPoolExecutor(4) as pool:
        for n, answers in enumerate(pool.map(model.run, batches)):
            assert answers == pytest.approx(np.full((n % 3 + 1, 1), n / 255), abs=1e-6)


def test_a_provider_that_nobody_knows() -> None:
    with pytest.raises(FacetError, match=r"no provider 'gpu'.*auto, cpu, cuda"):
        open_model("model.onnx", provider="gpu")


@pytest.fixture
def no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """An ONNX Runtime built for CUDA on a machine without NVIDIA's driver, wherever this runs."""
    built = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: built)

    def missing(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr("ctypes.CDLL", missing)
    monkeypatch.setattr(sessions, "_missing_driver", sessions._missing_driver.__wrapped__)
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.usefixtures("no_driver")
@pytest.mark.parametrize("asked", ["cuda", "tensorrt"])
def test_a_gpu_without_its_driver_is_refused_with_the_reason(
    model_file: ModelMaker, make_card: MakeCard, asked: str
) -> None:
    with pytest.raises(
        ProviderUnavailable, match=r"NVIDIA driver \(libcuda\.so\.1\) is not installed"
    ) as refused:
        open_model(model_file(card=make_card()), provider=asked)
    assert refused.value.asked == asked
    assert "auto" in refused.value.hint


@pytest.mark.usefixtures("no_driver")
def test_auto_says_that_it_took_the_cpu_and_why(model_file: ModelMaker, make_card: MakeCard) -> None:
    truth = open_model(model_file(card=make_card())).provider
    assert (truth.asked, truth.used) == ("auto", "cpu")
    assert "no usable GPU" in truth.reason
    assert available_providers()["cpu"] == ""
    assert "driver" in available_providers()["cuda"]


def test_a_provider_that_this_build_lacks(
    model_file: ModelMaker, make_card: MakeCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    for asked in ("cuda", "directml", "coreml"):
        with pytest.raises(ProviderUnavailable, match="this build of ONNX Runtime does not have it"):
            open_model(model_file(card=make_card()), provider=asked)


def test_a_silent_fall_back_is_told(
    model_file: ModelMaker, make_card: MakeCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver is there, CUDA's libraries are not: ONNX Runtime goes on with the CPU and says nothing."""
    path = model_file(card=make_card())
    started = sessions._open_session
    monkeypatch.setattr(sessions, "available_providers", lambda: {"cuda": "", "cpu": ""})
    monkeypatch.setattr(sessions, "_open_session", lambda file, _, threads: started(file, "cpu", threads))
    truth = open_model(path).provider
    assert (truth.asked, truth.used, truth.reason) == ("auto", "cpu", "cuda could not start")
    with pytest.raises(ProviderUnavailable, match="fell back to 'cpu'"):
        open_model(path, provider="cuda")


def test_as_it_is_on_this_machine(model_file: ModelMaker, make_card: MakeCard) -> None:
    path = model_file(card=make_card())
    for name, reason in available_providers().items():
        if reason:
            with pytest.raises(ProviderUnavailable, match="driver"):
                open_model(path, provider=name)
    assert open_model(path, provider="cpu").provider.used == "cpu"
