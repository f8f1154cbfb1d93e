"""Runs code in a fresh interpreter where some packages are as good as absent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Under these ONNX Runtime keeps quiet of itself. A user has none of them, so the other interpreter has not.
_QUIETENING = ("CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS")

# Runs in the other interpreter: blocks, imports every module of the packages, and tells what that changed.
_PROGRAM = """
import importlib, json, os, pkgutil, sys, threading

packages, blocked, skipped = json.loads(sys.argv[1])

class Absent:
    def find_spec(self, name, path=None, target=None):
        if any(name == other or name.startswith(other + ".") for other in blocked):
            raise ModuleNotFoundError(f"No module named {name!r} (blocked by the test)", name=name)

def modules(package):
    yield package
    folders = importlib.import_module(package).__dict__.get("__path__")
    for found in pkgutil.iter_modules(folders, package + ".") if folders else ():
        if found.name not in skipped and not found.name.endswith(".__main__"):
            yield from modules(found.name)

sys.meta_path.insert(0, Absent())
environment = dict(os.environ)
imported = [name for package in packages for name in modules(package)]
for name in imported:
    importlib.import_module(name)
changed = sorted(k for k in {*environment, *os.environ} if environment.get(k) != os.environ.get(k))
threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
answer = {"imported": imported, "environment": changed, "threads": threads, "loaded": sorted(sys.modules)}
print(json.dumps(answer))
"""


def import_all(*packages: str, blocked: tuple[str, ...], skipped: tuple[str, ...] = ()) -> dict[str, Any]:
    """Imports every module of the packages where the blocked ones are absent.

    Returns imported (module names), environment (variables that importing changed), threads (still running)
    and loaded (all of sys.modules). Raises AssertionError, with the traceback's end, where an import fails.
    """
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps([packages, blocked, skipped])],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in _QUIETENING}
        | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-1500:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
