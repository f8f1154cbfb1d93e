"""People for the gallery's tests: drawn crops, and embeddings with a direction of the person's own."""

from __future__ import annotations

import numpy as np

from desktop.people.records import NewFace, Pose

DIGEST = "a" * 64
DIMENSIONS = 128


def direction(person: int) -> np.ndarray:
    """The person's own direction, float32 (D,), length 1."""
    numbers = np.random.default_rng(person).normal(size=DIMENSIONS)
    return (numbers / np.linalg.norm(numbers)).astype(np.float32)


def embedding(person: int, take: int, *, likeness: float = 0.8) -> np.ndarray:
    """One picture's numbers: `likeness` is the cosine to the person's direction."""
    other = np.random.default_rng(1_000_000 * (person + 1) + take).normal(size=DIMENSIONS)
    own = direction(person).astype(np.float64)
    other -= own * (own @ other)
    other /= np.linalg.norm(other)
    return (likeness * own + np.sqrt(1 - likeness**2) * other).astype(np.float32)


def drawn_face(person: int, take: int = 0, *, quality: float = 0.9, yaw_deg: float = 0.0) -> NewFace:
    """A face to keep: noise for a picture, so that its bytes are found again wherever they lie."""
    crop = np.random.default_rng(7_000 * person + take).integers(0, 256, (160, 160, 3), np.uint8)
    source = f"{person}-{take}.jpg"
    pose = Pose(yaw_deg, 0.0)
    return NewFace(crop, embedding(person, take), DIGEST, quality, (), pose, source, float(take))


class KeptEmbedder:
    """Stands in for another embedding model: numbers from a kept crop, the same each time."""

    def __init__(self, digest: str = "b" * 64) -> None:
        self.digest = digest
        self.calls = 0

    def embed_kept(self, crop_rgb: np.ndarray) -> np.ndarray:
        self.calls += 1
        numbers = crop_rgb[::20, ::20].astype(np.float64).reshape(-1) - 127.5
        return (numbers / np.linalg.norm(numbers)).astype(np.float32)
