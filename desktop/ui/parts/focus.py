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
    """The Tab key goes from part to part in this order, and in each as it did."""
    window = parts[0].window()
    chain, at = [], window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(at)
        at = at.nextInFocusChain()
    stops = [one for part in parts for one in chain if one is part or part.isAncestorOf(one)]
    if stops != [one for one in chain if one in set(stops)]:
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)
