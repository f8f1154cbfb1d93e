"""The photos page, used as a person would: drop, look, filter, open, export, cancel."""

from __future__ import annotations

import csv
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.folders import data_dir
from desktop.models.choice import WHOLE_PICTURE
from desktop.photos.reading import PhotoResult
from desktop.photos.whole import PictureAnswer
from desktop.settings import Settings
from desktop.ui.pages import Page, PageWidget
from desktop.ui.photos.face_items import Filter, items_of
from desktop.ui.photos.page import PhotosPage
from desktop.ui.photos.photo_dialog import PhotoDialog
from desktop.ui.photos.work import PhotosWork, PictureModel
from desktop.ui.training.try_view import AnswerBars
from tests.support.fake_session import smile
from tests.support.model_copies import copied_model
from vision.errors import FacetError
from vision.images import write_image
from vision.recognisers import UNSURE, Answer

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


@pytest.fixture
def work() -> Scripted:
    """What stands behind the page."""
    return Scripted()


@pytest.fixture
def page(open_window, session_of, qtbot, work: Scripted):
    """The page in its window."""
    window = open_window(
        "demo",
        pages=lambda c: [
            Page("photos", "Photos", "Photos", "photos", lambda: PhotosPage(c, work)),
            *(Page(name, name, name, name, PageWidget) for name in ("training", "models")),
        ],
    )
    session_of()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    yield window.shell.page("photos")
    work.gate.set()


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Two glad faces, a sad one, a photo without a face, a file that is none."""
    for name in ("glad 1", "glad 2", "sad", "empty", "broken"):
        write_image(tmp_path / "album" / f"{name}.png", np.full((120, 160, 3), 80, np.uint8))
    return tmp_path / "album"


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
    answers = {"smile": Answer("smile", None, 0.0, reason=reason)}
    analysis = FrameAnalysis("a.jpg", 0, 0.0, (160, 120), (FaceAnalysis(None, (4, 5, 10, 10), answers),), {})
    page.grid.faces.add(items_of(PhotoResult(tmp_path / "a.jpg", analysis, (b"",))))
    tip = page.grid.faces.data(page.grid.faces.index(0), Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[:2] == ["No answer", "The face is too small (10 of 20 pixels)"]
    assert reason.capitalize() not in page.grid.faces.longest, "all cards would grow with it"


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
    assert page.window().shell.shown == "live"
    assert session_of(2).text == str(album / "sad.png")


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


@pytest.fixture
def asked(page, work, qtbot):
    """The page, with two models that can be asked about whole pictures; none is chosen."""
    work.models = list(MODELS)
    page.picture_bar.refresh()
    qtbot.waitUntil(lambda: page.picture_bar.box.count() == 3, timeout=PATIENCE_MS)
    return page


def test_without_a_model_for_whole_pictures_faces_come_first_and_the_way_to_one_is_among_the_kinds(
    page, qtbot, album, work
) -> None:
    assert not page.picture_bar.isVisible()
    read(page, qtbot, album)
    assert not page.picture_bar.isVisible(), "faces are what the page is about"
    choose(page.filters.kind, "Whole pictures (no model)")
    assert page.empty.isVisible()
    assert page.empty.title.text() == "No model for whole pictures yet"
    assert (page.export.isEnabled(), page.export.toolTip()) == (False, "No model for whole pictures yet")
    assert not page.acts.isVisible()
    shell = page.window().shell
    for button, name in ((page.empty.training, "training"), (page.empty.models, "models")):
        qtbot.mouseClick(button, CLICK)
        assert shell.shown == name
        shell.show_page("photos")
    work.models = list(MODELS)
    shell.show_page("training")
    shell.show_page("photos")
    qtbot.waitUntil(page.picture_bar.isVisible, timeout=PATIENCE_MS)
    assert shown(page) == ["glad 1", "glad 2", "sad"], "there is something to choose now"
    assert page.filters.kind.findText("Whole pictures (no model)") < 0


def test_the_choice_of_a_model_is_in_its_place_from_the_first_moment(
    open_window, session_of, work, qtbot
) -> None:
    """Where one was chosen: nothing jumps when the models have been read."""
    work.models = list(MODELS)
    work.gate.clear()
    settings = Settings(welcomed=True, models={WHOLE_PICTURE: MODELS[0].digest})
    pages = lambda c: [Page("photos", "Photos", "Photos", "photos", lambda: PhotosPage(c, work))]  # noqa: E731
    window = open_window("demo", settings, pages=pages)
    session_of()
    window.shell.show_page("photos")
    page = window.shell.page("photos")
    assert page.picture_bar.isVisible()
    qtbot.waitUntil(lambda: page.picture_bar.told.text() == "Knows cat, irish_wolfhound", timeout=PATIENCE_MS)
    assert page.picture_bar.isVisible()


def test_a_chosen_face_says_what_can_be_done_and_why_an_answer_is_missing(page, qtbot, tmp_path) -> None:
    scores = {"happy": 0.47, "sad": 0.3, "neutral": 0.23}
    answers = {"emotion": Answer("emotion", None, 0.47, scores, UNSURE)}
    analysis = FrameAnalysis("a.jpg", 0, 0.0, (160, 120), (FaceAnalysis(None, (4, 5, 40, 40), answers),), {})
    photo = PhotoResult(tmp_path / "a.jpg", analysis, (b"",))
    page.desk.results[photo.path] = photo
    page._show_again()
    assert page.acts.told.text() == "Choose a face to say who it is."
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
    assert page.grid.chosen is not None
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


def test_a_chosen_model_tells_of_each_photo_its_likeliest_labels(asked, qtbot, album) -> None:
    page = asked
    read(page, qtbot, album)
    page.picture_bar.box.setFocus()
    qtbot.keyClick(page.picture_bar.box, Qt.Key.Key_Down)
    assert page.picture_bar.told.text() == "Knows cat, irish_wolfhound"
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert shown(page) == ["empty", "glad 1", "glad 2", "sad"], "a photo without a face is answered too"
    assert page.filters.kind.currentText() == "Whole pictures (4)"
    said = [item.in_words() for item in page.grid.faces.shown]
    assert said[0] == "irish_wolfhound 90 % · cat 10 %, empty.png"
    assert said[3].endswith("sad.png · unsure")
    choose(page.filters.tasks["picture"], "cat (2)")
    assert shown(page) == ["glad 1", "glad 2"]
    assert not page.filters.tasks["smile"].isVisible()
    choose(page.filters.kind, "Faces (3)")
    assert shown(page) == ["glad 1", "glad 2", "sad"]


def test_another_model_is_asked_anew_and_none_takes_the_answers_away(asked, qtbot, album) -> None:
    page = asked
    choose(page.picture_bar.box, "pets")
    read(page, qtbot, album)
    assert [len(item.photo.whole.top) for item in page.grid.faces.shown] == [2, 2, 2, 2]
    choose(page.picture_bar.box, "places")
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert {item.photo.whole.model for item in page.grid.faces.shown} == {"places"}
    assert page.picture_bar.told.text() == "Knows sea, city, wood and 1 more"
    choose(page.picture_bar.box, "Nothing is asked")
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert page.filters.kind.currentText() == "Faces (3)"
    assert shown(page) == ["glad 1", "glad 2", "sad"]


def test_asking_is_cancelled_and_goes_on_when_the_model_is_chosen_again(asked, qtbot, album, work) -> None:
    page = asked
    read(page, qtbot, album)
    work.gate.clear()
    choose(page.picture_bar.box, "pets")
    qtbot.waitUntil(page.cancel.isVisible)
    assert "Asking about" in page._progress.text()
    qtbot.mouseClick(page.cancel, CLICK)
    work.gate.set()
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert len(page.desk.results) == 5
    assert all(one.whole is None for one in page.desk.results.values())
    page.picture_bar.chosen.emit()
    qtbot.waitUntil(lambda: len(page._kinds) > 1 and not page.is_reading, timeout=PATIENCE_MS)
    assert len(shown(page)) == 4


def test_what_was_said_of_whole_pictures_is_exported(asked, qtbot, album, tmp_path) -> None:
    page = asked
    choose(page.picture_bar.box, "pets")
    read(page, qtbot, album)
    for action, name in ((0, "all.csv"), (1, "all.json")):
        page.export.menu().actions()[action].trigger()
        dialog = page.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.reject()
        qtbot.waitUntil((tmp_path / name).exists, timeout=PATIENCE_MS)
    rows = {Path(row["file"]).stem: row for row in json.loads((tmp_path / "all.json").read_text())}
    assert rows["empty"]["faces"] == []
    assert rows["empty"]["picture"]["label"] == "irish_wolfhound"
    assert rows["sad"]["picture"]["label"] is None
    assert rows["sad"]["picture"]["top"][0] == {"label": "irish_wolfhound", "score": 0.9}
    assert len(rows["glad 1"]["faces"]) == 1
    table = list(csv.DictReader((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()))
    assert [row["picture_1"] for row in table] == ["irish_wolfhound", "cat", "cat", "irish_wolfhound"]
    assert (table[0]["face"], table[0]["smile"], table[1]["smile"]) == ("", "", "smile")


def test_a_photo_at_full_size_has_the_labels_beside_it(asked, qtbot, album) -> None:
    page = asked
    choose(page.picture_bar.box, "places")
    read(page, qtbot, album / "empty.png")
    page.grid.opened.emit(page.grid.faces.shown[0])
    (dialog,) = page.window().findChildren(PhotoDialog)
    said = [text.text() for text in dialog.findChildren(QLabel)]
    assert dialog.findChild(AnswerBars).accessibleName().startswith("city: 90")
    assert "Model: places" in said
    qtbot.waitUntil(lambda: dialog.picture.frame is not None, timeout=PATIENCE_MS)
    dialog.reject()


def test_every_control_has_a_name_and_a_tip(page, qtbot, album) -> None:
    read(page, qtbot, album)
    for button in page.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text().strip(), button
        assert button.toolTip(), button


def test_a_real_model_is_asked_about_a_photo_by_the_real_engine(
    open_window, session_of, qtbot, tmp_path, repo_root
) -> None:
    copied_model(data_dir() / "models" / "mood" / "model.onnx", name="mood", task="mood", subject="picture")
    window = open_window("demo")
    session_of()
    window.shell.show_page("photos")
    page = window.shell.page("photos")
    qtbot.waitUntil(page.picture_bar.box.isVisible, timeout=PATIENCE_MS)
    choose(page.picture_bar.box, "mood")
    read(page, qtbot, Path(shutil.copy(repo_root / "assets" / "demo" / "astronaut.jpg", tmp_path)))
    (item,) = page.grid.faces.shown
    assert [label for label, _ in item.photo.whole.top] == ["smile", "no smile"]
    assert len(item.thumb) > 1000


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
