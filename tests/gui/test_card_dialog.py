"""Writing a card for a network made elsewhere, as a person would: drop, fill in, try, add."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop.models.choice import WHOLE_PICTURE
from desktop.ui.models.card_dialog import CardDialog
from desktop.ui.models.page import ModelsPage
from desktop.ui.models.work import ModelsWork
from desktop.ui.pages import Page
from tests.support.foreign_network import foreign_network
from vision.images import write_image

CLICK = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000


@pytest.fixture
def page(open_window, session_of, qtbot):
    """The models page in its window."""
    window = open_window(
        "demo",
        pages=lambda c: [Page("models", "Models", "Models", "models", lambda: ModelsPage(c, ModelsWork()))],
    )
    session_of()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    page = window.shell.page("models")
    qtbot.waitUntil(lambda: page.model is not None, timeout=PATIENCE_MS)
    return page


def drop(target, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (Qt.DropAction.CopyAction, data, CLICK, Qt.KeyboardModifier.NoModifier)
    target.dropEvent(QDropEvent(QPointF(100, 100), *rest))


def dialog_for(page, qtbot, path: Path) -> CardDialog:
    drop(page, path)
    qtbot.waitUntil(lambda: bool(page.window().findChildren(CardDialog)), timeout=PATIENCE_MS)
    (dialog,) = page.window().findChildren(CardDialog)
    qtbot.waitExposed(dialog)
    return dialog


def settle(page, qtbot) -> None:
    qtbot.waitUntil(lambda: not page.window().tasks.running, timeout=PATIENCE_MS)


def fill_in(dialog: CardDialog, qtbot, *, labels: str = "red\ngreen\nblue") -> None:
    fields = dialog.fields
    qtbot.keyClicks(fields.task, "colour")
    fields.scaling.setCurrentIndex(fields.scaling.findData("unit"))
    fields.labels.setPlainText(labels)
    qtbot.keyClicks(fields.licence, "MIT")


def red_picture(folder: Path) -> Path:
    write_image(folder / "red.png", np.full((60, 90, 3), (0, 0, 250), np.uint8))
    return folder / "red.png"


def test_a_file_without_a_card_gets_one_is_tried_and_added(page, qtbot, tmp_path) -> None:
    source = foreign_network(tmp_path / "strong_colour.onnx")
    before = source.read_bytes()
    dialog = dialog_for(page, qtbot, source)
    said = [text.text() for text in dialog.findChildren(QLabel)]
    assert "16 × 16 pixels, 3 channels, floats, colours first (NCHW)" in said
    assert "3 numbers for a picture" in said
    assert dialog.fields.name.text() == "strong colour"
    assert not dialog.fields.wide.isEnabled()
    assert not dialog.add.isEnabled()
    assert dialog.missing.text() == "Say what it answers."
    fill_in(dialog, qtbot)
    assert dialog.missing.text() == "The card is complete."
    drop(dialog, red_picture(tmp_path))
    settle(page, qtbot)
    assert dialog.trial.bars.accessibleName().startswith("red: 100")
    assert not dialog.warning.isVisible()
    qtbot.mouseClick(dialog.add, CLICK)
    qtbot.waitUntil(
        lambda: page.model is not None and page.model.name == "strong-colour", timeout=PATIENCE_MS
    )
    assert not page.window().findChildren(CardDialog)
    assert page.model.card.output.labels == ("red", "green", "blue")
    assert source.read_bytes() == before
    qtbot.mouseClick(page.details.use, CLICK)
    settle(page, qtbot)
    assert page.model.in_use
    assert page._context.keeper.settings.models == {WHOLE_PICTURE: page.model.digest}
    assert page.toast.text.startswith("strong-colour is asked about whole photos")


def test_what_is_changed_is_tried_again_at_once(page, qtbot, tmp_path) -> None:
    dialog = dialog_for(page, qtbot, foreign_network(tmp_path / "net.onnx", softmax=False))
    assert dialog.fields.logits.isChecked(), "its answers to noise were no probabilities"
    fill_in(dialog, qtbot)
    drop(dialog, red_picture(tmp_path))
    settle(page, qtbot)
    dialog.fields.colour.setCurrentIndex(dialog.fields.colour.findData("bgr"))
    bars = dialog.trial.bars
    qtbot.waitUntil(lambda: bars.accessibleName().startswith("blue: 100"), timeout=PATIENCE_MS)
    dialog.fields.logits.click()
    qtbot.waitUntil(dialog.warning.isVisible, timeout=PATIENCE_MS)
    assert "answers before its softmax" in dialog.warning.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle(page, qtbot)
    assert page.model.name != "net"


def test_labels_come_from_a_file_and_are_counted(page, qtbot, tmp_path) -> None:
    dialog = dialog_for(page, qtbot, foreign_network(tmp_path / "net.onnx"))
    fill_in(dialog, qtbot, labels="red\ngreen")
    assert dialog.fields.counted.text() == "2 labels, and it answers 3 numbers."
    assert not dialog.add.isEnabled()
    (tmp_path / "labels.json").write_text(json.dumps({"id2label": {"0": "red", "2": "blue", "1": "green"}}))
    drop(dialog, tmp_path / "labels.json")
    settle(page, qtbot)
    assert dialog.fields.form.label_list() == ("red", "green", "blue")
    assert dialog.add.isEnabled()
    (tmp_path / "bad.json").write_text("{")
    drop(dialog, tmp_path / "bad.json")
    settle(page, qtbot)
    assert "it is no valid JSON" in dialog.notice.text
    dialog.fields.labels.setPlainText("red\nred\nblue")
    assert dialog.missing.text() == "The label “red” stands twice."
    dialog.reject()


def test_a_network_that_can_not_be_fed_is_refused_with_the_reason(page, qtbot, tmp_path) -> None:
    drop(page, foreign_network(tmp_path / "wide.onnx", size=1100))
    qtbot.waitUntil(page.notice.isVisible, timeout=PATIENCE_MS)
    assert "it takes pictures of 1100 × 1100" in page.notice.text
    dialog = dialog_for(page, qtbot, foreign_network(tmp_path / "one.onnx", batch=1, one_at_a_time=True))
    fill_in(dialog, qtbot)
    qtbot.mouseClick(dialog.add, CLICK)
    qtbot.waitUntil(dialog.notice.isVisible, timeout=PATIENCE_MS)
    assert "one picture at a time" in dialog.notice.text
    assert "free batch size" in dialog.notice.text
    assert dialog.add.isEnabled()
    dialog.reject()
    settle(page, qtbot)


def test_every_control_of_the_dialog_has_a_name_and_a_tip(page, qtbot, tmp_path) -> None:
    dialog = dialog_for(page, qtbot, foreign_network(tmp_path / "net.onnx", size="side"))
    assert dialog.fields.wide.isEnabled()
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible() and button.parent().metaObject().className() != "QSpinBox":
            assert button.accessibleName() or button.text().strip(), button
            assert button.toolTip(), button
    dialog.reject()
