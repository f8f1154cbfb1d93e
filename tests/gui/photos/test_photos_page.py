"""The photos page, used as a person would: drop, look, filter, open, export, cancel."""

from __future__ import annotations

import csv
import json
import shutil
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QStyleOptionViewItem

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.photos.reading import PhotoResult
from desktop.ui.photos.face_items import Filter, items_of
from desktop.ui.photos.photo_dialog import PhotoDialog
from tests.support.photos_page import CLICK, PATIENCE_MS, choose, drop, read, result, shown
from vision.errors import FacetError
from vision.recognisers import UNSURE, Answer


def test_an_empty_page_invites_and_asks_for_a_folder(page, qtbot) -> None:
    assert "Drop photos" in page.empty.title.text()
    assert not page.filters.isVisible()
    qtbot.mouseClick(page.empty.folder, CLICK)
    (dialog,) = page.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.reject()


def test_a_dropped_folder_becomes_cards(page, qtbot, album) -> None:
    read(page, qtbot, album)
    assert shown(page) == ["glad 1", "glad 2", "sad"]
    assert page.grid.isVisible()
    assert page._head.sentence.text() == "5 photos, 3 faces, 1 without a face, 1 not readable"
    read(page, qtbot, album)
    assert len(shown(page)) == 3, "the same photos are not read twice"


def test_the_cards_are_filtered_by_answer_and_kind(page, qtbot, album) -> None:
    read(page, qtbot, album)
    choose(page.filters.tasks["smile"], "Smile (2)")
    assert shown(page) == ["glad 1", "glad 2"]
    choose(page.filters.tasks["smile"], "No smile (1)")
    assert shown(page) == ["sad"]
    choose(page.filters.kind, "Not readable (1)")
    assert shown(page) == ["broken"]
    assert not page.filters.tasks["smile"].isVisible()
    assert page.export.isEnabled()
    pictures = page.export.menu().actions()[-1]
    assert (pictures.isEnabled(), pictures.toolTip()) == (False, "Can't be read")
    choose(page.filters.kind, "Faces (3)")
    assert shown(page) == ["sad"], "the filter is as it was"


def test_a_small_face_says_why_it_has_no_answer_in_its_tip(page, tmp_path) -> None:
    reason = "the face is too small (10 of 20 pixels)"
    answers = {task: Answer(task, None, 0.0, reason=reason) for task in ("smile", "emotion")}
    analysis = FrameAnalysis("a.jpg", 0, 0.0, (160, 120), (FaceAnalysis(None, (4, 5, 10, 10), answers),), {})
    page.grid.faces.add(items_of(PhotoResult(tmp_path / "a.jpg", analysis, (b"",))))
    tip = page.grid.faces.data(page.grid.faces.index(0), Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[:2] == ["No answer", "The face is too small (10 of 20 pixels)"]
    assert reason.capitalize() not in page.grid.faces.longest, "all cards would grow with it"
    option = QStyleOptionViewItem()
    option.initFrom(page.grid)
    drawn = [text for text, _ in page.grid.itemDelegate().drawn(page.grid.faces.shown[0], option)]
    assert drawn[-3:-1] == ["The face is too small", "(10 of 20 pixels)"], "whole, in two lines"


def test_photos_without_any_face_are_not_blamed_on_the_filter(page, qtbot, album) -> None:
    read(page, qtbot, album / "empty.png")
    assert page.empty.isVisible()
    assert page.empty.title.text() == "No face was found"
    choose(page.filters.kind, "Without a face (1)")
    assert shown(page) == ["empty"]
    read(page, qtbot, album / "sad.png")
    choose(page.filters.kind, "Faces (1)")
    choose(page.filters.tasks["smile"], "No smile (1)")
    assert shown(page) == ["sad"]


def test_a_card_is_opened_with_the_keyboard_and_shown_large(page, qtbot, album) -> None:
    read(page, qtbot, album)
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.grid.faces.index(0))
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    (dialog,) = page.window().findChildren(PhotoDialog)
    assert dialog.windowTitle() == "glad 2.png"
    qtbot.waitUntil(lambda: dialog.picture.frame is not None, timeout=PATIENCE_MS)
    assert len(dialog.picture.faces) == 1
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.window().findChildren(PhotoDialog))


def test_a_photo_goes_to_the_live_page(page, qtbot, album, session_of) -> None:
    read(page, qtbot, album / "sad.png")
    page.grid.opened.emit(page.grid.faces.shown[0])
    (dialog,) = page.window().findChildren(PhotoDialog)
    dialog.watch_asked.emit()
    assert session_of(2).text == str(album / "sad.png")
    assert page.window().shell.shown == "live"


