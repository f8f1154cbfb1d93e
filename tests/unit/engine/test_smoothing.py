"""Answers that stay calm when a model trembles, and follow when the face changes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest

from desktop.engine.smoothing import AnswerSmoother
from tests.support.fake_engine import MOODS, card
from vision.recognisers import Answer


def smile_row(share: float) -> np.ndarray:
    return np.array([1 - share, share], np.float32)


def play(
    smoother: AnswerSmoother, shares: Iterable[float], fps: float = 30.0, start_s: float = 0.0
) -> list[Answer]:
    return [smoother.update(smile_row(share), start_s + k / fps) for k, share in enumerate(shares)]


def flips(answers: Iterable[Answer]) -> int:
    labels = [answer.label for answer in answers]
    return sum(a != b for a, b in pairwise(labels))


def test_before_the_first_look_there_is_no_answer_and_a_reason() -> None:
    answer = AnswerSmoother(card()).answer()
    assert (answer.label, answer.score) == (None, 0.0)
    assert answer.reason


def test_the_first_answer_is_the_model_s() -> None:
    answer = AnswerSmoother(card(threshold=0.6)).update(smile_row(0.93), 12.0)
    assert answer.label == "smile"
    assert answer.score == pytest.approx(0.93)
    assert answer.scores == pytest.approx({"no smile": 0.07, "smile": 0.93})


def test_a_sigmoid_s_score_is_that_of_the_smile_whatever_the_label() -> None:
    answer = AnswerSmoother(card()).update(smile_row(0.1), 0.0)
    assert answer.label == "no smile"
    assert answer.score == pytest.approx(0.1)


@pytest.mark.parametrize("at_s", [0.1, 0.3, 0.5, 1.0])
def test_the_mean_does_not_depend_on_the_frame_rate(at_s: float) -> None:
    """As long after the last frame without a smile, it is as far at 30 frames a second as at 60 and at 7."""
    scores = []
    for steps in (1, round(at_s * 30), round(at_s * 60)):
        smoother = AnswerSmoother(card())
        play(smoother, [0.05] * 31)
        fps = steps / at_s
        scores.append(play(smoother, [0.95] * steps, fps, start_s=1.0 + 1 / fps)[-1].score)
    assert scores == pytest.approx([scores[0]] * 3, rel=0.01)
    assert 0.05 < scores[0] < 0.95


def test_a_slow_change_has_the_same_mean_at_30_and_60_frames_a_second() -> None:
    means = []
    for fps in (30.0, 60.0):
        times = np.arange(0, 6, 1 / fps)
        answers = play(AnswerSmoother(card()), 0.5 + 0.4 * np.sin(times), fps)
        means.append(np.mean([answer.score for answer in answers[int(fps) :]]))
    assert means[0] == pytest.approx(means[1], rel=0.01)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.6, 0.8])
def test_probabilities_that_tremble_around_the_bar_do_not_flicker(threshold: float) -> None:
    """Ten seconds of noise of +-0.2 around the bar, twenty times: hardly ever does the label change."""
    changes = 0
    for seed in range(20):
        noise = np.random.default_rng(seed).uniform(-0.2, 0.2, 300)
        changes += flips(play(AnswerSmoother(card(threshold=threshold)), threshold + noise))
    assert changes <= 20 * 0.1


def test_strong_noise_changes_the_label_once_in_ten_seconds_at_most() -> None:
    for seed in range(10):
        noise = np.random.default_rng(seed).uniform(-0.3, 0.3, 300)
        assert flips(play(AnswerSmoother(card()), 0.5 + noise)) <= 1


def test_one_odd_frame_changes_nothing() -> None:
    shares = [0.1] * 30 + [0.99] + [0.1] * 30
    assert flips(play(AnswerSmoother(card()), shares)) == 0


@pytest.mark.parametrize(("before", "after"), [(0.05, 0.95), (0.95, 0.05), (0.2, 0.8), (0.8, 0.25)])
def test_a_real_change_shows_within_seven_tenths_of_a_second(before: float, after: float) -> None:
    smoother = AnswerSmoother(card(threshold=0.55))
    old = play(smoother, [before] * 60)[-1].label
    labels = [answer.label for answer in play(smoother, [after] * 30, start_s=2.0)]
    changed = next(k for k, label in enumerate(labels) if label != old)
    assert (changed + 1) / 30 <= 0.7
    assert set(labels[changed:]) == {labels[-1]}


def test_a_label_stays_until_the_other_is_clearly_ahead() -> None:
    smoother = AnswerSmoother(card(threshold=0.5), memory_s=0.001, lead=0.2)
    shares = [0.2, 0.55, 0.59, 0.61, 0.45, 0.41, 0.39]
    labels = [answer.label == "smile" for answer in play(smoother, shares)]
    assert labels == [False, False, False, True, True, True, False]


@pytest.mark.parametrize("threshold", [0.02, 0.95, 0.99])
def test_a_bar_near_the_end_can_still_be_passed_both_ways(threshold: float) -> None:
    smoother = AnswerSmoother(card(threshold=threshold))
    seen = [
        play(smoother, [share] * 150, start_s=10.0 * k)[-1].label for k, share in enumerate((0.0, 1.0, 0.0))
    ]
    assert seen == ["no smile", "smile", "no smile"]


def test_a_softmax_keeps_its_label_until_another_leads() -> None:
    smoother = AnswerSmoother(card("emotion", MOODS), memory_s=0.001, lead=0.1)
    rows = [(0.5, 0.4, 0.1), (0.44, 0.46, 0.1), (0.4, 0.55, 0.05), (0.48, 0.47, 0.05)]
    answers = [smoother.update(np.array(row, np.float32), k / 30) for k, row in enumerate(rows)]
    assert [answer.label for answer in answers] == ["angry", "angry", "happy", "happy"]
    assert answers[1].score == pytest.approx(0.44, abs=1e-3)
    assert list(answers[0].scores) == list(MOODS)


def test_a_softmax_below_its_threshold_is_unsure_until_it_is_clearly_over() -> None:
    smoother = AnswerSmoother(card("emotion", MOODS, threshold=0.5), memory_s=0.001, lead=0.1)
    neutral = [0.45, 0.52, 0.54, 0.56, 0.47, 0.39, 0.34, 0.52]
    rows = [((1 - share) / 2, (1 - share) / 2, share) for share in neutral]
    answers = [smoother.update(np.array(row, np.float32), k / 30) for k, row in enumerate(rows)]
    said = [answer.label for answer in answers]
    assert said == [None, None, None, "neutral", "neutral", "neutral", None, None]
    assert [answer.reason for answer in answers if answer.label is None] == ["unsure"] * 5
    assert answers[0].score == pytest.approx(0.45)
    assert smoother.answer() == answers[-1]


def said_of(happy: list[float], fps: float = 30.0) -> list[str | None]:
    """What is said of a face that is so happy, else neutral, frame by frame."""
    smoother = AnswerSmoother(card("emotion", MOODS, threshold=0.49))
    rows = [np.array((0.02, share, 0.98 - share), np.float32) for share in happy]
    return [smoother.update(row, k / fps).label for k, row in enumerate(rows)]


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
def test_a_mouth_that_closes_for_a_moment_in_a_smile_changes_nothing(fps: float) -> None:
    frames = round(0.3 * fps)
    assert set(said_of([0.98] * 60 + [0.08] * frames + [0.9] * 60, fps)) == {"happy"}


def test_a_face_between_two_moods_keeps_the_one_it_had() -> None:
    times = np.arange(300) / 30
    between = 0.49 + 0.25 * np.sin(2 * np.pi * times / 0.8)
    assert set(said_of([0.95] * 30 + between.tolist())[30:]) == {"happy"}
    assert set(said_of([0.05] * 30 + between.tolist())[30:]) == {"neutral"}


@pytest.mark.parametrize("sure", [0.75, 0.8, 0.9])
def test_a_real_change_shows_within_700_ms(sure: float) -> None:
    smoother = AnswerSmoother(card("emotion", MOODS, threshold=0.6))
    before, after = (0.1, 0.05, 0.85), (0.05, sure, 0.95 - sure)
    said = [
        smoother.update(np.array(after if k >= 60 else before, np.float32), k / 30).label for k in range(90)
    ]
    assert said[59] == "neutral"
    assert (said.index("happy") - 60 + 1) / 30 <= 0.7


def test_labels_without_a_threshold_are_never_unsure() -> None:
    smoother = AnswerSmoother(card("emotion", MOODS, threshold=0.99))
    assert smoother.update(np.array([0.34, 0.33, 0.33], np.float32), 0.0).label == "angry"


def test_smoothed_probabilities_still_sum_to_one() -> None:
    smoother = AnswerSmoother(card("emotion", MOODS))
    random = np.random.default_rng(1)
    for k in range(50):
        answer = smoother.update(random.dirichlet([1, 1, 1]).astype(np.float32), k / 30)
        assert sum(answer.scores.values()) == pytest.approx(1.0, abs=1e-5)


def test_after_a_long_gap_only_the_new_picture_counts() -> None:
    smoother = AnswerSmoother(card())
    play(smoother, [0.0] * 30)
    assert smoother.update(smile_row(0.9), 30.0).score == pytest.approx(0.9, abs=1e-6)


def test_time_that_runs_backwards_starts_anew() -> None:
    smoother = AnswerSmoother(card())
    play(smoother, [0.0] * 30, start_s=100.0)
    assert smoother.update(smile_row(0.9), 3.0).score == pytest.approx(0.9)


def test_asking_twice_gives_the_same_answer() -> None:
    smoother = AnswerSmoother(card())
    play(smoother, [0.2, 0.7, 0.6])
    assert smoother.answer() == smoother.answer()
