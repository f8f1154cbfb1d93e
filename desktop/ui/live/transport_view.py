"""What the playback bar shows for each kind of source. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.ui.i18n.numbers import fill
from desktop.ui.live.live_state import LiveState, Phase
from desktop.ui.live.times import clock_text
from desktop.ui.words import translate


@dataclass(frozen=True, slots=True)
class TransportView:
    """Which controls of the playback bar are there, and what they say."""

    going: bool
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
        going=state.phase in (Phase.RUNNING, Phase.LOST) and not state.is_photos,
        can_play_or_pause=state.can_pause or (state.can_play and not state.is_photos),
        can_stop=state.has_session or state.phase is Phase.OPENING,
        step=waits,
        pictures=state.is_photos and state.has_session,
        position=state.can_seek,
        loop=state.can_seek,
        caption=_caption(state),
    )


def enabled_actions(state: LiveState) -> dict[str, bool]:
    """Which of the actions that depend on the source can be used now."""
    view = transport_view(state)
    return {
        "play_pause": view.can_play_or_pause,
        "stop": view.can_stop,
        "step": state.can_step,
        "back": state.can_seek,
        "forward": state.can_seek,
        "start": state.can_seek,
        "loop": state.can_seek,
        "previous": view.pictures,
        "next": view.pictures,
        "retry": state.phase is Phase.LOST,
        "snapshot": state.has_session and not state.is_awaited,
        "mirror": state.has_session and not state.is_awaited,
    }


def _caption(state: LiveState) -> str:
    info = state.info
    if info is None or not state.has_session or state.can_seek or state.is_photos:
        return ""
    size = f"{info.width} × {info.height}"
    if info.fps is None:
        return size
    said = translate("Transport", "{size}, {rate:g} pictures a second")
    return fill(said, size=size, rate=round(info.fps, 1))


def position_text(at_s: float, duration_s: float | None) -> str:
    """0:07 / 1:30, or the position alone where the length is unknown."""
    return clock_text(at_s) if duration_s is None else f"{clock_text(at_s)} / {clock_text(duration_s)}"


def picture_text(index: int, count: int | None) -> str:
    """3 of 12, counted from one."""
    if count is None:
        return f"{index + 1}"
    return translate("Transport", "{number} of {count}").format(number=index + 1, count=count)