def test_what_is_shown_is_exported(page, qtbot, album, tmp_path) -> None:
    read(page, qtbot, album)
    choose(page.filters.tasks["smile"], "Smile (2)")
    page.export.menu().actions()[1].trigger()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "faces.json"))
    dialog.reject()
    qtbot.waitUntil(page.toast.isVisible, timeout=PATIENCE_MS)
    rows = json.loads((tmp_path / "faces.json").read_text())
    assert [Path(row["file"]).stem for row in rows] == ["glad 1", "glad 2"]
    assert page.toast.text.endswith("faces.json · 2 of 3 faces, 2 of 5 photos")


def test_photos_without_a_face_are_exported_as_data(page, qtbot, album, tmp_path) -> None:
    read(page, qtbot, album)
    for kind, name in (("Without a face (1)", "empty"), ("Not readable (1)", "broken")):
        choose(page.filters.kind, kind)
        for action, suffix in ((0, "csv"), (1, "json")):
            page.export.menu().actions()[action].trigger()
            dialog = page.findChildren(QFileDialog)[-1]
            dialog.fileSelected.emit(str(tmp_path / f"{name}.{suffix}"))
            dialog.reject()
            qtbot.waitUntil((tmp_path / f"{name}.{suffix}").exists, timeout=PATIENCE_MS)
    file = str(album / "empty.png")
    assert json.loads((tmp_path / "empty.json").read_text()) == [
        {"file": file, "size": [160, 120], "faces": []}
    ]
    file, problem = str(album / "broken.png"), "the file is empty"
    assert json.loads((tmp_path / "broken.json").read_text()) == [
        {"file": file, "faces": [], "problem": problem}
    ]
    (row,) = csv.DictReader((tmp_path / "broken.csv").read_text("utf-8-sig").splitlines())
    assert (row["file"], row["face"], row["problem"]) == (file, "", problem)


def test_what_is_exported_whole_needs_no_numbers_and_a_grey_button_says_why(
    page, qtbot, album, tmp_path
) -> None:
    read(page, qtbot, album / "glad 1.png", album / "sad.png")
    page.exports.ask_file("csv", page.grid.faces.shown, page.grid.faces.items)
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "faces.csv"))
    dialog.reject()
    qtbot.waitUntil(page.toast.isVisible, timeout=PATIENCE_MS)
    assert page.toast.text.endswith("faces.csv")
    choose(page.filters.kind, "Faces (2)")
    page.grid.faces.show_only(Filter("face", (("smile", "never"),)))
    page._refresh()
    assert (page.export.isEnabled(), page.export.toolTip()) == (False, "No face fits")


def test_copies_are_written_and_a_full_disk_is_said(page, qtbot, album, tmp_path) -> None:
    read(page, qtbot, album)
    page.export.menu().actions()[2].trigger()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "copies"))
    assert "being written" in page.at_risk()
    qtbot.waitUntil(page.toast.isVisible, timeout=PATIENCE_MS)
    assert len(list((tmp_path / "copies").iterdir())) == 3
    assert page.at_risk() == ""
    (tmp_path / "file").write_text("in the way")
    dialog.fileSelected.emit(str(tmp_path / "file"))
    dialog.reject()
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)
    assert "can't be written" in page.notice.text


def test_reading_is_cancelled_and_what_was_found_stays(page, qtbot, album, work) -> None:
    read(page, qtbot, album / "glad 1.png")
    work.gate.clear()
    drop(page, album)
    qtbot.waitUntil(page.cancel.isVisible)
    qtbot.mouseClick(page.cancel, CLICK)
    assert not page.cancel.isEnabled()
    work.gate.set()
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert shown(page) == ["glad 1"]
    assert page.cancel.isEnabled()


def test_what_is_dropped_meanwhile_is_read_afterwards(page, qtbot, album, work) -> None:
    work.gate.clear()
    drop(page, album / "glad 1.png")
    drop(page, album / "sad.png")
    work.gate.set()
    qtbot.waitUntil(lambda: shown(page) == ["glad 1", "sad"], timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)


def test_a_folder_without_photos_and_a_missing_model_are_said(page, qtbot, tmp_path, work, album) -> None:
    (tmp_path / "nothing").mkdir()
    read(page, qtbot, tmp_path / "nothing")
    assert page.empty.title.text() == "No photo there"
    work.refuse = FacetError("There is no model for 'smile'.", hint="See the Models page.")
    read(page, qtbot, album)
    assert page.notice.text == "There is no model for 'smile'. See the Models page."


