"""Dialogs are as high as what stands in them, and the timeline's last time keeps clear of the edge."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from desktop.engine.sources.base import Frame
from desktop.ui.dialogs import CloseDialog
from desktop.ui.live.face_target import FaceTarget
from desktop.ui.people.why_dialog import WhyDialog
from desktop.ui.people.why_words import LikeView, WhyView
from desktop.ui.recordings.record_dialog import RecordDialog
from desktop.ui.recordings.timeline import Timeline
from desktop.ui.theme.tokens import SPACE

SENTENCE = "Unknown: not like Jennifer Aniston enough. Jennifer Aniston has 0.01; 0.43 is needed."
FACTS = (("Likeness", "0.01 (Ann)"), ("Needed", "0.43, with which about 1 stranger in 100 gets a name"))


def why(theme) -> WhyDialog:
    view = WhyView(
        SENTENCE, (LikeView(1, "Ann", "0.04"), LikeView(2, "Bo", "0.03")), FACTS, 0.01, 0.43, False
    )
    frame = Frame(np.zeros((240, 320, 3), np.uint8), 0, 0.0, 0.0, "clip.mp4")
    return WhyDialog(FaceTarget(frame, (40, 50, 60, 60), 1, None), view, {}, theme)


DIALOGS = {
    "why": why,
    "record": lambda theme: RecordDialog(
        theme, "/data/of/somebody/who/records/often/facet/recordings", False
    ),
    "close": lambda theme: CloseDialog(
        ["“Cats and dogs” is being trained. It would be ended, and can go on."]
    ),
}


def band(dialog: QDialog) -> int:
    """What is empty above the buttons."""
    buttons = dialog.findChild(QDialogButtonBox)
    above = [part for part in dialog.children() if part.isWidgetType() and part is not buttons]
    return buttons.y() - max(part.geometry().bottom() + 1 for part in above if part.isVisible())


@pytest.mark.parametrize("name", DIALOGS)
def test_there_is_no_empty_band_above_the_buttons(theme, qtbot, name: str) -> None:
    dialog = DIALOGS[name](theme)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert SPACE.small <= band(dialog) <= SPACE.large
    assert dialog.rect().contains(dialog.findChild(QDialogButtonBox).geometry())


def test_what_is_kept_is_whole_either_way_and_moves_nothing(theme, qtbot) -> None:
    dialog = DIALOGS["record"](theme)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    before = dialog.buttons.geometry()
    for kept in (True, False):
        dialog.picture.setChecked(kept)
        qtbot.wait(1)
        assert dialog.buttons.geometry() == before
        assert dialog.kept.height() >= dialog.kept.heightForWidth(dialog.kept.width())


@pytest.mark.parametrize("whole_s", [4.0, 60.0, 600.0])
def test_the_last_time_keeps_clear_of_the_edge(theme, qtbot, whole_s: float) -> None:
    timeline = Timeline(theme)
    qtbot.addWidget(timeline)
    timeline.show_lanes((), whole_s, (), "")
    timeline.resize(640, 60)
    timeline.show()
    qtbot.waitExposed(timeline)
    shown = timeline.grab().toImage()
    ground = QColor(theme.colours.window).rgb()
    ruler = range(0, timeline._ruler - 8)
    inked = [x for x in range(shown.width()) for y in ruler if shown.pixel(x, y) != ground]
    assert 640 - SPACE.small - 60 < max(inked) < 640 - SPACE.tight
