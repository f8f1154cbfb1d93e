"""Every setting that the user may change: group, words, help, choices. Defaults are those of Settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from desktop.models.finders_compared import BY_HAAR, BY_YUNET, FACES
from desktop.settings import AUTOMATIC, Settings
from desktop.ui.i18n.languages import LANGUAGES, SYSTEM
from desktop.ui.i18n.numbers import fill, percent, significant
from desktop.ui.words import translate

Group = Literal["sources", "detection", "overlay", "performance", "recordings", "privacy", "looks"]
Choices = tuple[tuple[Any, str], ...]
_CAMERA_SIZES = ((640, 480), (1280, 720), (1920, 1080), (3840, 2160))
_CAMERA_RATES = (15.0, 24.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Without choices it is a switch. `reopens`: the source is opened anew for it.

    `name` is a field of Settings, or `camera.size`, `camera.fps`.
    """

    name: str
    group: Group
    title: str
    help: str
    choices: Choices = ()
    reopens: bool = False


def all_settings() -> list[Setting]:
    """The table, in the order of the page. Asked for when the page is made, so that words translate."""
    return [
        *(*_sources(), *_detection(), *_overlay(), *_performance()),
        *(*_recordings(), *_privacy(), *_looks()),
    ]


def group_titles() -> dict[Group, str]:
    """The groups, top to bottom."""
    return {
        "sources": translate("Settings", "Sources"),
        "detection": translate("Settings", "Detection"),
        "overlay": translate("Settings", "Over the picture"),
        "performance": translate("Settings", "Performance"),
        "recordings": translate("Settings", "Recordings"),
        "privacy": translate("Settings", "Privacy"),
        "looks": translate("Settings", "Appearance"),
    }


def value_of(settings: Settings, name: str) -> Any:
    """The value of a setting of the table."""
    return settings.camera.size if name == "camera.size" else _plain(settings, name)


def with_value(settings: Settings, name: str, value: Any) -> Settings:
    """The settings with another value. Raises ValueError for one that can't be."""
    if name == "camera.size":
        width, height = value or (None, None)
        camera = settings.camera.model_copy(update={"width": width, "height": height})
        return settings.changed(camera=camera)
    if name == "camera.fps":
        return settings.changed(camera=settings.camera.model_copy(update={"fps": value}))
    if name == "keep_recent" and not value:
        return settings.changed(keep_recent=False, recent_sources=(), last_source=None, file_folders={})
    return settings.changed(**{name: value})


def default_of(name: str) -> Any:
    """What a fresh Facet has."""
    return value_of(Settings(), name)


def reopening() -> frozenset[str]:
    """The settings for which an open source is opened anew."""
    return frozenset(setting.name for setting in all_settings() if setting.reopens)


def _plain(settings: Settings, name: str) -> Any:
    return settings.camera.fps if name == "camera.fps" else getattr(settings, name)


def _sources() -> Iterator[Setting]:
    usual = translate("Settings", "Usual")
    yield Setting(
        "open_last_source",
        "sources",
        translate("Settings", "Begin with what was watched last"),
        translate("Settings", "Otherwise Facet begins with the first camera it finds."),
    )
    yield Setting(
        "camera.size",
        "sources",
        translate("Settings", "Camera picture size"),
        translate(
            "Settings", "What cameras are asked for. Larger pictures show smaller faces, and cost more."
        ),
        ((None, usual), *(((w, h), f"{w} × {h}") for w, h in _CAMERA_SIZES)),
        reopens=True,
    )
    yield Setting(
        "camera.fps",
        "sources",
        translate("Settings", "Camera rate"),
        translate("Settings", "Pictures a second that cameras are asked for; not all can."),
        ((None, usual), *((rate, significant(rate)) for rate in _CAMERA_RATES)),
        reopens=True,
    )
    yield Setting(
        "mirror_cameras",
        "sources",
        translate("Settings", "Cameras as a mirror"),
        translate(
            "Settings", "Your right hand is on the right, as you are used to. Files begin as they are."
        ),
    )
    yield Setting(
        "loop",
        "sources",
        translate("Settings", "Videos begin again at their end"),
        translate("Settings", "Otherwise a video stops at its last picture."),
    )


def _detector_help() -> str:
    said = translate(
        "Settings",
        "YuNet, from the Models page, finds more turned and small faces. Of {faces} faces in photos of "
        "crowds Haar found {haar} and YuNet {yunet}.",
    )
    return fill(said, faces=FACES, haar=BY_HAAR, yunet=BY_YUNET)


def _detection() -> Iterator[Setting]:
    yield Setting(
        "detector",
        "detection",
        translate("Settings", "What finds faces"),
        _detector_help(),
        (("haar", "Haar"), ("yunet", "YuNet")),
        reopens=True,
    )
    yield Setting(
        "identity_model",
        "detection",
        translate("Settings", "What tells people apart"),
        translate(
            "Settings",
            "SFace is surer, facet-id comes with Facet. After a change everyone's pictures are looked at "
            "again.",
        ),
        ((AUTOMATIC, translate("Settings", "Automatic")), ("sface", "SFace"), ("facet-id", "facet-id")),
    )
    yield Setting(
        "stranger_share",
        "detection",
        translate("Settings", "Wrong names for strangers"),
        translate(
            "Settings",
            "The rarer, the more people you know stay unnamed. Once there are enough pictures, the People "
            "page says how many.",
        ),
        (
            (0.01, translate("Settings", "1 in 100")),
            (0.001, translate("Settings", "1 in 1,000")),
            (0.0001, translate("Settings", "1 in 10,000")),
        ),
    )


