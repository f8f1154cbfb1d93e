"""A motion JPEG server on loopback that a test can freeze, thaw, close, and start again on the same port."""

from __future__ import annotations

import base64
import contextlib
import http.server
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.numbered import numbered_picture
from vision.opencv import cv2

Picture = NDArray[np.uint8]
_BOUNDARY = "facet-test"


class MjpegServer:
    """Serves `picture(k)` as its k-th frame at `/video`, and one at a time at `/snapshot.jpg`.

    `login`: "user:password" that is asked for. `with_length`: whether parts carry a Content-Length.
    """

    def __init__(
        self,
        picture: Callable[[int], Picture] = numbered_picture,
        *,
        fps: float = 30.0,
        login: str | None = None,
        with_length: bool = True,
        boundary: str = _BOUNDARY,
    ) -> None:
        self.picture = picture
        self.fps = fps
        self.login = login
        self.with_length = with_length
        self.boundary = boundary
        self.served = 0
        self.flowing = threading.Event()
        self.closing = threading.Event()
        self._port = 0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/video"

    @property
    def snapshot_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/snapshot.jpg"

    @property
    def port(self) -> int:
        return self._port

    @property
    def viewers(self) -> int:
        """How many connections are open."""
        return len(self._server.clients) if self._server is not None else 0

    def start(self) -> None:
        """Listens; after `close`, on the same port again."""
        self.closing.clear()
        self.flowing.set()
        self._server = _Server(self, self._port)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="mjpeg-server")
        self._thread.start()

    def freeze(self) -> None:
        """Connections stay open and nothing comes any more, as from a camera that hangs."""
        self.flowing.clear()

    def thaw(self) -> None:
        self.flowing.set()

    def close(self) -> None:
        """As if the server had died: every connection ends, nobody listens."""
        self.closing.set()
        self.flowing.set()
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> MjpegServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: MjpegServer, port: int) -> None:
        self.owner = owner
        self.clients: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def hang_up(self) -> None:
        for client in list(self.clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A viewer that went away is no error."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.clients.add(self.connection)

    def finish(self) -> None:
        self.server.clients.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        owner = self.server.owner
        if owner.login is not None and not self._is_welcome(owner.login):
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/video":
            with contextlib.suppress(OSError):
                self._stream(owner)
        elif self.path == "/snapshot.jpg":
            with contextlib.suppress(OSError):
                self._snapshot(owner)
        else:
            self.send_error(404)

    def _is_welcome(self, login: str) -> bool:
        return self.headers.get("Authorization") == "Basic " + base64.b64encode(login.encode()).decode()

    def _stream(self, owner: MjpegServer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={owner.boundary}")
        self.end_headers()
        while not owner.closing.wait(1.0 / owner.fps):
            owner.flowing.wait()
            data = self._next_jpeg(owner)
            length = f"Content-Length: {len(data)}\r\n" if owner.with_length else ""
            head = f"--{owner.boundary}\r\nContent-Type: image/jpeg\r\n{length}\r\n"
            self.wfile.write(head.encode() + data + b"\r\n")

    def _snapshot(self, owner: MjpegServer) -> None:
        owner.flowing.wait()
        data = self._next_jpeg(owner)
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _next_jpeg(self, owner: MjpegServer) -> bytes:
        number = owner.served
        owner.served += 1
        return cv2.imencode(".jpg", owner.picture(number))[1].tobytes()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Says nothing."""
