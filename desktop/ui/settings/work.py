"""What the settings page asks of the machine: which choices can't be taken here. Called in threads only."""

from __future__ import annotations

from typing import Any

from desktop.ui.i18n.said import said
from desktop.ui.words import translate


def impossible_choices() -> dict[tuple[str, Any], str]:
    """(setting, value) -> why not, in a sentence."""
    from vision.pinned_models import pinned_by_name, pulled_models_root
    from vision.pulling import is_pulled
    from vision.sessions import PROVIDERS, available_providers

    why_not: dict[tuple[str, Any], str] = {}
    at_hand = available_providers()
    for provider in PROVIDERS:
        if provider not in at_hand:
            why_not["provider", provider] = translate(
                "Settings", "This build of ONNX Runtime does not have it."
            )
        elif at_hand[provider]:
            why_not["provider", provider] = translate("Settings", "It can't run here: {why}.").format(
                why=said(at_hand[provider])
            )
    for setting, name in (("detector", "yunet"), ("identity_model", "sface")):
        if not is_pulled(pinned_by_name(name), pulled_models_root()):
            why_not[setting, name] = translate(
                "Settings", "It is not downloaded yet: the Models page does it."
            )
    return why_not
