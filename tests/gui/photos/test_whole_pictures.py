"""Whole pictures on the photos page: which model is asked, what it says, and where one comes from."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QLabel

from desktop.folders import data_dir
from desktop.models.choice import WHOLE_PICTURE
from desktop.photos.whole import PictureAnswer
from desktop.settings import Settings
from desktop.ui.i18n.languages import LANGUAGES
from desktop.ui.i18n.speech import speak
from desktop.ui.pages import Page
from desktop.ui.photos.page import PhotosPage
from desktop.ui.photos.photo_dialog import PhotoDialog
from desktop.ui.photos.top_view import TopView
from desktop.ui.photos.work import PictureModel
from desktop.ui.training.try_view import AnswerBars
from tests.support.model_copies import SHIPPED, copied_model
from tests.support.photos_page import CLICK, MODELS, PATIENCE_MS, choose, read, shown
from vision.sessions import read_card

EMOTION = SHIPPED.parents[1] / "emotion" / "model.onnx"
PETS = "Always answers with one of its 2 classes, even for a picture of something else: cat, irish_wolfhound"


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
    qtbot.waitUntil(lambda: page.picture_bar.told.text() == PETS, timeout=PATIENCE_MS)
    assert page.picture_bar.isVisible()


def test_a_chosen_model_tells_of_each_photo_its_likeliest_labels(asked, qtbot, album) -> None:
    page = asked
    read(page, qtbot, album)
    page.picture_bar.box.setFocus()
    qtbot.keyClick(page.picture_bar.box, Qt.Key.Key_Down)
    assert page.picture_bar.told.text() == PETS
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert shown(page) == ["empty", "glad 1", "glad 2", "sad"], "a photo without a face is answered too"
    assert page.filters.kind.currentText() == "Whole pictures (4)"
    said = [item.in_words() for item in page.grid.faces.shown]
    assert said[0] == "irish_wolfhound 90 % · cat 10 %, empty.png"
    assert said[3] == "Unsure (irish_wolfhound?) · cat 10 %, sad.png", "as of a face: no figure beside it"
    choose(page.filters.tasks["picture"], "cat (2)")
    assert shown(page) == ["glad 1", "glad 2"]
    assert not page.filters.tasks["smile"].isVisible()
    choose(page.filters.kind, "Faces (3)")
    assert shown(page) == ["glad 1", "glad 2", "sad"]


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_what_a_model_can_say_is_told_whole_in_large_type(
    qapp, theme, open_window, session_of, work, qtbot, language: str
) -> None:
    """Beside the choice where there is room for that, else below."""
    breeds = ("Staffordshire_bullterrier", "Old_English_sheepdog", "soft-coated_wheaten_terrier", "pug")
    work.models = [PictureModel("breeds of the world", "c" * 64, breeds)]
    pages = lambda c: [Page("photos", "Photos", "Photos", "photos", lambda: PhotosPage(c, work))]  # noqa: E731
    settings = Settings(welcomed=True, text_scale=1.5, models={WHOLE_PICTURE: "c" * 64})
    speak(qapp, language)
    theme.scale_text(1.5)
    try:
        window = open_window("demo", settings, pages=pages)
        session_of()
        window.shell.show_page("photos")
        bar = window.shell.page("photos").picture_bar
        qtbot.waitUntil(lambda: breeds[2] in bar.told.text(), timeout=PATIENCE_MS)
        for width, below in ((1024, True), (1280, True), (2600, False)):
            window.resize(width, 640)
            qtbot.waitUntil(lambda below=below: (bar.told.y() > bar.box.geometry().bottom()) == below)
            qtbot.waitUntil(lambda: bar.told.height() >= bar.told.heightForWidth(bar.told.width()))
            assert bar.rect().contains(bar.told.geometry())
            assert bar.box.sizeHint().width() <= bar.box.maximumWidth()
    finally:
        theme.scale_text(1.0)
        speak(qapp, "en")


def test_another_model_is_asked_anew_and_none_takes_the_answers_away(asked, qtbot, album) -> None:
    page = asked
    choose(page.picture_bar.box, "pets")
    read(page, qtbot, album)
    assert [len(item.photo.whole.top) for item in page.grid.faces.shown] == [2, 2, 2, 2]
    choose(page.picture_bar.box, "places")
    qtbot.waitUntil(lambda: not page.is_reading, timeout=PATIENCE_MS)
    assert {item.photo.whole.model for item in page.grid.faces.shown} == {"places"}
    assert page.picture_bar.told.text().endswith("something else: sea, city, wood and 1 more")
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
    assert (rows["sad"]["picture"]["label"], rows["sad"]["picture"]["reason"]) == (None, "unsure")
    assert "reason" not in rows["empty"]["picture"]
    assert rows["sad"]["picture"]["top"][0] == {"label": "irish_wolfhound", "score": 0.9}
    assert len(rows["glad 1"]["faces"]) == 1
    table = list(csv.DictReader((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()))
    assert [row["picture_1"] for row in table] == ["irish_wolfhound", "cat", "cat", "irish_wolfhound"]
    assert [row["picture"] for row in table] == ["irish_wolfhound", "cat", "cat", ""], "empty: unsure"
    unsure = table[3]
    assert (unsure["picture_score"], unsure["picture_score_of"]) == ("0.9000", "irish_wolfhound")
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


def test_an_unsure_answer_is_said_as_that_of_a_face(asked, qtbot, album) -> None:
    page = asked
    choose(page.picture_bar.box, "pets")
    read(page, qtbot, album)
    choose(page.filters.tasks["picture"], "Unsure (1)")
    assert shown(page) == ["sad"]
    place = page.grid.visualRect(page.grid.faces.index(0)).center()
    qtbot.mouseClick(page.grid.viewport(), CLICK, pos=place)
    why = "Unsure: irish_wolfhound is likeliest, but only at 90 %"
    assert why in page.acts.told.whole
    page.grid.opened.emit(page.grid.faces.shown[0])
    (dialog,) = page.window().findChildren(PhotoDialog)
    said = [text.text() for text in dialog.findChildren(QLabel)]
    assert "Unsure (irish_wolfhound?)" in said
    assert "No label is likely enough to say." in said
    assert (
        "Such a model always answers with one of its classes, even for a picture of something else." in said
    )
    dialog.reject()


@pytest.mark.parametrize("from_right", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_names_and_figures_beside_a_photo_are_whole_and_stand_apart(
    theme, qtbot, painted, scale: float, from_right: bool
) -> None:
    """Also in large type, and where lines begin on the right."""
    theme.scale_text(scale)
    try:
        top = (("Irish_wolfhound", 0.9), ("Saluki", 0.1))
        view = TopView(theme, PictureAnswer("dogs", "d", "what", "Irish_wolfhound", top), None)
        qtbot.addWidget(view)
        if from_right:
            view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        view.show()
        qtbot.waitExposed(view)
        painted.clear()
        image = view.bars.grab().toImage()
        assert {("Irish_wolfhound", "Irish_wolfhound")} <= {(whole, fits) for whole, _, fits in painted}
        accent = QColor(theme.colours.accent).rgb()
        across = [x for x in range(image.width()) if column_has(image, x, accent)]
        assert (max(across) > image.width() - 6) == from_right, "the bar begins where lines do"
        assert (min(across) < 6) != from_right
    finally:
        theme.scale_text(1.0)


def column_has(image: QImage, x: int, colour: int) -> bool:
    return any(image.pixel(x, y) == colour for y in range(image.height()))


def test_the_accent_is_on_what_is_answered_alone(theme, qtbot) -> None:
    """Of an unsure answer no bar stands out, and the name of the first is not strong."""
    bars = AnswerBars(theme)
    qtbot.addWidget(bars)
    bars.resize(220, 90)
    accent = QColor(theme.colours.accent).rgb()

    def reds(*, is_unsure: bool) -> int:
        bars.show_scores((("papillon", 0.51), ("pug", 0.3)), is_unsure=is_unsure)
        image = bars.grab().toImage()
        across = range(0, image.width(), 2)
        return sum(image.pixel(x, y) == accent for x in across for y in range(image.height()))

    assert reds(is_unsure=False) > 20
    assert reds(is_unsure=True) == 0


def test_a_real_model_with_a_bar_is_unsure_below_it(
    open_window, session_of, qtbot, tmp_path, repo_root
) -> None:
    bars = dict.fromkeys(read_card(EMOTION).output.labels, 1.0)
    changes = {"name": "mood", "task": "mood", "subject": "picture", "thresholds": bars}
    copied_model(data_dir() / "models" / "mood" / "model.onnx", of=EMOTION, **changes)
    window = open_window("demo")
    session_of()
    window.shell.show_page("photos")
    page = window.shell.page("photos")
    qtbot.waitUntil(page.picture_bar.box.isVisible, timeout=PATIENCE_MS)
    choose(page.picture_bar.box, "mood")
    read(page, qtbot, Path(shutil.copy(repo_root / "assets" / "demo" / "astronaut.jpg", tmp_path)))
    (item,) = page.grid.faces.shown
    likeliest = item.photo.whole.top[0][0]
    assert item.lines()[0].startswith(f"Unsure ({likeliest}?) · ")


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
