"""What is measured: a clip fitted into 1280x720, once or four times, stored before any clock runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.bench.enrolment import enrol_from
from desktop.bench.reel import record
from desktop.bench.scene import fitted, scene
from tests.unit.bench.drawn_clip import DrawnSource, drawn_reel
from vision.errors import FacetError


def white(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


@pytest.mark.parametrize(
    ("size", "area"),
    [((1280, 720), (0, 0, 1280, 720)), ((720, 1280), (437, 0, 405, 720)), ((320, 120), (0, 120, 1280, 480))],
)
def test_a_picture_lies_whole_in_the_middle(size: tuple[int, int], area: tuple[int, ...]) -> None:
    out = fitted(white(*size), (1280, 720))
    left, top, width, height = area
    assert out.shape == (720, 1280, 3)
    assert (out[top : top + height, left : left + width] == 255).all()
    assert int((out > 0).all(axis=2).sum()) == width * height, "black around it"


def test_four_faces_are_a_grid_of_the_same_tile() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    grid = scene(picture, 4)
    tiles = [grid[y : y + 360, x : x + 640] for y in (0, 360) for x in (0, 640)]
    assert grid.shape == (720, 1280, 3)
    assert all(np.array_equal(tiles[0], tile) for tile in tiles[1:])
    assert np.array_equal(tiles[0], fitted(picture, (640, 360)))


def test_a_reel_gives_each_frame_fresh_and_at_its_time(tmp_path: Path) -> None:
    source = DrawnSource(5)
    reel = record(source, 1, tmp_path / "reel", most_frames=4)
    assert source.closed
    assert len(reel) == 4
    assert reel.name == "drawn.mp4"
    assert reel.at_s == pytest.approx([0, 1 / 30, 2 / 30, 3 / 30])
    frame = reel.frame(3)
    assert (frame.index, frame.at_s, int(frame.image_bgr.mean())) == (3, reel.at_s[3], 3)
    assert reel.image(3) is not reel.image(3)
    assert reel.frame_s == pytest.approx(1 / 30)


def test_a_disk_without_room_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FacetError, match=r"can't be stored.*TMPDIR"):
        record(DrawnSource(1), 1, tmp_path / "nowhere" / "reel")


class Done:
    def __init__(self, returncode: int, stderr: str = "") -> None:
        self.returncode, self.stderr = returncode, stderr


def test_the_clips_own_face_is_enrolled_from_pictures_over_its_length(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> Done:
        asked.append(command)
        return Done(0)

    gallery = enrol_from(drawn_reel(tmp_path, 20), tmp_path, run=run)  # type: ignore[arg-type]
    (command,) = asked
    assert command[command.index("--gallery") + 1] == str(gallery)
    assert len(list((tmp_path / "pictures").iterdir())) == 8


@pytest.mark.parametrize(
    ("done", "said"),
    [(Done(3), r"drawn\.mp4: no face was found.*--source"), (Done(2, "a\nthe last word\n"), "the last word")],
)
def test_a_clip_that_can_not_be_enrolled_from_is_told(tmp_path: Path, done: Done, said: str) -> None:
    with pytest.raises(FacetError, match=said):
        enrol_from(drawn_reel(tmp_path, 3), tmp_path, run=lambda *_, **__: done)  # type: ignore[arg-type]
