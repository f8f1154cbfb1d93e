"""Trainings that are kept: read with and without a trainer, told apart, and their models tried."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.settings import load_settings
from desktop.training.environment import install_commands
from desktop.ui.training.page import TrainingPage
from tests.gui.conftest import close
from tests.support.model_copies import copied_model
from tests.support.training_page import (
    CLICK,
    EMOTION,
    PATIENCE_MS,
    choose,
    drop,
    end,
    held,
    train,
)
from vision.sessions import read_card


def test_a_model_is_tried_on_a_dropped_picture(page, qtbot, pets) -> None:
    train(page, qtbot, pets)
    qtbot.waitUntil(page.shown.report.attempt.isVisible, timeout=PATIENCE_MS)
    assert "Always answering “cat” would be right in 50.0 %" in page.shown.report.doubt.text
    drop(page, pets / "cat" / "0.png")
    bars = page.shown.report.attempt.bars
    qtbot.waitUntil(bars.isVisible, timeout=PATIENCE_MS)
    assert "smile: " in bars.accessibleName(), "it is a copy of the smile model"
    attempt = page.shown.report.attempt
    assert attempt._hint.text() == "0.png, the whole picture"
    assert attempt._always.isVisible(), "that it names a class of its own even of something else"
    assert not attempt.unsure.isVisible()
    (pets / "cat" / "0.png").write_text("no picture")
    drop(page, pets / "cat" / "0.png")
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)


def test_a_model_that_is_unsure_of_a_picture_says_so(page, qtbot, pets, tmp_path, monkeypatch) -> None:
    bars = dict.fromkeys(read_card(EMOTION).output.labels, 1.0)
    model = copied_model(tmp_path / "unsure.onnx", of=EMOTION, subject="picture", thresholds=bars)
    monkeypatch.setenv("STAND_IN_MODEL", str(model))
    train(page, qtbot, pets)
    attempt = page.shown.report.attempt
    qtbot.waitUntil(attempt.isVisible, timeout=PATIENCE_MS)
    drop(page, pets / "cat" / "0.png")
    qtbot.waitUntil(attempt.bars.isVisible, timeout=PATIENCE_MS)
    likeliest = attempt.bars.accessibleName().partition(":")[0]
    assert attempt.unsure.text() == f"Unsure ({likeliest}?)"


def test_without_the_trainer_the_page_says_what_to_type_and_looks_again(open_page, qtbot, work) -> None:
    work.problem = "This Python has no trainer."
    page = open_page()
    assert page.setup.isVisible()
    assert page.setup.command.text() == "\n".join(install_commands())
    assert "This Python has no trainer." in page.setup.text.text()
    qtbot.mouseClick(page.setup.again, CLICK)
    qtbot.waitUntil(lambda: not page._looking, timeout=PATIENCE_MS)
    work.problem = ""
    qtbot.mouseClick(page.setup.again, CLICK)
    qtbot.waitUntil(page.new.isVisible, timeout=PATIENCE_MS)


def listed(page: TrainingPage) -> list[str]:
    """The titles in the list of trainings, without the first two lines."""
    return [page.list.item(row).text() for row in range(2, page.list.count())]


def test_reports_are_read_while_the_trainer_is_looked_for_and_without_it(
    open_page, qtbot, work, pets
) -> None:
    page = open_page()
    train(page, qtbot, pets)
    close(qtbot, page.window())
    work.gate.clear()
    work.problem = "This Python has no trainer."
    page = open_page(found=False)
    try:
        qtbot.waitUntil(page.list.isVisible, timeout=PATIENCE_MS)
        assert listed(page) == ["pets"]
        assert page.setup.isVisible(), "a new training alone waits"
        item = page.list.visualItemRect(page.list.item(2))
        qtbot.mouseClick(page.list.viewport(), CLICK, pos=item.center())
        qtbot.waitUntil(page.shown.report.isVisible, timeout=PATIENCE_MS)
        assert page._looking
        qtbot.mouseClick(page.shown.act, CLICK)
        qtbot.waitUntil(lambda: not page.shown.act.isEnabled(), timeout=PATIENCE_MS)
        assert "is asked about whole photos from now on." in page.toast.text
    finally:
        work.gate.set()
    qtbot.waitUntil(lambda: not page._looking, timeout=PATIENCE_MS)
    assert page.shown.report.isVisible(), "what is read stays"
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    assert page.setup.isVisible()
    assert "This Python has no trainer." in page.setup.text.text()


def test_without_the_trainer_what_needs_it_says_so(open_page, qtbot, work, pets) -> None:
    page = open_page()
    held(page, qtbot, pets)
    qtbot.mouseClick(page.shown.cancel, CLICK)
    end(page, qtbot)
    close(qtbot, page.window())
    work.problem = "This Python has no trainer."
    page = open_page()
    qtbot.waitUntil(page.list.isVisible, timeout=PATIENCE_MS)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    qtbot.waitUntil(page.shown.isVisible)
    assert (page.shown.act.text().strip(), page.shown.act.isEnabled()) == ("Go on", False)
    assert page.shown.act.toolTip() == "This needs the trainer: “New training” says how to get it."


def test_two_trainings_of_one_folder_are_told_apart(page, qtbot, pets) -> None:
    train(page, qtbot, pets)
    assert listed(page) == ["pets"]
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    choose(page.new.options.backbone, "xception")
    train(page, qtbot, pets)
    assert listed(page) == ["pets · Xception", "pets · MobileNetV2"], "by what differs"
    assert page.shown._title.text() == "pets · Xception"
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    train(page, qtbot, pets)
    assert len(set(listed(page))) == 3
    assert all(title.startswith("pets · ") for title in listed(page))


def test_another_python_is_chosen_and_remembered(open_page, qtbot, work, tmp_path) -> None:
    work.problem = "This Python has no trainer."
    page = open_page()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    qtbot.mouseClick(page.setup.python, CLICK)
    (dialog,) = page.findChildren(QFileDialog)
    work.problem = ""
    dialog.fileSelected.emit(str(tmp_path / "bin" / "python"))
    dialog.reject()
    qtbot.waitUntil(page.new.isVisible, timeout=PATIENCE_MS)
    assert work.asked == str(tmp_path / "bin" / "python")
    close(qtbot, page.window())
    assert load_settings().trainer_python == work.asked
