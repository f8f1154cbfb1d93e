"""The loop: a decaying rate, batches made ahead, whole checkpoints, and going on where it stopped."""

from __future__ import annotations

import errno
import threading
from itertools import pairwise

import numpy as np
import pytest

from trainer.fit.batches import ahead
from trainer.fit.schedule import Schedule
from vision.errors import DataUnusable

# Keras hands TensorFlow's tensors to NumPy in a way that NumPy 2 frowns at.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.timeout(400),  # TensorFlow alone takes a minute to import where the cores are busy
]


def test_the_rate_rises_then_decays_to_a_small_share():
    schedule = Schedule(rate=0.01, epochs=10, warmup=2, final_share=0.05)
    rates = [schedule.at(epoch / 4) for epoch in range(41)]
    assert rates.index(max(rates)) == 8  # two epochs
    assert max(rates) == pytest.approx(0.01)
    assert rates[-1] == pytest.approx(0.0005)
    assert all(later <= earlier for earlier, later in pairwise(rates[8:]))
    assert rates[0] > 0


def test_batches_come_in_order_and_the_thread_ends():
    before = threading.active_count()
    assert list(ahead(lambda: iter(range(20)), depth=2)) == list(range(20))
    assert threading.active_count() == before


def test_an_error_in_the_thread_reaches_whoever_iterates():
    def broken():
        yield 1
        raise DataUnusable("data", "is gone")

    with pytest.raises(DataUnusable, match="is gone"):
        list(ahead(broken))


def test_stopping_early_ends_the_thread():
    before = threading.active_count()
    for item in ahead(lambda: iter(range(10_000)), depth=2):
        if item == 3:
            break
    assert threading.active_count() == before


class Batches:
    """Sixteen flat pictures a batch; bright ones are class 1."""

    steps = 3

    def epoch(self, random):
        for _ in range(self.steps):
            classes = random.integers(0, 2, 16)
            pictures = (classes * 180 + random.integers(0, 60, 16)).astype(np.uint8)
            views = np.broadcast_to(pictures[:, None, None, None], (16, 8, 8, 3))
            yield views, classes[:, None].astype(np.float32)


def small_model():
    import keras
    from keras import layers

    keras.utils.set_random_seed(5)
    image = keras.Input((8, 8, 3), dtype="uint8", name="image")
    x = layers.Rescaling(1 / 255)(image)
    x = layers.BatchNormalization()(layers.Conv2D(4, 3)(x))
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    model = keras.Model(image, layers.Dense(1, activation="sigmoid", name="answer")(x))
    model.compile(keras.optimizers.Nadam(0.05), "binary_crossentropy")
    return model


def fit_small(folder, epochs, on_event=lambda event: None, **changes):
    from trainer.fit.loop import FitPlan, fit

    model = small_model()
    folder.mkdir(exist_ok=True)
    plan = FitPlan(Schedule(0.05, epochs, warmup=1), seed=1, average=0.9, **changes)
    calls = []

    def validate(fitted):
        calls.append(1)
        return -float(fitted.evaluate(*next(Batches().epoch(np.random.default_rng(9))), verbose=0)), {}

    return model, fit(model, Batches(), validate, plan, folder, on_event)


@pytest.mark.needs_tensorflow
def test_a_run_that_was_stopped_ends_like_one_that_was_not(tmp_path):
    whole, straight = fit_small(tmp_path / "whole", 5)

    def stop(event):
        if event.kind == "step" and (event.epoch, event.step) == (3, 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_small(tmp_path / "cut", 5, stop)
    resumed, result = fit_small(tmp_path / "cut", 5)
    assert [entry["loss"] for entry in result.history] == pytest.approx(
        [entry["loss"] for entry in straight.history], abs=1e-4
    )
    assert result.best_epoch == straight.best_epoch
    for ours, theirs in zip(resumed.get_weights(), whole.get_weights(), strict=True):
        assert np.allclose(ours, theirs, atol=1e-4)


@pytest.mark.needs_tensorflow
def test_the_best_epoch_is_what_is_left_in_the_model(tmp_path):
    events = []
    model, result = fit_small(tmp_path / "run", 4, events.append)
    scores = [event.figures["score"] for event in events if event.kind == "epoch"]
    assert len(scores) == 4
    assert result.best_epoch == int(np.argmax(scores)) + 1
    again = -float(model.evaluate(*next(Batches().epoch(np.random.default_rng(9))), verbose=0))
    assert again == pytest.approx(result.best_score, abs=1e-5) == pytest.approx(max(scores))


@pytest.mark.needs_tensorflow
def test_a_finished_run_trains_no_further(tmp_path):
    fit_small(tmp_path / "run", 2)
    events = []
    fit_small(tmp_path / "run", 2, events.append)
    assert events == []


@pytest.mark.needs_tensorflow
def test_a_full_disk_keeps_the_checkpoint_before(tmp_path, monkeypatch):
    from trainer.fit import checkpoint

    fit_small(tmp_path / "run", 1)
    path = tmp_path / "run" / "checkpoint.npz"
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoint.np, "savez", full)
    with pytest.raises(DataUnusable, match=r"No space left on device.*the one before it is kept"):
        fit_small(tmp_path / "run", 3)
    assert path.read_bytes() == before
    assert [entry.name for entry in (tmp_path / "run").iterdir()] == ["checkpoint.npz"]


@pytest.mark.needs_tensorflow
@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04 cut off"])
def test_what_is_no_checkpoint_is_said(tmp_path, content):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.npz").write_bytes(content)
    with pytest.raises(DataUnusable, match="not a checkpoint"):
        fit_small(tmp_path / "run", 1)


@pytest.mark.needs_tensorflow
def test_the_mean_of_weights_is_taken_one_by_one():
    from trainer.fit.loop import averaged

    first, second = [np.float32([1, 2]), np.uint32([4])], [np.float32([3, 6]), np.uint32([4])]
    mean = averaged([first, second])
    assert [weights.tolist() for weights in mean] == [[2, 4], [4]]
    assert [weights.dtype for weights in mean] == [np.float32, np.uint32]