def test_cleared_cards_leave_the_photos_alone(page, qtbot, album) -> None:
    read(page, qtbot, album)
    qtbot.mouseClick(page.clear, CLICK)
    assert shown(page) == []
    assert len(list(album.iterdir())) == 5
    read(page, qtbot, album)
    assert len(shown(page)) == 3


def test_thousands_of_cards_cost_no_more_than_a_few(page, qtbot, work) -> None:
    painted: list[int] = []
    delegate = page.grid.itemDelegate()
    real = delegate.paint
    delegate.paint = lambda painter, option, index: (
        painted.append(index.row()),
        real(painter, option, index),
    )  # type: ignore[method-assign]
    page.desk.job = "read"
    page.desk.take([result(Path(f"glad {number}.png"), number) for number in range(5000)])
    page.desk.job = ""
    assert len(page.grid.faces.shown) == 5000
    page.grid.viewport().repaint()
    assert len(set(painted)) < 200


def test_the_window_closes_while_photos_are_read(page, qtbot, album, work) -> None:
    from tests.gui.conftest import close

    work.gate.clear()
    drop(page, album)
    qtbot.waitUntil(lambda: page.desk.whole == 5, timeout=PATIENCE_MS)
    threading.Timer(0.2, work.gate.set).start()
    close(qtbot, page.window())


def test_a_chosen_face_says_what_can_be_done_and_why_an_answer_is_missing(page, qtbot, tmp_path) -> None:
    scores = {"happy": 0.47, "sad": 0.3, "neutral": 0.23}
    answers = {"emotion": Answer("emotion", None, 0.47, scores, UNSURE)}
    analysis = FrameAnalysis("a.jpg", 0, 0.0, (160, 120), (FaceAnalysis(None, (4, 5, 40, 40), answers),), {})
    photo = PhotoResult(tmp_path / "a.jpg", analysis, (b"",))
    page.desk.results[photo.path] = photo
    page._show_again()
    assert page.acts.told.whole == "Choose a face to say who it is, or drag over several."
    assert not page.acts.who.isEnabled()
    assert page.acts.who.toolTip() == "Choose a face to say who it is."
    index, high = page.grid.faces.index(0), page.acts.height()
    qtbot.mouseClick(page.grid.viewport(), CLICK, pos=page.grid.visualRect(index).center())
    assert page.acts.told.whole == "Unsure (happy?) · Unsure: happy is likeliest, but only at 47 % · a.jpg"
    assert page.acts.height() == high
    assert page.acts.who.isEnabled()
    tip = page.grid.faces.data(index, Qt.ItemDataRole.ToolTipRole)
    assert "Unsure: happy is likeliest, but only at 47 %" in tip
    assert "Right-click: say who this is." in tip


def test_the_button_shows_the_chosen_photo_and_tab_alone_chooses_one(page, qtbot, album) -> None:
    read(page, qtbot, album)
    page.filters.kind.setFocus()
    while not page.grid.hasFocus():
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    assert len(page.grid.chosen) == 1
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    page.acts.show_photo.setFocus()
    qtbot.keyClick(page.acts.show_photo, Qt.Key.Key_Space)
    (dialog,) = page.window().findChildren(PhotoDialog)
    assert dialog.windowTitle() == "glad 2.png"
    dialog.reject()
    page.filters.kind.setFocus()
    choose(page.filters.kind, "Without a face (1)")
    assert not page.acts.who.isVisible(), "nobody is there to be named"
    assert page.acts.told.text() == "Choose a card to see the whole photo."


def test_every_control_has_a_name_and_a_tip(page, qtbot, album) -> None:
    read(page, qtbot, album)
    for button in page.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text().strip(), button
        assert button.toolTip(), button


def test_a_real_photo_is_read_by_the_real_engine(open_window, session_of, qtbot, tmp_path, repo_root) -> None:
    window = open_window("demo")
    session_of()
    window.shell.show_page("photos")
    page = window.shell.page("photos")
    photo = Path(shutil.copy(repo_root / "assets" / "demo" / "astronaut.jpg", tmp_path / "astronaut.jpg"))
    read(page, qtbot, photo)
    (item,) = page.grid.faces.shown
    assert item.labels["smile"] == "smile"
    assert len(item.thumb) > 1000
