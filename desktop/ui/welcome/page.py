"""The welcome's three steps: what to watch, who you are, done. Shows and tells; the desk decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.i18n.direction import from_right
from desktop.ui.parts.announce import announce
from desktop.ui.parts.notice_bar import NoticeBar
from desktop.ui.parts.texts import label
from desktop.ui.services import Camera
from desktop.ui.theme.icons import tinted_pixmap
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE
from desktop.ui.welcome.choice_button import ChoiceButton

Step = Literal["source", "you", "done"]
STEPS: tuple[Step, ...] = ("source", "you", "done")
_WIDTH = 620
_LEAST_HEIGHT = 390
"""That of the largest step, so that nothing jumps from one to the next."""
_MOST_CAMERAS = 2
_ICON = 48


class WelcomePage(QWidget):
    """One step at a time, back and forth. Escape skips what is left."""

    chosen = Signal(str)
    """camera:N, look, demo, file; photos, guided, later; back, next; finish or skip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.step: Step = "source"
        self.buttons: dict[str, QPushButton] = {}
        self._offered = ""
        self._taken: dict[Step, str] = {}  # what was chosen at each step: it has the focus on coming back
        self.notice = NoticeBar(theme)
        self.back = QPushButton(self.tr("Back"))
        self.next = QPushButton(self.tr("Next"))
        self.skip = QPushButton(self.tr("Skip"))
        self._furthest = 0
        self._count = label(role="small")
        self._title = label(role="title", wraps=True)
        self._text = label(wraps=True)
        self._choices = QVBoxLayout()
        self._foot = QHBoxLayout()
        self._said = label(role="muted", wraps=True)
        self._card = QFrame()
        self._build()

    def ask_source(
        self, cameras: Sequence[Camera] | None, kept: str, *, again: bool = False, looked_at: str = ""
    ) -> None:
        """What to watch; `cameras` None: they are being looked for. `kept`: what is kept, and where.

        `again`: the user asked to look for them; `looked_at`: when that was done.
        """
        before = self._focused() if self.step == "source" else self._taken.get("source", "")
        self._begin("source", self.tr("What shall Facet watch?"), kept)
        self._text.setText(
            self.tr("Facet says of every face who it is, whether it smiles and which emotion it shows.")
        )
        for camera in (cameras or ())[:_MOST_CAMERAS]:
            name = camera.name or self.tr("Camera {number}").format(number=camera.index)
            self._offer(f"camera:{camera.index}", "camera", name, self.tr("Live, as a mirror"))
        if not cameras:
            self._offer_no_camera(looking=cameras is None, again=again, looked_at=looked_at)
        self._offer("demo", "demo", self.tr("Show the demo"), self.tr("See Facet at work without a camera"))
        self._offer("file", "video", self.tr("Open a file…"), self.tr("A video or a photo"))
        self._focus_first("look" if again and not before else before)

    def ask_you(self, *, cameras: int | None, kept: str) -> None:
        """Whether Facet shall know the user. `cameras` None: they are being looked for.

        "Not now" takes the place that "Open a file…" had: a click too many ends nothing.
        """
        before = self._focused() if self.step == "you" else self._taken.get("you", "")
        self._begin("you", self.tr("Shall Facet know you?"), kept)
        self._text.setText(self.tr("Then it says your name. Others stay unknown until you name them."))
        turns = self.tr("You turn your head and Facet takes the pictures: under 20 seconds")
        looks, none = self.tr("Looking for cameras…"), self.tr("No camera found")
        detail = turns if cameras else looks if cameras is None else none
        self._offer("guided", "camera", self.tr("From the camera…"), detail).setEnabled(bool(cameras))
        one = self.tr("One or more; you choose the faces")
        self._offer("photos", "photos", self.tr("From photos…"), one)
        for _ in range(1, min(cameras or 0, _MOST_CAMERAS)):
            self._leave_place(one)
        onwards = "previous" if from_right() else "next"
        self._offer("later", onwards, self.tr("Not now"), self.tr("You can do it later on the People page"))
        self._focus_first(before)

    def say_done(self, name: str, record_key: str, help_key: str) -> None:
        """The end; `name`: who is known now, "" for nobody. The keys: "" where there is none."""
        known = self.tr("{name} is known from now on.").format(name=name)
        self._begin("done", known if name else self.tr("That is all."), "")
        self._text.setText(self.tr("Good to know:"))
        for icon, words in self._tips(record_key, help_key):
            self._add_tip(icon, words)
        button = QPushButton(self.tr("Begin"))
        button.setToolTip(self.tr("Go to the picture"))
        button.setProperty("kind", "primary")
        button.clicked.connect(lambda: self.chosen.emit("finish"))
        self.buttons["finish"] = button
        self._foot.addWidget(button)
        self._focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape skips; Up and Down go from choice to choice."""
        if event.key() == Qt.Key.Key_Escape:
            self.chosen.emit("skip")
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _begin(self, step: Step, title: str, said: str) -> None:
        self.step = step
        if self.isVisible():  # it never shrinks, so that buttons stay where they are
            self._card.setMinimumHeight(max(_LEAST_HEIGHT, self._card.height()))
        self.notice.clear()
        self._clear()
        number = STEPS.index(step) + 1
        self._count.setText(self.tr("{number} of {count}").format(number=number, count=len(STEPS)))
        self._title.setText(title)
        self.setAccessibleName(title)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._furthest = max(self._furthest, number)
        self.back.setVisible(number > 1)
        self.next.setVisible(number < self._furthest)
        self.skip.setVisible(step != "done")

    def _tips(self, record_key: str, help_key: str) -> list[tuple[str, str]]:
        records = self.tr(
            "The round button above the picture records what is seen. Without it no picture that you watch "
            "is kept."
        )
        if record_key:
            records = self.tr("{key} records what is seen. Without it no picture that you watch is kept.")
        helps = self.tr("The menu has help for the page that you are on.")
        if help_key:
            helps = self.tr("{key} opens the help of the page that you are on.")
        asks = self.tr("Click a face in the picture to say who it is, or to ask why it has a name.")
        return [
            ("faces", asks),
            ("record", records.format(key=record_key)),
            ("help", helps.format(key=help_key)),
        ]

    def _clear(self) -> None:
        self.buttons = {}
        for rows in (self._choices, self._foot):
            while (item := rows.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()

    def _offer(self, name: str, icon: str, title: str, detail: str) -> ChoiceButton:
        button = ChoiceButton(self._theme, icon, title, detail)
        button.setObjectName(f"welcome_{name}")
        button.clicked.connect(lambda: self._take(name))
        self.buttons[name] = button
        self._choices.addWidget(button)
        button.setVisible(True)
        return button

    def _take(self, name: str) -> None:
        self._taken[self.step] = name
        self.chosen.emit(name)

    def _leave_place(self, detail: str) -> None:
        """Room for a choice that is not there."""
        nothing = ChoiceButton(self._theme, "next", "", detail)
        policy = nothing.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        nothing.setSizePolicy(policy)
        self._choices.addWidget(nothing)
        nothing.hide()

    def _offer_no_camera(self, *, looking: bool, again: bool, looked_at: str) -> None:
        """What the user pressed keeps the focus while it looks."""
        title, detail = self.tr("Looking for cameras…"), self.tr("A moment")
        if not looking:
            title, detail = self.tr("No camera found"), self.tr("Plug one in and press here to look again")
        if looked_at:
            title = self.tr("No camera found at {time}").format(time=looked_at)
        button = self._offer("look", "camera" if looking else "no-camera", title, detail)
        button.setEnabled(again or not looking)
        if again:
            announce(self, title)

    def _add_tip(self, icon: str, words: str) -> None:
        row = QWidget()
        picture = QLabel()
        side = self._theme.grown(SPACE.icon)
        picture.setPixmap(self._theme.pixmap(icon, side, self.devicePixelRatioF(), "accent"))
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE.medium)
        across.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(label(words, wraps=True), 1)
        self._choices.addWidget(row)

    def _focused(self) -> str:
        """The choice that the user has gone to; "" where it is still the one that was offered."""
        found = (name for name, button in self.buttons.items() if button.hasFocus())
        return next((name for name in found if name != self._offered), "")

    def _focus_first(self, wanted: str = "") -> None:
        """The wanted choice, else the first that leads on: not the one that says that there is no camera."""
        names = [name for name, button in self.buttons.items() if button.isEnabled()]
        self._offered = next(name for name in names if name != "look")
        button = self.buttons[wanted if wanted in names else self._offered]
        button.setVisible(True)  # what is not shown yet takes no focus
        button.setFocus()

    def _dress_steps(self) -> None:
        self.back.setShortcut(QKeySequence(QKeySequence.StandardKey.Back))
        self.back.setToolTip(self.tr("The step before ({key})").format(key=_key(self.back)))
        self.next.setShortcut(QKeySequence(QKeySequence.StandardKey.Forward))
        self.next.setToolTip(self.tr("The step after ({key})").format(key=_key(self.next)))
        self.skip.setToolTip(self.tr("Go to the window; the Help menu has the welcome again (Esc)"))
        for button, name in ((self.back, "back"), (self.next, "next"), (self.skip, "skip")):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))

    def _build(self) -> None:
        self._dress_steps()
        self._choices.setSpacing(SPACE.small)
        card = self._card
        card.setProperty("role", "card")
        card.setFixedWidth(_WIDTH)
        card.setMinimumHeight(_LEAST_HEIGHT)
        rows = QVBoxLayout(card)
        rows.setContentsMargins(SPACE.huge, SPACE.huge, SPACE.huge, SPACE.huge)
        rows.setSpacing(SPACE.medium)
        rows.addLayout(self._make_head())
        for part in (self._text, self.notice):
            rows.addWidget(part)
        rows.addLayout(self._choices)
        rows.addStretch(1)
        rows.addWidget(self._said)
        rows.addLayout(self._make_foot())
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE.medium, SPACE.medium, SPACE.medium, SPACE.medium)
        across = QHBoxLayout()  # not an alignment: its height would be that of a wider card
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        column.addStretch(2)
        column.addLayout(across)
        column.addStretch(3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.tr("Welcome to Facet"))
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _make_head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(tinted_pixmap("facet", "#ffffff", _ICON, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(0)
        across = QHBoxLayout()
        across.setSpacing(SPACE.small)
        across.addWidget(label(self.tr("Welcome to Facet"), "small"))
        across.addWidget(self._count)
        across.addStretch(1)
        words.addLayout(across)
        words.addWidget(self._title)
        head = QHBoxLayout()
        head.setSpacing(SPACE.large)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _make_foot(self) -> QHBoxLayout:
        """The way back at one end; at the other the way on, and last what ends the welcome."""
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.small)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.next)
        foot.addWidget(self.skip)
        foot.addLayout(self._foot)
        return foot


def _key(button: QPushButton) -> str:
    return button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
