"""The demo: the same in every run, with faces to find that come and go."""

from __future__ import annotations

import time

import numpy as np
import pytest

from desktop.engine.sources.base import Frame
from desktop.engine.sources.demo import DemoSource
from desktop.engine.sources.demo_scene import PERIOD_S, DemoScene
from vision.assets import assets_root
from vision.detectors import HaarDetector
from vision.images import read_image


def _frames(count: int) -> list[Frame]:
    source = DemoSource()
    source.open()
    frames = [frame for _ in range(count) if (frame := source.read()) is not None]
    source.close()
    return frames


def test_it_is_720p_at_30_and_endless() -> None:
    source = DemoSource()
    info = source.info
    assert (info.kind, info.name, info.width, info.height, info.fps) == ("demo", "demo", 1280, 720, 30.0)
    assert (info.frame_count, info.duration_s, info.live) == (None, None, False)
    frames = _frames(4)
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
    assert [frame.at_s for frame in frames] == pytest.approx([0, 1 / 30, 2 / 30, 3 / 30])
    assert all(frame.image_bgr.shape == (720, 1280, 3) for frame in frames)
    assert not frames[0].image_bgr.flags.writeable


def test_two_runs_are_equal_and_it_moves() -> None:
    first, second = _frames(8), _frames(8)
    assert all(np.array_equal(a.image_bgr, b.image_bgr) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0].image_bgr, first[7].image_bgr)


def _faces_seen(*seconds: float) -> list[int]:
    detector = HaarDetector()
    scene = DemoScene(read_image(assets_root() / "demo" / "astronaut.jpg"), (1280, 720))
    return [len(detector.detect(scene.draw(at_s))) for at_s in seconds]


def test_faces_are_found_come_and_go() -> None:
    assert _faces_seen(0.0, 2.1, 4.3, 6.7, 8.9, 11.2, 13.8, 16.5) == [1] * 8
    assert sum(count == 3 for count in _faces_seen(24.5, 26.1, 28.2, 30.4, 32.3, 34.7)) >= 5
    assert _faces_seen(18.9, 19.6) == [0, 0], "at times nobody is there"
    assert _faces_seen(PERIOD_S + 3.0) == [1], "and then it begins anew"


def test_closed_it_gives_nothing() -> None:
    source = DemoSource()
    assert source.read() is None
    source.open()
    source.close()
    source.close()
    assert source.read() is None


def test_a_frame_costs_little() -> None:
    source = DemoSource()
    source.open()
    source.read()
    spent_s = time.thread_time()
    for _ in range(60):
        source.read()
    assert (time.thread_time() - spent_s) / 60 < 0.02, "three times the aim, for slow machines"


def test_the_picture_says_where_it_comes_from() -> None:
    licence = (assets_root() / "licences" / "demo-picture.md").read_text("utf-8")
    assert "NASA" in licence
    assert "public domain" in licence
