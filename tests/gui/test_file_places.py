"""File dialogs begin where the last of their kind was, or in the user's own folder for such files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.settings import Settings, load_settings
from desktop.ui.file_places import _USUAL, begin_where
from desktop.ui.recordings.record_dialog import RecordDialog
from tests.gui.conftest import close

PLACE = QStandardPaths.StandardLocation


@pytest.fixture
def places(tmp_path: Path, monkeypatch) -> dict[str, Path]:
    """The user's own folders."""
    found = {}
    for place in set(_USUAL.values()):
        found[place.name] = tmp_path / place.name
        found[place.name].mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(found[place.name]))
    return found


def asked(window, qtbot, action: str) -> QFileDialog:
    """The file dialog that a command opens."""
    window.commands[action].trigger()
    qtbot.waitUntil(lambda: bool([one for one in window.findChildren(QFileDialog) if one.isVisible()]))
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    return dialog


def choose(dialog: QFileDialog, qtbot, path: Path) -> None:
    """As with the mouse: the file, then Open."""
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    with qtbot.waitSignal(dialog.filesSelected):
        dialog.accept()


def test_the_first_begins_in_the_users_folder_and_the_next_where_that_one_was(
    open_window, qtbot, places, tmp_path: Path
) -> None:
    (tmp_path / "clips").mkdir()
    clip = tmp_path / "clips" / "a.mp4"
    clip.touch()
    window = open_window(None)
    dialog = asked(window, qtbot, "open_file")
    assert dialog.directory().path() == str(places["MoviesLocation"])
    choose(dialog, qtbot, clip)
    qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))
    dialog = asked(window, qtbot, "open_file")
    assert dialog.directory().path() == str(clip.parent)
    dialog.reject()
    close(qtbot, window)
    assert load_settings().file_folders == {"videos": str(clip.parent)}


def test_each_kind_has_its_own_and_a_folder_that_is_gone_is_passed_over(
    open_window, qtbot, places, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    kept = {"videos": str(tmp_path / "gone"), "exports": str(tmp_path / "mine")}
    window = open_window(None, Settings(welcomed=True, file_folders=kept))
    began = {}
    for kind in _USUAL:
        dialog = QFileDialog(window)
        begin_where(dialog, kind, window.keeper)
        began[kind] = dialog.directory().dirName()
        dialog.deleteLater()
    assert began == {
        "videos": "MoviesLocation",
        "photos": "PicturesLocation",
        "pictures_to_learn": "PicturesLocation",
        "exports": "mine",
        "people": "DocumentsLocation",
        "models": "DownloadLocation",
        "python": "HomeLocation",
    }


def test_who_keeps_no_recent_sources_keeps_no_folders(open_window, qtbot, places, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    window = open_window(None, Settings(welcomed=True, keep_recent=False))
    choose(asked(window, qtbot, "open_file"), qtbot, tmp_path / "a.mp4")
    assert window.keeper.settings.file_folders == {}


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Escape])
def test_a_key_does_its_work_after_a_file_dialog_was_open(playing, qtbot, key) -> None:
    """R asks whether to record, however the dialog was left; the keys go on where they went before."""
    window, _ = playing
    focused = window.focusWidget()
    dialog = asked(window, qtbot, "open_folder")
    if key is None:
        dialog.reject()
    else:
        qtbot.keyClick(dialog, key)
    qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))
    assert QApplication.activeModalWidget() is None
    assert window.focusWidget() is focused
    qtbot.waitUntil(window.commands["record"].isEnabled)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_R)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecordDialog)))
    window.findChild(RecordDialog).reject()
