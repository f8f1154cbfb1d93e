"""Room between things is the same everywhere, in each size of text and from right to left."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.settings import load_settings
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.people.people_words import PersonRow
from desktop.ui.people.person_list import PersonList
from desktop.ui.theme.tokens import SPACE
from tests.support.people_page import add, settle
from tests.support.stand_in_people import ORANGE, stand_in_work

LEFT = Qt.MouseButton.LeftButton
SCALES = pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])


def pixels(picture: QPixmap) -> np.ndarray:
    """Blue, green and red of each pixel, on white."""
    image = QImage(picture.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    shape = (image.height(), image.bytesPerLine() // 4, 4)
    return np.array(image.constBits(), np.uint8).reshape(shape)[:, : image.width(), :3].astype(int)


def near(shown: np.ndarray, red_green_blue: tuple[int, int, int]) -> np.ndarray:
    """Where that colour is."""
    return np.abs(shown - np.array(red_green_blue[::-1])).max(axis=2) < 12


@SCALES
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_frame_in_a_menu_leaves_the_words_room(
    qtbot, theme, type_of, spoken, scale: float, language: str
) -> None:
    spoken(language)
    type_of(scale)
    menu = QMenu()
    qtbot.addWidget(menu)
    line = menu.addAction(theme.icon("settings"), "Hhh" if language == "en" else "\u0644\u0644\u0644")
    line.setCheckable(True)
    line.setChecked(True)
    menu.popup(QPoint(0, 0))
    qtbot.waitExposed(menu)
    menu.setActiveAction(None)
    place = menu.actionGeometry(line)
    row = pixels(menu.grab())[place.top() : place.bottom() + 1]
    frame = np.flatnonzero(near(row, theme.colours.rgb("accent")).sum(axis=0) > place.height() // 3)
    words = np.flatnonzero(near(row, theme.colours.rgb("text")).any(axis=0))
    assert frame.size >= 2
    gap = words.min() - frame.max() if language == "en" else frame.min() - words.max()
    assert SPACE.small <= gap <= SPACE.large
    start, end = frame.min() - place.left(), place.right() - frame.max()
    assert min(start, end) <= SPACE.tight, "it stands where lines begin"


@pytest.mark.parametrize("way", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_buttons_are_as_far_apart_on_each_line(qtbot, way: Qt.LayoutDirection) -> None:
    row = WrappingRow()
    qtbot.addWidget(row)
    row.setLayoutDirection(way)
    buttons = [
        QPushButton(text) for text in ("Go", "Call it so", "Put it together", "Add photos to this one")
    ]
    for button in buttons:
        row.add(button)
    row.show()
    qtbot.waitExposed(row)
    wide = sum(button.sizeHint().width() for button in buttons[:3]) + 2 * SPACE.small
    row.resize(wide, 120)
    qtbot.waitUntil(lambda: buttons[3].y() > buttons[0].y())
    assert buttons[0].y() == buttons[1].y() == buttons[2].y()
    from_left = sorted(buttons[:3], key=QWidget.x)
    gaps = {after.x() - one.geometry().right() - 1 for one, after in pairwise(from_left)}
    assert gaps == {SPACE.small}
    begins = wide - 1 if way is Qt.LayoutDirection.RightToLeft else 0
    for button in (buttons[0], buttons[3]):
        area = button.geometry()
        assert begins in (area.left(), area.right())
    for button in buttons[1:3]:
        button.hide()
    qtbot.waitUntil(lambda: buttons[3].y() == buttons[0].y())


def name_and_line(people: PersonList, row: int) -> tuple[int, int, int]:
    """Empty lines of pixels over a person's words, between the name and what follows, and below."""
    place = people.visualItemRect(people.item(row)).adjusted(66, 2, -4, -2)
    shown = pixels(people.viewport().grab(place))
    drawn = np.flatnonzero((shown.min(axis=2) < 160).any(axis=1))
    steps = np.diff(drawn)
    between = next(int(step) for step in steps if step > 1)
    return int(drawn[0]), between, int(shown.shape[0] - 1 - drawn[-1])


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_name_and_its_line_stand_together_in_each_row(qtbot, theme, type_of, scale: float) -> None:
    theme.choose("light")  # dark words on light ground are looked for
    type_of(scale)
    people = PersonList(theme)
    qtbot.addWidget(people)
    people.setFixedWidth(264)
    lines = ("nn", "nnnn nnnnnn nnnnn nnn nnnn nnn nnn nnn")
    people.show_rows([PersonRow(place, "Hn", line, "H") for place, line in enumerate(lines)], {}, None)
    people.setCurrentRow(-1)
    people.show()
    qtbot.waitExposed(people)
    heights = {people.visualItemRect(people.item(row)).height() for row in range(2)}
    assert len(heights) == 1, "all rows are as high"
    (over, short, under), (_, long, _) = (name_and_line(people, row) for row in range(2))
    assert short == long
    assert abs(over - under) <= 12 * scale, "in the middle, but for what hangs below a line"


