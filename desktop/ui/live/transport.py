"""The playback bar: what there is to press for the source at hand, in places that don't move."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QStyle, QToolButton, QWidget

from desktop.ui.actions import Actions
from desktop.ui.live.times import clock_text
from desktop.ui.live.transport_view import TransportView, picture_text, position_text
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

_PER_SECOND = 1000


class PositionSlider(QSlider):
    """Goes where it is clicked; the position in milliseconds. Time runs to the right in any language."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSingleStep(5 * _PER_SECOND)
        self.setPageStep(30 * _PER_SECOND)
        self.setAccessibleName(self.tr("Position"))
        self.setToolTip(self.tr("Position in the video"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the pointer, then drag from there."""
        if event.button() is Qt.MouseButton.LeftButton:
            at = round(event.position().x())
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, self.width()))
        super().mousePressEvent(event)


def icon_button(action: QAction, kind: str = "") -> QToolButton:
    """A button that is an action: icon, tooltip, state and key are the action's."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setProperty("look", "control")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    if kind:
        button.setProperty("kind", kind)
    return button


class Transport(QFrame):
    """Buttons are the window's actions; the slider asks for positions."""

    seek_asked = Signal(float)
    """A position in seconds that the user wants."""

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self._duration_s: float | None = None
        self.setProperty("role", "footer")
        self.play = icon_button(actions["play_pause"], "play")
        actions["play_pause"].changed.connect(self._tint_play)
        self.stop = icon_button(actions["stop"])
        self.step = icon_button(actions["step"])
        self.previous = icon_button(actions["previous"])
        self.next = icon_button(actions["next"])
        self.loop = icon_button(actions["loop"])
        self.snapshot = icon_button(actions["snapshot"])
        self.slider = PositionSlider()
        self.slider.valueChanged.connect(self._slid)
        self._caption = QLabel()
        self._caption.setProperty("role", "muted")
        self._time = QLabel()
        self._time.setProperty("role", "muted")
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._tint_play()
        across = QHBoxLayout(self)
        across.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.small)
        across.setSpacing(SPACE.small)
        for button in (self.play, self.stop, self.step, self.previous, self.next):
            across.addWidget(button)
        across.addSpacing(SPACE.tight)
        across.addWidget(self.slider, 1)
        across.addWidget(self._time)
        across.addWidget(self._caption, 1)
        across.addWidget(self.loop)
        across.addWidget(self.snapshot)

    @property
    def time_text(self) -> str:
        """What stands beside the slider."""
        return self._time.text()

    def show_view(self, view: TransportView, duration_s: float | None) -> None:
        """Show the controls that this source has."""
        self._duration_s = duration_s
        self.play.setVisible(not view.pictures)
        self.step.setVisible(view.step)
        self.previous.setVisible(view.pictures)
        self.next.setVisible(view.pictures)
        self.slider.setVisible(view.position)
        self.loop.setVisible(view.loop)
        self._time.setVisible(view.position or view.pictures)
        self._caption.setVisible(not view.position)
        self._caption.setText(view.caption)
        if view.position and duration_s is not None:
            widest = position_text(duration_s, duration_s)
            self._time.setMinimumWidth(self._time.fontMetrics().horizontalAdvance(widest) + SPACE.tight)
            self.slider.setMaximum(round(duration_s * _PER_SECOND))

    def show_position(self, at_s: float) -> None:
        """Follow the video, but not against the user's hand."""
        if not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setValue(round(at_s * _PER_SECOND))
            self.slider.blockSignals(False)
            self._say(position_text(at_s, self._duration_s))

    def show_picture_number(self, index: int, count: int | None) -> None:
        """Which photo this is."""
        self._time.setMinimumWidth(0)
        self._say(picture_text(index, count))

    def _tint_play(self) -> None:
        """The round button has ground of its own: its icon takes another ink than in the menu."""
        name = self._actions["play_pause"].property("icon_name")
        self.play.setIcon(self._theme.icon(name, "on_accent"))

    def _say(self, text: str) -> None:
        if text != self._time.text():
            self._time.setText(text)

    def _slid(self, value: int) -> None:
        at_s = value / _PER_SECOND
        self._say(position_text(at_s, self._duration_s))
        self.slider.setAccessibleDescription(clock_text(at_s))
        self.seek_asked.emit(at_s)
