"""Streams that FFmpeg reads: RTSP live, and a recording at a web address."""

from __future__ import annotations

import functools
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.engine.sources.sniff import index_comes_first
from desktop.engine.sources.stream import StreamSource
from tests.support.numbered import number_in, write_video
from tests.support.rtsp_server import RtspServer
from vision.errors import SourceLost, SourceUnavailable
from vision.opencv import cv2


@pytest.fixture(scope="module")
def transport_stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("ts") / "clip.ts", 75)


def _read_until_lost(source: StreamSource) -> tuple[list[int], float]:
    """The numbers of the pictures, and the seconds from the last one to the loss."""
    numbers, last_s = [], time.monotonic()
    try:
        while (frame := source.read()) is not None:
            numbers.append(number_in(frame.image_bgr))
            last_s = time.monotonic()
    except SourceLost:
        return numbers, time.monotonic() - last_s
    raise AssertionError("it ended instead of being lost")


def test_rtsp_is_live_and_a_hang_is_noticed(transport_stream: Path) -> None:
    with RtspServer(transport_stream, lasts_s=1.5) as server:
        source = StreamSource(server.url)
        source.open()
        assert (source.info.kind, source.info.live, source.info.width) == ("stream", True, 320)
        numbers, waited_s = _read_until_lost(source)
        assert waited_s < 2.0
        assert numbers == sorted(set(numbers))
        assert numbers[-1] > 60
        source.close()


def test_rtsp_that_hangs_up_is_lost_and_comes_back(transport_stream: Path) -> None:
    with RtspServer(transport_stream, lasts_s=3.0) as server:
        source = StreamSource(server.url)
        source.open()
        server.hang_up()
        assert _read_until_lost(source)[1] < 2.0
        source.close()
        server.welcome()
        source.open()
        assert source.read() is not None
        source.close()


def test_rtsp_without_a_server() -> None:
    with pytest.raises(SourceUnavailable, match="refused"):
        StreamSource("rtsp://user:s3cret@127.0.0.1:1/live").open()


def test_closing_calls_back_one_that_waits_for_a_deaf_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        source = StreamSource(f"rtsp://127.0.0.1:{deaf.getsockname()[1]}/live")
        closer = threading.Timer(0.2, source.close)
        closer.start()
        asked_s = time.monotonic()
        with pytest.raises(SourceUnavailable, match="closed while"):
            source.open()
        assert time.monotonic() - asked_s < 1.5
        closer.join()


class _FileServer(http.server.SimpleHTTPRequestHandler):
    """Serves files; of one asked for as `/half/NAME` only the first half comes."""

    def do_GET(self) -> None:
        if not self.path.startswith("/half/"):
            super().do_GET()
            return
        data = (Path(self.directory) / self.path.removeprefix("/half/")).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "video/x-msvideo")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Says nothing."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which it is served."""
    handler = functools.partial(_FileServer, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="web")
        thread.start()
        yield tmp_path, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_recording_is_read_whole_and_sought(web: tuple[Path, str]) -> None:
    folder, address = web
    write_video(folder / "clip.mkv", 50)
    source = StreamSource(f"{address}/clip.mkv")
    source.open()
    info = source.info
    assert (info.kind, info.live, info.seekable) == ("stream", False, True)
    assert info.duration_s == pytest.approx(2.0, abs=0.1)
    numbers = []
    while (frame := source.read()) is not None:
        numbers.append(number_in(frame.image_bgr))
    assert numbers == list(range(50))
    source.seek(0.8)
    frame = source.read()
    assert frame is not None
    assert (number_in(frame.image_bgr), frame.index) == (20, 20)
    assert frame.source == f"{address}/clip.mkv"
    source.close()


def test_a_recording_whose_connection_breaks_is_lost_and_not_at_its_end(web: tuple[Path, str]) -> None:
    folder, address = web
    write_video(folder / "long.avi", 300, code="MJPG")
    source = StreamSource(f"{address}/half/long.avi")
    source.open()
    numbers, _ = _read_until_lost(source)
    assert 100 < len(numbers) < 200
    source.close()


def test_a_page_is_no_stream(web: tuple[Path, str]) -> None:
    folder, address = web
    (folder / "index.html").write_text("<html>hello</html>")
    with pytest.raises(SourceUnavailable, match="no video can be played"):
        StreamSource(f"{address}/index.html").open()


def test_an_mp4_whose_index_is_at_its_end_says_what_to_do(web: tuple[Path, str]) -> None:
    folder, address = web
    clip, rng = folder / "clip.mp4", np.random.default_rng(1)
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"mp4v"), 25.0, (320, 240))
    for _ in range(60):  # noise: so large that what was read is not at hand any more
        writer.write(rng.integers(0, 255, (240, 320, 3), np.uint8))
    writer.release()
    assert index_comes_first(clip.read_bytes()[:4096]) is False
    with pytest.raises(SourceUnavailable, match="this server can't jump there") as caught:
        StreamSource(f"{address}/clip.mp4").open()
    assert caught.value.hint == "Download the file and open it here."
    assert caught.value.permanent
