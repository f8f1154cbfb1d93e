"""Pictures of every page, in dist/screenshots, to be looked at before a release.

    make screenshots     (ARGS="--size 1024x640 --language de" for another size or language)

The real window, in an empty home: the demo plays, somebody is enrolled and something recorded, then every
page is shown in each theme. The portrait is scikit-image's astronaut, in the public domain.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("light", "dark", "contrast")
# Each page, and for how long it may work until it is looked at.
PAGES = {"people": 3, "photos": 15, "recordings": 5, "training": 20, "models": 3, "settings": 3}
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
_PLAYED_S, _RECORDED_S, _SETTLED_S, _LONGEST_S = 4.0, 4.0, 3.0, 60.0


def main() -> int:
    """One process a theme, each with a home of its own."""
    chosen = _parser().parse_args()
    if chosen.theme:
        _shoot(chosen)
        return 0
    with tempfile.TemporaryDirectory() as home:
        for theme in THEMES:
            own = {name: str(Path(home) / theme / name.lower()) for name in _FOLDERS}
            subprocess.run(
                [sys.executable, __file__, *sys.argv[1:], "--theme", theme],
                env={"QT_QPA_PLATFORM": "offscreen"} | dict(os.environ) | own,
                check=True,
            )
    print(f"Look at them: {chosen.into}")
    return 0


def _shoot(chosen: argparse.Namespace) -> None:
    """Every page in one theme."""
    sys.path.insert(0, str(ROOT))
    from desktop.settings import Settings
    from desktop.ui.application import make_application
    from desktop.ui.i18n.speech import speak
    from desktop.ui.main_window import MainWindow
    from desktop.ui.services import real_services
    from desktop.ui.theme.theme import Theme

    photos = _photos(Path(os.environ["XDG_DATA_HOME"]).parent / "photos")
    app = make_application()
    settings = Settings(theme=chosen.theme, language=chosen.language, welcomed=True)
    theme = Theme(app, settings.theme)
    speak(app, settings.language)
    window = MainWindow(settings, real_services(), theme)
    width, height = (int(side) for side in chosen.size.split("x"))
    ended: list[MainWindow] = []
    window.finished.connect(lambda: ended.append(window))
    window.show()
    window.resize(width, height)
    chosen.into.mkdir(parents=True, exist_ok=True)

    def shoot(name: str) -> None:
        window.grab().save(str(chosen.into / f"{name}-{chosen.theme}.png"))

    try:
        _visit(window, photos, shoot)
    finally:
        window.close_now()
        _wait(_LONGEST_S, lambda: bool(ended))


def _visit(window: MainWindow, photos: Path, shoot: Callable[[str], None]) -> None:
    """Live, a recording of it, then page by page."""
    from desktop.ui.photos.page import PhotosPage

    window.begin("demo")
    _wait(_LONGEST_S, lambda: window.page.shown_frame is not None)
    _wait(_PLAYED_S)
    window.records.begin(with_picture=True)
    _wait(_RECORDED_S)
    shoot("live")
    window.records.toggle()
    _wait(_SETTLED_S)
    for name, settled_s in PAGES.items():
        window.shell.show_page(name)
        page = window.shell.page(name)
        if isinstance(page, PhotosPage):
            page.add([photos])
        _wait(settled_s)
        shoot(name)


def _photos(folder: Path) -> Path:
    """A folder with the portrait; whose it is, is enrolled."""
    from skimage.data import astronaut

    from vision.images import write_image

    folder.mkdir(parents=True)
    picture = folder / "portrait.png"
    write_image(picture, astronaut()[:, :, ::-1])  # type: ignore[no-untyped-call]
    subprocess.run(
        [sys.executable, "-m", "desktop", "people", "add", "Eileen", str(picture)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )
    return folder


def _wait(seconds: float, until: Callable[[], bool] = lambda: False) -> None:
    """Lets the window work for so long, or until something holds."""
    from PySide6.QtCore import QCoreApplication

    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s and not until():
        QCoreApplication.processEvents()
        time.sleep(0.005)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--into", type=Path, default=ROOT / "dist" / "screenshots")
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--language", default="en")
    parser.add_argument("--theme", choices=THEMES, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
