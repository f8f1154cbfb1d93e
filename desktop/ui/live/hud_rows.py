"""What the meters say, in words. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import counted, decimal
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.engine.meters import LiveMeters


def hud_rows(meters: LiveMeters) -> tuple[tuple[str, str], ...]:
    """Name and value, top to bottom."""
    model_ms = max(meters.total_ms - meters.detect_ms, 0.0)
    return (
        (translate("Hud", "Capture"), _rate(meters.capture_fps)),
        (translate("Hud", "Analysis"), _rate(meters.analysis_fps)),
        (translate("Hud", "Painted"), _rate(meters.painted_fps)),
        (translate("Hud", "Frame age p50"), _ms(meters.age_p50_ms)),
        (translate("Hud", "Frame age p95"), _ms(meters.age_p95_ms)),
        (translate("Hud", "Dropped"), counted(meters.dropped)),
        (translate("Hud", "Detector"), _ms(meters.detect_ms)),
        (translate("Hud", "Models, rest"), _ms(model_ms)),
        (translate("Hud", "Runs on"), meters.provider.upper() or translate("Hud", "no model")),
    )


def _rate(per_second: float) -> str:
    return f"{decimal(per_second, 1)} /s"


def _ms(milliseconds: float) -> str:
    return f"{decimal(milliseconds, 1)} ms"
