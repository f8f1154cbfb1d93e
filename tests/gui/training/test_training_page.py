"""The training page, used as a person would: look into a folder, train, cancel, go on, use, remove."""

from __future__ import annotations

import os
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit

from desktop.folders import data_dir
from desktop.models.choice import WHOLE_PICTURE
from desktop.ui.dialogs import CloseDialog
from tests.support.model_copies import copied_model
from tests.support.training_page import (
    CLICK,
    PATIENCE_MS,
    choose,
    drop,
    end,
    held,
    look_into,
    train,
)
from vision.sessions import sha256_of


def test_a_folder_is_looked_into_before_it_is_learned_from(page, qtbot, pets) -> None:
    assert not page.new.begin.isEnabled()
    assert page.new.begin.toolTip() == "Choose a folder of pictures first."
    look_into(page, qtbot, pets)
    qtbot.waitUntil(lambda: bool(page.new.data.table._samples), timeout=PATIENCE_MS)
    assert [len(few) for few in page.new.data.table._samples.values()] == [2, 2]
    assert "Nothing speaks against this data." in page.new.data.words
    assert page.new.data.table.accessibleDescription() == "cat: 24, dog: 16"
    assert page.new.begin.isEnabled()


def test_the_trainers_own_sentence_says_why_a_folder_can_not_be_used(page, qtbot, tmp_path) -> None:
    (tmp_path / "wrong").mkdir()
    drop(page, tmp_path / "wrong")
    qtbot.waitUntil(lambda: "all its pictures are labelled 'cat'" in page.new.data.words, timeout=PATIENCE_MS)
    assert not page.new.begin.isEnabled()
    qtbot.mouseClick(page.new.data.again, CLICK)
    assert page.check.running
    qtbot.waitUntil(lambda: not page.check.running, timeout=PATIENCE_MS)


def test_a_training_begins_before_the_look_is_over(page, qtbot, pets) -> None:
    drop(page, pets)
    qtbot.mouseClick(page.new.begin, CLICK)
    assert not page.check.running
    assert "ended when the training began" in page.new.data.words
    qtbot.waitUntil(lambda: page.run is not None and page.run.state == "done", timeout=PATIENCE_MS)


def test_a_split_that_copies_cross_can_be_mended(page, qtbot, pets, tmp_path) -> None:
    (pets / "split").touch()
    look_into(page, qtbot, pets)
    assert "Photographs on two sides of the folder’s own split: 1." in page.new.data.words
    qtbot.mouseClick(page.new.data.mend, CLICK)
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "mended.csv"))
    dialog.reject()
    qtbot.waitUntil(page.toast.isVisible, timeout=PATIENCE_MS)
    assert (tmp_path / "mended.csv").read_text().startswith("path,label,split,mended")


def test_a_training_is_watched_measured_and_used(page, qtbot, pets) -> None:
    choose(page.new.options.backbone, "")
    train(page, qtbot, pets)
    assert page.shown._title.text() == "pets"
    assert "83.3 % right, 43.0 % to 97.0 % with 95 % certainty, on 6 pictures" in page.shown._sentence.text()
    qtbot.waitUntil(page.shown.report.isVisible, timeout=PATIENCE_MS)
    assert (
        "Of 3 pictures of “dog” 2 were answered rightly." in page.shown.report.matrix.accessibleDescription()
    )
    assert page.shown.report.mistakes.count() == 1
    assert page.shown.accuracy.accessibleDescription() == "After round 4: 70 %"
    assert "--recipe folder" in (page.run.folder / "log.txt").read_text()
    assert page.shown.page.isEnabled()
    assert page.shown._where.text() == "The Photos page does not ask this model yet."
    assert not page.shown.show_model.isVisible()
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(page.toast.isVisible, timeout=PATIENCE_MS)
    assert page.toast.text == "pets is asked about whole photos from now on."
    brought = data_dir() / "models" / "pets" / "model.onnx"
    assert page._context.keeper.settings.models == {WHOLE_PICTURE: sha256_of(brought)}
    qtbot.waitUntil(lambda: not page.shown.act.isEnabled(), timeout=PATIENCE_MS)
    assert page.shown.act.accessibleName() == "In use"
    said = "It is among your models as “pets”. The Photos page asks it about whole pictures."
    assert page.shown._where.text() == said


