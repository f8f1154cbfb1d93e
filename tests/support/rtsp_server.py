"""A small RTSP server on loopback: sends a transport stream over the RTSP connection, then hangs or hangs up.

Enough of RFC 2326 and RFC 2250 for FFmpeg: one client at a time, interleaved TCP, MPEG-TS in RTP.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from pathlib import Path
from types import TracebackType

_PACKET_BYTES = 7 * 188
_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=facet\r\nt=0 0\r\n"
    "m=video 0 RTP/AVP 33\r\nc=IN IP4 0.0.0.0\r\na=control:track1\r\n"
)


class RtspServer:
    """Serves the `.ts` file at `url`, spread over `lasts_s`; then is silent until `close` or `hang_up`."""

    def __init__(self, transport_stream: Path, lasts_s: float) -> None:
        self._data = transport_stream.read_bytes()
        self._lasts_s = lasts_s
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._closing = threading.Event()
        self._hanging_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="rtsp-server")

    @property
    def url(self) -> str:
        return f"rtsp://127.0.0.1:{self._listener.getsockname()[1]}/live"

    def hang_up(self) -> None:
        """Ends the present client's connection."""
        self._hanging_up.set()

    def welcome(self) -> None:
        """Serves again after `hang_up`."""
        self._hanging_up.clear()

    def __enter__(self) -> RtspServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            with client, contextlib.suppress(OSError):
                self._talk(client)

    def _talk(self, client: socket.socket) -> None:
        client.settimeout(0.05)
        waiting = b""
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                chunk = client.recv(4096)
                if not chunk:
                    return
                waiting += chunk
            while b"\r\n\r\n" in waiting:
                request, _, waiting = waiting.partition(b"\r\n\r\n")
                if self._answer(client, request.decode("latin-1")) == "PLAY":
                    self._play(client)
                    return

    def _answer(self, client: socket.socket, request: str) -> str:
        lines = request.split("\r\n")
        method = lines[0].split(" ")[0]
        fields = {
            name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])
        }
        extra, body = "", ""
        if method == "OPTIONS":
            extra = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif method == "DESCRIBE":
            body = _SDP
            extra = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
        elif method == "SETUP":
            extra = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n"
        elif method == "PLAY":
            extra = "Session: 1\r\n"
        client.sendall(f"RTSP/1.0 200 OK\r\nCSeq: {fields.get('cseq', '0')}\r\n{extra}\r\n{body}".encode())
        return method

    def _play(self, client: socket.socket) -> None:
        client.settimeout(2.0)
        pieces = [self._data[at : at + _PACKET_BYTES] for at in range(0, len(self._data), _PACKET_BYTES)]
        for number, piece in enumerate(pieces):
            clock = int(90_000 * self._lasts_s * number / len(pieces))
            rtp = struct.pack(">BBHII", 0x80, 33, number & 0xFFFF, clock, 1) + piece
            client.sendall(b"$\x00" + struct.pack(">H", len(rtp)) + rtp)
            if self._closing.wait(self._lasts_s / len(pieces)) or self._hanging_up.is_set():
                return
        client.settimeout(0.02)
        while not (self._closing.is_set() or self._hanging_up.is_set()):
            with contextlib.suppress(TimeoutError):
                if not client.recv(4096):
                    return
