"""The live page: lays out header, stage, faces panel and playback bar, and shows what the controller says."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.ui.actions import Actions
from desktop.ui.live.face_target import FaceTarget, target_of
from desktop.ui.live.face_views import FaceView, face_views
from desktop.ui.live.faces_panel import FacesPanel
from desktop.ui.live.header import Header
from desktop.ui.live.hud_rows import hud_rows
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.live_state import LiveState, Phase
from desktop.ui.live.live_words import BannerView, Choice, banner, chip_text, empty_words, page
from desktop.ui.live.source_menu import SourceMenu
from desktop.ui.live.source_text import source_label
from desktop.ui.live.stage import Stage
from desktop.ui.live.transport import Transport
from desktop.ui.live.transport_view import transport_view
from desktop.ui.pages import PageWidget
from desktop.ui.parts.notice_bar import Notice
from desktop.ui.qimage import FrameImage
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import SPACE

if TYPE_CHECKING:
    from desktop.engine.live_events import LiveView
    from desktop.engine.sources.base import Frame

_PANEL_WIDENS = 1.3
_NARROW_BELOW = 980
_HUD_MS = 250
_BANNER_MS = 200
_PANEL_REST_MS = 110  # portraits and meters follow the picture so closely: drawing each anew is dear


class LivePage(PageWidget):
    """Shows; what happens is asked of the controller. Out of sight it rests: what moves is paused."""

    choice_made = Signal(str)
    """A Choice of the start page or the banner."""
    face_chosen = Signal(object, QPoint)
    """A FaceTarget, and where on the screen it was clicked."""

    def __init__(self, actions: Actions, menu: SourceMenu, controller: LiveController, theme: Theme) -> None:
        super().__init__()
        self._controller = controller
        self._theme = theme
        self._menu = menu
        self._notices: list[BannerView] = []
        self._told: Notice | None = None
        self._shown: LiveView | None = None
        self._frame: FrameImage | None = None
        self._panel_late, self._panel_says = False, list[object]()
        self._panel_rests = QTimer(self, singleShot=True, interval=_PANEL_REST_MS)
        self._panel_rests.timeout.connect(self._end_panel_rest)
        self.header = Header(actions, menu, theme)
        self.stage = Stage(theme)
        self.panel = FacesPanel(theme)
        self.transport = Transport(actions, theme)
        self._with_panel = True
        self._picture_alone = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._lay_out()
        self._hud_timer = self._make_timer(_HUD_MS, self._refresh_hud)
        self._banner_timer = self._make_timer(_BANNER_MS, self.refresh_banner)
        self._connect()
        theme.changed.connect(self._fit_panel)
        self.refresh()

    @property
    def shown_frame(self) -> Frame | None:
        """The frame on screen."""
        return self._shown.frame if self._shown else None

    @property
    def faces(self) -> tuple[FaceView, ...]:
        """The faces on screen."""
        return self.stage.picture.faces

    def target(self, key: int) -> FaceTarget | None:
        """The face with this key as it is on screen now; None where it has gone."""
        return None if self._shown is None else target_of(self._shown, key)

    @property
    def position_s(self) -> float:
        """Where the video stands, in seconds."""
        return self._shown.frame.at_s if self._shown else 0.0

    def on_shown(self) -> None:
        """Go on where it rested."""
        self._controller.wake()

    def on_hidden(self) -> None:
        """Nobody looks: no frame is read or analysed."""
        self._controller.rest()

    def notice(self, view: BannerView) -> None:
        """Say something that the user may close; it waits while the source itself has something to say."""
        if view not in self._notices:
            self._notices.append(view)
        self.refresh_banner()

    def tell(self, notice: Notice) -> None:
        """Say what concerns what the user has just done: before all else, until it is closed."""
        self._told = notice
        self.refresh_banner()

    def take_back(self, notice: Notice) -> None:
        """It is over."""
        if self._told == notice:
            self._told = None
            self.refresh_banner()

    def set_mirrored(self, mirrored: bool) -> None:
        """Mirror the picture or not; portraits follow with the next picture."""
        self.stage.picture.set_mirrored(mirrored)

    def set_hud(self, shown: bool) -> None:
        """Show or hide the meters."""
        self.stage.hud.setVisible(shown)
        if shown:
            self._refresh_hud()
            self._hud_timer.start()
        else:
            self._hud_timer.stop()

    def set_panel(self, shown: bool) -> None:
        """Show or hide the faces panel."""
        self._with_panel = shown
        self._place_panel()

    def set_picture_alone(self, alone: bool) -> None:
        """Hide everything but the stage, or bring it back."""
        self.header.setVisible(not alone)
        self.transport.setVisible(not alone)
        self._picture_alone = alone
        self._place_panel()

    def refresh(self) -> None:
        """Show the controller's state."""
        state = self._controller.state
        label = None if state.source is None else source_label(state.source, self._menu.cameras)
        self.header.show_source(label, state.phase, chip_text(state))
        duration_s = state.info.duration_s if state.info else None
        self.transport.show_view(transport_view(state), duration_s)
        self.panel.say_empty(*empty_words(state))
        self._show_stage(state, label.title if label else "")
        self.refresh_banner()

    def refresh_banner(self) -> None:
        """Say what there is to say; a countdown counts on."""
        state = self._controller.state
        view = banner(state, time.monotonic())
        if self._told is not None:
            view = _told_view(self._told)
        elif view is None and self._notices:
            view = self._notices[0]
        self.stage.banner.show_view(view)
        if state.phase is Phase.LOST:
            self._banner_timer.start()
        else:
            self._banner_timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has a narrow panel."""
        super().resizeEvent(event)
        self._fit_panel()

    def _fit_panel(self) -> None:
        width = SPACE.panel_narrow if self.width() < _NARROW_BELOW else SPACE.panel
        self.panel.setFixedWidth(round(width * min(max(self._theme.text_scale, 1.0), _PANEL_WIDENS)))

    def _show_stage(self, state: LiveState, title: str) -> None:
        start = page(state, title)
        self.stage.picture.set_dimmed(state.phase is Phase.LOST)
        if start is None:
            self.stage.show_picture()
            if state.phase is Phase.LOST:
                self.panel.clear()
            return
        self.stage.start.show_view(start)
        self.stage.show_start()
        self.stage.picture.clear()
        self.panel.clear()
        self._shown = self._frame = None

    def _take(self, view: LiveView) -> None:
        if not self._controller.state.has_session:
            return
        frame = FrameImage(view.frame.image_bgr)
        faces = face_views(view.analysis.faces)
        self._shown = view
        self.stage.picture.show_picture(frame, faces)
        self._frame = frame
        self._panel_late = self._panel_rests.isActive()
        if not self._panel_late:
            self._follow()
            self._panel_rests.start()
        elif self._shows_panel and [face.said for face in faces] != self._panel_says:
            self._panel_says = [face.said for face in faces]
            self.panel.show_words(faces)

    def _follow(self) -> None:
        """Cards and playback bar show what the picture shows."""
        self._fill_panel()
        state, shown = self._controller.state, self._shown
        if shown is None:
            return
        if state.is_photos and state.info:
            self.transport.show_picture_number(shown.frame.index, state.info.frame_count)
        elif state.can_seek:
            self.transport.show_position(shown.frame.at_s)

    def _place_panel(self) -> None:
        """A hidden panel is emptied, and filled from the picture on screen when it comes back."""
        shown = self._with_panel and not self._picture_alone
        self.panel.setVisible(shown)
        if shown:
            self._fill_panel()
        else:
            self.panel.clear()

    @property
    def _shows_panel(self) -> bool:
        hidden = self._picture_alone or not self._with_panel
        return not hidden and self._controller.state.phase is not Phase.LOST

    def _fill_panel(self) -> None:
        if self._shows_panel and self._frame is not None:
            self._panel_says = [face.said for face in self.faces]
            self.panel.show_faces(self._frame, self.faces, self.stage.picture.mirrored)

    def _end_panel_rest(self) -> None:
        if self._panel_late:
            self._panel_late = False
            self._follow()

    def _choose_face(self, key: int, at: QPoint) -> None:
        target = self.target(key)
        if target is not None:
            self.face_chosen.emit(target, at)

    def _painted(self) -> None:
        if self._shown is not None:
            self._controller.note_painted(self._shown.frame)

    def _refresh_hud(self) -> None:
        meters = self._controller.meters
        if meters is not None:
            self.stage.hud.show_rows(hud_rows(meters))
        self.stage.hud.setVisible(meters is not None and self.stage.shows_picture)
        self.stage.lay_hud()

    def _choose(self, choice: str) -> None:
        told = self._told
        if choice != "offered":
            self.choice_made.emit(choice)
        elif told is not None and told.act is not None:
            self.take_back(told)
            told.act()

    def _close_notice(self) -> None:
        if self._told is not None:
            self._told = None
        elif self._notices:
            self._notices.pop(0)
        self.refresh_banner()

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.stage, 1)
        across.addWidget(self.panel)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addLayout(across, 1)
        rows.addWidget(self.transport)

    def _connect(self) -> None:
        self._controller.state_changed.connect(self.refresh)
        self._controller.view_came.connect(self._take)
        self.stage.picture.painted.connect(self._painted)
        self.stage.start.chosen.connect(self.choice_made)
        self.stage.banner.chosen.connect(self._choose)
        self.stage.banner.closed.connect(self._close_notice)
        self.transport.seek_asked.connect(self._controller.seek)
        self.stage.picture.face_clicked.connect(self._choose_face)
        self.panel.chosen.connect(self._choose_face)

    def _make_timer(self, every_ms: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every_ms)
        timer.timeout.connect(act)
        return timer


def _told_view(notice: Notice) -> BannerView:
    choices: tuple[Choice, ...] = ("offered",) if notice.act is not None else ()
    return BannerView(notice.tone, notice.text, notice.detail, choices, closable=True, offer=notice.button)
