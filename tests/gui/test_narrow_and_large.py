"""In the smallest usual window with large type nothing is cut or squeezed: what has no room goes below."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QPushButton, QStyleOptionComboBox, QWidget

from desktop.settings import load_settings
from desktop.training.offers import Backbone, Recipe
from desktop.ui.i18n.languages import LANGUAGES
from desktop.ui.live import overlay
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.prose import Prose
from desktop.ui.photos.act_bar import ActBar
from desktop.ui.photos.filter_bar import FilterBar
from desktop.ui.recordings.recording_list import RecordingList
from desktop.ui.recordings.recording_words import ListRow
from desktop.ui.theme.tokens import STAGE
from desktop.ui.training.offer_words import OWN
from desktop.ui.training.options_view import OptionsView
from tests.support.people_page import add, settle
from tests.support.stand_in_people import ORANGE, stand_in_work

ALL = pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
LEFT = Qt.MouseButton.LeftButton
BACKBONES = tuple(Backbone(name, 224, True) for name in ("mobilenetv2", "resnet50"))
RECIPES = (Recipe("backbone", "", "folders", "a dozen", ("epochs",), {"epochs": 30}, (), BACKBONES),)


def is_whole(box: ChoiceBox) -> bool:
    """Whether all of what is chosen is seen."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    shown: str = option.currentText  # type: ignore[attr-defined]
    return shown == box.currentText()


@ALL
def test_all_that_is_told_of_a_person_is_in_sight(
    type_of, spoken, open_window, program, qtbot, tmp_path, language: str
) -> None:
    spoken(language)
    type_of(1.5)
    program.people = stand_in_work()
    window = open_window(settings=load_settings().changed(welcomed=True, text_scale=1.5))
    window.resize(1024, 640)
    qtbot.mouseClick(window.shell.rail.buttons[1], LEFT)
    settle(window, qtbot)
    page = window.shell.page("people")
    add(page, "Ada", ORANGE, tmp_path, qtbot)
    view = page.details.viewport()

    def all_in_sight() -> bool:
        parts = [part for kind in (QLabel, QPushButton) for part in page.details.findChildren(kind)]
        seen = [part for part in parts if part.isVisible()]
        starts = [part.mapTo(view, QPoint(0, 0)).x() for part in seen]
        ends = [start + part.width() for start, part in zip(starts, seen, strict=True)]
        return len(seen) > 8 and min(starts) >= 0 and max(ends) <= view.width()

    qtbot.waitUntil(all_in_sight)
    assert is_whole(page.bar.choice)


@ALL
def test_help_for_training_is_not_squeezed(qtbot, type_of, spoken, language: str) -> None:
    spoken(language)
    type_of(1.5)
    view = OptionsView()
    qtbot.addWidget(view)
    view.show_offer(OWN, RECIPES)
    view.setMinimumWidth(1)
    view.resize(500, 900)
    view.show()
    qtbot.waitExposed(view)
    notes = [note for note in view.findChildren(Prose) if note.isVisible() and note.text()]
    assert len(notes) >= 3
    for note in notes:
        least = 20 * note.fontMetrics().averageCharWidth()
        qtbot.waitUntil(lambda note=note, least=least: note.width() >= least)
    assert view.backbone.mapTo(view, QPoint(0, 0)).y() > notes[0].mapTo(view, QPoint(0, 0)).y()
    view.resize(1200, 900)
    row = notes[0].parentWidget()
    assert row is not None
    qtbot.waitUntil(lambda: view.backbone.mapTo(row, QPoint(0, 0)).y() < notes[0].y() + notes[0].height())


@ALL
def test_every_choice_of_the_settings_is_whole(type_of, spoken, open_window, qtbot, language: str) -> None:
    spoken(language)
    type_of(1.5)
    window = open_window(settings=load_settings().changed(welcomed=True, text_scale=1.5))
    window.resize(1024, 640)
    qtbot.mouseClick(window.shell.rail.buttons[-1], LEFT)
    page = window.shell.page("settings")
    boxes = [row.control for row in page.rows.values() if isinstance(row.control, ChoiceBox)]
    assert len(boxes) > 8
    for box in boxes:
        for place in range(box.count()):
            box.setCurrentIndex(place)
            assert is_whole(box), box.currentText()


def test_a_recordings_time_is_whole(qtbot, theme, type_of, painted) -> None:
    recordings = RecordingList(theme)
    qtbot.addWidget(recordings)
    recordings.setFixedWidth(200)
    rows = [(Path("a"), ListRow("Aujourd’hui, 19:41", "1 visage", "0:05 · 17,5 Mo"))]
    recordings.show_rows(rows, None)
    recordings.show()
    qtbot.waitExposed(recordings)
    usual = recordings.sizeHintForRow(0)
    type_of(1.5)
    line = recordings.fontMetrics().height()
    qtbot.waitUntil(lambda: recordings.visualItemRect(recordings.item(0)).height() > usual + 1.5 * line)
    painted.clear()
    recordings.grab()
    assert painted
    assert [text for text, _, fits in painted if text != fits] == []


def test_boxes_of_filters_are_wide_enough_for_larger_words(qtbot, type_of) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    words = "Photos without a face (23)"
    bar.offer([("face", words), ("photo", "Photos")], {"smile": [(None, "Mit und ohne Lächeln")]})
    bar.resize(830, 200)
    bar.show()
    qtbot.waitExposed(bar)
    for scale in (1.0, 1.5):
        type_of(scale)
        for box in (bar.kind, bar.tasks["smile"]):
            qtbot.waitUntil(lambda box=box: is_whole(box))


@ALL
def test_what_is_said_over_the_cards_is_whole(qtbot, theme, type_of, spoken, language: str) -> None:
    spoken(language)
    type_of(1.5)
    around, bar = QWidget(), ActBar(theme)
    qtbot.addWidget(around)
    bar.setParent(around)
    bar.show_items([], "face")
    bar.resize(830, 120)
    around.resize(830, 120)
    around.show()
    qtbot.waitExposed(around)
    qtbot.waitUntil(lambda: bar.told.text() == bar.told.whole)
    type_of(1.0)
    bar.resize(1500, 120)
    qtbot.waitUntil(lambda: bar.told.y() < bar.who.parentWidget().geometry().bottom())
    assert bar.told.text() == bar.told.whole


@pytest.mark.parametrize(("language", "word"), [("en", "Smile"), ("ar", "ابتسامة")])
def test_a_number_and_the_answer_beside_it_do_not_touch(qapp, spoken, language: str, word: str) -> None:
    spoken(language)
    overlay._label.cache_clear()
    red = 0xFFFF0000
    plate = overlay._label((("1  ", word, red),), (False,), 0.0, QFont().toString(), 1.0, 3.0, STAGE)
    overlay._label.cache_clear()
    image = plate.toImage().convertToFormat(plate.toImage().Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)
    blue, _, strength = (pixels[..., channel] for channel in range(3))
    answer = np.flatnonzero(((strength > 120) & (blue < 60)).any(axis=0))
    number = np.flatnonzero(((strength > 120) & (blue > 100)).any(axis=0))
    assert answer.size
    assert number.size
    gap = answer.min() - number.max() if language == "en" else number.min() - answer.max()
    assert gap >= 12, "pixels, three to each of the label's"
