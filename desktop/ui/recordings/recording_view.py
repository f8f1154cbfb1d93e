"""The opened recording: its head, the picture with answers, what moves through it, and the timeline."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.recording.looks import looks_of
from desktop.ui.live.face_views import face_views
from desktop.ui.live.picture_view import PictureView
from desktop.ui.live.times import clock_text
from desktop.ui.parts.one_line import OneLine
from desktop.ui.parts.texts import label
from desktop.ui.parts.wrapping_row import WrappingRow
from desktop.ui.qimage import FrameImage
from desktop.ui.recordings.lanes import gap_views, lanes_of, moment_words
from desktop.ui.recordings.legend import Legend
from desktop.ui.recordings.player import Player
from desktop.ui.recordings.recording_words import facts_words, no_picture_words, nobody_words, title_words
from desktop.ui.recordings.timeline import Timeline
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.recording.recording import Marker
    from desktop.ui.recordings.work import Opened, Shown

_TIMELINE_SHARE, _TIMELINE_LEAST = 0.4, 118
_TITLE_SHARE = 0.35
_GREEDY = 100
_BLANK = (22, 18, 15)  # BGR: what stands for a picture that was not kept


class RecordingView(QWidget):
    """Shows; what is asked goes to the page."""

    asked = Signal(str)
    """rename, replay, delete, mark, unmark, show, or export:KIND."""
    face_asked = Signal(int, QPoint)
    """A face about which something is asked, by its track, and where on the screen."""

    def __init__(self, theme: Theme, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._player = player
        self.opened: Opened | None = None
        self.shown: Shown | None = None
        self.title = OneLine("heading")
        self.facts = OneLine("muted")
        self.picture = PictureView()
        self.timeline = Timeline(theme)
        self.legend = Legend(theme)
        self.time = label(role="muted")
        self.no_picture = label(role="small", wraps=True)
        self.no_picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: dict[str, QPushButton | QToolButton] = {}
        self._lay_out()
        self._connect()

    def show_opened(self, opened: Opened, *, anew: bool) -> None:
        """Show a recording from its beginning, or (not `anew`) the same one after a change."""
        self.opened = opened
        now_s = time.time()
        self.title.say(title_words(opened.listed, now_s))
        erased = bool(opened.facts.get("picture_erased"))
        self.facts.say(facts_words(opened.listed, now_s, erased))
        self._fit_head()
        marks = [(marker.time_s, marker.text) for marker in opened.markers]
        nobody = nobody_words(opened.listed)
        gaps = gap_views(opened.gaps)
        self.timeline.show_lanes(lanes_of(opened.lines), opened.listed.duration_s, marks, nobody, gaps)
        self.legend.show_looks(looks_of(opened.lines))
        self.no_picture.setText(no_picture_words(opened.listed, erased))
        self.no_picture.setVisible(not opened.has_picture)
        self._allow(opened)
        self._fit_timeline()
        if anew:
            self.shown = None
            self.picture.clear()
            self._say_time(0.0)
            self._player.load(opened.folder, [frame.time_s for frame in opened.frames])
        else:
            self._player.again()

    def show_frame(self, shown: Shown) -> None:
        """One frame."""
        import numpy as np

        if self.opened is None or shown.folder != self.opened.folder:
            return
        self.shown = shown
        image = shown.image_bgr
        if image is None:
            width, height = shown.analysis.size
            image = np.full((height, width, 3), _BLANK, np.uint8)
        self.picture.show_picture(FrameImage(image), face_views(shown.analysis.faces))
        at_s = self.opened.frames[shown.place].time_s
        self.timeline.show_moment(at_s)
        self._say_time(at_s)
        self._allow_markers(at_s)

    def show_key(self, button: str, key: str) -> None:
        """The key that does what a button does; "" for none."""
        words = self.buttons[button].accessibleName()
        self.buttons[button].setToolTip(f"{words} ({key})" if key else words)

    def next_marker(self, step: int) -> None:
        """To the marker after (1) or before (-1) this moment."""
        if self.opened is None:
            return
        at_s = self._player.at_s
        times_s = [marker.time_s for marker in self.opened.markers]
        after = [time_s for time_s in times_s if time_s > at_s + 0.01]
        before = [time_s for time_s in times_s if time_s < at_s - 0.01]
        if step > 0 and after:
            self._player.seek(after[0])
        elif step < 0 and before:
            self._player.seek(before[-1])

    def marker_here(self) -> Marker | None:
        """The marker at this moment."""
        at_s = self._player.at_s
        markers = self.opened.markers if self.opened else ()
        return next((marker for marker in markers if abs(marker.time_s - at_s) < 0.02), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The timeline has its share of the height, the title its share of the width."""
        super().resizeEvent(event)
        self._fit_timeline()
        self._fit_head()

    def _fit_head(self) -> None:
        """Beside the title, or below it where that would leave it little room or cut the facts."""
        room = self.width() - 2 * SPACE.large - SPACE.small
        self._acts.fit_into(room)
        facts = self.facts.fontMetrics().horizontalAdvance(self.facts.whole)
        acts = self._acts.maximumWidth()
        beside = acts <= room * (1 - _TITLE_SHARE) and facts <= room - acts
        ways = QBoxLayout.Direction
        self._head.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def _fit_timeline(self) -> None:
        most = max(round(self.height() * _TIMELINE_SHARE), _TIMELINE_LEAST)
        self._area.setFixedHeight(min(self.timeline.sizeHint().height() + 2, most))

    def _say_time(self, at_s: float) -> None:
        whole_s = self.opened.listed.duration_s if self.opened else 0.0
        self.time.setText(f"{moment_words(at_s)} / {clock_text(whole_s)}")

    def _allow(self, opened: Opened) -> None:
        replay = self.buttons["replay"]
        replay.setEnabled(opened.has_picture)
        tip = self.tr("With another model, detector or bar for names; every answer that changes is listed")
        replay.setToolTip(tip if opened.has_picture else self.tr("Without its picture it can't run again"))
        self.video_line.setEnabled(opened.has_picture)
        for name in ("play", "back", "forward", "mark"):
            self.buttons[name].setEnabled(bool(opened.frames))
        self._allow_markers(0.0)

    def _allow_markers(self, at_s: float) -> None:
        times_s = [marker.time_s for marker in self.opened.markers] if self.opened else []
        self.buttons["before"].setEnabled(any(time_s < at_s - 0.01 for time_s in times_s))
        self.buttons["after"].setEnabled(any(time_s > at_s + 0.01 for time_s in times_s))

    def _lay_out(self) -> None:
        stage = QFrame()
        stage.setProperty("role", "stage")
        inside = QVBoxLayout(stage)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.picture)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.timeline)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._make_head())
        rows.addWidget(stage, 1)
        rows.addWidget(self._make_controls())
        rows.addWidget(self._area)
        rows.addWidget(self.legend)

    def _make_head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        self._acts = WrappingRow()
        head = self._head = QHBoxLayout()
        head.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, SPACE.small)
        head.setSpacing(SPACE.small)
        head.addLayout(words, 1)
        head.addWidget(self._acts)
        replay = self._push("replay", self.tr("Run again…"), "", "refresh")
        export = self._push("export", self.tr("Export"), self.tr("As tables, video or chart"), "download")
        export.setMenu(self._make_export())
        more = QToolButton()
        more.setText("⋯")
        more.setAccessibleName(self.tr("More about this recording"))
        more.setToolTip(self.tr("Rename, show in its folder, delete"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self._make_more())
        self.buttons["more"] = more
        for button in (replay, export, more):
            self._acts.add(button)
        return head

    def _make_controls(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("role", "footer")
        bar.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time goes in the timeline below
        across = QHBoxLayout(bar)
        across.setContentsMargins(SPACE.large, SPACE.tight, SPACE.large, SPACE.tight)
        across.setSpacing(SPACE.tight)
        for name, words, icon in (
            ("play", self.tr("Play or pause"), "play"),
            ("back", self.tr("One picture back"), "previous"),
            ("forward", self.tr("One picture on"), "next"),
        ):
            across.addWidget(self._tool(name, words, icon))
        across.addSpacing(SPACE.small)
        across.addWidget(self.time)
        across.addWidget(self.no_picture, _GREEDY)
        across.addStretch(1)
        for name, words, icon in (
            ("before", self.tr("To the marker before"), "previous"),
            ("mark", self.tr("Set or remove a marker here"), "marker"),
            ("after", self.tr("To the marker after"), "next"),
        ):
            across.addWidget(self._tool(name, words, icon))
        return bar

    def _make_export(self) -> QMenu:
        menu = QMenu(self)
        for kind, words in (
            ("faces.csv", self.tr("Table by face (CSV)…")),
            ("frames.csv", self.tr("Table by picture (CSV)…")),
            ("faces.jsonl", self.tr("Data by face (JSON lines)…")),
            ("frames.jsonl", self.tr("Data by picture (JSON lines)…")),
            ("chart.png", self.tr("Chart (PNG)…")),
            ("chart.svg", self.tr("Chart (SVG)…")),
            ("video.mp4", self.tr("Video with boxes (MP4)…")),
        ):
            line = menu.addAction(words)
            line.setObjectName(f"export_{kind}")
            line.triggered.connect(lambda _=False, kind=kind: self.asked.emit(f"export:{kind}"))
        self.video_line = line
        return menu

    def _make_more(self) -> QMenu:
        menu = QMenu(self)
        for name, words in (
            ("rename", self.tr("&Rename…")),
            ("show", self.tr("&Show in folder")),
            ("delete", self.tr("&Delete…")),
        ):
            line = menu.addAction(words)
            line.setObjectName(f"recording_{name}")
            line.triggered.connect(lambda _=False, name=name: self.asked.emit(name))
        return menu

    def _push(self, name: str, words: str, tip: str, icon: str) -> QPushButton:
        button = QPushButton(f" {words}")
        button.setAccessibleName(words)
        button.setToolTip(tip)
        button.setProperty("icon_name", icon)
        self.buttons[name] = button
        return button

    def _tool(self, name: str, words: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setProperty("look", "control")
        button.setProperty("icon_name", icon)
        if name == "play":
            button.setProperty("kind", "play")
        self.buttons[name] = button
        return button

    def _connect(self) -> None:
        player, buttons = self._player, self.buttons
        buttons["replay"].clicked.connect(lambda: self.asked.emit("replay"))
        buttons["play"].clicked.connect(player.toggle)
        buttons["back"].clicked.connect(lambda: player.step(-1))
        buttons["forward"].clicked.connect(lambda: player.step(1))
        buttons["before"].clicked.connect(lambda: self.next_marker(-1))
        buttons["after"].clicked.connect(lambda: self.next_marker(1))
        buttons["mark"].clicked.connect(lambda: self.asked.emit("mark"))
        self.timeline.sought.connect(player.seek)
        self.timeline.stepped.connect(player.step)
        self.timeline.lane_asked.connect(self.face_asked)
        self.picture.face_clicked.connect(lambda track, _at: self.timeline.choose_track(track))
        self.picture.face_clicked.connect(self.face_asked)
        player.came.connect(self.show_frame)
        player.state_changed.connect(self._tint)
        self._theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        for name, button in self.buttons.items():
            icon = button.property("icon_name")
            if name == "play":
                icon = "pause" if self._player.playing else "play"
                button.setIcon(self._theme.icon(icon, "on_accent"))
            elif icon:
                button.setIcon(self._theme.icon(icon))
