"""The window in each language: its words, its direction, what other rooms say, and changing it."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QDialogButtonBox

from desktop.settings import LanguageChoice, Settings
from desktop.ui.errors import error_words
from desktop.ui.i18n.languages import ENGLISH, LANGUAGES, SYSTEM, first_known, language_of
from desktop.ui.i18n.said import said
from desktop.ui.i18n.speech import speak, translations_folder
from desktop.ui.pages import Page
from desktop.ui.settings.page import SettingsPage
from desktop.ui.words import comma_list
from tests.gui.conftest import close
from vision.assets import assets_root
from vision.errors import ModelRefused

RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft
TRANSLATED = [language for language in LANGUAGES if language is not ENGLISH]
CTRL = Qt.KeyboardModifier.ControlModifier


class Loud(QTranslator):
    """Translates into capitals what other rooms say."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, *_: object) -> str | None:
        return source.upper() if context == "Said" and source in LINES else None


LINES = (translations_folder() / "sentences.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def tongue(qapp, theme) -> Iterator:
    """Lets the application speak a language; English again afterwards."""
    locale = QLocale()
    yield lambda choice: speak(qapp, choice)
    speak(qapp, "en")
    QLocale.setDefault(locale)


@pytest.fixture
def loud(qapp, tongue) -> Iterator[None]:
    translator = Loud(qapp)
    translator.setObjectName("facet")
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    translator.deleteLater()


def words_of(code: str, context: str) -> dict[str, str]:
    """Source to translation, as the translators wrote them."""
    root = ET.parse(translations_folder() / f"facet_{code}.ts").getroot()
    found = next(one for one in root.iter("context") if one.findtext("name") == context)
    return {one.findtext("source") or "": one.findtext("translation") or "" for one in found.iter("message")}


@pytest.mark.parametrize(
    ("choice", "said"), [("en", "a, b"), ("de", "a, b"), ("zh_CN", "a，b"), ("ar", "a، b")]
)
def test_a_list_has_the_comma_of_its_language(tongue, choice: LanguageChoice, said: str) -> None:
    tongue(choice)
    assert comma_list(["a", "b"]) == said


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda one: one.code)
def test_the_window_opens_in_each_language(open_window, tongue, language) -> None:
    assert tongue(language.code) is language
    window = open_window()
    pages, live = words_of(language.code, "Pages"), words_of(language.code, "MainWindow")
    shown = [button.text() for button in window.shell.rail.buttons]
    expected = ("People", "Photos", "Recordings", "Training", "Models", "Settings")
    assert [live["Live"], *(pages[one] for one in expected)] == shown
    menus = [action.text() for action in window.menuBar().actions()]
    assert menus[0] == words_of(language.code, "Menu")["&File"]
    assert (window.layoutDirection() == RIGHT_TO_LEFT) is language.right_to_left


@pytest.mark.parametrize("language", TRANSLATED, ids=lambda one: one.code)
def test_qt_speaks_the_language_too(tongue, qtbot, language) -> None:
    tongue("en")
    english = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    tongue(language.code)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    for each in (english, box):
        qtbot.addWidget(each)
    cancel = QDialogButtonBox.StandardButton.Cancel
    assert box.button(cancel).text() != english.button(cancel).text()


def test_arabic_runs_from_right_to_left_on_every_page(open_window, tongue, qtbot) -> None:
    tongue("ar")
    window = open_window()
    shell = window.shell
    assert shell.rail.mapTo(window, shell.rail.rect().center()).x() > window.width() * 3 // 4
    for name in ("people", "photos", "recordings", "training", "models", "settings"):
        shell.show_page(name)
        qtbot.waitUntil(lambda name=name: shell.shown == name)
        assert shell.page(name).layoutDirection() == RIGHT_TO_LEFT
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=20_000)


def test_lines_between_panels_change_sides_with_the_direction(qapp, theme, tongue) -> None:
    def line_of_panel() -> str:
        return next(
            line for line in qapp.styleSheet().splitlines() if line.startswith('QFrame[role="panel"]')
        )

    tongue("ar")
    assert "border-right: 1px" in line_of_panel()
    tongue("en")
    assert "border-left: 1px" in line_of_panel()


def test_english_follows_another_language(open_window, tongue, qapp) -> None:
    tongue("ar")
    tongue("en")
    window = open_window()
    assert [button.text() for button in window.shell.rail.buttons][-1] == "Settings"
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_numbers_have_the_digits_that_pictures_have(tongue) -> None:
    for language in LANGUAGES:
        tongue(language.code)
        assert QLocale().toString(1024).endswith("024")


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        (["de-AT"], "de"),
        (["zh-Hans-CN", "zh-CN"], "zh_CN"),
        (["zh-Hant-TW", "fr-FR"], "fr"),
        (["pt-BR", "es-419", "en"], "es"),
        (["ar_SA"], "ar"),
        (["nl-NL"], "en"),
        ([], "en"),
    ],
)
def test_the_system_is_asked_which_language(tags: list[str], code: str) -> None:
    assert first_known(tags).code == code


