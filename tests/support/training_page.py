"""The training page on a script that stands in for the trainer, and what a person does on the page."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox

from desktop.training.environment import Trainer, TrainerMissing
from desktop.training.offers import Backbone, Recipe
from desktop.ui.training.page import TrainingPage
from desktop.ui.training.work import TrainingWork
from tests.support import stand_in_trainer
from tests.support.model_copies import SHIPPED

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
