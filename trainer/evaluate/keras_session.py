"""A Keras network behind the calls of an ONNX Runtime session, so that one evaluation measures both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vision.model_card import ModelCard
from vision.sessions import ProviderTruth, sha256_of

if TYPE_CHECKING:
    import keras


class KerasSession:
    """An open network with its card; `model` keeps the contract of an exported file."""

    def __init__(self, path: Path, model: keras.Model, card: ModelCard) -> None:
        self.path = path
        self.card = card
        self.digest = sha256_of(path)
        self.provider = ProviderTruth("keras", "keras")
        self._model = model

    def run(self, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Answers (N, size) for crops uint8 (N, height, width, 3), RGB. Raises ValueError for other crops."""
        wanted = (self.card.input.height, self.card.input.width, 3)
        if batch.dtype != np.uint8 or batch.shape[1:] != wanted:
            raise ValueError(f"crops are uint8 (N, *{wanted}), not {batch.dtype} {batch.shape}")
        if not len(batch):
            return np.zeros((0, self.card.output.size), np.float32)
        return np.asarray(self._model.predict_on_batch(batch), np.float32)
