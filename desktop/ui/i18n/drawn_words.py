"""The window's words for what is drawn into files for people: charts, videos, copies of photos."""

from __future__ import annotations

from PIL import features

from desktop.recording.fonts import can_write
from desktop.recording.wording import PLAIN, Wording
from desktop.ui.i18n.direction import from_right
from desktop.ui.i18n.numbers import decimal, percent
from desktop.ui.i18n.said import said
from desktop.ui.live.source_text import recorded_source
from desktop.ui.models.known_words import task_words
from desktop.ui.words import label_words, translate


def drawn_words() -> Wording:
    """Words and numbers as the window writes them; English where no font has the letters, or joins them."""
    joins = features.check("raqm") and features.check("fribidi")
    labels = "".join(map(label_words, ("smile", "happy", "neutral"))) + "1%"
    if (from_right() and not joins) or not can_write(labels):
        return PLAIN
    return Wording(
        label=label_words,
        task=task_words,
        reason=said,
        source=recorded_source,
        percent=lambda share: " ".join(percent(share).split()),  # not every font has the narrow space
        face=lambda number: translate("Recording", "Face {number}").format(number=number),
        unknown=translate("FaceCard", "Unknown"),
        no_answer=translate("FaceCard", "No answer"),
        marker=translate("Timeline", "Marker"),
        decimal_mark=decimal(0.5, 1)[1:2],
    )