def test_every_language_can_be_chosen_and_is_known() -> None:
    assert set(get_args(LanguageChoice)) == {SYSTEM, *(language.code for language in LANGUAGES)}
    assert language_of("of-nobody") is ENGLISH
    assert all((translations_folder() / f"facet_{one.code}.qm").is_file() for one in TRANSLATED)


def test_choosing_a_language_asks_to_start_again(open_window, qtbot, tongue) -> None:
    window = open_window(
        pages=lambda c: [Page("settings", "Settings", "", "settings", lambda: SettingsPage(c, dict))]
    )
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    page = window.shell.page("settings")
    row = page.rows["language"]
    at = row.control.findText("Deutsch")
    assert at > 0
    row.control.setCurrentIndex(at)
    row.control.activated.emit(at)
    assert window.keeper.settings.language == "de"
    with qtbot.waitSignal(window.finished, timeout=15_000):
        qtbot.mouseClick(page.start_again, Qt.MouseButton.LeftButton)
    assert window.starts_again


def test_the_window_opens_anew_in_the_language_that_was_chosen(repo_root: Path, app_dirs: Path) -> None:
    code = (
        "import sys\n"
        "from desktop.settings import Settings\n"
        "from desktop.ui import main_window\n"
        "def begin(self, text):\n"
        "    print(self.shell.rail.buttons[0].text(), self.menuBar().actions()[0].text(), flush=True)\n"
        "    if self.keeper.settings.language == 'de':\n"
        "        self.close_now()\n"
        "    else:\n"
        "        self.keeper.change(language='de')\n"
        "        self.restart()\n"
        "main_window.MainWindow.begin = begin\n"
        "sys.exit(main_window.run_window(Settings(), None))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo_root,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, ["Live &File", "Live &Datei"]), done.stderr


def test_the_help_is_in_the_windows_language(open_window, tongue, qtbot) -> None:
    tongue("de")
    window = open_window()
    window.help.open("photos")
    assert "Fotos" in window.help.window.text.toPlainText()
    assert not window.help.window.language.isVisible()
    qtbot.keyClick(window.help.window, Qt.Key.Key_Escape)


def test_a_help_page_that_is_not_translated_says_so(open_window, tongue, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("desktop.ui.help.topics._folders", lambda _: [assets_root() / "help" / "en"])
    tongue("de")
    window = open_window()
    window.help.open("photos")
    assert window.help.window.language.isVisible()
    window.help.open("shortcuts")
    assert not window.help.window.language.isVisible(), "this one is made of the window's own words"
    tongue("en")
    window.help.open("names")
    assert not window.help.window.language.isVisible()
    qtbot.keyClick(window.help.window, Qt.Key.Key_Escape)


def test_a_window_that_is_just_closed_does_not_start_again(open_window, qtbot) -> None:
    window = open_window()
    close(qtbot, window)
    assert not window.starts_again


def test_a_broken_translation_leaves_english(tongue, tmp_path: Path, monkeypatch, caplog) -> None:
    (tmp_path / "facet_de.qm").write_bytes(b"no translation")
    monkeypatch.setattr("desktop.ui.i18n.speech.translations_folder", lambda: tmp_path)
    assert tongue("de").code == "de"
    assert "no words of facet for de" in caplog.text
    assert error_words(ModelRefused("a.onnx", "card", "none"))[1].startswith("Export it again")


def test_what_other_rooms_say_is_found_again(loud) -> None:
    assert said("there is no such camera") == "THERE IS NO SUCH CAMERA"
    refused = ModelRefused("mine.onnx", "batch", "the card says 3, the network 4")
    message, hint = error_words(refused)
    assert message == "mine.onnx: THE MODEL IS REFUSED, batch: THE CARD SAYS 3, THE NETWORK 4."
    assert hint == "EXPORT IT AGAIN WITH FACET-TRAIN EXPORT."


def test_sentences_in_a_row_and_inside_frames_are_found_too(loud) -> None:
    assert said("Update Facet. Try again.") == "UPDATE FACET. TRY AGAIN."
    assert said("clip.mp4: the file is empty.") == "clip.mp4: THE FILE IS EMPTY."
    assert said("Something that nobody listed.") == "Something that nobody listed."
    assert said("") == ""


def test_english_is_left_as_it_was_said(tongue) -> None:
    tongue("en")
    assert said("there is no such camera") == "there is no such camera"


def test_the_language_is_a_setting_that_is_kept() -> None:
    assert Settings().language == SYSTEM
    assert Settings().changed(language="zh_CN").language == "zh_CN"
    with pytest.raises(ValueError, match="language"):
        Settings().changed(language="tlh")
