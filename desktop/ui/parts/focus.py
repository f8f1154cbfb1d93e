"""The keyboard's place: where a control that has it is hidden or switched off, one nearby takes it over."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget


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
