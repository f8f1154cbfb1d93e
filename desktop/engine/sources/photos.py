"""Photos as a source: one picture, or the pictures of a folder in natural order."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from desktop.engine.sources.base import Frame, Image, SourceInfo
from vision.errors import ImageUnreadable, SourceUnavailable
from vision.images import IMAGE_SUFFIXES, read_image


class PhotoSource:
    """One photo, or a folder's photos (not its subfolders'). Pictures may differ in size.

    `Frame.index` is the photo's place in `paths`, `Frame.source` its file name, `Frame.at_s` 0.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._info: SourceInfo | None = None
        self._paths: list[Path] = []
        self._skipped: dict[Path, str] = {}
        self._shown = -1  # the place of the photo handed over last
        self._waiting: tuple[int, Image] | None = None  # decoded, and not handed over yet
        self._open = False

    @property
    def info(self) -> SourceInfo:
        """Facts about the photos; width and height are those of the first that can be read."""
        if self._info is None:
            raise RuntimeError("the source is not open")
        return self._info

    @property
    def paths(self) -> tuple[Path, ...]:
        """The photos in order, those that can't be read among them."""
        return tuple(self._paths)

    @property
    def skipped(self) -> list[tuple[Path, str]]:
        """The files left out so far because they can't be read, and why."""
        return list(self._skipped.items())

    def open(self) -> None:
        """Lists the photos and decodes the first.

        Raises SourceUnavailable: nothing there, no photo in the folder, or none that can be read.
        """
        self.close()
        self._skipped = {}
        self._paths = self._list()
        self._open = True
        self._seek_readable(0, step=1)
        if self._waiting is None:
            self._open = False
            raise self._none_readable()
        height, width = self._waiting[1].shape[:2]
        self._info = SourceInfo(
            kind="photos",
            name=self._path.absolute().name or str(self._path),
            width=width,
            height=height,
            fps=None,
            frame_count=len(self._paths),
            duration_s=None,
            seekable=False,
            live=False,
        )

    def read(self) -> Frame | None:
        """The next photo that can be read, or None after the last."""
        if self._waiting is None and self._open:
            self._seek_readable(self._shown + 1, step=1)
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return None
        index, image = waiting
        self._shown = index
        return Frame(image, index, time.monotonic(), 0.0, self._paths[index].name)

    def go_to(self, index: int) -> None:
        """`read` gives the photo at `index` (clipped), or the nearest after it that can be read."""
        if self._open:
            self._seek_readable(min(max(index, 0), len(self._paths) - 1), step=1)

    def next(self) -> bool:
        """`read` gives the photo after the last one read. False, and nothing changes, if there is none."""
        return self._open and self._seek_readable(self._shown + 1, step=1)

    def previous(self) -> bool:
        """`read` gives the photo before the last one read. False, and nothing changes, if there is none."""
        return self._open and self._seek_readable(self._shown - 1, step=-1)

    def close(self) -> None:
        """Lets go of the decoded photo."""
        self._waiting, self._open, self._shown = None, False, -1

    def _seek_readable(self, start: int, *, step: int) -> bool:
        index = start
        while 0 <= index < len(self._paths):
            try:
                self._waiting = (index, read_image(self._paths[index]))
            except ImageUnreadable as error:
                self._skipped[self._paths[index]] = error.reason
                index += step
                continue
            return True
        return False

    def _list(self) -> list[Path]:
        path = self._path
        try:
            if not path.is_dir():
                path.stat()
                return [path]
            with os.scandir(path) as entries:
                names = [entry.name for entry in entries if _is_photo_name(entry.name) and entry.is_file()]
        except FileNotFoundError:
            raise SourceUnavailable(path, "there is no such file or folder", hint="Check the path.") from None
        except PermissionError:
            raise SourceUnavailable(path, "you may not read it", hint="Check its permissions.") from None
        except OSError as error:
            raise SourceUnavailable(path, f"it can't be read ({error.strerror})") from error
        if not names:
            raise SourceUnavailable(
                path, "there is no photo in this folder", hint="Subfolders are not searched."
            )
        return [path / name for name in sorted(names, key=_natural)]

    def _none_readable(self) -> SourceUnavailable:
        if not self._path.is_dir():
            return SourceUnavailable(self._path, self._skipped[self._path])
        first, reason = self.skipped[0]
        return SourceUnavailable(
            self._path,
            f"none of its {len(self._skipped)} photos can be read; of {first.name}: {reason}",
        )


def _is_photo_name(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in IMAGE_SUFFIXES


def _natural(name: str) -> tuple[list[str | int], str]:
    """Orders photo2 before photo10, without regard to case."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if at % 2 else part for at, part in enumerate(parts)], name
