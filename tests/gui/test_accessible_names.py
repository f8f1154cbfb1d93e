"""Every control of every page says what it is to those who don't see it, and has a tip for those who do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget

from desktop.training.environment import Trainer, TrainerMissing
from desktop.ui.training.work import TrainingWork
from tests.support.drawn_people import drawn_face
from tests.support.recordings import record, visit
from tests.support.stand_in_people import stand_in_work

PAGES = ("live", "people", "photos", "recordings", "training", "models", "settings")


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def reached_by_tab(root: QWidget) -> list[QWidget]:
    """The controls that can have the focus and are there to be seen."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
        and not (isinstance(widget, QScrollArea) and widget.widget() is not None)
    ]


def described(widget: QWidget) -> str:
    parents = []
    at: QWidget | None = widget
    while at is not None:
        parents.append(type(at).__name__ + (f"#{at.objectName()}" if at.objectName() else ""))
        at = at.parentWidget()
    return " < ".join(parents[:5])


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_name(name: str, playing, monkeypatch, qtbot) -> None:
    def missing(_work: TrainingWork, _chosen: str) -> Trainer:
        raise TrainerMissing(None, "It is not here.")

    monkeypatch.setattr(TrainingWork, "trainer", missing)  # asking the real one takes seconds
    window, _ = playing
    window.people.work = stand_in_work()
    window.people.work._open().enrol("Ada", [drawn_face(1, take) for take in range(3)])
    record(visit("Ada", 1, frames=4))
    window.shell.show_page(name)
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)
    controls = reached_by_tab(window)
    assert controls
    nameless = [described(one) for one in controls if not name_of(one).strip()]
    assert not nameless, nameless
    tipless = [described(one) for one in controls if isinstance(one, QAbstractButton) and not one.toolTip()]
    assert not tipless, tipless
    window.people.work.close()
