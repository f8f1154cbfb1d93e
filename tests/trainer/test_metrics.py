"""Figures against numbers worked out by hand, published, or computed by another way."""

import numpy as np
import pytest

from trainer.evaluate.metrics import expected_calibration_error, measure, reliability, wilson_interval

LABELS = ("cat", "dog", "owl")
TRUTH = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
# cat: 3 of 4 right, one called dog. dog: 2 of 3, one called cat. owl: 1 of 3, two called dog.
DECIDED = np.array([0, 0, 0, 1, 1, 1, 0, 2, 1, 1])


def sure_of(decided: np.ndarray, confidence: float = 0.8, labels: int = 3) -> np.ndarray:
    rows = np.full((len(decided), labels), (1 - confidence) / (labels - 1), np.float32)
    rows[np.arange(len(decided)), decided] = confidence
    return rows


def test_figures_by_hand():
    figures = measure(TRUTH, DECIDED, sure_of(DECIDED), LABELS)
    assert figures.n == 10
    assert figures.accuracy == pytest.approx(0.6)
    assert figures.confusion == ((3, 1, 0), (1, 2, 0), (0, 2, 1))
    precisions, recalls = (3 / 4, 2 / 5, 1 / 1), (3 / 4, 2 / 3, 1 / 3)
    f1s = [2 * p * r / (p + r) for p, r in zip(precisions, recalls, strict=True)]
    assert figures.precision == pytest.approx(sum(precisions) / 3)
    assert figures.recall == pytest.approx(sum(recalls) / 3)
    assert figures.balanced_accuracy == pytest.approx(sum(recalls) / 3)
    assert figures.f1 == pytest.approx(sum(f1s) / 3)
    assert [one.support for one in figures.per_class] == [4, 3, 3]
    assert [one.label for one in figures.per_class] == list(LABELS)


def test_a_label_that_no_picture_bears_does_not_count_in_the_means():
    figures = measure(np.array([0, 0, 1]), np.array([0, 2, 1]), sure_of(np.array([0, 2, 1])), LABELS)
    assert figures.recall == pytest.approx((1 / 2 + 1) / 2)
    assert figures.precision == pytest.approx(1.0)
    assert figures.per_class[2].support == 0
    assert figures.confusion == ((1, 0, 1), (0, 1, 0), (0, 0, 0))


def test_a_label_never_answered_has_precision_zero_and_no_warning():
    figures = measure(np.array([0, 1]), np.array([0, 0]), sure_of(np.array([0, 0]), labels=2), LABELS[:2])
    assert figures.per_class[1].precision == 0.0
    assert figures.precision == pytest.approx(0.25)


def test_nothing_to_measure_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        measure(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 3), np.float32), LABELS)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_as_published(right, n, low, high):
    assert wilson_interval(right, n) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_never_ends_inside_the_share_itself():
    assert all(wilson_interval(n, n)[1] == 1.0 for n in range(1, 200))  # 60 of 60 once ended a hair below
    assert all(wilson_interval(0, n)[0] == 0.0 for n in range(1, 200))


def test_top_k_counts_the_truth_among_the_most_probable():
    rows = np.array([[0.5, 0.3, 0.15, 0.05], [0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4]], np.float32)
    figures = measure(np.array([1, 0, 1]), rows.argmax(axis=1), rows, ("a", "b", "c", "d"))
    assert figures.top_k == pytest.approx({2: 1 / 3, 3: 2 / 3})
    assert measure(np.array([0, 1]), np.array([0, 1]), sure_of(np.array([0, 1]), labels=2), "ab").top_k == {}


def test_calibration_error_by_hand():
    # Four answers at .8 of which half are right, two at 1.0 both right: 4/6 * |.5 - .8| + 2/6 * 0.
    rows = np.concatenate([sure_of(np.zeros(4, int)), sure_of(np.zeros(2, int), 1.0)])
    truth = np.array([0, 0, 1, 1, 0, 0])
    assert expected_calibration_error(truth, rows) == pytest.approx(0.2, abs=1e-6)


def test_every_answer_falls_into_one_bin():
    generator = np.random.default_rng(0)
    rows = generator.dirichlet(np.ones(3), 500).astype(np.float32)
    bins = reliability(generator.integers(0, 3, 500), rows)
    assert len(bins) == 15
    assert sum(one.count for one in bins) == 500
    for place, one in enumerate(bins):
        assert not one.count or place / 15 <= one.confidence <= (place + 1) / 15


def test_honest_probabilities_have_little_calibration_error():
    generator = np.random.default_rng(1)
    rows = generator.dirichlet(np.ones(4), 20_000).astype(np.float32)
    truth = np.array([generator.choice(4, p=row / row.sum()) for row in rows.astype(np.float64)])
    assert expected_calibration_error(truth, rows) < 0.02
    assert expected_calibration_error(truth, sure_of(rows.argmax(axis=1), 0.999, 4)) > 0.3


def test_bootstrap_of_the_balanced_accuracy_agrees_with_the_normal_approximation():
    """800 and 200 pictures with recalls of .9 and .6: standard error sqrt(.09/800 + .24/200) / 2 = .0181."""
    truth = np.repeat([0, 1], [800, 200])
    decided = np.concatenate([np.repeat([0, 1], [720, 80]), np.repeat([1, 0], [120, 80])])
    found = measure(truth, decided, np.full((1000, 2), 0.5, np.float32), ("a", "b")).intervals
    low, high = found.balanced_accuracy
    assert low == pytest.approx(0.75 - 1.96 * 0.0181, abs=0.004)
    assert high == pytest.approx(0.75 + 1.96 * 0.0181, abs=0.004)
    assert found.recall_per_class[1] == pytest.approx(wilson_interval(120, 200))
    assert found.precision_per_class[1] == pytest.approx(wilson_interval(120, 200))
    assert (
        found.f1[0]
        < measure(truth, decided, np.full((1000, 2), 0.5, np.float32), ("a", "b")).f1
        < found.f1[1]
    )


def test_labels_that_no_picture_bears_have_no_interval():
    truth = np.array([0, 1, 0])
    found = measure(truth, truth, np.eye(3, dtype=np.float32)[truth], ("a", "b", "c")).intervals
    assert found.recall_per_class[2] is None
    assert found.precision_per_class[2] is None
    assert found.balanced_accuracy == (1.0, 1.0)
