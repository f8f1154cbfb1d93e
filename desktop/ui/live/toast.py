"""A short message that goes away by itself, with at most one thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.parts.announce import announce
from desktop.ui.parts.page_head import PageHead
from desktop.ui.shortcuts import redo_keys
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

SHOWN_MS = 7000
_UNDO_SHOWN_MS = 12_000  # who may want to undo reads first
_NOTHING_SHOWN_MS = 3000
_LINE_EM = 84  # no line is longer
_LEAST_EM = 32  # a narrower place in the head is none
_RELAID_BY = (QEvent.Type.Resize, QEvent.Type.LayoutRequest)


class Toast(QFrame):
    """Lies in the head of its page: what it tells of and what is pressed next stand below. At the foot of a
    page without one. Stays while the pointer or the focus is on it.

    What undoes something can be had by the keys for that too, until something else is said or its page is
    left: elsewhere somebody may be erased, who must not come back. `undo`: what the keys undo on a page that
    knows more than the last change; False where that is nothing. Then it is said. `then_undo`: what they undo
    after what was said last. `redo` and `then_redo`: the same for the keys that do again what was undone.
    """

    def __init__(
        self,
        theme: Theme,
        page: QWidget,
        head: PageHead | None = None,
        undo: Callable[[], bool] | None = None,
        redo: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(page)
        self._theme = theme
        self._page, self._head = page, head
        self._undo = undo or self._undo_said
        self._further: Callable[[], bool] = lambda: False
        self._redo = redo or (lambda: False)
        self._redo_further: Callable[[], bool] = lambda: False
        self._act: Callable[[], None] | None = None
        self._undone = False
        self._undoes = False
        self.warns = False
        self._look = ("check", "good")
        self.setProperty("role", "toast")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setWordWrap(True)
        self.button = QPushButton(self.tr("Show in folder"))
        self.button.setToolTip(self.button.text())
        self.button.clicked.connect(self._do)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(SPACE.large, SPACE.small, SPACE.small, SPACE.small)
        self._across.setSpacing(SPACE.medium)
        self._across.addWidget(self._icon)
        self._across.addWidget(self._text, 1)
        self._across.addWidget(self.button)
        self._keys = QShortcut(QKeySequence.StandardKey.Undo, page, self._keyed)
        self._redo_keys = QShortcut(page)
        self._redo_keys.setKeys(redo_keys())
        self._redo_keys.activated.connect(self._redo_keyed)
        for keys in (self._keys, self._redo_keys):
            keys.setAutoRepeat(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_out)
        theme.changed.connect(self._tint)
        self.hide()
        for watched in (page, head):
            if watched is not None:
                watched.installEventFilter(self)

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def say(
        self,
        text: str,
        button: str = "",
        act: Callable[[], None] | None = None,
        *,
        undoes: bool = False,
        warns: bool = False,
    ) -> None:
        """Say `text` for a while; `act` is what the button does. `undoes`: it takes back what was done.

        `warns`: something is not as was wanted, or may not be.
        """
        self._act, self._undoes = act, undoes and act is not None
        self._undone = False
        self._look = ("warning", "warning") if warns else ("check", "good")
        self.warns = warns
        keys = self._keys.key().toString(QKeySequence.SequenceFormat.NativeText)
        self.button.setText(button)
        self.button.setToolTip(f"{button} ({keys})" if undoes else button)
        self._show(text, _UNDO_SHOWN_MS if undoes else SHOWN_MS)

    def then_undo(self, further: Callable[[], bool]) -> None:
        """What the keys undo where the last message undoes nothing; False where that is nothing."""
        self._further = further

    def then_redo(self, further: Callable[[], bool]) -> None:
        """What the keys do again where the last message undid nothing; False where that is nothing."""
        self._redo_further = further

    def forget(self) -> None:
        """What was done can't be undone any more, and what was undone not be done again."""
        self._undone = False
        if self._undoes:
            self._act, self._undoes = None, False
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever leaves the page leaves this too; where the page is laid out anew, so is this."""
        if watched is self._page and event.type() is QEvent.Type.Hide and not event.spontaneous():
            self.forget()
        if event.type() in _RELAID_BY and not self.isHidden():
            self._lay()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The head has its words again."""
        super().hideEvent(event)
        if self._head is not None:
            self._head.make_way(None)

    def _show(self, text: str, for_ms: int, *, with_button: bool = True) -> None:
        self._text.setText(text)
        self.button.setVisible(with_button and self._act is not None)
        self.setAccessibleName(text)
        self._tint()
        self.show()
        self._lay()
        self.raise_()
        self._timer.start(for_ms)
        announce(self, text)

    def _lay(self) -> None:
        page, head = self._page.rect().adjusted(SPACE.medium, 0, -SPACE.medium, -SPACE.large), self._head
        room, size = (page, self._size_in(page.width())) if head is None else self._room_in(head)
        left = min(max(page.center().x() - size.width() // 2, room.left()), room.right() + 1 - size.width())
        top = page.bottom() - size.height()
        if head is not None:
            top = head.y() + max((head.height() - size.height()) // 2, SPACE.hair)
            head.make_way(QRect(QPoint(left, top), size).translated(-head.pos()))
        self.setGeometry(QRect(QPoint(left, top), size))

    def _room_in(self, head: PageHead) -> tuple[QRect, QSize]:
        """Beside the title where that is enough, else over it; if need be over everything, none of it cut."""
        least = _LEAST_EM * self.fontMetrics().averageCharWidth()
        *better, whole = head.rooms()
        for room in better:
            size = self._size_in(room.width())
            if room.width() >= least and size.height() <= head.height() + SPACE.large:
                return room.translated(head.pos()), size
        across = whole.width()
        return whole.translated(head.pos()), QSize(across, self._across.totalHeightForWidth(across))

    def _size_in(self, room: int) -> QSize:
        """In one line where there is room for it, else in several."""
        metrics = self._text.fontMetrics()
        line = min(metrics.horizontalAdvance(self.text) + 4, _LINE_EM * metrics.averageCharWidth())
        parts = [self._icon] if self.button.isHidden() else [self._icon, self.button]
        margins = self._across.contentsMargins()
        beside = sum(part.sizeHint().width() + SPACE.medium for part in parts)
        width = min(margins.left() + beside + line + margins.right(), max(room, 1))
        return QSize(width, self._across.totalHeightForWidth(width))

    def _do(self) -> None:
        self.hide()
        self._undone = self._undone or self._undoes
        act, self._act, self._undoes = self._act, None, False
        if act is not None:
            act()

    def _undo_said(self) -> bool:
        undoes = self._undoes
        if undoes:
            self._do()
        return undoes

    def _keyed(self) -> None:
        if self._undo():
            return
        if self._further():
            self._undone = True
            return
        self._act, self._look = None, ("info", "muted")
        self._show(self.tr("Nothing to undo here."), _NOTHING_SHOWN_MS)

    def _redo_keyed(self) -> None:
        if self._redo():
            return
        if self._redo_further():
            self._undone = False
            return
        said = self.tr("Nothing to redo here.")
        if self._undone:
            said = self.tr("What was undone here can't be done again by a key. Do it once more instead.")
        self._look = ("info", "muted")
        self._show(said, _NOTHING_SHOWN_MS, with_button=False)  # the keys for undo do as before

    def _time_out(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._timer.start(SHOWN_MS)
        else:
            self.hide()

    def _tint(self) -> None:
        icon, ink = self._look
        self._icon.setPixmap(self._theme.pixmap(icon, self._theme.grown(18), self.devicePixelRatioF(), ink))
