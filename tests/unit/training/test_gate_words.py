"""What is said of a network of a gallery's people beside the gallery by itself."""

from __future__ import annotations

import pytest

from desktop.training.runs import Outcome
from desktop.ui.training.run_words import gate_words


@pytest.mark.parametrize(
    ("accuracy", "ci95", "gallery", "end"),
    [
        (1.0, (0.57, 1.0), 1.0, "100.0 % of them too: this is no better."),
        (1.0, (0.57, 1.0), 0.8, "80.0 % of them: too few pictures to tell which is better."),
        (0.95, (0.88, 0.98), 0.8, "80.0 % of them: this is better."),
        (0.9, (0.8, 0.95), 0.99, "99.0 % of them: this is worse."),
    ],
)
def test_better_is_said_only_where_chance_does_not_explain_it(accuracy, ci95, gallery, end) -> None:
    outcome = Outcome(accuracy, ci95, 40, gallery)
    assert gate_words(outcome).endswith(end)
    assert outcome.beats_gallery == end.endswith("this is better.")


def test_other_models_are_not_compared_with_a_gallery() -> None:
    assert gate_words(Outcome(0.9, (0.8, 0.95), 40)) == ""
