"""Which provider runs a model: the fastest that answers as the CPU does, remembered; failures are told."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vision import sessions
from vision.provider_choice import Choice, Run, agree, choices_file, fastest, forget, remembered
from vision.sessions import open_model

ModelMaker = Callable[..., Path]
MakeCard = Callable[..., dict[str, Any]]


class Machine:
    """Providers that take as long as they are told, on a clock that only they move."""

    def __init__(self, **ms: float) -> None:
        self.ms = ms
        self.now_s = 0.0
        self.wrong: set[str] = set()
        self.dead: set[str] = set()
        self.opened: list[str] = []

    def clock(self) -> float:
        return self.now_s

    def opens(self, provider: str) -> tuple[str, Run]:
        running = "cpu" if provider in self.dead else provider
        self.opened.append(provider)

        def run(crops: np.ndarray) -> np.ndarray:
            self.now_s += self.ms[running] / 1e3 * len(crops)
            off = 0.1 if running in self.wrong else 1e-5 if running != "cpu" else 0.0
            return crops.mean(axis=(1, 2)).astype(np.float32) / 255 + np.float32(off)

        return running, run

    def choice(self, *providers: str) -> Choice:
        return fastest(self.opens, providers, (8, 8), clock=self.clock)


def test_the_fastest_that_answers_as_the_cpu_does() -> None:
    choice = Machine(cpu=5.0, cuda=0.5, tensorrt=0.8).choice("tensorrt", "cuda")
    assert (choice.used, choice.fell_back, choice.lasting) == ("cuda", False, True)
    assert choice.reason == "measured: cpu 5.00 ms, tensorrt 0.80 ms, cuda 0.50 ms"


def test_a_small_model_stays_on_the_cpu_and_that_is_no_fallback() -> None:
    choice = Machine(cpu=0.3, cuda=0.9).choice("cuda")
    assert (choice.used, choice.fell_back) == ("cpu", False)
    assert "cuda 0.90 ms" in choice.reason


def test_a_fast_provider_that_answers_otherwise_is_not_taken() -> None:
    machine = Machine(cpu=5.0, cuda=0.5)
    machine.wrong = {"cuda"}
    choice = machine.choice("cuda")
    assert (choice.used, choice.fell_back) == ("cpu", True)
    assert choice.reason == "cuda answers differently from the CPU"


def test_one_that_does_not_start_leaves_the_others() -> None:
    machine = Machine(cpu=5.0, cuda=0.5, tensorrt=0.1)
    machine.dead = {"tensorrt"}
    choice = machine.choice("tensorrt", "cuda")
    assert (choice.used, choice.fell_back, choice.lasting) == ("cuda", False, False)
    assert choice.reason.startswith("tensorrt could not start; measured: cpu")


@pytest.mark.parametrize(
    ("answers", "same"),
    [([0.5, 0.5009], True), ([0.5, 0.502], False), ([np.nan, 0.5], False), ([0.5], False)],
)
def test_answers_agree_within_a_thousandth(answers: list[float], same: bool) -> None:
    assert agree(np.array(answers, np.float32), np.array([0.5, 0.5], np.float32)) is same


def test_large_answers_agree_by_their_size() -> None:
    assert agree(np.array([100.05], np.float32), np.array([100.0], np.float32))
    assert not agree(np.array([100.2], np.float32), np.array([100.0], np.float32))


def test_a_choice_is_made_once_and_again_when_forgotten() -> None:
    made: list[str] = []

    def make() -> Choice:
        made.append("made")
        return Choice("cuda", "measured")

    assert remembered("model cuda", make) == remembered("model cuda", make) == Choice("cuda", "measured")
    assert remembered("model cuda,directml", make).used == "cuda", "other providers, measured anew"
    assert len(made) == 2
    forget("model cuda")
    remembered("model cuda", make)
    assert len(made) == 3


def test_a_failure_to_start_is_not_remembered() -> None:
    remembered("model", lambda: Choice("cpu", "cuda could not start", fell_back=True, lasting=False))
    assert not choices_file().exists()


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"form": 9, "choices": {"k": {"used": "cuda"}}}'])
def test_a_broken_memory_is_as_good_as_none(content: str) -> None:
    choices_file().parent.mkdir(parents=True)
    choices_file().write_text(content, encoding="utf-8")
    assert remembered("k", lambda: Choice("cpu", "measured")).used == "cpu"
    assert json.loads(choices_file().read_text(encoding="utf-8"))["choices"]["k"]["used"] == "cpu"


def test_a_folder_that_can_not_be_written_costs_only_the_memory() -> None:
    choices_file().parent.parent.mkdir(parents=True)
    choices_file().parent.write_text("a file where the folder should be", encoding="utf-8")
    assert remembered("k", lambda: Choice("cuda", "measured")).used == "cuda"


class StandIn:
    """A session that says it runs on `provider` and lets the CPU answer, `off` by so much."""

    def __init__(self, session: Any, provider: str, off: float = 0.0) -> None:
        self._session = session
        self._provider = provider
        self._off = off

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def get_providers(self) -> list[str]:
        return [sessions.PROVIDERS[self._provider], "CPUExecutionProvider"]

    def run(self, names: Any, given: Any) -> list[np.ndarray]:
        return [answer + np.float32(self._off) for answer in self._session.run(names, given)]


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A machine with CUDA: what its answers are off by, whether it starts, and what was opened."""
    facts: dict[str, Any] = {"off": 0.0, "starts": True, "opened": []}
    started = sessions._open_session

    def opened(path: Path, provider: str, threads: int) -> Any:
        facts["opened"].append(provider)
        session = started(path, "cpu", threads)
        return StandIn(session, "cuda", facts["off"]) if provider == "cuda" and facts["starts"] else session

    monkeypatch.setattr(sessions, "available_providers", lambda: {"cuda": "", "cpu": ""})
    monkeypatch.setattr(sessions, "_open_session", opened)
    return facts