def test_where_the_model_is_now_is_said_and_shown(page, qtbot, pets) -> None:
    train(page, qtbot, pets)
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(page.shown.show_model.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(page.shown.show_model, CLICK)
    window = page.window()
    assert window.shell.shown == "models"
    models = window.shell.page("models")
    qtbot.waitUntil(lambda: models.model is not None and models.model.name == "pets", timeout=PATIENCE_MS)


def test_a_model_that_no_page_asks_says_so(page, qtbot, pets, tmp_path, monkeypatch) -> None:
    model = copied_model(tmp_path / "other" / "model.onnx", name="pets", task="pets", subject="face")
    monkeypatch.setenv("STAND_IN_MODEL", str(model))
    train(page, qtbot, pets)
    assert page.shown.act.accessibleName() == "Add to models"
    assert page.shown._where.text().startswith("Not among your models yet.")
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(page.shown.show_model.isVisible, timeout=PATIENCE_MS)
    assert page.shown.act.accessibleName() == "Added"
    assert page.shown._where.text() == (
        "It is among your models as “pets”. No page asks it by itself; it answers in commands, and below."
    )
    qtbot.mouseClick(page.toast.button, CLICK)
    assert page.window().shell.shown == "models"


def test_no_button_moves_when_a_training_ends_or_its_model_is_used(page, qtbot, pets) -> None:
    held(page, qtbot, pets)
    shown = page.shown
    stay = (shown.page, shown.folder, shown.remove)
    places = [(button.pos(), button.size()) for button in stay]
    assert not shown.page.isEnabled()
    assert shown.page.toolTip() == "There once it is measured"
    assert shown.remove.toolTip() == "Cancel the training first"
    (pets / "hold").unlink()
    end(page, qtbot)
    qtbot.waitUntil(lambda: page.run.state == "done" and shown.report.isVisible(), timeout=PATIENCE_MS)
    assert [(button.pos(), button.size()) for button in stay] == places
    assert shown.page.isEnabled()
    used = shown.act.geometry()
    qtbot.mouseClick(shown.act, CLICK)
    qtbot.waitUntil(shown.show_model.isVisible, timeout=PATIENCE_MS)
    qtbot.wait(1)
    assert [(button.pos(), button.size()) for button in stay] == places
    assert shown.act.isVisible()
    assert shown.act.geometry() == used
    assert shown.show_model.hasFocus(), "the keyboard stays near"


def test_a_training_goes_on_while_another_page_is_shown(page, qtbot, pets) -> None:
    held(page, qtbot, pets)
    window = page.window()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    (pets / "hold").unlink()
    qtbot.waitUntil(lambda: page.desk.run is None, timeout=PATIENCE_MS)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.run is not None and page.run.state == "done", timeout=PATIENCE_MS)


def test_while_one_runs_its_curve_is_shown_and_no_other_begins(page, qtbot, pets) -> None:
    held(page, qtbot, pets)
    qtbot.waitUntil(page.shown.accuracy.isVisible)
    assert "round 2 of 4" in page.shown._busy_detail.text()
    assert "processors 80 % busy" in page.shown._busy_detail.text()
    page.list.setCurrentRow(0)
    assert page.new.begin.toolTip() == "One training runs at a time."
    assert not page.new.begin.isEnabled()
    page.desk.cancel()
    qtbot.waitUntil(lambda: page.desk.run is None, timeout=PATIENCE_MS)


@pytest.mark.skipif(os.name == "nt", reason="a process without a console has no Ctrl-C")
def test_a_cancelled_training_goes_on_from_its_last_round(page, qtbot, pets) -> None:
    held(page, qtbot, pets)
    qtbot.mouseClick(page.shown.cancel, CLICK)
    assert not page.shown.cancel.isVisible()
    end(page, qtbot)
    qtbot.waitUntil(lambda: page.shown.act.accessibleName() == "Go on")
    assert "2 of 4 rounds are done" in page.shown._sentence.text()
    assert not page.shown.problem.isVisible(), "it did what was asked"
    (pets / "hold").unlink()
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(lambda: page.run is not None and page.run.state == "done", timeout=PATIENCE_MS)
    assert [epoch.number for epoch in page.run.history] == [1, 2, 3, 4]


def test_a_crash_is_said_and_the_training_goes_on(page, qtbot, pets) -> None:
    (pets / "fail").touch()
    look_into(page, qtbot, pets)
    qtbot.mouseClick(page.new.begin, CLICK)
    qtbot.waitUntil(page.shown.problem.isVisible, timeout=PATIENCE_MS)
    assert page.shown.problem.text.startswith("The trainer ended unexpectedly.")
    (pets / "fail").unlink()
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(lambda: page.run is not None and page.run.state == "done", timeout=PATIENCE_MS)
    assert not page.shown.problem.isVisible()


def test_closing_the_window_asks_and_leaves_a_training_that_can_go_on(page, qtbot, pets) -> None:
    held(page, qtbot, pets)
    folder, window = page.run.folder, page.window()
    window.close()
    (dialog,) = window.findChildren(CloseDialog)
    assert page.at_risk() == "“pets” is being trained. It would be ended, and can go on later."
    process = page.desk._process
    with qtbot.waitSignal(window.finished, timeout=20_000):
        dialog.accept()
    assert not process.running
    assert (folder / "config.json").is_file()
    assert not (folder / "result.json").exists()


def test_a_training_is_removed(page, qtbot, pets) -> None:
    train(page, qtbot, pets)
    folder = page.run.folder
    qtbot.mouseClick(page.shown.remove, CLICK)
    qtbot.waitUntil(lambda: page.run is None, timeout=PATIENCE_MS)
    assert not folder.exists()
    qtbot.waitUntil(page.toast.isVisible)
    qtbot.mouseClick(page.toast.button, CLICK)
    qtbot.waitUntil(lambda: page.run is not None, timeout=PATIENCE_MS)
    assert folder.is_dir()


