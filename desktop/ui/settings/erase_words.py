"""What erasing all takes away and what it leaves, in words. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.numbers import file_size
from desktop.ui.i18n.said import said
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.erase_all import Kept


def erased_facts(found: Kept) -> list[tuple[str, str]]:
    """What goes, as label and value."""
    pictures = translate("Erase", "{n}, with the numbers made from them")
    recordings = str(found.recordings)
    if found.recordings:
        recordings = f"{found.recordings} ({file_size(found.recordings_bytes)})"
    people = said(found.gallery_problem) if found.gallery_problem else str(found.people)
    return [
        (translate("Erase", "People"), people),
        (translate("Erase", "Pictures of faces"), pictures.format(n=found.pictures)),
        (translate("Erase", "Fine-tunings of their faces"), str(found.heads)),
        (translate("Erase", "Recordings"), recordings),
        (translate("Erase", "Trainings"), str(found.trainings)),
        (translate("Erase", "Models of your own"), str(found.models)),
        (translate("Erase", "Settings"), translate("Erase", "all but looks, language and keys")),
        (translate("Erase", "The log"), translate("Erase", "all of it")),
    ]


def stays_words() -> str:
    """What erasing leaves."""
    return translate(
        "Erase",
        "There is no way back. Models that ship with Facet or were downloaded stay, and so does what you "
        "exported to folders of your own.",
    )


def snapshots_words(found: Kept, folder: Path) -> str:
    """The offer to take the snapshots too."""
    offer = translate("Erase", "Also the snapshots in {folder} ({n})")
    return offer.format(folder=apart(str(folder)), n=found.snapshots)


def running_words(risks: Sequence[str]) -> str:
    """Why nothing is erased while something runs."""
    return translate("Erase", "End this first: {what}").format(what=" ".join(risks))
