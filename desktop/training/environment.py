"""A Python that has the trainer: this program's own, or one that the user names; and how to get it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from desktop.training.offers import Recipe, recipes_from
from vision.errors import FacetError

# What the trainer can't do without. Looked for, not imported: TensorFlow alone takes many seconds.
NEEDED = ("typer", "rich", "keras", "tensorflow", "tf2onnx", "sklearn", "matplotlib", "imagehash")
PACKAGE = "facet-desktop[trainer]"
_LOOK = (
    "import importlib.util as u, json, sys; "
    "print(json.dumps([n for n in sys.argv[1:] if u.find_spec(n) is None]))"
)
_LOOK_WITHIN_S, _LIST_WITHIN_S = 60.0, 300.0
_BUNDLED = ("PYTHONHOME", "PYTHONPATH", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "SSL_CERT_FILE")


class TrainerMissing(FacetError):
    """A Python lacks the trainer, or is none."""

    def __init__(self, python: Path | None, reason: str) -> None:
        super().__init__(reason, hint="")
        self.python = python


@dataclass(frozen=True)
class Trainer:
    """A Python that has the trainer, and the recipes that it offers."""

    python: Path
    recipes: tuple[Recipe, ...]

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The whole command line. `-P`: nothing in the folder where Facet was started counts as a module."""
        return [str(self.python), "-P", "-u", "-m", "trainer", *arguments]


def is_bundle() -> bool:
    """Whether this is the frozen program, whose own Python can't take packages."""
    return bool(getattr(sys, "frozen", False))


def own_python() -> Path | None:
    """The Python that runs this program; None in a bundle."""
    return None if is_bundle() else Path(sys.executable)


def find_trainer(chosen: str) -> Trainer:
    """The trainer of the chosen Python, else of this program's own. Takes seconds. Raises TrainerMissing."""
    own = own_python()
    if not chosen and own is None:
        raise TrainerMissing(None, "The trainer is not part of this program: it needs a Python of its own.")
    return verified(Path(chosen) if chosen or own is None else own)


def verified(python: Path) -> Trainer:
    """The trainer of that Python, asked what it offers. Raises TrainerMissing."""
    missing = _missing(python)
    if "trainer" in missing:
        raise TrainerMissing(python, f"{python} has no trainer.")
    if missing:
        raise TrainerMissing(python, f"{python} has the trainer, but not all it needs: {', '.join(missing)}.")
    bare = Trainer(python, ())
    said = _run(python, bare.command(["recipes", "--json", "-"]), _LIST_WITHIN_S)
    try:
        return Trainer(python, recipes_from(json.loads(said)))
    except (ValueError, KeyError, TypeError) as error:
        raise TrainerMissing(python, f"The trainer of {python} is of another version than Facet.") from error


def child_environment(environment: Mapping[str, str], python: Path) -> dict[str, str]:
    """What the process gets: nothing that a bundle set for itself, and UTF-8 whatever the system says."""
    found = dict(environment)
    if is_bundle():
        for name in _BUNDLED:
            found.pop(name, None)
        found.pop("LD_LIBRARY_PATH", None)
        if "LD_LIBRARY_PATH_ORIG" in found:
            found["LD_LIBRARY_PATH"] = found.pop("LD_LIBRARY_PATH_ORIG")
    elif python == own_python():
        # Where the program runs from a bare checkout, its folder is on no path of the child's.
        paths = [str(_code_root()), found.get("PYTHONPATH", "")]
        found["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    return found | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def install_commands() -> tuple[str, ...]:
    """What to type to get the trainer, for the way in which this program was installed."""
    if is_bundle():
        python, inside = ("py -3", r"Scripts\python") if os.name == "nt" else ("python3", "bin/python")
        folder = "facet-trainer"
        return (
            f"{python} -m venv {folder}",
            f'{folder}{os.sep}{inside} -m pip install "{PACKAGE}"',
        )
    parts = {part.casefold() for part in Path(sys.prefix).parts}
    if "pipx" in parts:
        return (f'pipx install --force "{PACKAGE}"',)
    if {"uv", "tools"} <= parts:
        return (f'uv tool install --force "{PACKAGE}"',)
    root = _code_root()
    if (root / "pyproject.toml").is_file():
        return (_for_checkout(root),)
    return (f'"{sys.executable}" -m pip install "{PACKAGE}"',)


def _for_checkout(root: Path) -> str:
    """README's way, with the versions that Facet was tested with; another environment takes what fits."""
    if Path(sys.prefix) != root / ".venv":
        return f'"{sys.executable}" -m pip install -e "{root}[trainer]"'
    if os.name != "nt" and (root / "Makefile").is_file():
        return f'make -C "{root}" dev'
    pins = root / "packaging" / "requirements" / "dev.txt"
    return f'"{sys.executable}" -m pip install --require-hashes -r "{pins}"'


def python_in(folder: Path) -> Path:
    """The interpreter of a virtual environment's folder, or the file itself. Raises TrainerMissing."""
    if folder.is_file():
        return folder
    for name in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if (folder / name).is_file():
            return folder / name
    raise TrainerMissing(folder, f"There is no Python in {folder}.")


def _code_root() -> Path:
    return Path(__file__).resolve().parents[2]


def _missing(python: Path) -> list[str]:
    names = ("trainer", *NEEDED)
    if python == own_python():
        return [name for name in names if find_spec(name) is None]
    if not python.is_file():
        raise TrainerMissing(python, f"There is no Python at {python}.")
    said = _run(python, [str(python), "-P", "-c", _LOOK, *names], _LOOK_WITHIN_S)
    try:
        found = json.loads(said)
    except ValueError as error:
        raise TrainerMissing(python, f"{python} does not answer as a Python does.") from error
    return [str(name) for name in found]


def _run(python: Path, command: Sequence[str], within_s: float) -> str:
    try:
        done = subprocess.run(
            command,
            env=child_environment(os.environ, python),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=within_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TrainerMissing(python, f"{python} gave no answer within {within_s:.0f} seconds.") from error
    except OSError as error:
        raise TrainerMissing(python, f"{python} can't be run ({error.strerror or error}).") from error
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reason = lines[-1] if lines else f"it ended with {done.returncode}"
        raise TrainerMissing(python, f"{python} can't be used: {reason.rstrip('.')}.")
    return done.stdout
