"""The models page, used as a person would: choose, use, add, remove and undo, measure, download."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop.folders import data_dir
from desktop.models.choice import WHOLE_PICTURE
from desktop.models.shelf import Shelf
from desktop.settings import load_settings
from desktop.ui.i18n.speech import speak
from desktop.ui.models.page import ModelsPage
from desktop.ui.models.work import ModelsWork
from desktop.ui.pages import Page
from desktop.ui.parts.table import Table
from desktop.ui.words import model_title
from tests.gui.conftest import close
from tests.support.model_copies import copied_model
from vision.errors import FacetError
from vision.sessions import sha256_of

CLICK = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000


class NoNet(ModelsWork):
    """The real work, but for the net."""

    error: FacetError | None = None
    asked: list[str]

    def pull(self, name: str, stop: Event) -> None:
        self.asked = [name]
        if self.error is not None:
            raise self.error


@pytest.fixture
def work() -> NoNet:
    """What stands behind the page."""
    return NoNet()


@pytest.fixture
def page(open_window, session_of, qtbot, work: NoNet):
    """The page in its window, with one model of the user's own beside the shipped ones."""
    copied_model(data_dir() / "models" / "mine" / "model.onnx", name="mine")
    window = open_window(
        "demo", pages=lambda c: [Page("models", "Models", "Models", "models", lambda: ModelsPage(c, work))]
    )
    session_of()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    page = window.shell.page("models")
    qtbot.waitUntil(lambda: page.model is not None, timeout=PATIENCE_MS)
    return page


def choose(page, name: str) -> None:
    for at in range(page.list.count()):
        if page.list.item(at).text() == model_title(name) and page.list.item(at).flags():
            page.list.setCurrentRow(at)
    assert page.model.name == name


def words(page) -> str:
    return "\n".join(found.text() for found in page.details.findChildren(QLabel) if found.isVisible())


