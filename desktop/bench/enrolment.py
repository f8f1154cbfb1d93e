"""A gallery for the time of the measurement, with the clip's own person in it, so that a name is answered."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from desktop.bench.processes import facet_command, last_line
from desktop.bench.reel import Reel
from desktop.bench.reference import spread
from vision.errors import FacetError
from vision.images import write_image

_PICTURES = 8
_NOBODY_TAKEN = 3

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def enrol_from(reel: Reel, folder: Path, *, run: Run = subprocess.run) -> Path:
    """A gallery in `folder`, of the largest face in frames spread over the clip.

    In a process of its own, so that what enrolling takes is not counted. Raises FacetError where there is no
    face in the clip, or no model that tells people apart.
    """
    gallery, pictures = folder / "gallery", folder / "pictures"
    pictures.mkdir()
    for index in spread(len(reel), _PICTURES):
        write_image(pictures / f"{index:04d}.png", reel.image(index))
    words = ("people", "add", "The face of the clip", str(pictures), "--gallery", str(gallery))
    done = run(facet_command(*words), capture_output=True, text=True, check=False)
    if done.returncode == _NOBODY_TAKEN:
        raise FacetError(
            f"{reel.name}: no face was found in this clip, so there is nothing to measure.",
            hint="Name another one with --source.",
        )
    if done.returncode:
        raise FacetError(f"Nobody could be enrolled from the clip: {last_line(done.stderr)}")
    return gallery
