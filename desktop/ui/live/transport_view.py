"""What the playback bar shows for each kind of source. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.ui.live.live_state import LiveState, Phase
from desktop.ui.live.times import clock_text
from desktop.ui.words import translate


@dataclass(frozen=True, slots=True)
class TransportView:
    """Which controls of the playback bar are there, and what they say."""

    playing: bool
    can_play_or_pause: bool
    can_stop: bool
    step: bool
    pictures: bool
    position: bool
    loop: bool
    caption: str


def transport_view(state: LiveState) -> TransportView:
    """The playback bar in `state`."""
    info = state.info
    waits = info is not None and not info.live and not state.is_photos and state.has_session
    return TransportView(
        playing=state.phase is Phase.RUNNING and not state.is_photos,
        can_play_or_pause=state.can_pause or (state.can_play and not state.is_photos),
        can_stop=state.has_session or state.phase is Phase.OPENING,
        step=waits,
        pictures=state.is_photos and state.has_session,
        position=state.can_seek,
        loop=state.can_seek,
        caption=_caption(state),
    )


def _caption(state: LiveState) -> str:
    info = state.info
    if info is None or not state.has_session or state.can_seek or state.is_photos:
        return ""
    size = f"{info.width} × {info.height}"
    if info.fps is None:
        return size
    return translate("Transport", "{size}, {rate:g} pictures a second").format(
        size=size, rate=round(info.fps, 1)
    )


def position_text(at_s: float, duration_s: float | None) -> str:
    """0:07 / 1:30, or the position alone where the length is unknown."""
    return clock_text(at_s) if duration_s is None else f"{clock_text(at_s)} / {clock_text(duration_s)}"


def picture_text(index: int, count: int | None) -> str:
    """3 of 12, counted from one."""
    if count is None:
        return f"{index + 1}"
    return translate("Transport", "{number} of {count}").format(number=index + 1, count=count)
