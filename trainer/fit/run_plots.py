"""Pictures of a run: curves and confusion matrix, small PNGs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

Figures = dict[str, float]
_MOST_NAMED = 20


def curves_png(history: Sequence[Figures], best_epoch: int) -> bytes:
    """Loss and validation accuracy by epoch, the chosen epoch marked."""
    figure, (left, right) = _axes(2, width=8.0)
    epochs = range(1, len(history) + 1)
    for name, label in (("loss", "training (random views)"), ("val_loss", "validation")):
        left.plot(epochs, [entry.get(name, float("nan")) for entry in history], label=label)
    right.plot(epochs, [entry.get("val_accuracy", float("nan")) for entry in history], color="tab:orange")
    for axis, title in ((left, "loss"), (right, "validation accuracy")):
        axis.axvline(best_epoch, color="0.7", linewidth=1)
        axis.set_title(title)
        axis.set_xlabel("epoch")
        axis.grid(alpha=0.3)
    left.legend()
    return _png(figure)


def confusion_png(confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> bytes:
    """Truth in rows, answers in columns; of many labels neither counts nor names are written."""
    figure, (axis,) = _axes(1, width=3.6 if len(labels) < 4 else 5.0)
    axis.imshow(confusion, cmap="Blues")
    if len(labels) <= _MOST_NAMED:
        _name_cells(axis, confusion, labels)
    axis.set_xlabel("answered")
    axis.set_ylabel("truth")
    return _png(figure)


def _name_cells(axis: Any, confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> None:
    most = max(max(row) for row in confusion)
    for y, row in enumerate(confusion):
        for x, count in enumerate(row):
            colour = "white" if count > most / 2 else "black"
            axis.text(x, y, str(count), ha="center", va="center", color=colour)
    slanted = {"rotation": 40, "ha": "right"} if len(labels) > 3 else {}
    axis.set_xticks(range(len(labels)), labels, **slanted)
    axis.set_yticks(range(len(labels)), labels)


def _axes(count: int, width: float) -> Any:
    # Without pyplot: it would keep figures alive and choose a window system.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, 3.2), dpi=90, layout="constrained")
    return figure, [figure.add_subplot(1, count, number + 1) for number in range(count)]


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