def _overlay() -> Iterator[Setting]:
    yield Setting(
        "show_boxes",
        "overlay",
        translate("Settings", "Boxes and labels"),
        translate("Settings", "Drawn over the picture as you watch it; recordings keep the bare picture."),
    )
    yield Setting(
        "overlay_colours",
        "overlay",
        translate("Settings", "Colours of boxes and labels"),
        translate(
            "Settings", "All can be told apart with any colour vision; words always say the answer too."
        ),
        (
            ("amber_blue", translate("Settings", "Amber and blue")),
            ("yellow_violet", translate("Settings", "Yellow and violet")),
            ("white", translate("Settings", "White")),
        ),
    )
    yield Setting(
        "overlay_scale",
        "overlay",
        translate("Settings", "Size of boxes and labels"),
        translate("Settings", "Lines and text, also in snapshots."),
        _percents(1.0, 1.25, 1.5, 2.0),
    )
    yield Setting(
        "show_faces_panel",
        "overlay",
        translate("Settings", "Cards beside the picture"),
        translate("Settings", "A card for each face in view."),
    )
    yield Setting(
        "show_hud",
        "overlay",
        translate("Settings", "Meters"),
        translate("Settings", "Rates and delays, at the foot of the picture."),
    )
    yield Setting(
        "snapshot_with_overlay",
        "overlay",
        translate("Settings", "Boxes in snapshots"),
        translate("Settings", "Snapshots are saved as they are seen; otherwise the bare picture."),
    )


def _performance() -> Iterator[Setting]:
    providers = (("cpu", "CPU"), ("cuda", "CUDA"), ("directml", "DirectML"), ("coreml", "Core ML"))
    yield Setting(
        "provider",
        "performance",
        translate("Settings", "Models run on"),
        translate(
            "Settings", "Automatic takes a graphics card where one works. The Models page measures each."
        ),
        (("auto", translate("Settings", "Automatic")), *providers),
        reopens=True,
    )
    yield Setting(
        "threads",
        "performance",
        translate("Settings", "Processor cores for each model"),
        translate("Settings", "One is quickest for small models; more can help large ones."),
        tuple((count, str(count)) for count in (1, 2, 4, 8)),
        reopens=True,
    )
    yield Setting(
        "power_saver",
        "performance",
        translate("Settings", "Power saver"),
        translate(
            "Settings", "At most ten pictures a second. The fan stays quiet, fast motion is less smooth."
        ),
        reopens=True,
    )


def _recordings() -> Iterator[Setting]:
    yield Setting(
        "record_picture",
        "recordings",
        translate("Settings", "Keep the picture"),
        translate(
            "Settings",
            "Lets you watch a recording, correct names from it and run it again; the answers are kept either "
            "way. It takes 1 to 4 GB an hour at 640 × 480.",
        ),
    )
    yield Setting(
        "ask_before_recording",
        "recordings",
        translate("Settings", "Say what is kept before recording"),
        translate("Settings", "Otherwise the record key begins at once."),
    )
    yield Setting(
        "recordings_place",
        "recordings",
        translate("Settings", "Where new recordings lie"),
        translate("Settings", "Recordings in the other place stay there and are listed too."),
        (
            ("data", translate("Settings", "In Facet's data")),
            ("videos", translate("Settings", "In your videos")),
        ),
    )
    yield Setting(
        "recordings_days",
        "recordings",
        translate("Settings", "Delete old recordings"),
        translate("Settings", "For good, whenever Facet starts. Nothing is deleted while it runs."),
        (
            (0, translate("Settings", "Never")),
            *(
                (days, translate("Settings", "After {days} days").format(days=days))
                for days in (7, 30, 90, 365)
            ),
        ),
    )


def _privacy() -> Iterator[Setting]:
    yield Setting(
        "keep_recent",
        "privacy",
        translate("Settings", "Remember what was watched"),
        translate(
            "Settings", "For the menu of sources and the next start. Turning it off forgets all of it."
        ),
    )


def _looks() -> Iterator[Setting]:
    yield Setting(
        "language",
        "looks",
        translate("Settings", "Language"),
        translate("Settings", "Of the window and its messages. Counts when Facet starts again."),
        (
            (SYSTEM, translate("Settings", "As the system")),
            *((language.code, language.own_name) for language in LANGUAGES),
        ),
    )
    yield Setting(
        "theme",
        "looks",
        translate("Settings", "Theme"),
        translate("Settings", "High contrast suits weak sight: black, white and bright colours alone."),
        (
            ("system", translate("Settings", "As the system")),
            ("light", translate("Settings", "Light")),
            ("dark", translate("Settings", "Dark")),
            ("contrast", translate("Settings", "High contrast")),
        ),
    )
    yield Setting(
        "text_scale",
        "looks",
        translate("Settings", "Text size"),
        translate("Settings", "Of the whole window, beside the system's own setting."),
        _percents(0.9, 1.0, 1.15, 1.3, 1.5),
    )
    yield Setting(
        "reduce_motion",
        "looks",
        translate("Settings", "Less motion"),
        translate("Settings", "Bars of work without a known end stand still. Nothing else moves by itself."),
    )
    yield Setting(
        "announce",
        "looks",
        translate("Settings", "Tell screen readers"),
        translate("Settings", "Who comes into view, that a recording begins or ends, and what went wrong."),
    )


def _percents(*scales: float) -> Choices:
    return tuple((scale, percent(scale)) for scale in scales)
