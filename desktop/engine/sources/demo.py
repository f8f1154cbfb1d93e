"""The built-in demo: a source that shows the program at work where there is no camera."""

from __future__ import annotations

import time

from desktop.engine.sources.base import Frame, SourceInfo
from desktop.engine.sources.demo_scene import DemoScene
from vision.assets import assets_root
from vision.errors import ImageUnreadable, SourceUnavailable
from vision.images import read_image

SIZE = (1280, 720)
FPS = 30.0


class DemoSource:
    """Endless, the same in every run, not paced: `Frame.at_s` says when a picture is due."""

    def __init__(self, size: tuple[int, int] = SIZE, fps: float = FPS) -> None:
        """`size` is width, height in pixels."""
        self._size = size
        self._fps = fps
        self._scene: DemoScene | None = None
        self._index = 0
        self._info = SourceInfo(
            kind="demo",
            name="demo",
            width=size[0],
            height=size[1],
            fps=fps,
            frame_count=None,
            duration_s=None,
            seekable=False,
            live=False,
        )

    @property
    def info(self) -> SourceInfo:
        """Facts about the demo."""
        return self._info

    def open(self) -> None:
        """Reads the portrait and starts anew. Raises SourceUnavailable where it is not installed."""
        try:
            portrait = read_image(assets_root() / "demo" / "astronaut.jpg")
        except (ImageUnreadable, FileNotFoundError) as error:
            reason = "its picture is missing or damaged"
            raise SourceUnavailable("demo", reason, hint="Install Facet again.") from error
        self._scene = DemoScene(portrait, self._size)
        self._index = 0

    def read(self) -> Frame | None:
        """The next picture; None only once closed."""
        scene = self._scene
        if scene is None:
            return None
        index, self._index = self._index, self._index + 1
        at_s = index / self._fps
        return Frame(scene.draw(at_s), index, time.monotonic(), at_s, "demo")

    def close(self) -> None:
        """Lets go of the drawn parts."""
        self._scene = None
