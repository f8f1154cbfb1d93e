"""What Facet remembers between runs: typed, versioned, validated, saved whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desktop.folders import cache_dir, config_dir, data_dir, pictures_dir
from vision.errors import FacetError

__all__ = [
    "SCHEMA_VERSION",
    "CameraSettings",
    "Settings",
    "SettingsUnsaved",
    "ThemeChoice",
    "WindowGeometry",
    "cache_dir",
    "config_dir",
    "data_dir",
    "load_settings",
    "pictures_dir",
    "save_settings",
    "settings_path",
]

SCHEMA_VERSION = 2
RECENT_LIMIT = 8
AUTOMATIC = "auto"
_LEAST_WORD = 3  # letters of a name by which folders are told
LOOKS = (
    "theme",
    "shortcuts",
    "language",
    "text_scale",
    "reduce_motion",
    "announce",
    "overlay_colours",
    "overlay_scale",
)
"""What stays when all is erased: somebody may see nothing, or reach nothing, without it."""

ThemeChoice = Literal["system", "light", "dark", "contrast"]
LanguageChoice = Literal["system", "en", "de", "es", "fr", "zh_CN", "ar"]
OverlayColours = Literal["amber_blue", "yellow_violet", "white"]
RecordingsPlace = Literal["data", "videos"]
TaskName = Annotated[str, Field(min_length=1, max_length=64)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
ActionName = Annotated[str, Field(min_length=1, max_length=64)]
KeyText = Annotated[str, Field(max_length=64)]
SourceText = Annotated[str, Field(min_length=1, max_length=4096)]


class SettingsUnsaved(FacetError):
    """The settings could not be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Your settings could not be saved to {path}: {reason}.",
            hint="They hold until Facet closes. Make the folder writable to keep them.",
        )
        self.path = path


