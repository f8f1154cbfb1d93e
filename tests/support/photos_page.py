"""The photos page's work without models, and what a person does on the page: drop photos, choose, wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.models.choice import WHOLE_PICTURE
from desktop.photos.reading import PhotoResult
from desktop.photos.whole import PictureAnswer
from desktop.ui.photos.work import PhotosWork, PictureModel
from tests.support.fake_session import smile
from vision.errors import FacetError

CLICK = Qt.MouseButton.LeftButton
PATIENCE_MS = 60_000

MODELS = (
    PictureModel("pets", "a" * 64, ("cat", "irish_wolfhound")),
    PictureModel("places", "b" * 64, ("sea", "city", "wood", "hill")),
)


class Scripted(PhotosWork):
    """The real work, but for the models: a face in every photo whose name says so. `gate` holds it back."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.refuse: FacetError | None = None
        self.models: list[PictureModel] = []

    def read(self, photos, settings, say: Callable[[PhotoResult], None], stop) -> None:
        if self.refuse is not None:
            raise self.refuse
        for number, path in enumerate(photos):
            self.gate.wait()
            if stop.is_set():
                return
            say(result(path, number, self._answer(settings, path)))

    def picture_models(self) -> list[PictureModel]:
        return self.models

    def ask(self, photos, settings, say, stop) -> None:
        for path in photos:
            self.gate.wait()
            if stop.is_set():
                return
            say((path, self._answer(settings, path)))

    def _answer(self, settings, path: Path) -> PictureAnswer | None:
        model = next((one for one in self.models if one.digest == settings.models.get(WHOLE_PICTURE)), None)
        if model is None:
            return None
        first = model.labels[0 if "glad" in path.name else 1]
        label = None if "sad" in path.name else first
        others = [name for name in model.labels if name != first]
        top = ((first, 0.9), *((name, 0.1 / len(others)) for name in others))
        return PictureAnswer(model.name, model.digest, "what", label, top)


def result(path: Path, number: int, whole: PictureAnswer | None = None) -> PhotoResult:
    if "broken" in path.name:
        return PhotoResult(path, problem="the file is empty")
    faces = ()
    if "empty" not in path.name:
        faces = (FaceAnalysis(None, (40, 50, 60, 60), smile(0.9 if "glad" in path.name else 0.1)),)
    analysis = FrameAnalysis(path.name, number, 0.0, (160, 120), faces, {})
    return PhotoResult(path, analysis, (b"",), whole=whole)


def drop(page, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    rest = (Qt.DropAction.CopyAction, data, CLICK, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(QDropEvent(QPointF(300, 300), *rest))


def shown(page) -> list[str]:
    return [item.photo.path.stem for item in page.grid.faces.shown]


def read(page, qtbot, *paths: Path) -> None:
    drop(page, *paths)
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.clear.isHidden() or page.clear.width() > 20)  # laid out


def choose(box, words: str) -> None:
    box.setCurrentIndex(box.findText(words))
