"""An embedding model as what a head learns on: the file that the desktop runs, through ONNX Runtime."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.features.extractor import THREADS
from vision.assets import shipped_models_root
from vision.embedders import Embedder, embedder_by_name
from vision.model_store import ModelStore
from vision.pinned_models import pulled_models_root


@dataclass(frozen=True)
class EmbeddingSource:
    """Features of length 1 from crops as the model's card wants them."""

    embedder: Embedder

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def digest(self) -> str:
        return self.embedder.session.digest

    @property
    def flat_digest(self) -> None:
        return None

    @property
    def size(self) -> int:
        return self.embedder.size

    def run(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embeddings (N, size) of uint8 RGB crops."""
        return self.embedder.embed(crops)


def open_embedding(name: str) -> EmbeddingSource:
    """The embedding model of that name. Raises ModelMissing where it was not pulled."""
    store = ModelStore([shipped_models_root(), pulled_models_root()])
    return EmbeddingSource(embedder_by_name(store, name, provider="cpu", threads=THREADS))
