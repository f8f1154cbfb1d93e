"""Every choice of the bar for one gallery: everyone is compared with the strangers once. In threads only."""

from __future__ import annotations

from dataclasses import replace

from desktop.people.calibration import FPIR_CHOICES, calibrate
from desktop.people.decision import Decider
from desktop.people.gallery import Gallery
from desktop.people.kept_tops import tops_in
from desktop.people.strangers import Strangers
from desktop.ui.people.roster import BarChoice


def bar_choices(gallery: Gallery, decider: Decider, strangers: Strangers | None) -> tuple[BarChoice, ...]:
    """What each share of strangers costs. `decider`: the gallery as it is, with any bar."""
    matcher = decider.matcher
    if not len(matcher) or strangers is None:
        return tuple(BarChoice(share, replace(decider.bar, fpir=share)) for share in FPIR_CHOICES)
    tops = tops_in(gallery, matcher, strangers)
    return tuple(BarChoice(share, calibrate(matcher, strangers, share, tops)) for share in FPIR_CHOICES)