def drop(page, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (Qt.DropAction.CopyAction, data, CLICK, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(QDropEvent(QPointF(300, 300), *rest))


def test_the_card_is_told_in_words(page, qtbot) -> None:
    choose(page, "smile")
    qtbot.waitUntil(lambda: "The file" in words(page))
    said = words(page)
    for wanted in ("Ships with Facet", "no smile, smile", "GENKI-4K, test", "481", "Apache-2.0", "1.5 MB"):
        assert wanted in said
    assert page.model.digest in said.replace(" ", "")


def test_what_each_figure_means_stands_below_them_and_in_its_tip(page, qtbot) -> None:
    choose(page, "smile")
    qtbot.waitUntil(lambda: "What this means" in words(page))
    said = words(page).replace("\u00a0", " ")
    meaning = "Of all its answers, so many were right."
    assert said.count(meaning) == 1, "once, whatever it was measured on"
    for name in ("Balanced accuracy", "F1", "95 % interval", "Out of", "Test", "Cross-validation"):
        assert name in said
    rows = [found for found in page.details.findChildren(QLabel) if found.text() == "Accuracy"]
    rows = [found for found in rows if found.isVisible()]
    assert [found.toolTip() for found in rows] == [meaning, meaning, ""], (
        "two figures, and the sentence itself"
    )
    assert rows[0].accessibleDescription() == meaning


def test_each_file_among_ones_own_that_is_not_used_is_named_with_its_reason(page, qtbot) -> None:
    assert not page.notice.isVisible()
    root = data_dir() / "models"
    copied_model(root / "bare" / "model.onnx", with_card=False)
    copied_model(root / "mask.onnx", task="mask")
    page.refresh()
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)
    said = page.notice.text
    assert "These model files are not used:" in said
    assert f"{root / 'bare' / 'model.onnx'}: the model is refused, card: the file holds none." in said
    assert f"{root / 'mask.onnx'}: this model is not asked" in said
    assert f"Move it to {root / 'mask' / 'model.onnx'}." in said


def test_a_model_that_no_page_asks_says_what_does(page) -> None:
    choose(page, "happy-sad")
    assert "facet analyse photo.jpg --tasks happy-sad" in words(page)
    assert not page.details.use.isVisible()


@pytest.mark.parametrize("language", ["en", "de"])
def test_with_large_type_in_the_smallest_window_nothing_lies_beyond_it(
    page, qtbot, theme, qapp, language: str
) -> None:
    window = page.window()
    speak(qapp, language)
    theme.scale_text(1.5)
    try:
        window.resize(1024, 640)
        for name in ("emotion-fer2013", "facet-id"):
            choose(page, name)
            page._show_model()
            bar = page.details.horizontalScrollBar()
            qtbot.waitUntil(lambda bar=bar: bar.maximum() == 0)
            tables = [found for found in page.details.findChildren(Table) if found.isVisible()]
            assert tables[1].is_stacked, "sentences have the whole width"
            for value in (cell for row in tables[0]._rows for cell in row[1:]):
                room = value.fontMetrics().horizontalAdvance(value.text())
                qtbot.waitUntil(lambda value=value, room=room: value.width() >= room)
            shown = [cell for cell in page.details.findChildren(QLabel) if cell.isVisible() and cell.text()]
            for cell in shown:
                if not cell.wordWrap():
                    qtbot.waitUntil(lambda cell=cell: cell.width() >= cell.sizeHint().width())
    finally:
        theme.scale_text(1.0)
        speak(qapp, "en")


def test_the_arrow_keys_go_through_the_models(page, qtbot) -> None:
    choose(page, "mine")
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.model.name == "smile"
    assert page.details.isVisible()


def test_another_model_is_used_and_remembered(page, qtbot) -> None:
    choose(page, "mine")
    qtbot.mouseClick(page.details.use, CLICK)
    qtbot.waitUntil(lambda: page.model.in_use, timeout=PATIENCE_MS)
    assert page.model.name == "mine"
    assert not page.details.use.isVisible()
    window = page.window()
    close(qtbot, window)
    assert load_settings().models == {"smile": sha256_of(data_dir() / "models" / "mine" / "model.onnx")}


def test_a_model_in_use_is_let_go_of_and_stays_in_the_list(page, qtbot) -> None:
    keeper, stop = page._context.keeper, page.details.stop
    choose(page, "smile")
    assert not stop.isVisible(), "what answers by itself can't be let go of"
    choose(page, "mine")
    assert not stop.isVisible(), "it is not in use"
    qtbot.mouseClick(page.details.use, CLICK)
    qtbot.waitUntil(stop.isVisible, timeout=PATIENCE_MS)
    assert (stop.text().strip(), stop.isEnabled()) == ("Stop using it", True)
    qtbot.mouseClick(stop, CLICK)
    qtbot.waitUntil(lambda: not page.model.in_use, timeout=PATIENCE_MS)
    assert (page.model.name, keeper.settings.models) == ("mine", {})
    assert page.toast.text == "mine is not asked any more. smile answers “Smile” from now on."
    assert page.details.use.isVisible()
    assert not stop.isVisible()
    qtbot.mouseClick(page.toast.button, CLICK)
    qtbot.waitUntil(lambda: page.model.in_use, timeout=PATIENCE_MS)
    assert keeper.settings.models == {"smile": page.model.digest}
    assert stop.isVisible()


def test_a_model_of_whole_photos_is_let_go_of(page, qtbot) -> None:
    path = copied_model(data_dir() / "models" / "snaps" / "model.onnx", name="snaps", subject="picture")
    keeper, stop = page._context.keeper, page.details.stop
    page.refresh()
    qtbot.waitUntil(lambda: "snaps" in [one.name for one in page._shelf.models], timeout=PATIENCE_MS)
    choose(page, "snaps")
    qtbot.mouseClick(page.details.use, CLICK)
    qtbot.waitUntil(stop.isVisible, timeout=PATIENCE_MS)
    assert keeper.settings.models == {WHOLE_PICTURE: sha256_of(path)}
    qtbot.mouseClick(stop, CLICK)
    qtbot.waitUntil(lambda: not stop.isVisible(), timeout=PATIENCE_MS)
    assert keeper.settings.models == {}
    assert page.toast.text == "snaps is not asked any more."


def test_a_dropped_model_is_added_and_shown(page, qtbot, tmp_path) -> None:
    drop(page, copied_model(tmp_path / "third.onnx", name="third"))
    qtbot.waitUntil(lambda: page.model is not None and page.model.name == "third", timeout=PATIENCE_MS)
    assert page.model.kind == "own"
    assert "third is among your models" in page.toast.text


def test_a_file_whose_card_is_wrong_is_refused_with_the_reason(page, qtbot, tmp_path) -> None:
    drop(page, copied_model(tmp_path / "foreign.onnx", licence=""))
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)
    assert "field 'licence'" in page.notice.text
    assert sorted(path.name for path in (data_dir() / "models").iterdir()) == ["mine"]
    qtbot.mouseClick(page.notice.close_button, CLICK)
    assert not page.notice.isVisible()


def test_a_file_that_is_no_model_is_refused_without_the_name_of_a_field(page, qtbot, tmp_path) -> None:
    bad = tmp_path / "bad.onnx"
    bad.write_text("Dear diary")
    drop(page, bad)
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)
    assert "bad.onnx: the model is refused: it is not a model" in page.notice.text
    told = "\n".join(found.text() for found in page.notice.findChildren(QLabel))
    assert "Get the file again from where it came" in told


