"""From a face to the numbers that stand for it: the models that tell people apart, behind one call."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray

from vision.alignment import Points
from vision.crops import Crops, crop_faces
from vision.embeddings import Embeddings, normalise
from vision.errors import FacetError, ModelMissing, ModelRefused
from vision.geometry import Boxes
from vision.model_store import InstalledModel, ModelStore
from vision.sessions import ModelSession, open_model
from vision.sface import PUBLISHED_KEY

TASK = "identity"
OWN = "facet-id"  # ships with Facet; SFace is surer and has to be pulled
EMBEDDER_NAMES = ("sface", OWN)  # the first that is there is the default
_log = logging.getLogger(__name__)


class Embedder:
    """One embedding model: crops by its card, one batch a call, rows of length 1."""

    def __init__(self, session: ModelSession) -> None:
        """Raises ModelRefused for a model that answers with anything but an embedding."""
        if session.card.output.kind != "embedding":
            raise ModelRefused(session.path, "output.kind", f"no embedding: {session.card.output.kind}")
        self.session = session

    @property
    def name(self) -> str:
        return self.session.card.name

    @property
    def digest(self) -> str:
        """The sha256 of the model's file; of the published one where ours was derived from it."""
        return self.session.card.versions.get(PUBLISHED_KEY) or self.session.digest

    @property
    def size(self) -> int:
        """How many numbers stand for a face."""
        return self.session.card.output.size

    def crops(self, image_bgr: NDArray[np.uint8], boxes_px: Boxes, points_px: Points | None = None) -> Crops:
        """What the model sees of each face of a BGR picture: uint8 (N, height, width, 3), RGB."""
        return crop_faces(image_bgr, boxes_px, self.session.card.crop, points_px)

    def embed(self, crops: Crops, *, mirrored: bool = False) -> Embeddings:
        """One row of length 1 a crop: float32 (N, size).

        `mirrored`: the mean of the crop's and its mirror image's, at twice the time.
        """
        found = normalise(self._run(crops))
        if mirrored:
            found = normalise(found + normalise(self._run(np.ascontiguousarray(crops[:, :, ::-1]))))
        return found

    def _run(self, crops: Crops) -> Embeddings:
        """On the CPU one by one: a batch is no faster there, and takes 14 MB more for each face."""
        if self.session.provider.used != "cpu" or len(crops) < 2:
            return self.session.run(crops)
        return np.concatenate([self.session.run(crops[row : row + 1]) for row in range(len(crops))])


def embedder_by_name(
    store: ModelStore, name: str | None = None, *, provider: str = "auto", threads: int = 1
) -> Embedder:
    """An embedding model at hand; without a name the first of EMBEDDER_NAMES that is there.

    Raises ModelMissing where there is none, FacetError for a name that is no embedding model's.
    """
    at_hand = embedding_models(store)
    if name is not None and name not in {*at_hand, *EMBEDDER_NAMES}:
        known = ", ".join(dict.fromkeys((*EMBEDDER_NAMES, *at_hand)))
        raise FacetError(f"There is no model '{name}' to tell people apart.", hint=f"Choose from: {known}.")
    for wanted in [name] if name else [*EMBEDDER_NAMES, *at_hand]:
        if wanted in at_hand:
            if name is None and wanted == OWN:
                _log.warning(
                    "SFace is not at hand: Facet's own model %s tells people apart, less surely. "
                    "`facet models pull sface` brings SFace.",
                    OWN,
                )
            return Embedder(open_model(at_hand[wanted].path, provider=provider, threads=threads))
    raise ModelMissing(name or TASK, hint="`facet models pull sface` brings one.")


def embedding_models(store: ModelStore) -> dict[str, InstalledModel]:
    """The embedding models at hand by name."""
    return {model.name: model for model in store.installed() if model.card.output.kind == "embedding"}