class _Valid(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class WindowGeometry(_Valid):
    """The window's normal rectangle, in device-independent pixels, and how it was shown."""

    x: int
    y: int
    width: int = Field(ge=200, le=32_000)
    height: int = Field(ge=200, le=32_000)
    maximised: bool = False


class CameraSettings(_Valid):
    """What to ask of a camera; None asks for the usual."""

    width: int | None = Field(default=None, ge=16, le=16_384)
    height: int | None = Field(default=None, ge=16, le=16_384)
    fps: float | None = Field(default=None, gt=0, le=1000)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height, where both are chosen."""
        return (self.width, self.height) if self.width and self.height else None


class Settings(_Valid):
    """All that is remembered. Frozen: `changed` makes the next one."""

    schema_version: Literal[2] = 2
    theme: ThemeChoice = "system"
    language: LanguageChoice = "system"
    shortcuts: dict[ActionName, KeyText] = Field(default={}, max_length=256)
    """The user's own key of an action, by its name; "" for none. All others have their usual one."""
    reduce_motion: bool = False
    announce: bool = True
    text_scale: float = Field(default=1.0, ge=0.8, le=2.0)
    open_last_source: bool = True
    keep_recent: bool = True
    last_source: SourceText | None = None
    recent_sources: tuple[SourceText, ...] = Field(default=(), max_length=RECENT_LIMIT)
    file_folders: dict[ActionName, SourceText] = Field(default={}, max_length=32)
    """Where file dialogs were last, by what they ask for."""
    camera: CameraSettings = CameraSettings()
    mirror_cameras: bool = True
    show_hud: bool = False
    show_faces_panel: bool = True
    show_boxes: bool = True
    overlay_colours: OverlayColours = "amber_blue"
    overlay_scale: float = Field(default=1.0, ge=0.5, le=3.0)
    snapshot_with_overlay: bool = True
    loop: bool = True
    detector: str = Field(default="haar", min_length=1, max_length=64)
    provider: str = Field(default="auto", min_length=1, max_length=64)
    threads: int = Field(default=1, ge=1, le=64)
    power_saver: bool = False
    models: dict[TaskName, Digest] = Field(default={}, max_length=256)
    """Which model answers a task, by its sha256, where the user chose one."""
    identity_model: str = Field(default=AUTOMATIC, min_length=1, max_length=64)
    """Which model tells people apart, by its name; `AUTOMATIC` for the surest that is at hand."""
    trainer_python: str = Field(default="", max_length=4096)
    """The Python that has the trainer, where it is not this program's own."""
    stranger_share: float = Field(default=0.01, gt=0, lt=1)
    """The share of strangers that may get a name: it sets the bar for names."""
    record_picture: bool = False
    ask_before_recording: bool = True
    recordings_place: RecordingsPlace = "data"
    recordings_days: int = Field(default=0, ge=0, le=36_500)
    """Recordings older than so many days are deleted at the start; 0 keeps all."""
    welcomed: bool = False
    """Whether the welcome of a first run was shown."""
    window: WindowGeometry | None = None
    notice: str = Field(default="", exclude=True)
    """A sentence for the user on how these settings came about; never saved."""

    def changed(self, **values: Any) -> Settings:
        """The same settings with other values. Raises ValueError for one that can't be."""
        return Settings.model_validate({**dict(self), **values})

    @property
    def chosen_models(self) -> dict[str, str]:
        """The models that the user chose, as `desktop.models.choice` takes them."""
        chosen = {task: digest for task, digest in self.models.items() if task != "identity"}
        return chosen if self.identity_model == AUTOMATIC else chosen | {"identity": self.identity_model}

    def forgotten(self) -> Settings:
        """The defaults, but for looks, language and keys: those tell nothing of people."""
        return Settings().changed(**{name: getattr(self, name) for name in LOOKS})

    def with_source(self, text: str) -> Settings:
        """`text` is the last source now, and first among the recent ones; unless nothing is to be kept."""
        if not self.keep_recent:
            return self.changed(last_source=None, recent_sources=())
        recent = (text, *(old for old in self.recent_sources if old != text))
        return self.changed(last_source=text, recent_sources=recent[:RECENT_LIMIT])

    def without_places_of(self, name: str) -> Settings:
        """No folder or source is remembered whose path holds a word of this person's name."""
        words = [word for word in map(_letters, name.split()) if len(word) >= _LEAST_WORD] or [_letters(name)]

        def names_them(path: str | None) -> bool:
            if path is None or path == "demo" or path.startswith("camera:"):
                return False
            return any(word and word in _letters(path) for word in words)

        return self.changed(
            last_source=None if names_them(self.last_source) else self.last_source,
            recent_sources=tuple(text for text in self.recent_sources if not names_them(text)),
            file_folders={kind: path for kind, path in self.file_folders.items() if not names_them(path)},
        )


def _letters(text: str) -> str:
    """Letters and digits alone, small: folders are written in many ways."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalnum())


def settings_path() -> Path:
    """The file that holds the settings."""
    return config_dir() / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The settings on disk, or the defaults.

    A file that can't be understood, or that a newer Facet wrote, is renamed beside itself with the date, and
    `notice` says so. Never raises for what is in the file.
    """
    path = path or settings_path()
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Settings()
    except UnicodeDecodeError:
        return _set_aside(path, "could not be read as text")
    except OSError as error:
        return Settings(
            notice=f"Your settings at {path} could not be read ({_said(error)}); defaults are used."
        )
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return _set_aside(path, "could not be understood")
    version = found.get("schema_version") if isinstance(found, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        return _set_aside(path, "were written by a newer Facet")
    if isinstance(found, dict):
        found.pop("notice", None)
        found.setdefault("welcomed", True)  # who has settings has been here before
        if version == 1:  # the same but for what has come since
            found["schema_version"] = SCHEMA_VERSION
    try:
        return Settings.model_validate_json(json.dumps(found))
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        return _set_aside(path, f"hold a value that can't be used ({field or 'the whole file'})")


def _set_aside(path: Path, why: str) -> Settings:
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    aside = path.with_name(f"{path.stem}-{stamp}{path.suffix}")
    number = 2
    while aside.exists():
        aside = path.with_name(f"{path.stem}-{stamp}-{number}{path.suffix}")
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        return Settings(
            notice=f"Your settings {why}, and the file could not be set aside ({_said(error)}); "
            f"defaults are used. Move {path} away to keep it."
        )
    return Settings(
        notice=f"Your settings {why}. Facet starts with defaults; the old file is kept as {aside}."
    )


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write beside the old file and take its place. Raises SettingsUnsaved; the old file is kept."""
    path = path or settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".settings-", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise SettingsUnsaved(path, _said(error)) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(settings.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise SettingsUnsaved(path, _said(error)) from error


def _said(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