def test_an_own_model_is_removed_and_brought_back(page, qtbot) -> None:
    choose(page, "smile")
    assert not page.details.remove.isVisible(), "what ships stays"
    choose(page, "mine")
    qtbot.mouseClick(page.details.remove, CLICK)
    qtbot.waitUntil(lambda: page.model.name != "mine", timeout=PATIENCE_MS)
    qtbot.waitUntil(page.toast.isVisible)
    qtbot.mouseClick(page.toast.button, CLICK)
    qtbot.waitUntil(lambda: "mine" in [model.name for model in page._shelf.models], timeout=PATIENCE_MS)


def test_the_keyboard_stays_on_the_page_when_what_was_pressed_goes(page, qtbot) -> None:
    choose(page, "mine")
    page.details.remove.setFocus()
    qtbot.keyClick(page.details.remove, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.name != "mine", timeout=PATIENCE_MS)
    assert page.window().focusWidget() is page.list
    choose(page, "yunet")
    page.details.pull.setFocus()
    choose(page, "smile")
    assert not page.details.pull.isVisible()
    assert page.window().focusWidget() is page.list


def test_a_model_is_measured_on_this_machine(page, qtbot) -> None:
    choose(page, "smile")
    qtbot.mouseClick(page.details.measure, CLICK)
    assert page.details.cancel.isVisible()
    assert not page.details.measure.isEnabled()
    assert page.details.cancel.hasFocus(), "the keyboard stays here"
    qtbot.waitUntil(lambda: "On this machine" in words(page), timeout=PATIENCE_MS)
    assert " ms (slowest of twenty" in words(page)
    assert page.details.measure.isEnabled()
    assert page.details.measure.hasFocus()


def test_a_download_that_fails_is_said_and_asked_for_again(page, qtbot, work) -> None:
    work.error = FacetError("sface could not be had.", hint="Facet works without it.")
    choose(page, "sface")
    qtbot.mouseClick(page.details.pull, CLICK)
    qtbot.waitUntil(page.notice.isVisible)
    assert work.asked == ["sface"]
    assert page.notice.text == "sface could not be had. Facet works without it."
    work.error = None
    qtbot.mouseClick(page.details.pull, CLICK)
    qtbot.waitUntil(page.toast.isVisible)
    assert not page.notice.isVisible()


def test_the_finder_of_others_does_the_searches_once_chosen(page, qtbot, work, monkeypatch) -> None:
    real = work.shelf

    def with_finder(chosen) -> Shelf:
        shelf = real(chosen)
        searches = chosen["detection"] == "yunet"
        here = {"kind": "pulled", "path": Path("yunet.onnx"), "in_use": searches}
        here["instead"] = "haar" if searches else None
        models = (replace(one, **here) if one.name == "yunet" else one for one in shelf.models)
        return replace(shelf, models=tuple(models))

    monkeypatch.setattr(work, "shelf", with_finder)
    page.refresh()
    qtbot.waitUntil(lambda: any(one.kind == "pulled" for one in page._shelf.models), timeout=PATIENCE_MS)
    choose(page, "yunet")
    assert "Haar does the searches now." in words(page)
    qtbot.mouseClick(page.details.use, CLICK)
    assert page._context.keeper.settings.detector == "yunet"
    qtbot.waitUntil(lambda: page.model.in_use, timeout=PATIENCE_MS)
    assert "brings Haar back" in words(page)
    qtbot.mouseClick(page.details.stop, CLICK)
    qtbot.waitUntil(lambda: not page.model.in_use, timeout=PATIENCE_MS)
    assert page._context.keeper.settings.detector == "haar"
    assert page.toast.text == "Haar finds faces from now on."
    qtbot.mouseClick(page.toast.button, CLICK)
    qtbot.waitUntil(lambda: page.model.in_use, timeout=PATIENCE_MS)
    assert page._context.keeper.settings.detector == "yunet"
    monkeypatch.setattr(work, "remove", lambda _: None)
    qtbot.mouseClick(page.details.remove, CLICK)
    qtbot.waitUntil(lambda: page._context.keeper.settings.detector == "haar", timeout=PATIENCE_MS)


def test_another_model_has_its_room_at_once(page) -> None:
    choose(page, "facet-id")
    inside = page.details.widget()
    assert inside.heightForWidth(inside.width()) > page.details.viewport().height()
    assert inside.height() >= inside.heightForWidth(inside.width())


def test_another_model_begins_at_its_top(page) -> None:
    choose(page, "facet-id")
    bar = page.details.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    choose(page, "emotion")
    assert bar.value() == 0


def test_every_control_has_a_name_and_a_tip(page) -> None:
    for button in page.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text().strip(), button
        assert button.toolTip(), button
