"""One setting on the page: words and help on the left, the control and its way back on the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from desktop.ui.parts.choice_box import ChoiceBox
from desktop.ui.parts.focus import focused_in, hand_on
from desktop.ui.parts.prose import Prose, named
from desktop.ui.parts.switch import Switch
from desktop.ui.parts.texts import label
from desktop.ui.settings.setting_views import SettingView
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_CONTROL_WIDTH = 230  # with text of the system's size


class SettingRow(QWidget):
    """Shows a SettingView; a change goes out as name and value."""

    changed = Signal(str, object)
    reset_asked = Signal(str)

    def __init__(self, view: SettingView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        self.control: Switch | ChoiceBox = Switch(theme) if view.is_switch else ChoiceBox()
        self._below: QWidget | None = None
        self.reset = QToolButton()
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(kept)
        self.reset.clicked.connect(lambda: self.reset_asked.emit(self._view.name))
        self._lay_out()
        self._connect()
        theme.changed.connect(self._fit)
        self._fit()
        self.show_view(view)

    def show_view(self, view: SettingView) -> None:
        """Show this value; nothing goes out."""
        self._view, before = view, focused_in(self)
        if isinstance(self.control, Switch):
            self.control.show_on(bool(view.value))
        else:
            self._show_choices(self.control, view)
        self.reset.setVisible(not view.is_default)
        back = self.tr("Back to the default: %s") % view.default
        self.reset.setToolTip(back)
        self.reset.setAccessibleName(f"{view.title}: {back}")
        hand_on(before, self.control)

    def add_below(self, words: QWidget, button: QWidget) -> None:
        """Something more on a line of its own, its button right under the control and as wide."""
        self._below = button
        self._grid.addWidget(words, 1, 0)
        self._grid.addWidget(button, 1, 1, Qt.AlignmentFlag.AlignVCenter)
        self._fit()

    def _show_choices(self, box: ChoiceBox, view: SettingView) -> None:
        box.blockSignals(True)
        box.clear()
        for value, words in view.choices:
            box.addItem(words, value)
        box.setCurrentIndex([value for value, _ in view.choices].index(view.value))
        box.blockSignals(False)
        why_not = dict(view.why_not)
        items = box.model()
        assert isinstance(items, QStandardItemModel)
        for at, (value, _) in enumerate(view.choices):
            if value in why_not and value != view.value:
                items.item(at).setEnabled(False)
                items.item(at).setToolTip(why_not[value])
        self._why.setText(why_not.get(view.value, ""))
        self._why.setVisible(bool(self._why.text()))

    def _lay_out(self) -> None:
        self._why = label(role="problem", wraps=True)
        self._why.hide()
        self.control.setObjectName(self._view.name)
        self.control.setAccessibleName(self._view.title)
        self.control.setAccessibleDescription(self._view.help)
        self.control.setToolTip(self._view.help)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, SPACE.tight, 0, SPACE.tight)
        grid.setSpacing(SPACE.medium)
        grid.setColumnStretch(0, 1)
        grid.addLayout(named(self._view.title, Prose(self._view.help), self._why), 0, 0)
        grid.addWidget(self.control, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.reset, 0, 2, Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        if isinstance(self.control, Switch):
            self.control.toggled.connect(self._tell)
        else:
            self.control.activated.connect(lambda at: self._tell(self._view.choices[at][0]))

    def _tell(self, value: Any) -> None:
        self.changed.emit(self._view.name, value)

    def _fit(self) -> None:
        width = self._theme.grown(_CONTROL_WIDTH)
        self.control.setFixedWidth(width)
        if self._below is not None:
            self._below.setFixedWidth(max(width, self._below.sizeHint().width()))
        self.reset.setIcon(self._theme.icon("undo"))
