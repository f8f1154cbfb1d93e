"""Every action of the window: words, keys, icon. Menus, buttons and the list of keys are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from desktop.ui.words import translate

Menu = Literal["file", "view", "playback", "help"]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. `keys` are Qt key sequences; the first is shown."""

    name: str
    menu: Menu
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    group_ends: bool = False
    for_live: bool = False
    """Acts on the live page's picture, so it rests while another page is shown."""
    for_recording: bool = False
    """Acts on the recording that is open, on the recordings page alone."""


def action_specs() -> Iterator[ActionSpec]:
    """All actions, in the order of the menus. Asked for when the window is built, so that words translate."""
    yield from _sources()
    yield from _pictures()
    yield from _view()
    yield from _playback()
    yield from _positions()
    yield from _recording()
    yield from _help()


def menu_titles() -> dict[Menu, str]:
    """The menus, left to right."""
    return {
        "file": translate("Menu", "&File"),
        "view": translate("Menu", "&View"),
        "playback": translate("Menu", "&Playback"),
        "help": translate("Menu", "&Help"),
    }


def _sources() -> Iterator[ActionSpec]:
    def spec(name: str, text: str, tip: str, *keys: str, icon: str = "", ends: bool = False) -> ActionSpec:
        return ActionSpec(name, "file", text, tip, keys, icon, group_ends=ends)

    yield spec(
        "open_file",
        translate("Menu", "&Open file…"),
        translate("Menu", "Watch a video or a photo"),
        "Ctrl+O",
        icon="video",
    )
    yield spec(
        "open_folder",
        translate("Menu", "Open &folder…"),
        translate("Menu", "Go through the photos of a folder"),
        "Ctrl+Shift+O",
        icon="folder",
    )
    yield spec(
        "open_stream",
        translate("Menu", "Open &stream…"),
        translate("Menu", "Watch a camera of the network"),
        "Ctrl+U",
        icon="stream",
    )
    yield spec(
        "open_demo",
        translate("Menu", "Show the &demo"),
        translate("Menu", "See Facet at work without a camera"),
        "Ctrl+D",
        icon="demo",
    )
    yield spec(
        "choose_source",
        translate("Menu", "&Choose a source…"),
        translate("Menu", "Choose what Facet watches: cameras, files, streams"),
        "Ctrl+L",
        icon="camera",
        ends=True,
    )


def _pictures() -> Iterator[ActionSpec]:
    def spec(name: str, text: str, tip: str, *keys: str, icon: str = "", ends: bool = False) -> ActionSpec:
        return ActionSpec(name, "file", text, tip, keys, icon, group_ends=ends)

    yield ActionSpec(
        "snapshot",
        "file",
        translate("Menu", "Save s&napshot"),
        translate("Menu", "Save the picture on screen as a file"),
        ("Ctrl+S",),
        "snapshot",
        for_live=True,
    )
    yield ActionSpec(
        "snapshot_overlay",
        "file",
        translate("Menu", "Boxes in s&napshots"),
        translate("Menu", "Save snapshots with boxes and labels"),
        checkable=True,
    )
    yield spec(
        "show_snapshots",
        translate("Menu", "Show snapshots in their &folder"),
        translate("Menu", "Open the folder with the snapshots"),
        icon="folder",
        ends=True,
    )
    yield spec(
        "record",
        translate("Menu", "&Record"),
        translate("Menu", "Record what is seen and answered, or end the recording"),
        "R",
        icon="record",
    )
    yield spec(
        "mark",
        translate("Menu", "Set a mar&ker"),
        translate("Menu", "Mark this moment of the recording"),
        "K",
        icon="marker",
        ends=True,
    )
    yield spec("quit", translate("Menu", "&Quit"), translate("Menu", "Close Facet"), "Ctrl+Q")


def _view() -> Iterator[ActionSpec]:
    def spec(name: str, text: str, tip: str, *keys: str, icon: str = "") -> ActionSpec:
        return ActionSpec(name, "view", text, tip, keys, icon, checkable=True, for_live=True)

    yield spec(
        "mirror",
        translate("Menu", "&Mirror"),
        translate("Menu", "Show the picture as a mirror does"),
        "M",
        icon="mirror",
    )
    yield spec(
        "overlay",
        translate("Menu", "&Boxes and labels"),
        translate("Menu", "Show boxes and labels over the picture"),
        "B",
        icon="faces",
    )
    yield spec(
        "hud",
        translate("Menu", "Me&ters"),
        translate("Menu", "Show rates, delays and what the models run on"),
        "F",
        icon="gauge",
    )
    yield spec(
        "panel",
        translate("Menu", "&Faces panel"),
        translate("Menu", "Show the cards of the faces in view"),
        "P",
        icon="panel",
    )
    yield spec(
        "full_screen",
        translate("Menu", "F&ull screen"),
        translate("Menu", "Show the picture alone"),
        "F11",
        icon="fullscreen",
    )

    yield ActionSpec(
        "leave_full_screen",
        "view",
        translate("Menu", "&Leave full screen"),
        translate("Menu", "Show the whole window again"),
        ("Esc",),
    )


