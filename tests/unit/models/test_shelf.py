"""The shelf: every model once, with where it comes from, which is in use, and how it runs here."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from desktop.models.choice import WHOLE_PICTURE, chosen_embedder, chosen_model
from desktop.models.measure import RUNS, Measured, measure
from desktop.models.shelf import Places, read_shelf
from tests.support.model_copies import SHIPPED, copied_model
from vision.model_store import ModelStore
from vision.pinned_models import SFACE, YUNET, pinned_by_name
from vision.sessions import sha256_of


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The shipped models, one of the user's own, and nothing pulled."""
    copied_model(tmp_path / "own" / "mine" / "model.onnx", name="mine")
    return Places(SHIPPED.parents[1], tmp_path / "own", tmp_path / "pulled")


@pytest.fixture
def store(places: Places) -> ModelStore:
    """Looks where the program looks."""
    return ModelStore([places.own, places.shipped, places.pulled])


def test_every_model_stands_once_with_its_origin(places: Places, store: ModelStore) -> None:
    shelf = read_shelf(store, places, {}, ("smile",), (YUNET, SFACE))
    kinds = {model.name: model.kind for model in shelf.models}
    assert kinds["mine"] == "own"
    assert kinds["smile"] == "shipped"
    assert kinds["yunet"] == kinds["sface"] == "absent"
    assert [model.task for model in shelf.models][:2] == ["smile", "smile"], "what the window answers first"
    absent = next(model for model in shelf.models if model.name == "sface")
    assert (absent.path, absent.digest) == (None, pinned_by_name("sface").sha256)


def test_one_model_a_task_is_in_use_and_the_choice_moves_it(places: Places, store: ModelStore) -> None:
    def in_use(chosen: dict[str, str]) -> list[str]:
        return [
            model.name
            for model in read_shelf(store, places, chosen, ("smile",), ()).models
            if model.in_use and model.task == "smile"
        ]

    assert in_use({}) == ["smile"]
    assert in_use({"smile": sha256_of(places.own / "mine" / "model.onnx")}) == ["mine"]
    assert in_use({"smile": "0" * 64}) == ["smile"], "a choice that is gone is none"
    chosen = chosen_model(store, "smile", {"smile": sha256_of(SHIPPED)})
    assert chosen is not None
    assert chosen.path == SHIPPED


def test_who_it_is_is_answered_by_the_chosen_one_else_the_surest(places: Places, store: ModelStore) -> None:
    own = SHIPPED.parents[1] / "facet-id" / "model.onnx"

    def answers(chosen: dict[str, str]) -> str:
        model = chosen_model(store, "identity", chosen)
        assert model is not None
        return model.name

    assert answers({}) == answers({"identity": "sface"}) == "facet-id"
    copied_model(places.pulled / "sface" / "model.onnx", of=own, name="sface")
    store.refresh()
    assert answers({}) == "sface"
    assert answers({"identity": "facet-id"}) == chosen_embedder(store, {"identity": "facet-id"}) == "facet-id"
    assert chosen_embedder(store, {"identity": "gone"}) is None


def test_a_model_is_measured_as_automatic_takes_it_and_on_the_cpu() -> None:
    found = measure(SHIPPED, 1, Event())
    automatic, cpu, *others = found
    assert cpu.asked == cpu.used == "cpu"
    assert cpu.median_ms is not None
    assert 0 < cpu.median_ms <= (cpu.slow_ms or 0)
    assert cpu.agrees
    assert automatic.asked == "auto"
    assert automatic.used
    assert automatic.agrees
    assert automatic.problem or automatic.used != "cpu", "why there is nothing better is told"
    for other in others:
        assert other.used == other.asked or other.problem, "told as it is, never silently another"


def test_a_card_that_is_there_and_does_not_run_is_a_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    """ONNX Runtime says nothing and takes the CPU."""
    monkeypatch.setattr("desktop.models.measure.available_providers", lambda: {"cpu": "", "cuda": ""})
    monkeypatch.setattr("vision.sessions.available_providers", lambda: {"cpu": "", "cuda": ""})
    automatic, _, cuda = measure(SHIPPED, 1, Event())
    assert (automatic.asked, automatic.used, automatic.fell_back) == ("auto", "cpu", True)
    assert "could not start" in automatic.problem
    assert cuda.fell_back
    assert "fell back" in cuda.problem


def test_a_measurement_that_is_stopped_ends_at_once() -> None:
    stop, ticks = Event(), []
    stop.set()

    def clock() -> float:
        ticks.append(1)
        return float(len(ticks))

    assert len(measure(SHIPPED, 1, stop, clock)) == 2
    assert len(ticks) < RUNS, "not even the warm-up is finished"


def test_answers_are_equal_within_the_tolerance() -> None:
    assert Measured("cuda", "cuda", 1.0, 2.0, difference=0.0009).agrees
    assert Measured("cuda", "cuda", 1.0, 2.0, difference=0.0011).agrees is False
    assert Measured("cuda", problem="no driver").agrees is None


def test_a_choice_tells_who_answers_without_it(places: Places, store: ModelStore) -> None:
    copied_model(places.own / "photo-smile" / "model.onnx", name="photo-smile", subject="picture")
    store.refresh()
    digests = {name: sha256_of(places.own / name / "model.onnx") for name in ("mine", "photo-smile")}

    def instead(chosen: dict[str, str]) -> dict[str, str]:
        shelf = read_shelf(store, places, chosen, ("smile",), (YUNET, SFACE))
        return {model.name: model.instead for model in shelf.models if model.instead is not None}

    assert instead({}) == {}, "what answers by itself can't be let go of"
    assert instead({"smile": digests["mine"]}) == {"mine": "smile"}
    assert instead({"smile": sha256_of(SHIPPED)}) == {}, "the usual one answers anyway"
    assert instead({WHOLE_PICTURE: digests["photo-smile"]}) == {"photo-smile": ""}
    assert instead({"detection": "yunet"}) == {}, "it is not here"
    copied_model(places.pulled / "yunet" / YUNET.file, name="any file")
    assert instead({"detection": "haar"}) == {}
