"""What the live page says in each state: chip, banner and page. No widgets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from desktop.ui.live.live_state import LiveState, Phase
from desktop.ui.live.source_text import CAMERA_PREFIX
from desktop.ui.words import translate

BannerTone = Literal["info", "warning", "problem"]
Choice = Literal[
    "retry", "choose", "again", "start", "demo", "file", "folder", "stream", "camera", "look", "offered"
]


@dataclass(frozen=True, slots=True)
class BannerView:
    """A sentence over the picture, and what can be done about it. `offer`: what the choice "offered" says."""

    tone: BannerTone
    text: str
    detail: str = ""
    choices: tuple[Choice, ...] = ()
    closable: bool = False
    offer: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """What stands where no picture is."""

    icon: str
    title: str
    text: str
    choices: tuple[Choice, ...] = ()
    busy: bool = False


def chip_text(state: LiveState) -> str:
    """The state in a word or two, beside the source's name."""
    live = state.info is not None and state.info.live
    texts = {
        Phase.EMPTY: translate("Live", "No source"),
        Phase.OPENING: translate("Live", "Opening…"),
        Phase.RUNNING: translate("Live", "Live") if live else translate("Live", "Playing"),
        Phase.PAUSED: translate("Live", "Paused"),
        Phase.LOST: translate("Live", "Connection lost"),
        Phase.ENDED: translate("Live", "Ended"),
        Phase.STOPPED: translate("Live", "Stopped"),
        Phase.FAILED: translate("Live", "Could not open"),
    }
    if state.is_photos and state.phase in (Phase.RUNNING, Phase.ENDED, Phase.PAUSED):
        return translate("Live", "Photo")
    if state.is_awaited:
        return translate("Live", "Not connected")
    return texts[state.phase]


def banner(state: LiveState, now_s: float) -> BannerView | None:
    """The banner that the state itself calls for."""
    if state.phase is Phase.LOST and not state.is_awaited:
        return BannerView("warning", state.problem, _countdown(state, now_s), ("retry", "choose"))
    return None


def _countdown(state: LiveState, now_s: float) -> str:
    left_s = math.ceil((state.retry_at_s or now_s) - now_s)
    if left_s <= 0:
        return translate("Live", "Trying again now…")
    return translate("Live", "Trying again in {seconds} s.").format(seconds=left_s)


def page(state: LiveState, source_title: str) -> PageView | None:
    """What to show instead of a picture, or None where a picture belongs."""
    if state.is_awaited:
        return _awaited(state, source_title)
    if state.has_session:
        return None
    if state.no_camera:
        return _no_camera(state)
    if state.phase is Phase.OPENING and state.source is None:
        return PageView("camera", translate("Live", "Looking for cameras…"), "", busy=True)
    if state.phase is Phase.OPENING:
        title = translate("Live", "Opening {source}…").format(source=source_title)
        return PageView("faces", title, translate("Live", "The models are made ready too."), busy=True)
    if state.phase is Phase.STOPPED:
        return PageView(
            "stop",
            translate("Live", "Stopped"),
            translate("Live", "{source} is closed. Nothing is being watched.").format(source=source_title),
            ("start", "choose"),
        )
    if state.phase is Phase.FAILED:
        worked = state.info is not None
        title = (
            translate("Live", "{source} stopped working")
            if worked
            else translate("Live", "{source} could not be opened")
        )
        choices: tuple[Choice, ...] = ("again", "choose", "demo")
        return PageView("warning", title.format(source=source_title), state.problem, choices)
    return PageView(
        "faces",
        translate("Live", "What shall Facet watch?"),
        translate("Live", "Choose a source, or drop a video, a photo or a folder here."),
        ("camera", "demo", "file", "stream"),
    )


def _no_camera(state: LiveState) -> PageView:
    """The same while one is looked for again, so that nothing moves."""
    title = translate("Live", "No camera found")
    if state.phase is Phase.OPENING:
        title = translate("Live", "Looking for cameras…")
    elif state.looked_at:
        title = translate("Live", "No camera found at {time}").format(time=state.looked_at)
    text = translate(
        "Live",
        "Plug one in and look again, or watch the demo, a file or a stream.\n"
        "You can also drop a video, a photo or a folder here.",
    )
    return PageView("no-camera", title, text, ("demo", "file", "stream", "look"))


def _awaited(state: LiveState, source_title: str) -> PageView:
    camera = (state.source or "").startswith(CAMERA_PREFIX)
    again = translate("Live", "Facet tries again by itself.")
    return PageView(
        "no-camera" if camera else "stream",
        translate("Live", "Waiting for {source}…").format(source=source_title),
        f"{state.problem}\n{again}",
        ("retry", "choose", "demo"),
        busy=True,
    )


def choice_text(choice: Choice) -> str:
    """What the button of a choice says."""
    return {
        "retry": translate("Live", "Retry now"),
        "start": translate("Live", "Start again"),
        "again": translate("Live", "Try again"),
        "choose": translate("Live", "Choose another source"),
        "demo": translate("Live", "Show the demo"),
        "file": translate("Live", "Open a file…"),
        "folder": translate("Live", "Open a folder…"),
        "stream": translate("Live", "Open a stream…"),
        "camera": translate("Live", "Use the camera"),
        "look": translate("Live", "Look again"),
        "offered": "",
    }[choice]


def empty_words(state: LiveState) -> tuple[str, str]:
    """What the faces panel says while it has no face: a title and a hint."""
    if not state.has_session or state.is_awaited:
        return "", translate("Live", "A card for each face appears here.")
    if state.phase is Phase.LOST:
        return translate("Live", "No picture"), translate("Live", "Faces come back with the picture.")
    return (
        translate("Live", "No face in view"),
        translate("Live", "Faces are found best when they are lit, upright and turned this way."),
    )
