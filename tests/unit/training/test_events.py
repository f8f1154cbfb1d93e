"""Lines of a training process become events, however they come in; and what they mean for who waits."""

from __future__ import annotations

import pytest

from desktop.training.events import Epoch, Progress, Told, WholeLines, Words, event_of
from desktop.training.live import LiveTraining


def test_a_line_may_come_in_pieces() -> None:
    lines = WholeLines()
    assert lines.take(b'{"event": "pro') == []
    assert lines.take(b'gress"}\n\nrest') == [b'{"event": "progress"}']
    assert lines.end() == [b"rest"]
    assert lines.end() == []


def test_events_are_told_apart() -> None:
    line = b'{"event": "progress", "stage": "prepare", "done": 3, "total": 9}'
    assert event_of(line) == Progress("prepare", 3, 9)
    line = b'{"event": "epoch", "stage": "fit", "epoch": 2, "epochs": 9, "val_accuracy": 0.5}'
    assert event_of(line) == Epoch("fit", 2, 9, {"val_accuracy": 0.5})
    assert event_of(b'{"event": "began", "device": "cpu"}') == Told("began", {"device": "cpu"})


@pytest.mark.parametrize("line", [b"a warning", b"[1, 2]", b'{"event": "progress"}', b"\xff\xfe", b"7"])
def test_anything_else_is_words(line: bytes) -> None:
    assert isinstance(event_of(line), Words)


def test_the_time_left_follows_the_pace_of_the_stage() -> None:
    live = LiveTraining()
    live.take(Progress("prepare", 90, 100), 0.0)
    assert live.left_s is None
    live.take(Progress("fit", 40, 100), 10.0)  # gone on with: the first forty were done before
    live.take(Progress("fit", 60, 100), 20.0)
    assert live.left_s == pytest.approx(20.0)
    assert live.share == pytest.approx(0.6)
    live.take(Progress("fit", 100, 100), 40.0)
    assert live.left_s is None


def test_an_epoch_that_is_done_again_counts_once() -> None:
    live = LiveTraining(epochs=[Epoch("fit", 1, 3, {"loss": 2.0}), Epoch("fit", 2, 3, {"loss": 1.0})])
    live.take(Epoch("fit", 2, 3, {"loss": 0.9}), 1.0)
    assert [(one.number, one.figures["loss"]) for one in live.epochs] == [(1, 2.0), (2, 0.9)]
    assert live.phase == "learning"


def test_device_and_parts_are_taken_from_the_beginning() -> None:
    live = LiveTraining()
    live.take(Told("began", {"device": "gpu", "counts": {"train": 8}}), 0.0)
    assert (live.device, live.counts) == ("gpu", {"train": 8})
