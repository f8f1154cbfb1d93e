"""The one import of ONNX Runtime. Write `from vision.onnx_runtime import ort`.

WORKAROUND(onnxruntime >= 1.29): its builds report to their maker what they run, and at import write an
identifier for that into the cache folder, unless ORT_DISABLE_TELEMETRY is set before. Nothing leaves this
machine.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort

__all__ = ["ort"]
