"""The training page, used as a person would: look into a folder, train, cancel, go on, see, use, remove."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit

from desktop.folders import data_dir
from desktop.models.choice import WHOLE_PICTURE
from desktop.settings import load_settings
from desktop.training.environment import Trainer, TrainerMissing, install_commands
from desktop.training.offers import Backbone, Recipe
from desktop.ui.dialogs import CloseDialog
from desktop.ui.models.page import ModelsPage
from desktop.ui.pages import Page
from desktop.ui.training.page import TrainingPage
from desktop.ui.training.work import TrainingWork
from tests.gui.conftest import close
from tests.support import stand_in_trainer
from tests.support.model_copies import SHIPPED, copied_model
from vision.images import write_image
from vision.sessions import read_card, sha256_of

CLICK = Qt.MouseButton.LeftButton
PATIENCE_MS = 60_000
EMOTION = SHIPPED.parents[1] / "emotion" / "model.onnx"
RECIPES = (
    Recipe("smile", "smile", "GENKI-4K", "60 MB", ("epochs",), {"epochs": 30}, ("fer",)),
    Recipe("folder", "pictures", "folders", "dozens", ("epochs", "task", "subject"), {"epochs": 40}),
    Recipe(
        "backbone", "", "folders", "a dozen", ("epochs", "head"), {"epochs": 30, "head": "logistic"}, (),
        (Backbone("mobilenetv2", 224, True), Backbone("xception", 299, False)),
    ),
    Recipe("identity-vgg16", "identity-closed", "faces", "250", ("head",), {"head": "dense"}, (),
           (Backbone("vgg16", 224, True),)),
)  # fmt: skip


@dataclass(frozen=True)
class StandIn(Trainer):
    """Starts the script that stands in for the trainer."""

    def command(self, arguments):
        return [sys.executable, str(Path(stand_in_trainer.__file__)), *arguments]


class Work(TrainingWork):
    """The real work, but for where the trainer is and who is known."""

    problem = ""
    people = ""

    def __init__(self) -> None:
        self.gate = Event()
        self.gate.set()

    def trainer(self, chosen: str) -> Trainer:
        self.asked = chosen
        self.gate.wait(60)
        if self.problem:
            raise TrainerMissing(None, self.problem)
        return StandIn(Path(sys.executable), RECIPES)

    def gallery(self) -> str:
        return self.people


@pytest.fixture
def work(tmp_path: Path, monkeypatch) -> Work:
    """What stands behind the page, and the model file that a training makes."""
    model = copied_model(tmp_path / "ready" / "model.onnx", name="pets", task="pets", subject="picture")
    monkeypatch.setenv("STAND_IN_MODEL", str(model))
    return Work()


@pytest.fixture
def open_page(open_window, session_of, program, qtbot, work: Work):
    """Opens the page in its window, looked for the trainer."""

    def open_one(found: bool = True) -> TrainingPage:
        sessions = len(program.sessions)
        window = open_window(
            "demo",
            pages=lambda c: [
                Page("training", "Training", "T", "training", lambda: TrainingPage(c, work)),
                Page("models", "Models", "M", "models", lambda: ModelsPage(c)),
            ],
        )
        session_of(sessions + 1)
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        page = window.shell.page("training")
        qtbot.waitUntil(lambda: page._looking is not found, timeout=PATIENCE_MS)
        return page

    return open_one


@pytest.fixture
def page(open_page) -> TrainingPage:
    """The page with a trainer."""
    return open_page()


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A folder with two classes."""
    for label in stand_in_trainer.LABELS:
        for number in range(2):
            write_image(tmp_path / "pets" / label / f"{number}.png", np.full((32, 32, 3), 90, np.uint8))
    return tmp_path / "pets"


def drop(page: TrainingPage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (Qt.DropAction.CopyAction, data, CLICK, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(QDropEvent(QPointF(300, 300), *rest))


def look_into(page: TrainingPage, qtbot, folder: Path) -> None:
    drop(page, folder)
    qtbot.waitUntil(lambda: "pictures in 2 classes" in page.new.data.words, timeout=PATIENCE_MS)


def start(page: TrainingPage, qtbot, folder: Path) -> None:
    look_into(page, qtbot, folder)
    qtbot.mouseClick(page.new.begin, CLICK)
    qtbot.waitUntil(lambda: page.run is not None and page.desk.live is not None, timeout=PATIENCE_MS)


def end(page: TrainingPage, qtbot) -> None:
    qtbot.waitUntil(lambda: page.desk.run is None and page.run is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.run.key not in ("", page.desk.key) and page.shown.remove.isEnabled())


def train(page: TrainingPage, qtbot, folder: Path) -> None:
    start(page, qtbot, folder)
    end(page, qtbot)
    qtbot.waitUntil(lambda: page.run.state == "done", timeout=PATIENCE_MS)


def held(page: TrainingPage, qtbot, folder: Path) -> None:
    """Train until the second round, and stay there."""
    (folder / "hold").touch()
    start(page, qtbot, folder)
    qtbot.waitUntil(lambda: len(page.desk.live.epochs) == 2, timeout=PATIENCE_MS)


def choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(box.findData(value))


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