def test_a_model_is_measured_at_first_use_only(
    model_file: ModelMaker, make_card: MakeCard, gpu: dict[str, Any]
) -> None:
    path = model_file(card=make_card())
    first = open_model(path).provider
    assert first.used in ("cpu", "cuda")
    assert first.reason.startswith("measured: cpu ")
    assert not first.fell_back
    gpu["opened"].clear()
    assert open_model(path).provider == first
    assert len(gpu["opened"]) <= 2
    model_file(card=make_card(version="2"))
    gpu["opened"].clear()
    open_model(path)
    assert {"cpu", "cuda"} <= set(gpu["opened"]), "another file is measured anew"


def test_wrong_answers_of_a_gpu_are_told_loudly(
    model_file: ModelMaker, make_card: MakeCard, gpu: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    gpu["off"] = 0.2
    with caplog.at_level(logging.WARNING):
        truth = open_model(model_file(card=make_card())).provider
    assert (truth.used, truth.fell_back) == ("cpu", True)
    assert "cuda answers differently" in caplog.text


def test_a_gpu_that_was_remembered_and_is_gone_is_told_and_measured_anew(
    model_file: ModelMaker, make_card: MakeCard, gpu: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    path = model_file(card=make_card())
    key = sessions._choice_key(path, ("cuda",), 1)
    remembered(key, lambda: Choice("cuda", "measured: cpu 5.00 ms, cuda 0.50 ms"))
    assert open_model(path).provider.used == "cuda"
    gpu["starts"] = False
    with caplog.at_level(logging.WARNING):
        truth = open_model(path).provider
    assert (truth.used, truth.reason, truth.fell_back) == ("cpu", "cuda could not start", True)
    assert "although a GPU is here" in caplog.text
    assert key not in choices_file().read_text(encoding="utf-8")


def test_the_cpu_alone_is_never_measured(
    model_file: ModelMaker, make_card: MakeCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "available_providers", lambda: {"cpu": "", "cuda": "no driver"})
    monkeypatch.setattr(sessions, "_fastest_truth", None)
    truth = open_model(model_file(card=make_card())).provider
    assert (truth.used, truth.reason, truth.fell_back) == ("cpu", "no usable GPU was found", False)
    assert not choices_file().exists()