def _playback() -> Iterator[ActionSpec]:
    def spec(name: str, text: str, tip: str, *keys: str, icon: str = "", ends: bool = False) -> ActionSpec:
        return ActionSpec(name, "playback", text, tip, keys, icon, group_ends=ends, for_live=True)

    yield spec(
        "play_pause",
        translate("Menu", "&Pause"),
        translate("Menu", "Pause or go on"),
        "Space",
        "Media Play",
        icon="pause",
    )
    yield spec(
        "stop",
        translate("Menu", "&Stop"),
        translate("Menu", "Close the source: nothing is watched any more"),
        "Ctrl+.",
        "Media Stop",
        icon="stop",
        ends=True,
    )
    yield spec(
        "step",
        translate("Menu", "&Next frame"),
        translate("Menu", "Pause and show one frame more"),
        ".",
        icon="step",
    )


def _positions() -> Iterator[ActionSpec]:
    def spec(name: str, text: str, tip: str, *keys: str, icon: str = "", ends: bool = False) -> ActionSpec:
        return ActionSpec(name, "playback", text, tip, keys, icon, group_ends=ends, for_live=True)

    yield spec("back", translate("Menu", "&Back 5 seconds"), translate("Menu", "Go back 5 seconds"), "Left")
    yield spec(
        "forward", translate("Menu", "&Forward 5 seconds"), translate("Menu", "Go on 5 seconds"), "Right"
    )
    yield spec(
        "start", translate("Menu", "To the b&eginning"), translate("Menu", "Go to the beginning"), "Home"
    )
    yield ActionSpec(
        "loop",
        "playback",
        translate("Menu", "&Loop"),
        translate("Menu", "Begin again at the end"),
        ("L",),
        "loop",
        checkable=True,
        group_ends=True,
        for_live=True,
    )
    yield spec(
        "previous",
        translate("Menu", "Pre&vious photo"),
        translate("Menu", "Show the photo before"),
        "PgUp",
        icon="previous",
    )
    yield spec(
        "next",
        translate("Menu", "Ne&xt photo"),
        translate("Menu", "Show the photo after"),
        "PgDown",
        icon="next",
        ends=True,
    )
    yield spec(
        "retry",
        translate("Menu", "&Retry now"),
        translate("Menu", "Try to reach the lost source at once"),
        "Ctrl+R",
        icon="refresh",
        ends=True,
    )


def _recording() -> Iterator[ActionSpec]:
    def spec(name: str, text: str, tip: str, key: str) -> ActionSpec:
        return ActionSpec(name, "playback", text, tip, (key,), for_recording=True)

    yield spec(
        "recording_play",
        translate("Menu", "Play the re&cording"),
        translate("Menu", "Play or pause the recording"),
        "Space",
    )
    yield spec(
        "recording_back",
        translate("Menu", "One picture b&ack"),
        translate("Menu", "Show the recording's picture before"),
        "Left",
    )
    yield spec(
        "recording_on",
        translate("Menu", "One picture &on"),
        translate("Menu", "Show the recording's picture after"),
        "Right",
    )
    yield spec(
        "marker_before",
        translate("Menu", "To the &marker before"),
        translate("Menu", "Go back to the marker before"),
        ",",
    )
    yield spec(
        "marker_after",
        translate("Menu", "To the marker af&ter"),
        translate("Menu", "Go on to the marker after"),
        ".",
    )


def _help() -> Iterator[ActionSpec]:
    def spec(name: str, text: str, tip: str, *keys: str, icon: str = "") -> ActionSpec:
        return ActionSpec(name, "help", text, tip, keys, icon)

    yield spec(
        "help",
        translate("Menu", "&Help for this page"),
        translate("Menu", "Read about what is shown now"),
        "F1",
        icon="help",
    )
    yield spec(
        "welcome",
        translate("Menu", "&Welcome"),
        translate("Menu", "Choose a source and let Facet know you, in a minute"),
        icon="faces",
    )
    yield spec(
        "shortcuts",
        translate("Menu", "&Keyboard shortcuts"),
        translate("Menu", "All keys at a glance"),
        "Ctrl+F1",
        icon="keyboard",
    )
    yield spec(
        "about", translate("Menu", "&About Facet"), translate("Menu", "Version and licences"), icon="info"
    )
