"""How to train: where no rounds are needed no field is shown, and another base moves nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.training.commands import GALLERY
from desktop.training.offers import Backbone, Recipe
from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.training.offer_words import OWN, SCRATCH
from desktop.ui.training.options_view import OptionsView
from desktop.ui.training.order_form import Form

RECIPES = (
    Recipe("folder", "pictures", "folders", "dozens", ("epochs",), {"epochs": 40}),
    Recipe(
        "backbone",
        "",
        "folders",
        "a dozen",
        ("epochs", "head"),
        {"epochs": 30, "head": "logistic"},
        (),
        tuple(Backbone(name, 224, True) for name in ("mobilenetv2", "resnet50", "xception")),
    ),
    Recipe(
        "identity-vgg16",
        "identity-closed",
        "faces",
        "250",
        ("head",),
        {"head": "dense"},
        (),
        (Backbone("vgg16", 224, True),),
    ),
)


@pytest.fixture(params=[860, 480])
def options(request, theme, qtbot) -> Iterator[OptionsView]:
    """The options of a wide and of a narrow window."""
    around, view = QWidget(), OptionsView()
    qtbot.addWidget(around)
    column = QVBoxLayout(around)
    column.addWidget(view)
    column.addStretch(1)
    around.resize(request.param, 900)
    view.show_offer(OWN, RECIPES)
    around.show()
    qtbot.waitExposed(around)
    yield view
    around.close()


def choose(box: ChoiceBox, data: str, qtbot) -> None:
    """As a person does, by keys."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(data)):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == data


def tops(view: OptionsView) -> list[int]:
    """Where the rows begin that each base has."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    named = (view.backbone, view.epochs if view.epochs.isVisible() else view._no_rounds, view.device)
    return [part.mapTo(view, QPoint(0, 0)).y() for part in named]


def test_where_no_rounds_are_needed_there_is_no_field_to_fill_in(options, qtbot) -> None:
    assert not options.epochs.isVisible()
    assert options._no_rounds.isVisible()
    assert options._no_rounds.text() == "None needed"
    assert options._notes["epochs"].text() == "Every picture is seen once, and that is enough."
    choose(options.backbone, SCRATCH, qtbot)
    assert options.epochs.isVisible()
    assert not options._no_rounds.isVisible()
    qtbot.keyClicks(options.epochs, "12")
    assert options.fill(Form(offer=OWN)).epochs == "12"
    choose(options.backbone, "mobilenetv2", qtbot)
    assert options.fill(Form(offer=OWN)).epochs == "", "what is not shown says nothing"


def test_another_base_moves_no_row(options, qtbot) -> None:
    before = tops(options)
    for base in ("resnet50", "xception", SCRATCH, "mobilenetv2"):
        choose(options.backbone, base, qtbot)
        assert tops(options) == before, base


def test_nor_where_people_are_learned(options, qtbot) -> None:
    options.show_offer(GALLERY, RECIPES)
    found = []
    for base in ("sface", "facet-id", "vgg16"):
        choose(options.backbone, base, qtbot)
        found.append(tops(options)[:2])
    assert found == [found[0]] * 3
