"""The keyboard's place: where a control that has it is hidden or switched off, one nearby takes it over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget


def focused_in(part: QWidget) -> QWidget | None:
    """What has the focus inside of `part`."""
    focused = QApplication.focusWidget()
    return focused if focused is not None and part.isAncestorOf(focused) else None


def hand_on(before: QWidget | None, *others: QWidget) -> None:
    """The first of `others` that can take the focus takes it, where `before` can't keep it.

    Qt alone would go on to the next control of the whole window, which may be anywhere.
    """
    if before is None or (before.isVisible() and before.isEnabled()):
        return
    taker = next((one for one in others if one.isVisible() and one.isEnabled()), None)
    if taker is not None:
        taker.setFocus()


def stand_in_order(across: QBoxLayout, parts: Sequence[QWidget]) -> None:
    """These parts of a layout stand in this order; the places that they take between others stay."""
    places = sorted(across.indexOf(part) for part in parts)
    if [across.indexOf(part) for part in parts] == places:
        return
    for part in parts:
        across.removeWidget(part)
    for place, part in zip(places, parts, strict=True):
        across.insertWidget(place, part)


def reach_in_turn(parts: Sequence[QWidget]) -> None:
    """The Tab key goes from part to part in this order, and in each as its controls were made.

    WORKAROUND(PySide 6.11): never asks nextInFocusChain(). The binding takes what that returns for a child of
    the widget asked, the window for a child of some label; where the label goes, every QAction that Qt made
    itself counts as deleted.
    """
    stops = [one for part in parts for one in (part, *part.findChildren(QWidget))]
    window = parts[0].window()  # lists that drop down are windows of their own
    stops = [one for one in stops if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.window() is window]
    for first, second in pairwise(stops):
        QWidget.setTabOrder(first, second)
