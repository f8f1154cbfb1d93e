"""A network of a gallery's people: what is said of it, using it although it is no better, the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.folders import data_dir
from desktop.ui.live.face_card import AnswerRow
from desktop.ui.live.face_views import AnswerView
from desktop.ui.training.page import TrainingPage
from desktop.ui.training.use_desk import AskUse
from tests.support.model_copies import copied_model
from tests.support.training_page import CLICK, PATIENCE_MS, choose, train

CLOSED = "identity-closed"


@pytest.fixture
def gallery(work, tmp_path: Path, monkeypatch) -> Path:
    """A folder for people; what is learned of them is a model of Ada and Bo."""
    model = copied_model(tmp_path / "ready" / "people.onnx", name="people", task=CLOSED)
    monkeypatch.setenv("STAND_IN_MODEL", str(model))
    folder = tmp_path / "gallery"
    folder.mkdir()
    work.people = str(folder)
    return folder


def learn(page: TrainingPage, qtbot, strangers: Path) -> None:
    choose(page.new.offer, "gallery")
    page.new.take_second(str(strangers))
    qtbot.mouseClick(page.new.begin, CLICK)
    qtbot.waitUntil(lambda: page.run is not None and page.run.state == "done", timeout=PATIENCE_MS)
    qtbot.waitUntil(page.shown.act.isVisible, timeout=PATIENCE_MS)


def asked(page: TrainingPage, qtbot) -> AskUse:
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(AskUse)))
    (dialog,) = (one for one in page.findChildren(AskUse) if one.isVisible())
    return dialog


def test_what_is_no_better_than_the_gallery_is_used_only_by_a_second_choice(
    gallery,
    open_page,
    qtbot,
    tmp_path,
) -> None:
    page = open_page()
    learn(page, qtbot, tmp_path)
    said = page.shown._sentence.text()
    assert "The gallery by itself names 100.0 % of them too: this is no better." in said
    assert said.endswith("It knows these people only, and gives everybody else one of their names.")
    assert page.shown.act.text().strip() == "Use it anyway…"
    assert page.shown.act.property("kind") != "primary"
    dialog = asked(page, qtbot)
    assert "no better" in dialog.said.text()
    assert dialog.leave.isDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert page._context.keeper.settings.models == {}
    assert not (data_dir() / "models" / "people").exists()
    qtbot.mouseClick(asked(page, qtbot).use, CLICK)
    qtbot.waitUntil(page.toast.isVisible, timeout=PATIENCE_MS)
    assert page.toast.text == "Live gives every face one of these names from now on, strangers too."
    assert (data_dir() / "models" / "people" / "model.onnx").is_file()


def test_a_model_in_use_is_stopped_where_it_was_put_into_use_and_taken_again(
    gallery,
    open_page,
    qtbot,
    tmp_path,
) -> None:
    page, brought = open_page(), data_dir() / "models" / "people" / "model.onnx"
    learn(page, qtbot, tmp_path)
    assert not page.shown.stop.isVisible()
    qtbot.mouseClick(asked(page, qtbot).use, CLICK)
    qtbot.waitUntil(page.shown.stop.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(page.shown.stop, CLICK)
    qtbot.waitUntil(lambda: not page.shown.stop.isVisible(), timeout=PATIENCE_MS)
    assert page.toast.text == "people is not asked any more. This training keeps it."
    assert not brought.exists(), "what lies among the models is asked where it is the only one"
    assert page._context.keeper.settings.models == {}
    assert page.run.model.is_file()
    assert page.shown._where.text() == "The live view does not ask this model yet."
    assert page.shown.act.isEnabled()
    qtbot.mouseClick(page.toast.button, CLICK)
    qtbot.waitUntil(page.shown.stop.isVisible, timeout=PATIENCE_MS)
    assert brought.is_file()
    assert set(page._context.keeper.settings.models) == {CLOSED}


def test_what_surely_beats_the_gallery_is_offered(gallery, open_page, qtbot, tmp_path) -> None:
    (gallery / "beaten").touch()
    page = open_page()
    learn(page, qtbot, tmp_path)
    assert "The gallery by itself names 50.0 % of them: this is better." in page.shown._sentence.text()
    assert page.shown.act.text().strip() == "Use it now"
    assert page.shown.act.property("kind") == "primary"
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(page.shown.stop.isVisible, timeout=PATIENCE_MS)


def test_a_model_of_whole_pictures_can_be_stopped_too(open_page, qtbot, pets) -> None:
    page = open_page()
    train(page, qtbot, pets)
    assert "these people" not in page.shown._sentence.text()
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(page.shown.stop.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(page.shown.stop, CLICK)
    qtbot.waitUntil(lambda: not page.shown.stop.isVisible(), timeout=PATIENCE_MS)
    assert page._context.keeper.settings.models == {}
    assert page.shown.act.text().strip() == "Use it now"


def test_no_button_is_cut_with_large_type(open_page, qtbot, pets) -> None:
    page = open_page()
    train(page, qtbot, pets)
    qtbot.mouseClick(page.shown.act, CLICK)
    qtbot.waitUntil(page.shown.stop.isVisible, timeout=PATIENCE_MS)
    page.window().resize(1024, 640)
    page._context.keeper.change(text_scale=1.5)
    try:
        for button in (page.shown.act, page.shown.stop, page.shown.show_model):
            qtbot.waitUntil(lambda one=button: one.visibleRegion().boundingRect().width() == one.width())
    finally:
        page._context.theme.scale_text(1.0)


def test_a_long_name_on_a_face_card_is_whole(theme, qtbot) -> None:
    row = AnswerRow(theme)
    qtbot.addWidget(row)
    row.setFixedWidth(170)
    row.show()
    long = "Most like Maximiliane von Hohenstauffen"
    row.show_answer(AnswerView(CLOSED, long, 0.43, "43 %", "no_smile", ""), False)
    row.adjustSize()
    qtbot.wait(1)
    words = row._text
    need = words.fontMetrics().boundingRect(0, 0, words.width(), 999, Qt.TextFlag.TextWordWrap, long)
    assert need.width() <= words.width()
    assert need.height() <= words.height()
    assert row._share.geometry().top() >= words.geometry().bottom()
