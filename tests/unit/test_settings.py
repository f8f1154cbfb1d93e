"""Settings: kept whole, set aside when broken or newer, saved atomically, found where the system says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.settings import (
    CameraSettings,
    Settings,
    SettingsUnsaved,
    WindowGeometry,
    cache_dir,
    config_dir,
    data_dir,
    load_settings,
    pictures_dir,
    save_settings,
    settings_path,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facet" / "settings.json"


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_without_a_file_the_defaults_hold_and_nothing_is_written(path: Path) -> None:
    assert load_settings(path) == Settings()
    assert not path.parent.exists()


def test_everything_comes_back_as_saved(path: Path) -> None:
    settings = Settings(
        theme="dark",
        camera=CameraSettings(width=1280, height=720, fps=30),
        window=WindowGeometry(x=-40, y=10, width=1100, height=700, maximised=True),
        mirror_cameras=False,
        show_hud=True,
        loop=False,
    ).with_source("clips/böse.mp4")
    save_settings(settings, path)
    assert load_settings(path) == settings
    assert os.listdir(path.parent) == ["settings.json"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "could not be understood"),
        ("{", "could not be understood"),
        ("[" * 100_000, "could not be understood"),
        ("[]", "can't be used"),
        ("null", "can't be used"),
        (b"\xff\xfe\x00", "could not be read as text"),
        ('{"theme": "purple"}', "theme"),
        ('{"window": {"x": 0, "y": 0, "width": 1e400, "height": 5}}', "window.width"),
        ('{"unheard_of": 1}', "unheard_of"),
        ('{"schema_version": 3, "theme": "dark"}', "newer Facet"),
        ('{"schema_version": "one"}', "schema_version"),
    ],
)
def test_a_broken_or_newer_file_is_set_aside_and_said(path: Path, content: str | bytes, said: str) -> None:
    write(path, content)
    settings = load_settings(path)
    assert settings.changed(notice="") == Settings()
    assert said in settings.notice
    assert not path.exists()
    (kept,) = path.parent.iterdir()
    assert str(kept) in settings.notice
    assert kept.read_bytes() == (content if isinstance(content, bytes) else content.encode())


def test_two_files_set_aside_in_one_second_are_both_kept(path: Path) -> None:
    for content in ("one", "two", "three"):
        write(path, content)
        load_settings(path)
    assert sorted(kept.read_text() for kept in path.parent.iterdir()) == ["one", "three", "two"]


def test_the_notice_is_never_saved_nor_believed(path: Path) -> None:
    save_settings(Settings(notice="a sentence"), path)
    assert "notice" not in json.loads(path.read_text())
    write(path, '{"notice": "planted"}')
    assert load_settings(path).notice == ""


def test_a_folder_that_cannot_be_written_is_said_and_the_old_file_kept(path: Path) -> None:
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("a file where the folder should be")
    with pytest.raises(SettingsUnsaved, match="could not be saved"):
        save_settings(Settings(), path)
    assert path.parent.read_text() == "a file where the folder should be"


def test_a_save_that_fails_half_way_leaves_the_old_file_and_no_litter(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(Settings(theme="dark"), path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop.settings.os.fsync", full)
    with pytest.raises(SettingsUnsaved, match="no space left"):
        save_settings(Settings(theme="light"), path)
    monkeypatch.undo()
    assert load_settings(path).theme == "dark"
    assert os.listdir(path.parent) == ["settings.json"]


def test_a_settings_path_that_is_a_folder_is_said(path: Path) -> None:
    path.mkdir(parents=True)
    assert "could not be read" in load_settings(path).notice


def test_a_value_that_cannot_be_is_refused_on_change() -> None:
    with pytest.raises(ValueError, match="theme"):
        Settings().changed(theme="purple")
    assert Settings().changed(theme="light").theme == "light"


@given(st.lists(st.sampled_from([f"clip{n}.mp4" for n in range(12)]), min_size=1, max_size=40))
def test_recent_sources_are_newest_first_without_repeats_and_few(opened: list[str]) -> None:
    settings = Settings()
    for text in opened:
        settings = settings.with_source(text)
    newest_first = list(dict.fromkeys(reversed(opened)))
    assert list(settings.recent_sources) == newest_first[:8]
    assert settings.last_source == opened[-1]


def test_a_camera_size_needs_both_sides() -> None:
    assert CameraSettings(width=640).size is None
    assert CameraSettings(width=640, height=480).size == (640, 480)


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname == "Darwin", reason="XDG is not here")
def test_folders_follow_the_environment_at_call_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, folder in (
        ("XDG_CONFIG_HOME", config_dir),
        ("XDG_DATA_HOME", data_dir),
        ("XDG_CACHE_HOME", cache_dir),
    ):
        monkeypatch.setenv(variable, str(tmp_path / variable))
        assert folder() == tmp_path / variable / "facet"
    monkeypatch.setenv("XDG_PICTURES_DIR", str(tmp_path / "pictures"))
    assert pictures_dir() == tmp_path / "pictures" / "Facet"
    assert settings_path().parent == config_dir()
    assert not any(tmp_path.iterdir())


def test_the_file_of_an_older_facet_is_taken_over(path: Path) -> None:
    write(path, '{"schema_version": 1, "theme": "dark"}')
    settings = load_settings(path)
    assert (settings.theme, settings.schema_version, settings.notice) == ("dark", 2, "")
    assert path.exists()


def test_no_place_is_remembered_that_is_called_as_somebody_who_was_erased() -> None:
    settings = Settings(
        last_source="clips/Ann-Lee.mp4",
        recent_sources=("clips/Ann-Lee.mp4", "camera:0", "clips/bob.mp4"),
        file_folders={"photos": "/photos/toledo_enrol", "exports": "tables", "people": "/me/ann lee"},
    )
    left = settings.without_places_of("Ann Lee")
    assert (left.last_source, left.recent_sources) == (None, ("camera:0", "clips/bob.mp4"))
    assert set(left.file_folders) == {"photos", "exports"}
    assert set(left.without_places_of("Alejandro Toledo").file_folders) == {"exports"}
    assert left.without_places_of("Bo") == left.changed(recent_sources=("camera:0",)), (
        "short names count whole"
    )
    camera = Settings(last_source="camera:0", file_folders={"photos": "/photos/Jose\u0301"})
    assert camera.without_places_of("Cam").last_source == "camera:0", "a camera is nobody's"
    assert not camera.without_places_of("Jos\u00e9").file_folders, "however its letters are put together"