def test_beginners_see_few_settings_and_others_all(page, qtbot) -> None:
    options = page.new.options
    assert not options.epochs.isVisible(), "a head that is solved at once has no rounds"
    assert not options.batch.isVisible()
    qtbot.mouseClick(options.more, CLICK)
    assert options.batch.isVisible()
    choose(options.head, "dense")
    assert options.epochs.isVisible()
    assert options.epochs.placeholderText() == "30"
    choose(options.backbone, "")
    assert options.subject.isVisible()
    assert not options.head.isVisible()
    choose(page.new.offer, "smile")
    assert page.new.second.isVisible()
    assert not options.backbone.isVisible()


def test_a_number_that_can_not_be_used_holds_the_start_back(page, qtbot, pets) -> None:
    choose(page.new.options.backbone, "")
    look_into(page, qtbot, pets)
    qtbot.keyClicks(page.new.options.epochs, "0")
    assert page.new.begin.toolTip() == "Rounds: a whole number from 1 on is wanted."
    page.new.options.epochs.clear()
    qtbot.keyClicks(page.new.options.epochs, "5")
    assert page.new.begin.isEnabled()


def test_people_are_learned_only_where_that_beats_their_gallery(open_page, qtbot, work, tmp_path) -> None:
    work.people = str(tmp_path / "gallery")
    page = open_page()
    choose(page.new.offer, "gallery")
    assert not page.new.folder.isVisible()
    assert "it gives everybody one of their names, strangers too" in page.new._what.text()
    qtbot.mouseClick(page.new.begin, CLICK)
    qtbot.waitUntil(page.shown.problem.isVisible, timeout=PATIENCE_MS)
    assert "the gallery by itself 95.0%" in page.shown.problem.text
    page.list.setCurrentRow(0)
    page.new.take_second(str(tmp_path))
    qtbot.mouseClick(page.new.begin, CLICK)
    qtbot.waitUntil(lambda: page.run is not None and page.run.state == "done", timeout=PATIENCE_MS)
    qtbot.waitUntil(page.shown.report.isVisible, timeout=PATIENCE_MS)
    assert page.shown.report._gate is not None
    assert not page.shown.report._mistakes.isVisible()


def test_a_training_whose_folder_went_with_somebody_who_was_erased_says_why_it_ended(
    open_page, qtbot, work, tmp_path
) -> None:
    gallery = tmp_path / "gallery"
    gallery.mkdir()
    (gallery / "hold").touch()
    work.people = str(gallery)
    page = open_page()
    choose(page.new.offer, "gallery")
    qtbot.mouseClick(page.new.begin, CLICK)
    qtbot.waitUntil(lambda: page.desk._process is not None, timeout=PATIENCE_MS)
    folder = page.desk.run.folder
    shutil.rmtree(folder)
    (gallery / "erased").touch()
    (gallery / "hold").unlink()
    qtbot.waitUntil(lambda: page.desk.run is None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "Somebody was erased from the gallery." in page.notice.text, timeout=PATIENCE_MS)
    assert not folder.exists()


@pytest.mark.parametrize(("network", "steps"), [("sface", False), ("facet-id", False), ("vgg16", True)])
def test_a_gallerys_people_are_learned_on_the_chosen_network(
    open_page, qtbot, work, tmp_path, network: str, steps: bool
) -> None:
    """Each behind the same gate: the gallery by itself."""
    work.people = str(tmp_path / "gallery")
    page = open_page()
    choose(page.new.offer, "gallery")
    options = page.new.options
    assert [options.backbone.itemData(at) for at in range(3)] == ["sface", "facet-id", "vgg16"]
    assert options.backbone.itemText(2) == "VGG16 (59 MB)"
    choose(options.backbone, network)
    assert options._notes["backbone"].text() == options.backbone.currentData(Qt.ItemDataRole.ToolTipRole)
    assert options._notes["backbone"].text()
    qtbot.mouseClick(options.more, CLICK)
    assert options.epochs.isVisible() == options.rate.isVisible() == steps
    qtbot.mouseClick(page.new.begin, CLICK)
    qtbot.waitUntil(page.shown.problem.isVisible, timeout=PATIENCE_MS)
    assert f"A head on {network} names 80.0% rightly, the gallery" in page.shown.problem.text


def test_every_control_has_a_name_and_a_tip(page, qtbot, pets) -> None:
    train(page, qtbot, pets)
    page.new.options.more.setChecked(True)
    for control in (
        *page.findChildren(QAbstractButton),
        *page.findChildren(QComboBox),
        *page.findChildren(QLineEdit),
    ):
        if control.objectName().startswith("qt_"):
            continue
        assert control.accessibleName() or getattr(control, "text", str)().strip(), control
        assert control.toolTip(), (control, control.accessibleName())


def test_the_keyboard_alone_begins_a_training(page, qtbot, pets) -> None:
    look_into(page, qtbot, pets)
    page.new.offer.setFocus()
    for _ in range(12):
        if page.new.begin.hasFocus():
            break
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    assert page.new.begin.hasFocus()
    qtbot.keyClick(page.new.begin, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.run is not None and page.run.state == "done", timeout=PATIENCE_MS)