def test_from_right_to_left_a_portrait_stands_where_the_row_begins(qtbot, theme, spoken) -> None:
    places = {}
    for language in ("en", "ar"):
        spoken(language)
        people = PersonList(theme)
        qtbot.addWidget(people)
        people.setFixedWidth(264)
        red = np.zeros((60, 60, 3), np.uint8)
        red[..., 0] = 255
        people.show_rows([PersonRow(1, "Ada", "1 picture", "A")], {1: red}, None)
        people.setCurrentRow(-1)
        people.show()
        qtbot.waitExposed(people)
        columns = np.flatnonzero(near(pixels(people.viewport().grab()), (255, 0, 0)).any(axis=0))
        places[language] = int(columns.min()), int(people.viewport().width() - 1 - columns.max())
    assert places["en"] == places["ar"][::-1]
    assert places["en"][0] == SPACE.small


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_the_list_of_people_keeps_off_the_rail(
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
    for part in (page.list, page.bar):
        qtbot.waitUntil(lambda part=part: free_beside(part, page, language == "ar") == SPACE.small)


def free_beside(part: QWidget, page: QWidget, from_right: bool) -> int:
    """Pixels between where lines begin on the page and this part of it."""
    area = QRect(part.mapTo(page, QPoint(0, 0)), part.size())
    return page.width() - 1 - area.right() if from_right else area.left()


@pytest.mark.parametrize("place", ["training", "models"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_other_lists_keep_off_it_too(spoken, open_window, qtbot, language: str, place: str) -> None:
    spoken(language)
    window = open_window(settings=load_settings().changed(welcomed=True))
    window.shell.show_page(place)
    page = window.shell.page(place)
    qtbot.waitUntil(lambda: free_beside(page.list, page, language == "ar") == SPACE.small)


@pytest.mark.parametrize("size", [(1280, 720), (1024, 640)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_starting_again_has_a_line_of_its_own_under_the_choice_of_language(
    type_of, spoken, open_window, qtbot, language: str, scale: float, size: tuple[int, int]
) -> None:
    spoken(language)
    type_of(scale)
    settings = load_settings().changed(welcomed=True, text_scale=scale, language=language)
    window = open_window(settings=settings)
    window.resize(*size)
    qtbot.mouseClick(window.shell.rail.buttons[-1], LEFT)
    page = window.shell.page("settings")
    box = page.rows["language"].control
    box.setFocus()
    place = box.findText("Deutsch")
    qtbot.keyClicks(box, "Deu")
    assert box.currentIndex() == place
    button, words = page.start_again, page._other_language
    qtbot.waitUntil(lambda: button.isVisible() and words.isVisible())
    qtbot.waitUntil(lambda: button.y() >= box.geometry().bottom() + SPACE.small)
    assert (button.x(), button.width()) == (box.x(), box.width())
    assert button.width() >= button.sizeHint().width()
    assert button.geometry().top() < words.geometry().center().y() < button.geometry().bottom()
    assert not words.geometry().intersects(button.geometry().adjusted(-SPACE.medium, 0, SPACE.medium, 0))
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert not words.geometry().intersects(box.geometry())
