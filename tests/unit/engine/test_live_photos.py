"""A live session on photos: turned one by one by the thread that reads them, the unreadable ones named."""

from __future__ import annotations

import threading

from desktop.engine.live_events import SourceEnded, SourceNote
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources.photos import PhotoSource
from tests.support.fake_engine import FakeClip, smile_recogniser, told
from tests.support.watcher import Start, settled
from vision.images import write_image


def test_photos_wait_to_be_turned(start: Start, tmp_path, astronaut_bgr) -> None:
    for name, picture in (
        ("1.png", astronaut_bgr),
        ("2.png", astronaut_bgr[:, ::-1]),
        ("3.png", astronaut_bgr * 0),
    ):
        write_image(tmp_path / name, picture)
    seen = start(PhotoSource(tmp_path), Pipeline(told((20, 20, 60, 60)), [smile_recogniser()]))
    seen.wait_for_views(1)
    seen.quiet_for(0.1)
    assert seen.views[0].analysis.faces[0].track is None
    assert seen.session is not None
    seen.session.step()
    seen.wait_for_views(2)
    seen.session.turn(-1)
    seen.wait_for_views(3)
    seen.session.turn(-1)
    seen.quiet_for(0.1)
    seen.session.turn(1)
    seen.wait_for_views(4)
    seen.session.turn(1)
    seen.wait_for_views(5)
    seen.session.turn(1)
    seen.quiet_for(0.1)
    assert seen.indices == [0, 1, 0, 1, 2]
    assert not seen.of(SourceEnded)
    seen.session.step()
    seen.wait_for_event(SourceEnded)
    seen.session.turn(-1)
    seen.wait_for_views(6)
    assert seen.indices[-1] == 1


def test_photos_are_turned_by_the_thread_that_reads_them(start: Start, tmp_path, astronaut_bgr) -> None:
    names: list[str] = []

    class Watched(PhotoSource):
        def next(self) -> bool:
            names.append(threading.current_thread().name)
            return super().next()

    for name in ("1.png", "2.png"):
        write_image(tmp_path / name, astronaut_bgr)
    seen = start(Watched(tmp_path))
    seen.wait_for_views(1)
    assert seen.session is not None
    seen.session.turn(1)
    seen.wait_for_views(2)
    assert names == ["facet-capture"]


def test_photos_that_are_left_out_are_named_once(start: Start, tmp_path, astronaut_bgr) -> None:
    for name in ("2.png", "5.png"):
        write_image(tmp_path / name, astronaut_bgr)
    for name in ("1.jpg", "3.jpg", "4.jpg"):
        (tmp_path / name).write_text("not a picture")
    seen = start(PhotoSource(tmp_path))
    seen.wait_for_event(SourceNote)
    seen.wait_for_views(1)
    assert seen.session is not None
    for step, count in ((1, 2), (-1, 3), (1, 4)):
        seen.session.turn(step)
        seen.wait_for_views(count)
    first, second = (event.message for event in seen.of(SourceNote))  # type: ignore[union-attr]
    assert first.startswith("1.jpg left out: ")
    assert second.startswith("3.jpg, and 1 more left out: ")


def test_turning_a_clip_does_nothing(start: Start) -> None:
    seen = start(FakeClip(count=1000))
    seen.wait_for_views(2)
    assert seen.session is not None
    seen.session.pause()
    settled(seen)
    seen.session.turn(1)
    seen.quiet_for(0.1)
