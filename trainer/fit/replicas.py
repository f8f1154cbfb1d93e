"""One step of training, on one device or shared by several that hold the same network (`tf.distribute`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from trainer.fit.batches import Batch

Step = Callable[[Batch], dict[str, float]]


def step_of(model: keras.Model) -> Step:
    """What trains `model` on one batch and gives its figures.

    A model that was built in the scope of a strategy with several replicas deals each batch out to them.
    """
    strategy = getattr(model, "distribute_strategy", None)
    if strategy is not None and strategy.num_replicas_in_sync > 1:
        return _Shared(model, strategy)

    def alone(batch: Batch) -> dict[str, float]:
        figures = model.train_on_batch(*batch, return_dict=True)
        return {name: float(value) for name, value in figures.items()}

    return alone


class _Shared:
    """Equal parts for all replicas; Keras' own `train_on_batch` would give each of them the whole batch."""

    def __init__(self, model: keras.Model, strategy: Any) -> None:
        self._model = model
        self._strategy = strategy

    def __call__(self, batch: Batch) -> dict[str, float]:
        parts = [np.array_split(array, self._strategy.num_replicas_in_sync) for array in batch]
        model = self._model
        with self._strategy.scope():
            # WORKAROUND(keras.Model.train_on_batch): its own steps, but for batches that are dealt out.
            model._maybe_symbolic_build(data_batch=(*batch, None))
            model.make_train_function()
            model.reset_metrics()
            figures = model.train_function(iter([(*map(self._dealt, parts), None)]))
        return {name: float(value) for name, value in figures.items()}

    def _dealt(self, parts: list[np.ndarray]) -> Any:
        convert = keras.ops.convert_to_tensor
        return self._strategy.experimental_distribute_values_from_function(
            lambda context: convert(parts[context.replica_id_in_sync_group])
        )
