"""Where the window stood, and putting it there again: with its frame, and wholly on the screens there are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QRegion
from PySide6.QtWidgets import QWidget

from desktop.settings import WindowGeometry

USUAL_SIZE = (1280, 720)
_LOOK_EVERY_MS = 50
_LOOKS = 10


def place_window(window: QWidget, kept: WindowGeometry | None) -> None:
    """Size and place as kept, as usual where nothing is kept; where that has no room, as near as it has."""
    if kept is None:
        window.resize(QSize(*USUAL_SIZE).boundedTo(window.screen().availableSize()))
    else:
        wished = QRect(kept.x, kept.y, kept.width, kept.height)
        on_screen = _room_for(wished)
        room = on_screen or window.screen().availableGeometry()
        placed = wished if _is_seen(wished) else _within(wished, room)
        window.resize(placed.size())
        if on_screen is not None:
            window.move(placed.topLeft())
        if kept.maximised:
            window.setWindowState(Qt.WindowState.WindowMaximized)
    _FrameFit(window)


def window_place(window: QWidget) -> WindowGeometry:
    """Where it stands now; for a maximised window, where it would stand otherwise."""
    maximised = window.isMaximized()
    normal = window.normalGeometry() if maximised else window.geometry()
    return WindowGeometry(
        x=normal.x() if maximised else window.x(),
        y=normal.y() if maximised else window.y(),
        width=max(normal.width(), 200),
        height=max(normal.height(), 200),
        maximised=maximised,
    )


class _FrameFit(QObject):
    """Brings a window in whose frame hangs over the screen's edge.

    How thick its frame is and where it stands, a window learns only after it is shown, and not by a signal:
    it is looked at for half a second. What somebody else has sized meanwhile, stays.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._size = window.size()
        self._left = 0
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It is shown, or is no longer as large as the screen."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowStateChange):
            self._left = _LOOKS
            self._timer.start()
        elif event.type() == QEvent.Type.Hide:
            self._timer.stop()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        window = self._window
        if window.windowState() != Qt.WindowState.WindowNoState:
            self._timer.stop()
            return
        frame = window.frameGeometry()
        if window.size() == self._size and not _is_seen(frame):
            self._size = _bring_in(window, frame)
        self._left -= 1
        if not self._left:
            self._timer.stop()
            window.removeEventFilter(self)


def _bring_in(window: QWidget, frame: QRect) -> QSize:
    room = _room_for(frame) or window.screen().availableGeometry()
    placed = _within(frame, room)
    size = placed.size() - (frame.size() - window.size())
    window.setMinimumSize(window.minimumSize().boundedTo(size))
    window.resize(size)
    window.move(placed.topLeft())
    return size


def _within(wished: QRect, room: QRect) -> QRect:
    """As large as wished and as near as the room allows."""
    size = wished.size().boundedTo(room.size())
    x = min(max(wished.x(), room.x()), room.x() + room.width() - size.width())
    y = min(max(wished.y(), room.y()), room.y() + room.height() - size.height())
    return QRect(QPoint(x, y), size)


def _rooms() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def _room_for(place: QRect) -> QRect | None:
    """The room of the screen on which most of it is; None where it is on none."""
    seen = [(room.intersected(place), room) for room in _rooms()]
    most, room = max(seen, key=lambda each: max(0, each[0].width()) * max(0, each[0].height()))
    return None if most.isEmpty() else room


def _is_seen(place: QRect) -> bool:
    """Whether all of it is on screens: it may lie over several."""
    rest = QRegion(place)
    for room in _rooms():
        rest = rest.subtracted(QRegion(room))
    return rest.isEmpty()
