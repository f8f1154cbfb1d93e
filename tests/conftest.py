"""What every test gets: no display, its own folders, shared fixtures, and a look at what it left running."""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

# Before Qt is imported by anybody: without a display its default platform aborts the interpreter.
# Its own screen of 800 by 800 has no room for the window; this one is of a usual size. Qt splits at colons.
if not os.environ.get("FACET_TEST_DISPLAY"):
    _screen = os.path.relpath(Path(__file__).parent / "support" / "screen.json")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_screen}"
# Numbers in tests are English ones, whatever the machine speaks.
os.environ["LC_ALL"] = "C.UTF-8"
# No test talks to the outside. That Facet sees to this by itself is tested in tests/architecture, without it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.leaks import active_timers, join_new_threads, running_threads, visible_windows

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = Path(os.environ.get("FACET_SHARED_DATA") or ROOT.parent / "shared" / "data")

_NO_DATA = f"the research pictures and clips are not at {SHARED_DATA} (FACET_SHARED_DATA names another place)"
_NO_TENSORFLOW = "TensorFlow is not installed; the trainer extra brings it"
_NO_DISPLAY = "needs a window system; `make test` starts Xvfb for it and sets FACET_TEST_DISPLAY"
_FOLDERS = {  # what platformdirs, Qt and Python's own home lookup ask, on each system
    "HOME": ".",
    "USERPROFILE": ".",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_PICTURES_DIR": "pictures",
    "WIN_PD_OVERRIDE_APPDATA": "config",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "data",
    "WIN_PD_OVERRIDE_MYPICTURES": "pictures",
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, saying why, what this machine cannot run."""
    if item.get_closest_marker("needs_data") and not SHARED_DATA.is_dir():
        pytest.skip(_NO_DATA)
    if item.get_closest_marker("needs_tensorflow") and importlib.util.find_spec("tensorflow") is None:
        pytest.skip(_NO_TENSORFLOW)
    if item.get_closest_marker("needs_display") and not os.environ.get("FACET_TEST_DISPLAY"):
        pytest.skip(_NO_DISPLAY)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of research pictures and clips; skips where there is none."""
    if not SHARED_DATA.is_dir():
        pytest.skip(_NO_DATA)
    return SHARED_DATA


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def _astronaut() -> NDArray[np.uint8]:
    from skimage.data import astronaut

    return np.ascontiguousarray(astronaut()[:, :, ::-1])


@pytest.fixture
def astronaut_bgr(_astronaut: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A photograph with one real, smiling face: (512, 512, 3) uint8 BGR, a copy of the test's own."""
    return _astronaut.copy()


@pytest.fixture(scope="session", autouse=True)
def _library_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One place for what libraries cache, so that a new home for each test costs them nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
        patch.setenv("MPLBACKEND", "Agg")
        patch.setenv("KERAS_HOME", str(tmp_path_factory.mktemp("keras")))
        yield


@pytest.fixture(autouse=True)
def app_dirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own (not made yet): no test touches the user's settings or pictures."""
    home = tmp_path / "home"
    for variable, folder in _FOLDERS.items():
        monkeypatch.setenv(variable, str(home / folder))
    return home


@pytest.fixture(scope="module", autouse=True)
def _few_to_look_at() -> None:
    """What is there when a file's tests begin, millions of objects once TensorFlow is imported, is passed
    over by the collector and by the look for timers after each test, which took a third of a second.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_left_running(app_dirs: Path) -> Iterator[None]:
    """A test that leaves a thread, a visible window or an active timer behind fails."""
    threads = running_threads()
    qt_was_here = "PySide6.QtWidgets" in sys.modules
    windows, timers = (visible_windows(), active_timers()) if qt_was_here else (set(), set())
    yield
    left = join_new_threads(threads)
    if "PySide6.QtWidgets" in sys.modules:
        left += [f"window {window}" for window in visible_windows() - windows]
        left += [f"timer {timer}" for timer in active_timers() - timers]
    assert not left, f"left running: {', '.join(left)}"
