"""Check boxes are seen in every theme; they, switches and icons are larger where the text is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QDialog,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
)

from desktop.settings import Settings, save_settings
from desktop.ui.parts.switch import Switch
from desktop.ui.theme.contrast import Rgb, contrast

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def look(theme):
    """The theme, as it was again afterwards."""
    yield theme
    theme.choose("light")
    theme.scale_text(1.0)


def boxes(qtbot, *made: QAbstractButton) -> QDialog:
    """A dialog with them."""
    dialog = QDialog()
    qtbot.addWidget(dialog)
    rows = QVBoxLayout(dialog)
    for each in made:
        rows.addWidget(each)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def mark_of(button: QAbstractButton):
    """Where its box or circle is drawn."""
    option = QStyleOptionButton()
    button.initStyleOption(option)  # type: ignore[attr-defined]
    element = QStyle.SubElement
    which = element.SE_CheckBoxIndicator if isinstance(button, QCheckBox) else element.SE_RadioButtonIndicator
    return button.style().subElementRect(which, option, button)


def colour_at(picture: QImage, x: int, y: int) -> Rgb:
    colour = picture.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


@pytest.mark.parametrize("choice", ["light", "dark", "contrast"])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_a_box_is_seen_against_what_it_lies_on(qtbot, look, kind: type[QAbstractButton], choice: str) -> None:
    """WCAG 2.2, 1.4.11."""
    look.choose(choice)
    button = kind("Say this each time")  # type: ignore[call-arg]
    dialog = boxes(qtbot, button)
    for wanted in (False, True):
        if button.isChecked() != wanted:
            qtbot.mouseClick(button, LEFT, pos=mark_of(button).center())
        assert button.isChecked() is wanted
        button.clearFocus()
        picture = dialog.grab().toImage()
        mark = mark_of(button).translated(button.pos())
        ground = colour_at(picture, 1, 1)
        edges = (
            (mark.left(), mark.center().y()),
            (mark.right(), mark.center().y()),
            (mark.center().x(), mark.top()),
            (mark.center().x(), mark.bottom()),
        )
        for x, y in edges:
            assert contrast(colour_at(picture, x, y), ground) >= 3.0, (x, y)


def test_a_tick_is_seen_in_its_box(qtbot, look) -> None:
    for choice in ("light", "dark", "contrast"):
        look.choose(choice)
        box = QCheckBox("Say this each time")
        dialog = boxes(qtbot, box)
        qtbot.mouseClick(box, LEFT, pos=mark_of(box).center())
        picture = dialog.grab().toImage()
        mark = mark_of(box).translated(box.pos())
        field = colour_at(picture, mark.left() + 3, mark.top() + 3)
        inside = [
            colour_at(picture, x, y)
            for x in range(mark.left() + 3, mark.right() - 2)
            for y in range(mark.top() + 3, mark.bottom() - 2)
        ]
        assert max(contrast(each, field) for each in inside) >= 3.0, choice
        dialog.close()


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_a_box_grows_with_the_text(qtbot, look, kind: type[QAbstractButton]) -> None:
    button = kind("Say this each time")  # type: ignore[call-arg]
    dialog = boxes(qtbot, button)
    assert dialog.isVisible()
    usual = mark_of(button).size()
    look.scale_text(1.5)
    assert mark_of(button).width() == mark_of(button).height() == round(1.5 * usual.width())
    look.scale_text(1.0)
    assert mark_of(button).size() == usual


def test_a_switch_grows_with_the_text(qtbot, look) -> None:
    switch = Switch(look)
    dialog = boxes(qtbot, switch)
    assert dialog.isVisible()
    usual = switch.sizeHint()
    look.scale_text(1.5)
    assert switch.sizeHint().height() - usual.height() == 10, "its track was 20 high"
    qtbot.mouseClick(switch, LEFT)
    assert switch.isChecked()


def test_icons_grow_with_the_text_and_are_drawn_as_large(open_window, look, qtbot) -> None:
    window = open_window()
    buttons = (
        window.shell.rail.buttons[0],
        window.page.transport.stop,
        window.page.header.record.button,
        window.page.header.source,
    )
    usual = [(button.iconSize().width(), button.height()) for button in buttons]
    assert usual[1] == usual[2] == (20, 34)
    window.keeper.change(text_scale=1.5)
    for button, (icon, height) in zip(buttons, usual, strict=True):
        qtbot.waitUntil(lambda button=button, height=height: button.height() > height)
        assert button.iconSize().width() == round(1.5 * icon)
        assert button.icon().actualSize(button.iconSize()).width() >= 30, "not a small one on a large field"
        assert button.height() > button.iconSize().height()
    window.keeper.change(text_scale=1.0)
    for button, (icon, height) in zip(buttons, usual, strict=True):
        qtbot.waitUntil(lambda button=button, height=height: button.height() == height)
        assert button.iconSize().width() == icon


def test_in_a_narrow_window_the_rail_has_room_for_larger_icons(open_window, look, qtbot) -> None:
    window = open_window()
    window.keeper.change(text_scale=2.0)
    window.shell.rail.show_words(False)
    button = window.shell.rail.buttons[0]
    assert window.shell.rail.width() >= button.iconSize().width() + 8


def test_it_begins_with_every_word_as_large_as_chosen(repo_root: Path, app_dirs: Path) -> None:
    save_settings(Settings(text_scale=1.5))
    code = (
        "import sys\n"
        "from desktop.settings import load_settings\n"
        "from desktop.ui import main_window\n"
        "def begin(self, text):\n"
        "    sizes = [part.font().pointSizeF() for part in (self.menuBar(), self.page.header.chip)]\n"
        "    print(*sizes, flush=True)\n"
        "    self.close_now()\n"
        "main_window.MainWindow.begin = begin\n"
        "sys.exit(main_window.run_window(load_settings(), 'demo'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo_root,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=True,
    )
    menus, words = done.stdout.split()
    assert float(menus) == float(words) >= 15.0
