"""Every colour, space and type size of the window, for each theme. Nothing else names a colour."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from desktop.ui.theme.contrast import Rgb, rgb


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as #rrggbb."""

    window: str
    surface: str
    raised: str
    hover: str
    border: str
    control_border: str
    disabled: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_focused: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    focus: str
    focus_on_accent: str
    focus_on_soft: str
    smile: str
    no_smile: str
    no_answer: str
    meter_track: str
    warning: str
    warning_soft: str
    on_warning_soft: str
    danger: str
    danger_soft: str
    on_danger_soft: str
    good: str

    def rgb(self, name: str) -> Rgb:
        """One colour as red, green and blue, 0 to 255. AttributeError for an unknown name."""
        return rgb(getattr(self, name))

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """What the colours are called."""
        return tuple(field.name for field in fields(cls))


LIGHT = Colours(
    window="#f4f6f8",
    surface="#ffffff",
    raised="#ffffff",
    hover="#e8edf2",
    border="#d8dee6",
    control_border="#7d8a99",
    disabled="#7d8a99",
    text="#14202b",
    muted="#52606e",
    accent="#0b6e77",
    accent_hover="#085960",
    accent_focused="#0b6e77",
    on_accent="#ffffff",
    accent_soft="#d9eff1",
    on_accent_soft="#084e55",
    focus="#0b6e77",
    focus_on_accent="#000000",
    focus_on_soft="#0b6e77",
    smile="#9a5b00",
    no_smile="#2f5fc4",
    no_answer="#5d6a78",
    meter_track="#dde3ea",
    warning="#8a5a00",
    warning_soft="#fff1d0",
    on_warning_soft="#4f3500",
    danger="#b3261e",
    danger_soft="#fde7e5",
    on_danger_soft="#6b1510",
    good="#1c7a3e",
)

DARK = Colours(
    window="#11161c",
    surface="#181f27",
    raised="#212a34",
    hover="#2a3541",
    border="#2c3744",
    control_border="#75869a",
    disabled="#75869a",
    text="#edf2f7",
    muted="#a9b6c4",
    accent="#4fc3cf",
    accent_hover="#79d5de",
    accent_focused="#79d5de",
    on_accent="#06252a",
    accent_soft="#143d43",
    on_accent_soft="#b5ecf1",
    focus="#79d5de",
    focus_on_accent="#0f7882",
    focus_on_soft="#79d5de",
    smile="#ffb547",
    no_smile="#82aaff",
    no_answer="#a3b0be",
    meter_track="#323e4b",
    warning="#ffc861",
    warning_soft="#3d2f10",
    on_warning_soft="#ffe3ad",
    danger="#ff8a80",
    danger_soft="#451b19",
    on_danger_soft="#ffd5d1",
    good="#6ddb94",
)


HIGH = Colours(
    window="#000000",
    surface="#000000",
    raised="#0d0d0d",
    hover="#333333",
    border="#9a9a9a",
    control_border="#ffffff",
    disabled="#8c8c8c",
    text="#ffffff",
    muted="#e4e4e4",
    accent="#ffe100",
    accent_hover="#fff3a0",
    accent_focused="#ffe100",
    on_accent="#000000",
    accent_soft="#a8ecff",
    on_accent_soft="#000000",
    focus="#00e5ff",
    focus_on_accent="#3470ff",
    focus_on_soft="#3470ff",
    smile="#ffd24a",
    no_smile="#a8c8ff",
    no_answer="#f0f0f0",
    meter_track="#4d4d4d",
    warning="#ffd24a",
    warning_soft="#ffe28a",
    on_warning_soft="#000000",
    danger="#ffb0a8",
    danger_soft="#ffb9b3",
    on_danger_soft="#000000",
    good="#8dffab",
)
"""What is chosen or said in a banner is dark on bright: no state rests on a shade alone."""


@dataclass(frozen=True, slots=True)
class StageColours:
    """Colours over pictures, the same in both themes: a picture has no theme. Ink lies on `plate`."""

    stage: str = "#0b0f14"
    plate: str = "#0b0f14"
    plate_alpha: int = 214
    ink: str = "#ffffff"
    ink_muted: str = "#c3ced9"
    smile: str = "#ffb547"
    no_smile: str = "#8fb3ff"
    no_answer: str = "#dfe5ec"
    meter_track: str = "#46525f"
    accent: str = "#4fc3cf"


STAGE = StageColours()
OVERLAYS: dict[str, StageColours] = {
    "amber_blue": STAGE,
    "yellow_violet": replace(STAGE, smile="#ffe14d", no_smile="#c9a6ff"),
    "white": replace(STAGE, smile="#ffffff", no_smile="#ffffff", no_answer="#dfe5ec"),
}
"""Colours of boxes and labels to choose from. In each the two answers differ in blue or not at all."""


def overlay_colours(choice: str, *, high_contrast: bool) -> StageColours:
    """The colours of a choice; in high contrast no picture shines through a label."""
    chosen = OVERLAYS[choice]
    if not high_contrast:
        return chosen
    return replace(chosen, plate="#000000", plate_alpha=255, ink_muted="#ffffff", no_answer="#ffffff")


SERIES = ("#c27000", "#3b7bd8", "#1b8f63", "#bd5597", "#cf5018", "#7f6bd0", "#6f7f2e", "#7b8794")
"""Answers side by side in a timeline, in both themes. The first is for smiles; words always say them too."""


@dataclass(frozen=True, slots=True)
class Spaces:
    """Distances in device-independent pixels."""

    hair: int = 2
    tight: int = 4
    small: int = 8
    medium: int = 12
    large: int = 16
    huge: int = 24
    radius: int = 8
    radius_small: int = 6
    control: int = 34
    icon: int = 20
    portrait: int = 56
    panel: int = 296
    panel_narrow: int = 256
    rail: int = 76
    rail_narrow: int = 48


SPACE = Spaces()


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Type sizes as multiples of the system's own."""

    small: float = 0.9
    body: float = 1.0
    strong: float = 1.1
    page_title: float = 1.3
    title: float = 1.7


TYPE = TypeScale()

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", "muted") for ground in ("window", "surface", "raised", "hover")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_focused"),
    ("on_accent_soft", "accent_soft"),
    ("on_warning_soft", "warning_soft"),
    ("on_danger_soft", "danger_soft"),
    ("accent", "window"),
    ("accent", "surface"),
    *((ink, "surface") for ink in ("smile", "no_smile", "no_answer", "danger", "good", "warning")),
)
"""Ink and ground of every text: at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""

FOCUS_PAIRS: tuple[tuple[str, str], ...] = (
    *(("focus", ground) for ground in ("window", "surface", "raised", "hover")),
    *(("focus_on_accent", ground) for ground in ("accent_focused", "window", "surface")),
    ("focus_on_soft", "accent_soft"),
    ("on_accent_soft", "accent_soft"),
    ("on_warning_soft", "warning_soft"),
    ("on_danger_soft", "danger_soft"),
    ("text", "window"),
    ("text", "surface"),
)
"""Rings around what has the focus, and what they lie on: at least 3 to 1 (WCAG 2.2, 1.4.11)."""

PART_PAIRS: tuple[tuple[str, str], ...] = (
    *((part, ground) for part in ("focus", "control_border") for ground in ("window", "surface", "raised")),
    *((part, "meter_track") for part in ("smile", "no_smile", "no_answer")),
)
"""Parts that must be seen against what they lie on: at least 3 to 1 (WCAG 2.2, 1.4.11)."""
