"""How many faces of photos Haar found and YuNet, measured alike: docs/results/detection.md. Numbers alone."""

from __future__ import annotations

FACES = 99
BY_HAAR = 65
BY_YUNET = 88
