"""With large type nothing is cut: rows and cards are higher, heads and tables take more lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.photos.reading import PhotoResult
from desktop.ui.i18n.languages import LANGUAGES
from desktop.ui.i18n.speech import speak
from desktop.ui.live.face_card import AnswerRow
from desktop.ui.live.face_views import face_views
from desktop.ui.models.model_list import ModelList
from desktop.ui.models.model_words import Row
from desktop.ui.parts.page_head import PageHead
from desktop.ui.parts.search_field import SearchField
from desktop.ui.parts.section import Section
from desktop.ui.people.bar_card import BarCard
from desktop.ui.people.people_words import BarView, PersonRow, share_words
from desktop.ui.people.person_list import PersonList
from desktop.ui.photos.face_grid import FaceGrid
from desktop.ui.photos.face_items import items_of
from desktop.ui.row_text import lines_of
from desktop.ui.words import translate
from vision.recognisers import UNSURE, Answer

EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")


def unsure_photo(emotion: str, *, who: str | None) -> PhotoResult:
    """A face that does not smile, and of whose emotion the model is unsure."""
    scores = dict.fromkeys(EMOTIONS, 0.1) | {emotion: 0.4}
    answers: dict[str, Answer] = {
        "smile": Answer("smile", "no smile", 0.36, {"no smile": 0.64, "smile": 0.36}),
        "emotion": Answer("emotion", None, 0.4, scores, UNSURE),
    }
    if who:
        answers["identity"] = IdentityAnswer("identity", who, 0.8, nearest=who)
    faces = (FaceAnalysis(None, (0, 0, 40, 40), answers),)
    return PhotoResult(Path("a.jpg"), FrameAnalysis("a.jpg", 0, 0.0, (100, 100), faces, {}), (b"jpeg",))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
@pytest.mark.parametrize("who", ["Ada", None])
def test_a_photos_answers_are_whole_in_every_language(
    qapp, qtbot, theme, type_of, language: str, scale: float, who: str | None
) -> None:
    type_of(scale)
    speak(qapp, language)
    try:
        grid = FaceGrid(theme)
        qtbot.addWidget(grid)
        grid.faces.add([item for mood in EMOTIONS for item in items_of(unsure_photo(mood, who=who))])
        grid.resize(900, 700)
        grid.show()
        qtbot.waitExposed(grid)
        for place, item in enumerate(grid.faces.shown):
            option = QStyleOptionViewItem()
            option.font = grid.font()  # type: ignore[attr-defined]
            option.fontMetrics = grid.fontMetrics()  # type: ignore[attr-defined]
            option.rect = grid.visualRect(grid.faces.index(place))  # type: ignore[attr-defined]
            drawn = [text for text, _ in grid.itemDelegate().drawn(item, option) if text]
            first, others, name = item.lines()
            assert " ".join(drawn) == " ".join((first, *others, name))
            high = sum(QFontMetrics(font).height() for _, font in grid.itemDelegate().drawn(item, option))
            assert option.rect.height() >= option.rect.width() + high - 20  # type: ignore[attr-defined]
    finally:
        speak(qapp, "en")


@pytest.mark.parametrize("who", ["Ada", "Lleyton Zebrahewitt of Wolverhampton"])
def test_a_name_stands_out_however_long_it_is(qtbot, theme, who: str) -> None:
    grid = FaceGrid(theme)
    qtbot.addWidget(grid)
    grid.faces.add(list(items_of(unsure_photo("sad", who=who))))
    option = QStyleOptionViewItem()
    option.font = grid.font()  # type: ignore[attr-defined]
    option.fontMetrics = grid.fontMetrics()  # type: ignore[attr-defined]
    (_, name), *_, (_, file) = grid.itemDelegate().drawn(grid.faces.shown[0], option)
    assert name.weight() > file.weight()


def test_many_long_answers_leave_the_short_ones_whole(qapp, qtbot, theme, type_of) -> None:
    """Broken in two, a long answer may be narrower than a short one in one line."""
    type_of(1.5)
    speak(qapp, "de")
    try:
        grid = FaceGrid(theme)
        qtbot.addWidget(grid)
        photo = unsure_photo("surprise", who=None)
        assert photo.analysis is not None
        for share in (0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19):
            answers: dict[str, Answer] = {
                "smile": Answer("smile", "no smile", share, {"no smile": 1 - share, "smile": share}),
                "emotion": Answer("emotion", "surprise", 0.54, {"surprise": 0.54, "sad": 0.46}),
            }
            faces = (replace(photo.analysis.faces[0], answers=answers),)
            grid.faces.add(items_of(replace(photo, analysis=replace(photo.analysis, faces=faces))))
        grid.resize(900, 700)
        grid.show()
        qtbot.waitExposed(grid)
        option = QStyleOptionViewItem()
        option.font = grid.font()  # type: ignore[attr-defined]
        option.fontMetrics = grid.fontMetrics()  # type: ignore[attr-defined]
        option.rect = grid.visualRect(grid.faces.index(0))  # type: ignore[attr-defined]
        said = [text for text, _ in grid.itemDelegate().drawn(grid.faces.shown[0], option)]
        assert "Überrascht 54 %" in [text.replace("\u00a0", " ") for text in said]
    finally:
        speak(qapp, "en")


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_a_live_cards_share_stands_below_where_both_find_no_room_and_stays_there(
    qapp, qtbot, theme, type_of, language: str
) -> None:
    speak(qapp, language)
    try:
        analysis = unsure_photo("surprise", who=None).analysis
        assert analysis is not None
        ((smile, mood),) = (face.answers for face in face_views(analysis.faces))
        box = QWidget()
        qtbot.addWidget(box)
        rows = QVBoxLayout(box)
        made = [AnswerRow(theme), AnswerRow(theme)]
        for row, answer in zip(made, (smile, mood), strict=True):
            rows.addWidget(row)
            row.show_answer(answer, left=False)
        box.resize(600, 300)
        box.show()
        qtbot.waitExposed(box)
        high = made[0].sizeHint().height()
        type_of(2.0)
        box.resize(240, 400)
        for row, answer in zip(made, (smile, mood), strict=True):
            row.show_answer(answer, left=False)
            texts = {each.text(): each for each in row.findChildren(QLabel)}
            for words in (answer.text, answer.share_text):
                label = texts[words]
                qtbot.waitUntil(lambda label=label: label.width() >= label.sizeHint().width())
                qtbot.waitUntil(lambda label=label: label.height() >= label.sizeHint().height())
                assert label.geometry().right() <= row.width()
        tall = made[0].sizeHint().height()
        assert tall > high
        short = replace(smile, text="No", share_text="1 %")
        made[0].show_answer(short, left=False)
        assert made[0].sizeHint().height() == tall, "nothing jumps"
    finally:
        speak(qapp, "en")


def test_a_models_row_has_as_many_lines_as_it_takes(qtbot, theme, type_of) -> None:
    models = ModelList(theme)
    qtbot.addWidget(models)
    models.setFixedWidth(272)
    models.show_rows([Row("Smile"), Row("smile", "Ships with Facet · 1.5 MB", "a", in_use=True)], "a")
    models.show()
    qtbot.waitExposed(models)
    usual = models.sizeHintForRow(1)
    type_of(2.0)
    line = models.fontMetrics().height()
    qtbot.waitUntil(lambda: models.visualItemRect(models.item(1)).height() >= 3 * line)
    assert models.sizeHintForRow(1) > usual
    assert models.item(1).toolTip() == "smile\nShips with Facet · 1.5 MB"


def test_a_heading_over_models_is_whole(qtbot, theme, type_of) -> None:
    models = ModelList(theme)
    qtbot.addWidget(models)
    models.setFixedWidth(272)
    models.show_rows([Row("Finding faces, beside Haar"), Row("yunet", "Yours", "a")], "a")
    models.show()
    qtbot.waitExposed(models)
    usual = models.visualItemRect(models.item(0)).height()
    type_of(1.5)
    line = models.fontMetrics().height()
    qtbot.waitUntil(lambda: models.visualItemRect(models.item(0)).height() >= usual + line)


def test_a_persons_row_has_as_many_lines_as_it_takes(qtbot, theme, type_of) -> None:
    people = PersonList(theme)
    qtbot.addWidget(people)
    people.setFixedWidth(264)
    rows = [PersonRow(1, "Ada", "1 picture", "A"), PersonRow(2, "Bo", "3 pictures · seen yesterday", "B")]
    people.show_rows(rows, {}, None)
    people.show()
    qtbot.waitExposed(people)
    type_of(2.0)
    line = people.fontMetrics().height()
    qtbot.waitUntil(lambda: people.visualItemRect(people.item(0)).height() >= 2.7 * line)
    assert people.item(1).toolTip() == "Bo\n3 pictures · seen yesterday"


def test_lines_break_between_words_and_the_last_one_is_cut(qapp) -> None:
    font = qapp.font()
    width = QFontMetrics(font).horizontalAdvance("Ships with Facet · 12")
    assert lines_of("Ships with Facet · 12 MB", font, width, 3) == ["Ships with Facet ·", "12\u00a0MB"]
    assert lines_of("short", font, width, 3) == ["short"]
    assert lines_of("", font, width, 3) == [""]
    last = lines_of("one two three four five six seven eight nine ten eleven twelve", font, width, 2)[-1]
    assert last.endswith("…")


def test_a_heads_buttons_are_whole_and_leave_room_for_its_words(qtbot, type_of) -> None:
    head = PageHead("Photos", "16 photos, 16 faces")
    qtbot.addWidget(head)
    parts = [QPushButton(text) for text in ("Add photos…", "Add a folder…", "Export", "Clear")]
    search = QLineEdit()
    search.setFixedWidth(180)
    for part in (*parts, search):
        head.add(part)
    head.setMinimumWidth(1)  # as in the window, which can be made as narrow as anybody likes
    head.resize(1600, 200)
    head.show()
    qtbot.waitExposed(head)
    qtbot.waitUntil(lambda: len({part.y() for part in parts}) == 1)
    type_of(1.5)
    head.resize(520, 200)
    qtbot.waitUntil(lambda: len({part.y() for part in parts}) > 1)
    for part in parts:
        assert part.width() >= part.sizeHint().width()
    assert search.width() == 180
    parts[0].hide()
    parts[1].hide()
    head.resize(1600, 200)
    qtbot.waitUntil(lambda: parts[2].y() == parts[3].y())
    assert head.sentence.width() > 400


def test_a_table_gives_way_before_it_is_cut(qtbot, type_of) -> None:
    type_of(1.5)
    section = Section("How good it is")
    qtbot.addWidget(section)
    head = ("Figure", "Value", "95 % interval", "Out of")
    section.add_table(head, [("Balanced accuracy of all", "95.8 %", "93.7 % to 97.3 %", "481")])
    section.show()
    qtbot.waitExposed(section)
    cells = {cell.text().replace("\u00a0", " "): cell for cell in section.findChildren(QLabel)}
    section.resize(1200, 120)
    line = section.fontMetrics().height()
    qtbot.waitUntil(lambda: cells["Balanced accuracy of all"].height() < 2 * line)
    name, value, interval = (
        cells[text] for text in ("Balanced accuracy of all", "95.8 %", "93.7 % to 97.3 %")
    )
    qtbot.waitUntil(lambda: name.geometry().bottom() > value.geometry().top())
    narrow = section.minimumSizeHint().width()
    assert narrow < 560
    section.resize(max(narrow, 500), 400)
    qtbot.waitUntil(lambda: name.geometry().bottom() < value.geometry().top())
    for cell in (name, value, interval):
        assert cell.width() >= cell.fontMetrics().horizontalAdvance(cell.text()), "nothing is squeezed"
    section.resize(narrow, 400)
    assert value.width() >= value.fontMetrics().horizontalAdvance("95.8 %")
    section.resize(1200, 400)
    qtbot.waitUntil(lambda: name.geometry().bottom() > value.geometry().top())


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_choice_of_strangers_and_what_searches_are_whole(
    qapp, qtbot, theme, type_of, language: str, scale: float
) -> None:
    type_of(scale)
    speak(qapp, language)
    try:
        card = BarCard()
        qtbot.addWidget(card)
        card.show_views([BarView(share, share_words(share), "") for share in (0.01, 0.001, 0.0001)], 0.0001)
        search = SearchField(translate("PeoplePage", "Find someone"), "", 100)
        qtbot.addWidget(search)
        card.resize(card.needs_px, 200)
        for widget in (card, search):
            widget.show()
            qtbot.waitExposed(widget)
        option = QStyleOptionComboBox()
        card.choice.initStyleOption(option)
        assert option.currentText == card.choice.currentText(), "not elided"
        search.adjustSize()
        assert search.fontMetrics().horizontalAdvance(search.placeholderText()) < search.width() - 40
    finally:
        speak(qapp, "en")
