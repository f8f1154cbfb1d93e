"""The rooms stand alone: each imports where what it may not know is absent, and that does nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.support.blocked_imports import import_all
from trainer.recipes.catalogue import _MODULES

QT = ("PySide6", "shiboken6")
TENSORFLOW = ("tensorflow", "keras", "tf2onnx")
ROOMS_WITHOUT_QT = ("engine", "people", "recording")
# The named workarounds set OpenCV's variables, and keep ONNX Runtime from reporting home. OpenCV's own loader
# adds its folder to the last two.
WORKAROUNDS = {"ORT_DISABLE_TELEMETRY", "LD_LIBRARY_PATH", "PATH"}


def rooms_without_qt(root: Path) -> list[str]:
    return [f"desktop.{room}" for room in ROOMS_WITHOUT_QT if (root / "desktop" / room).is_dir()]


def unexpected(changed: list[str]) -> set[str]:
    return {name for name in changed if not name.startswith("OPENCV_")} - WORKAROUNDS


def test_vision_stands_alone(app_dirs: Path) -> None:
    found = import_all("vision", blocked=(*QT, *TENSORFLOW, "desktop", "trainer"))
    assert "vision.crops" in found["imported"]
    assert unexpected(found["environment"]) == set()
    assert not found["threads"]
    assert not app_dirs.exists()


def test_onnx_runtime_reports_to_nobody(app_dirs: Path) -> None:
    """From 1.29 on its builds tell their maker what they run, unless this is set before the import."""
    found = import_all("vision.sessions", blocked=())
    assert "ORT_DISABLE_TELEMETRY" in found["environment"]
    assert not app_dirs.exists(), "it wrote the identifier that it would report under"


def test_the_engine_stands_without_qt(repo_root: Path, app_dirs: Path) -> None:
    blocked = (*QT, *TENSORFLOW, "trainer", "desktop.ui", "desktop.workers")
    found = import_all(*rooms_without_qt(repo_root), blocked=blocked)
    assert "desktop.engine.pipeline" in found["imported"]
    assert unexpected(found["environment"]) == set()
    assert not found["threads"]
    assert not app_dirs.exists()


def test_the_window_stands_without_tensorflow(app_dirs: Path) -> None:
    found = import_all("desktop", blocked=(*TENSORFLOW, "trainer"))
    assert "desktop.ui.main_window" in found["imported"]
    assert unexpected(found["environment"]) == set()
    assert not found["threads"]
    assert not app_dirs.exists()


def test_the_desktop_loads_none_of_the_trainers_packages() -> None:
    loaded = {name.partition(".")[0] for name in import_all("desktop", blocked=())["loaded"]}
    assert not loaded & {*TENSORFLOW, "trainer", "sklearn", "matplotlib", "onnx", "typer"}


def test_commands_and_the_facts_of_recipes_stand_without_tensorflow(app_dirs: Path) -> None:
    """So that `--help` and `recipes`, which the window asks for, don't wait for its seconds of starting.

    No import contract could hold this: what builds or trains imports TensorFlow in functions of these files.
    """
    facts = sorted({module.partition(":")[0] for module in _MODULES.values()})
    found = import_all("trainer.cli", "trainer.commands", *facts, blocked=TENSORFLOW)
    assert {"trainer.commands.recipes", "trainer.recipes.folder"} <= set(found["imported"])
    assert not found["threads"]
    assert not app_dirs.exists()


@pytest.mark.needs_tensorflow
@pytest.mark.timeout(320)  # TensorFlow alone takes 20 s to import, and minutes on a busy machine
def test_the_trainer_stands_without_desktop_and_qt(app_dirs: Path) -> None:
    found = import_all("trainer", blocked=(*QT, "desktop"))
    assert "trainer.cli" in found["imported"]
    assert not app_dirs.exists()


def test_every_room_without_qt_is_under_contract(repo_root: Path) -> None:
    with (repo_root / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    bound = {
        room
        for contract in contracts
        if "PySide6" in contract["forbidden_modules"]
        for room in contract["source_modules"]
    }
    assert bound >= {"vision", "trainer", *rooms_without_qt(repo_root)}
