"""The smoke test itself: its clip can be read, and a program that is not well does not pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Part = Callable[[str], ModuleType]


@pytest.fixture
def program(part: Part, tmp_path: Path) -> Callable[[str], object]:
    """Makes a program from lines of shell."""
    smoke = part("smoke")

    def make(shell: str) -> object:
        command = tmp_path / "facet"
        command.write_text(f"#!/bin/sh\n{shell}\n", encoding="utf-8")
        command.chmod(0o755)
        return smoke.Program(command, tmp_path)

    return make


def test_its_clip_is_a_video(part: Part, repo_root: Path, tmp_path: Path) -> None:
    from desktop.engine.sources import source_for

    drawn = part("drawn_clip")
    jpeg = (repo_root / "assets" / "demo" / "astronaut.jpg").read_bytes()
    drawn.write_clip(tmp_path / "clip.avi", jpeg, drawn.size_of(jpeg), frames=7, fps=10)
    source = source_for(str(tmp_path / "clip.avi"))
    try:
        source.open()
        frames = list(iter(source.read, None))
    finally:
        source.close()
    assert {frame.image_bgr.shape for frame in frames} == {(512, 512, 3)}
    assert [round(frame.at_s, 2) for frame in frames] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def test_an_unknown_line_on_standard_error_is_noted(program: Callable) -> None:
    noisy = program(
        "echo This plugin does not support 'raise()' >&2; echo libpng warning: odd >&2; echo fine"
    )
    assert noisy.run("doctor") == "fine\n"
    assert noisy.unknown == ["facet doctor: libpng warning: odd"]


def test_a_program_that_fails_is_not_passed(part: Part, program: Callable) -> None:
    with pytest.raises(part("smoke").SmokeError, match="ended with 3"):
        program("exit 3").run("doctor")


def test_a_window_that_ends_too_soon_is_not_passed(part: Part, program: Callable) -> None:
    with pytest.raises(part("smoke").SmokeError, match="ended with 0 before"):
        program("""echo '{"pictures": 1, "faces": 0}'""").show_demo(40)


def test_a_demo_without_faces_is_not_passed(part: Part, program: Callable) -> None:
    blind = program("""echo '{"pictures": 1, "faces": 0}'; echo '{"pictures": 40, "faces": 0}'""")
    with pytest.raises(part("smoke").SmokeError, match="no face"):
        part("smoke").check_window(blind)


def test_a_start_that_takes_too_long_is_not_passed(part: Part, program: Callable) -> None:
    quick = program("""echo '{"pictures": 1, "faces": 0}'""")
    assert "first picture after" in part("smoke").check_start(quick, 2, 60)
    with pytest.raises(part("smoke").SmokeError, match="0 s are allowed"):
        part("smoke").check_start(quick, 1, 0)


def test_the_trainers_files_are_found(part: Part, tmp_path: Path) -> None:
    smoke = part("smoke")
    (tmp_path / "libtensorflow_framework.so.2").touch()
    with pytest.raises(smoke.SmokeError, match="tensorflow"):
        smoke.check_folder(tmp_path)


def test_the_environment_is_the_programs_own(program: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    assert "PYTHONPATH" not in program("/usr/bin/env").run("x")


def test_no_python_is_found_on_the_path(program: Callable) -> None:
    assert program("command -v python3 python3.11 python env || echo none").run("x") == "none\n"


def test_in_another_system_the_program_is_started_there(part: Part, tmp_path: Path) -> None:
    inside = part("smoke").Program(Path("/opt/facet/facet"), tmp_path, root=Path("/bare"))
    assert inside.words(["doctor"])[-3:] == ["/bare", "/opt/facet/facet", "doctor"]
    assert Path(inside.words([])[0]).name == "chroot"
