"""Motion JPEG streams: read, lost within two seconds, back when they are back, and never trusted."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from desktop.engine.sources.base import Frame
from desktop.engine.sources.http_pictures import jpeg_size
from desktop.engine.sources.stream import StreamSource
from tests.support.mjpeg_server import MjpegServer
from tests.support.numbered import number_in, numbered_picture
from tests.support.waiting import wait_until
from vision.errors import SourceLost, SourceUnavailable
from vision.opencv import cv2


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    with MjpegServer() as running:
        yield running


def _read(source: StreamSource) -> Frame:
    frame = source.read()
    assert frame is not None
    return frame


def _seconds_to_loss(source: StreamSource) -> float:
    """How long after its last picture the stream is lost."""
    last_s = time.monotonic()
    try:
        while source.read() is not None:
            last_s = time.monotonic()
    except SourceLost:
        return time.monotonic() - last_s
    raise AssertionError("it ended instead of being lost")


def test_pictures_come_in_order(server: MjpegServer) -> None:
    source = StreamSource(server.url)
    source.open()
    info = source.info
    assert (info.kind, info.width, info.height, info.live, info.seekable) == ("stream", 320, 240, True, False)
    assert info.name == server.url
    frames = [_read(source) for _ in range(10)]
    numbers = [number_in(frame.image_bgr) for frame in frames]
    assert numbers == sorted(set(numbers))
    assert [frame.index - frames[0].index for frame in frames] == [number - numbers[0] for number in numbers]
    assert not frames[0].image_bgr.flags.writeable
    source.close()
    wait_until(lambda: server.viewers == 0)


def test_the_newest_picture_wins(server: MjpegServer) -> None:
    server.fps = 200.0
    source = StreamSource(server.url)
    source.open()
    first = _read(source)
    wait_until(lambda: server.served > 40)
    assert _read(source).index > first.index + 20
    source.close()


def test_every_picture_is_kept_where_wanted(server: MjpegServer) -> None:
    server.fps = 200.0
    source = StreamSource(server.url, every_frame=True)
    source.open()
    wait_until(lambda: server.served > 20)
    assert [number_in(_read(source).image_bgr) for _ in range(60)] == list(range(60))
    closer = threading.Thread(target=server.close, name="closer")
    closer.start()
    while source.read() is not None:
        pass  # what was on its way still comes, and then it has ended
    closer.join()
    source.close()


def test_a_frozen_stream_is_lost_within_two_seconds(server: MjpegServer) -> None:
    source = StreamSource(server.url)
    source.open()
    server.freeze()
    assert 1.0 < _seconds_to_loss(source) < 2.0
    source.close()
    server.thaw()
    source.open()
    _read(source)
    source.close()


def test_a_dead_server_is_noticed_and_found_again(server: MjpegServer) -> None:
    source = StreamSource(server.url)
    source.open()
    server.close()
    assert _seconds_to_loss(source) < 2.0
    source.close()
    with pytest.raises(SourceUnavailable, match="refused"):
        source.open()
    server.start()
    asked_s = time.monotonic()
    source.open()
    _read(source)
    assert time.monotonic() - asked_s < 1.0
    source.close()


def test_closing_wakes_a_reader_of_a_frozen_stream(server: MjpegServer) -> None:
    source = StreamSource(server.url)
    source.open()
    server.freeze()
    closer = threading.Timer(0.2, source.close)
    closer.start()
    while source.read() is not None:
        pass
    closer.join()
    assert source.read() is None


def test_closing_calls_back_one_that_waits_for_the_first_picture() -> None:
    with RawServer(_HEAD) as server:
        source = StreamSource(server.url)
        closer = threading.Timer(0.2, source.close)
        closer.start()
        asked_s = time.monotonic()
        with pytest.raises(SourceUnavailable, match="closed while"):
            source.open()
        assert time.monotonic() - asked_s < 1.5
        closer.join()


@pytest.mark.parametrize("boundary", ["--dashes", "plain"])
@pytest.mark.parametrize("with_length", [True, False])
def test_dialects(boundary: str, with_length: bool) -> None:
    with MjpegServer(boundary=boundary, with_length=with_length) as server:
        source = StreamSource(server.url)
        source.open()
        numbers = [number_in(_read(source).image_bgr) for _ in range(5)]
        assert numbers == sorted(set(numbers))
        source.close()


def test_a_single_picture_is_fetched_again_and_again(server: MjpegServer) -> None:
    source = StreamSource(server.snapshot_url)
    source.open()
    assert source.info.live
    numbers = [number_in(_read(source).image_bgr) for _ in range(4)]
    assert numbers == sorted(set(numbers))
    server.freeze()
    assert _seconds_to_loss(source) < 2.0
    source.close()


def test_of_a_single_picture_every_frame_is_one(server: MjpegServer) -> None:
    source = StreamSource(server.snapshot_url, every_frame=True)
    source.open()
    assert number_in(_read(source).image_bgr) == 0
    assert source.read() is None
    source.close()


def test_name_and_password() -> None:
    with MjpegServer(login="anna:s3 cret") as server:
        address = server.url.removeprefix("http://")
        source = StreamSource(f"http://anna:s3%20cret@{address}")
        source.open()
        assert _read(source).source == server.url
        assert "cret" not in source.info.name
        source.close()
        for wrong in ("", "anna:guess@"):
            with pytest.raises(SourceUnavailable, match="user name") as caught:
                StreamSource(f"http://{wrong}{address}").open()
            assert "guess" not in str(caught.value)
            assert caught.value.permanent


def test_a_wrong_path_says_so(server: MjpegServer) -> None:
    with pytest.raises(SourceUnavailable, match="nothing at this address") as caught:
        StreamSource(server.url + "s").open()
    assert caught.value.permanent


def _jpeg(picture: np.ndarray | None = None) -> bytes:
    return cv2.imencode(".jpg", numbered_picture(1) if picture is None else picture)[1].tobytes()


def _part(data: bytes) -> bytes:
    return b"--x\r\nContent-Length: %d\r\n\r\n" % len(data) + data + b"\r\n"


_HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n"


class RawServer:
    """Answers each connection with the given bytes, and keeps it open or hangs up."""

    def __init__(self, answer: bytes, *, hang_up: bool = False) -> None:
        self._answer = answer
        self._hang_up = hang_up
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.02)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="raw-server")
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"

    def __enter__(self) -> RawServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        kept = []
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            client.recv(65536)
            client.sendall(self._answer)
            if self._hang_up:
                client.close()
            else:
                kept.append(client)
        for client in kept:
            client.close()


def test_a_damaged_picture_is_left_out(capfd: pytest.CaptureFixture[str]) -> None:
    whole = _jpeg()
    body = _part(whole) + _part(b"no picture") + _part(whole[: len(whole) // 2]) + _part(b"") + _part(whole)
    with RawServer(_HEAD + body) as server:
        source = StreamSource(server.url, every_frame=True)
        source.open()
        assert [number_in(_read(source).image_bgr) for _ in range(2)] == [1, 1]
        source.close()
    assert capfd.readouterr() == ("", "")


def test_a_picture_that_claims_to_be_huge_is_never_decoded() -> None:
    bomb = bytearray(_jpeg())
    frame_header = bomb.find(b"\xff\xc0")
    bomb[frame_header + 5 : frame_header + 9] = b"\xff\xff\xff\xff"
    assert jpeg_size(bytes(bomb)) == (65535, 65535)
    with RawServer(_HEAD + _part(bytes(bomb)) + _part(_jpeg())) as server:
        source = StreamSource(server.url)
        source.open()
        assert _read(source).width == 320
        source.close()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (_HEAD, "no picture came|no picture comes"),
        (_HEAD + _part(b"nothing") * 200, "nothing that can be decoded"),
        (_HEAD + b"--x\r\nContent-Length: 99999999999\r\n\r\n", "too large"),
        (_HEAD + b"A" * 100_000, "too long"),
        (b"HTTP/1.0 503 Busy\r\n\r\n", "too busy"),
        (b"HTTP/1.0 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", "302"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "web server"),
        (b"HTTP/1.0 200 OK\r\nContent-Type: video/mp4\r\n\r\nbytes", "this server can't jump there"),
        (b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>hello</html>", "no video can be played"),
    ],
)
def test_what_sends_no_pictures_is_refused_in_time(answer: bytes, reason: str) -> None:
    asked_s = time.monotonic()
    hangs_up = not answer.startswith(_HEAD)
    refusal = pytest.raises(SourceUnavailable, match=reason)
    with RawServer(answer, hang_up=hangs_up) as server, refusal as caught:
        StreamSource(server.url).open()
    assert time.monotonic() - asked_s < 6.0
    assert caught.value.permanent == (reason in ("no video can be played", "this server can't jump there"))


def test_a_server_that_never_answers_is_given_up() -> None:
    asked_s = time.monotonic()
    with RawServer(b"") as server, pytest.raises(SourceUnavailable, match="does not answer"):
        StreamSource(server.url).open()
    assert time.monotonic() - asked_s < 4.0


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00", b"\xff\xd8" + b"\xff" * 50, b"abc"]
)
def test_no_size_of_what_is_no_jpeg(data: bytes) -> None:
    assert jpeg_size(data) == (0, 0)


def test_the_size_of_a_jpeg() -> None:
    assert jpeg_size(_jpeg(np.zeros((33, 77, 3), np.uint8))) == (77, 33)
