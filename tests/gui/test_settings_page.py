"""The settings page, used as a person would: change, find, put back; window and page follow each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel

from desktop.settings import Settings, load_settings, settings_path
from desktop.ui.pages import Page
from desktop.ui.parts.busy_bar import BusyBar
from desktop.ui.parts.prose import Prose
from desktop.ui.settings.page import SettingsPage
from desktop.ui.theme.tokens import HIGH, OVERLAYS, SPACE
from tests.gui.conftest import close
from tests.support.fake_session import face, view

CLICK = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
WHY_NOT = {("detector", "yunet"): "It is not downloaded yet."}


@pytest.fixture
def open_page(open_window, session_of, qtbot):
    """Opens the page in a window that plays a video."""

    def opened(settings: Settings | None = None):
        window = open_window(
            "clip.mp4",
            settings,
            pages=lambda c: [
                Page("settings", "Settings", "Settings", "settings", lambda: SettingsPage(c, lambda: WHY_NOT))
            ],
        )
        session = session_of()
        session.open_as("video")
        session.show(view([face(1)], at_s=4.0))
        qtbot.waitUntil(lambda: len(window.page.faces) == 1)
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        page = window.shell.page("settings")
        qtbot.waitUntil(lambda: page._why_not == WHY_NOT)
        return window, page

    return opened


def choose(row, words: str) -> None:
    box: QComboBox = row.control
    at = box.findText(words)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def test_a_switch_changes_the_window_and_is_remembered(open_page, qtbot) -> None:
    window, page = open_page()
    qtbot.mouseClick(page.rows["show_boxes"].control, CLICK)
    assert not window.page.stage.picture.with_overlay
    assert not window.commands["overlay"].isChecked()
    assert page.rows["show_boxes"].control.text() == "Off"
    close(qtbot, window)
    assert not load_settings().show_boxes


@pytest.mark.parametrize("width", [1280, 800])
def test_each_row_has_the_same_rhythm_however_long_its_help_is(open_page, qtbot, width: int) -> None:
    window, page = open_page()
    window.resize(width, 720)
    qtbot.waitUntil(lambda: page.width() > width - 200)
    gaps, lines = set(), {}
    for name, row in page.rows.items():
        title, help_ = row.findChildren(QLabel)[:2]
        gaps.add(help_.y() - title.y() - title.height())
        line = QFontMetrics(help_.font()).height()
        lines[name] = round(help_.height() / line)
        assert help_.height() >= help_.heightForWidth(help_.width()), name
    assert gaps == {SPACE.hair}
    assert max(lines.values()) >= 2
    help_ = page.rows["detector"].findChildren(Prose)[0]
    few, more = help_.heightForWidth(600), help_.heightForWidth(300)
    line = QFontMetrics(help_.font()).height()
    assert 1.15 * line < (more - few) / round((more - few) / (1.2 * line)) < 1.25 * line, "air between lines"


def test_the_page_follows_menus_and_keys(open_page, qtbot) -> None:
    window, page = open_page()
    window.findChild(object, "theme_dark").trigger()
    assert page.rows["theme"].control.currentText() == "Dark"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_F)
    assert page.rows["show_hud"].control.isChecked()


def test_looks_change_at_once(open_page, theme) -> None:
    window, page = open_page()
    before = window.font().pointSizeF()
    choose(page.rows["theme"], "Dark")
    assert theme.is_dark
    assert window.findChild(object, "theme_dark").isChecked()
    choose(page.rows["text_scale"], "130 %")
    assert window.font().pointSizeF() == pytest.approx(before * 1.3)
    choose(page.rows["overlay_colours"], "Yellow and violet")
    choose(page.rows["overlay_scale"], "150 %")
    assert window.page.stage.picture.overlay_look == (OVERLAYS["yellow_violet"], 1.5)
    choose(page.rows["text_scale"], "100 %")


def test_high_contrast_takes_window_and_picture(open_page, theme) -> None:
    window, page = open_page()
    choose(page.rows["theme"], "High contrast")
    assert theme.colours == HIGH
    assert theme.is_dark
    assert window.findChild(object, "theme_contrast").isChecked()
    colours, _ = window.page.stage.picture.overlay_look
    assert colours.plate_alpha == 255
    choose(page.rows["overlay_colours"], "Yellow and violet")
    colours, _ = window.page.stage.picture.overlay_look
    assert (colours.plate_alpha, colours.smile) == (255, OVERLAYS["yellow_violet"].smile)
    window.findChild(object, "theme_light").trigger()
    assert window.page.stage.picture.overlay_look[0] == OVERLAYS["yellow_violet"]


def test_what_moves_by_itself_stands_still_where_that_is_wanted(open_page, qtbot) -> None:
    _, page = open_page()
    assert not any(QApplication.isEffectEnabled(effect) for effect in Qt.UIEffect)
    bar = BusyBar()
    qtbot.addWidget(bar)
    bar.setRange(0, 0)
    assert (bar.minimum(), bar.maximum()) == (0, 0), "Qt moves such a bar"
    qtbot.mouseClick(page.rows["reduce_motion"].control, CLICK)
    bar.setRange(0, 0)
    assert bar.value() == bar.maximum() == 1
    bar.setRange(0, 10)
    assert bar.maximum() == 10
    qtbot.mouseClick(page.rows["reduce_motion"].reset, CLICK)
    bar.setRange(0, 0)
    assert bar.maximum() == 0


def test_each_setting_goes_back_to_its_default(open_page, qtbot) -> None:
    window, page = open_page()
    row = page.rows["mirror_cameras"]
    assert not row.reset.isVisible()
    qtbot.mouseClick(row.control, CLICK)
    assert "default: on" in row.reset.toolTip()
    qtbot.mouseClick(row.reset, CLICK)
    assert window.keeper.settings.mirror_cameras
    assert not row.reset.isVisible()


def test_all_go_back_at_once_and_that_can_be_undone(open_page, qtbot) -> None:
    window, page = open_page(Settings(show_boxes=False, loop=False))
    qtbot.mouseClick(page.reset_all, CLICK)
    assert window.keeper.settings.show_boxes
    assert window.keeper.settings.loop
    assert not page.reset_all.isEnabled()
    qtbot.waitUntil(page.toast.isVisible)
    qtbot.mouseClick(page.toast.button, CLICK)
    assert not window.keeper.settings.show_boxes
    assert not window.keeper.settings.loop


def test_what_was_changed_since_or_is_none_of_the_pages_stays(open_page, qtbot) -> None:
    window, page = open_page(Settings(show_boxes=False, recent_sources=("/photos/ann.mp4",)))
    qtbot.mouseClick(page.reset_all, CLICK)
    window.keeper.take(window.keeper.settings.without_places_of("Ann").changed(text_scale=1.3))
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    assert not window.keeper.settings.show_boxes
    assert window.keeper.settings.text_scale == 1.3
    assert "/photos/ann.mp4" not in window.keeper.settings.recent_sources
    window.keeper.change(text_scale=1.0)


def test_a_language_that_is_not_spoken_yet_is_said_at_its_setting(open_page, qtbot) -> None:
    _, page = open_page()
    row = page.rows["language"]
    choose(row, "Deutsch")
    assert page._other_language.isVisible()
    assert not row._why.isVisible(), "nothing is wrong"
    page.on_hidden()
    assert page.start_again.isVisible(), "as long as the window speaks another language"
    choose(row, "English")
    assert not page._other_language.isVisible()
    choose(row, "Deutsch")
    row.reset.setFocus()
    qtbot.keyClick(row.reset, Qt.Key.Key_Return)
    assert not page.start_again.isVisible()
    assert page.window().focusWidget() is row.control, "the button that was pressed is gone"


def test_whoever_leaves_the_page_can_undo_no_more(open_page, qtbot) -> None:
    window, page = open_page(Settings(show_boxes=False))
    qtbot.mouseClick(page.reset_all, CLICK)
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert not page.toast.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    assert window.keeper.settings.show_boxes


def show_keys(page, qtbot) -> None:
    """Unfolds the commands, where they are folded."""
    if page.keys.fold.text() == "Show all":
        qtbot.mouseClick(page.keys.fold, CLICK)
        QApplication.processEvents()


def press_for(page, name: str, key: Qt.Key, qtbot, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    """Gives a command another key, as a person does."""
    show_keys(page, qtbot)
    row = page.keys.key_rows[name]
    page._area.ensureWidgetVisible(row)
    qtbot.mouseClick(row.button, CLICK)
    assert row.catcher.isVisible()
    assert not row.button.isVisible()
    qtbot.keyClick(row.catcher, key, modifier)
    assert row.button.isVisible()


def test_a_command_gets_another_key_at_once_and_for_good(open_page, qtbot) -> None:
    window, page = open_page()
    press_for(page, "hud", Qt.Key.Key_J, qtbot, CTRL)
    row = page.keys.key_rows["hud"]
    assert row.button.text() == "Ctrl+J"
    assert row.button.accessibleName() == "Meters: Ctrl+J"
    assert window.commands["hud"].toolTip().endswith("(Ctrl+J)")
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_F)
    assert not window.keeper.settings.show_hud, "the usual key is free now"
    qtbot.keyClick(window, Qt.Key.Key_J, CTRL)
    assert window.keeper.settings.show_hud
    close(qtbot, window)
    assert load_settings().shortcuts == {"hud": "Ctrl+J"}


def test_keys_that_were_kept_hold_from_the_start(open_page, qtbot) -> None:
    window, page = open_page(Settings(shortcuts={"hud": "Ctrl+J"}))
    show_keys(page, qtbot)
    row = page.keys.key_rows["hud"]
    assert row.button.text() == "Ctrl+J"
    assert page.reset_all.isEnabled()
    page._area.ensureWidgetVisible(row)
    qtbot.mouseClick(row.reset, CLICK)
    assert window.commands["hud"].shortcut().toString() == "F"
    assert not page.reset_all.isEnabled()


def test_a_key_that_another_command_has_is_refused_and_said(open_page, qtbot) -> None:
    window, page = open_page()
    press_for(page, "hud", Qt.Key.Key_O, qtbot, CTRL)
    row = page.keys.key_rows["hud"]
    assert row.problem.text().startswith("Ctrl+O is the key of “Open file”.")
    assert row.button.text() == "F"
    assert window.keeper.settings.shortcuts == {}
    press_for(page, "open_file", Qt.Key.Key_Backspace, qtbot)
    assert page.keys.key_rows["open_file"].button.text() == "none"
    press_for(page, "hud", Qt.Key.Key_O, qtbot, CTRL)
    assert window.keeper.settings.shortcuts == {"open_file": "", "hud": "Ctrl+O"}
    assert not row.problem.isVisible()
    qtbot.mouseClick(page.keys.reset, CLICK)
    assert window.keeper.settings.shortcuts == {}
    assert window.commands["open_file"].shortcut().toString() == "Ctrl+O"
    assert not page.keys.reset.isEnabled()


def test_esc_and_going_elsewhere_keep_the_key(open_page, qtbot) -> None:
    window, page = open_page()
    press_for(page, "hud", Qt.Key.Key_Escape, qtbot)
    row = page.keys.key_rows["hud"]
    qtbot.mouseClick(row.button, CLICK)
    page.search.setFocus()
    qtbot.waitUntil(row.button.isVisible)
    assert window.keeper.settings.shortcuts == {}


def test_commands_are_found_by_their_words_and_keys(open_page, qtbot) -> None:
    _, page = open_page()
    assert not page.keys.key_rows, "as many widgets as the rest of the page: made when they are wanted"
    qtbot.keyClicks(page.search, "snapshot ctrl+s")
    shown = [name for name, row in page.keys.key_rows.items() if row.isVisible()]
    assert shown == ["snapshot"]
    page.search.setText("keyboard shortcuts")
    assert all(row.isVisible() for row in page.keys.key_rows.values())
    for query, name in (("marker ,", "marker_before"), ("marker full stop", "marker_after")):
        page.search.setText(query)
        assert [one for one, row in page.keys.key_rows.items() if row.isVisible()] == [name]
    assert page.keys.key_rows["marker_before"].button.text() == "Comma"
    page.search.setText("power saver")
    assert not page.keys.isVisible()
    page.search.clear()
    assert page.keys.isVisible()
    assert not any(row.isVisible() for row in page.keys.key_rows.values()), "folded, as before the search"


def test_settings_are_found_by_words(open_page, qtbot) -> None:
    _, page = open_page()
    page.search.setFocus()
    qtbot.keyClicks(page.search, "power")
    assert page.rows["power_saver"].isVisible()
    assert not page.rows["theme"].isVisible()
    assert not page.sections["looks"].isVisible()
    qtbot.keyClicks(page.search, " of nobody")
    assert page._nothing.isVisible()
    page.search.clear()
    assert page.rows["theme"].isVisibleTo(page)


def heights(page, *parts) -> list[int]:
    page.layout().activate()
    QApplication.processEvents()
    return [part.mapTo(page, part.rect().topLeft()).y() for part in parts]


def test_what_has_the_words_in_its_title_stands_first(open_page, qtbot) -> None:
    """The language was listed below what erases all but the language."""
    window, page = open_page()
    window.activateWindow()
    page.search.setFocus()
    before = heights(page, *page.rows.values(), page.erase)
    qtbot.keyClicks(page.search, "language")
    assert page.erase.isVisible(), "its help has the word too"
    language, erase = heights(page, page.rows["language"], page.erase)
    assert language < erase
    reached: list[object] = []
    while page.erase.button not in reached:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert page.rows["language"].control in reached, "the Tab key goes by what is seen"
    page.search.clear()
    assert heights(page, *page.rows.values(), page.erase) == before, "as in the table again"
    qtbot.keyClicks(page.search, "recording")
    told, own = heights(page, page.rows["show_boxes"], page.rows["ask_before_recording"])
    assert page.rows["show_boxes"].isVisible(), "its help says what recordings keep"
    assert own < told


def test_a_sections_title_finds_all_that_stands_in_it(open_page, qtbot) -> None:
    _, page = open_page()
    for title, names in (("privacy", ["keep_recent"]), ("appear", ["language", "theme", "text_scale"])):
        page.search.clear()
        qtbot.keyClicks(page.search, title)
        assert all(page.rows[name].isVisible() for name in names)
        assert page.erase.isVisible() == (title == "privacy")
    page.search.clear()
    qtbot.keyClicks(page.search, "recordings")
    wanted = {"record_picture", "ask_before_recording", "recordings_place", "recordings_days"}
    assert wanted <= {name for name, row in page.rows.items() if row.isVisible()}
    page.search.clear()
    qtbot.keyClicks(page.search, "where facet keeps")
    assert page._places.isVisible()
    assert not page._nothing.isVisible()


def test_who_comes_back_sees_every_setting(open_page, qtbot) -> None:
    window, page = open_page()
    page.search.setText("power saver")
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert page.search.text() == ""
    assert page.rows["theme"].isVisibleTo(page)


def test_a_folder_that_nothing_opens_is_named(open_page, qtbot, monkeypatch, tmp_path: Path) -> None:
    _, page = open_page()
    monkeypatch.setattr("desktop.ui.settings.page.reveal", lambda _: False)
    page._reveal(tmp_path)
    qtbot.waitUntil(lambda: str(tmp_path) in page.toast.text)


def test_what_cannot_be_chosen_here_is_off_and_says_why(open_page) -> None:
    _, page = open_page()
    items = page.rows["detector"].control.model()
    assert items.item(0).isEnabled()
    assert not items.item(1).isEnabled()
    assert items.item(1).toolTip() == "It is not downloaded yet."


def test_who_chooses_what_finds_faces_is_told_how_well_each_does(open_page) -> None:
    _, page = open_page()
    said = page.rows["detector"].findChildren(Prose)[0].text()
    assert "Of 99 faces in photos of crowds Haar found 65 and YuNet 88" in said


def test_what_needs_it_opens_the_source_anew_when_it_is_seen_again(
    open_page, program, session_of, qtbot
) -> None:
    window, page = open_page()
    choose(page.rows["threads"], "2")
    choose(page.rows["camera.fps"], "60")
    assert len(program.sessions) == 1, "nobody looks"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    session_of(2)
    assert program.settings[1].threads == 2


def test_cameras_alone_care_for_the_settings_of_cameras(open_page, program, qtbot) -> None:
    window, page = open_page()
    choose(page.rows["camera.fps"], "60")
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not program.session.paused
    assert len(program.sessions) == 1


def test_a_file_that_was_set_aside_is_said_here_too(open_page) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('{"schema_version": 99}')
    _, page = open_page(load_settings())
    assert "written by a newer Facet" in page.notice.text
    assert len(list(settings_path().parent.glob("settings-*.json"))) == 1


def test_every_control_has_a_name_and_a_tip_and_is_reached_by_tab(open_page, qtbot) -> None:
    window, page = open_page()
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QComboBox)]
    for control in controls:
        if control.isVisible():
            assert control.accessibleName() or control.text(), control
            assert control.toolTip(), control
    window.activateWindow()
    page.search.setFocus()
    reached = set()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    missed = [row.control.objectName() for row in page.rows.values() if row.control not in reached]
    assert not missed
