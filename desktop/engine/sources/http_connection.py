"""One HTTP request for pictures: answered, refused with a reason that helps, or given up in time."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from vision.errors import SourceUnavailable

Response = http.client.HTTPResponse

_NO_LOGIN = (
    "it asks for a user name and password",
    "Write them into the address: http://user:password@host/",
)
_WRONG_LOGIN = ("it does not accept this user name and password", "Check both in the address.")
_PERMANENT = (401, 403, 404)
_STATUS_WORDS = {
    403: ("it refuses access (403)", "Check the user name and password."),
    404: ("there is nothing at this address (404)", "Check the path after the host's name."),
    503: ("it is too busy (503)", "Close other viewers of this camera."),
}


class HttpConnection:
    """Fetches one address, with the name and password it may carry. `interrupt` may come from any thread."""

    def __init__(self, url: str, name: str, timeout_s: float) -> None:
        """`name`: the address as errors may show it. `timeout_s`: for connecting, and each wait for data."""
        parts = urlsplit(url)
        self._name = name
        self._timeout_s = timeout_s
        self._has_login = parts.username is not None
        self._url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._interrupted = False
        self._opener = self._make_opener(parts)

    def fetch(self) -> Response:
        """The answer, its body unread. Raises SourceUnavailable."""
        headers = {"User-Agent": "Facet", "Accept": "multipart/x-mixed-replace, image/*, video/*, */*"}
        request = urllib.request.Request(self._url, headers=headers)
        try:
            response = self._opener.open(request, timeout=self._timeout_s)
        except urllib.error.HTTPError as error:
            error.close()
            words = self._words_for(error.code)
            permanent = error.code in _PERMANENT
            raise SourceUnavailable(self._name, words[0], hint=words[1], permanent=permanent) from None
        except urllib.error.URLError as error:
            raise refused(self._name, error.reason) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise refused(self._name, error) from None
        assert isinstance(response, Response)
        return response

    def interrupt(self) -> None:
        """Ends what is being waited for, now and later."""
        with self._lock:
            self._interrupted = True
            for connected in self._sockets:
                # Shutting down wakes a thread that waits for data; closing would not.
                with contextlib.suppress(OSError, ValueError):
                    connected.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Forgets the connections; their answers are closed by whoever read them."""
        with self._lock:
            self._sockets.clear()

    def note(self, connected: socket.socket) -> None:
        """A connection of this request, so that it can be interrupted."""
        with self._lock:
            self._sockets = [*self._sockets[-3:], connected]
            if self._interrupted:
                raise ConnectionAbortedError("interrupted")

    def _words_for(self, status: int) -> tuple[str, str]:
        if status == 401:
            return _WRONG_LOGIN if self._has_login else _NO_LOGIN
        return _STATUS_WORDS.get(status, (f"it answers with an error ({status})", ""))

    def _make_opener(self, parts: SplitResult) -> urllib.request.OpenerDirector:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if parts.username is not None:
            passwords.add_password(None, self._url, unquote(parts.username), unquote(parts.password or ""))
        opener = urllib.request.OpenerDirector()
        if not _is_near(parts.hostname or ""):
            opener.add_handler(urllib.request.ProxyHandler())
        for handler in (
            _Http(self),
            _Https(self),
            urllib.request.HTTPRedirectHandler(),
            _BasicLogin(passwords),
            _DigestLogin(passwords),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
        ):
            opener.add_handler(handler)
        return opener


def refused(name: str, error: object) -> SourceUnavailable:
    """A failed connection as a sentence."""
    if isinstance(error, socket.gaierror):
        return SourceUnavailable(name, "no machine of this name is known", hint="Check the address.")
    if isinstance(error, ConnectionRefusedError):
        hint = "Is the camera or server on, and the port right?"
        return SourceUnavailable(name, "the connection is refused", hint=hint)
    if isinstance(error, TimeoutError):
        return SourceUnavailable(name, "it does not answer", hint="Is it on, and in this network?")
    if isinstance(error, ssl.SSLError):
        return SourceUnavailable(
            name, "its certificate is not trusted", hint="Try http:// in your own network."
        )
    if isinstance(error, OSError) and error.strerror:
        return SourceUnavailable(name, f"it can't be reached ({error.strerror})")
    return SourceUnavailable(
        name, "it does not answer as a web server does", hint="Check the address and port."
    )


class _Http(urllib.request.HTTPHandler):
    def __init__(self, owner: HttpConnection) -> None:
        super().__init__()
        self._owner = owner

    def http_open(self, request: urllib.request.Request) -> Response:
        return self.do_open(_noting(http.client.HTTPConnection, self._owner), request)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, owner: HttpConnection) -> None:
        super().__init__()
        self._owner = owner

    def https_open(self, request: urllib.request.Request) -> Response:
        return self.do_open(_noting(http.client.HTTPSConnection, self._owner), request)


class _BasicLogin(urllib.request.HTTPBasicAuthHandler):
    def http_error_401(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        fp.close()  # urllib asks again and forgets the refusal, and with it a connection
        return super().http_error_401(req, fp, code, msg, headers)


class _DigestLogin(urllib.request.HTTPDigestAuthHandler):
    def http_error_401(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)


def _noting(kind: type[http.client.HTTPConnection], owner: HttpConnection) -> Any:
    """A connection class that tells `owner` of its socket: http.client forgets it once it has an answer."""

    class Noting(kind):  # type: ignore[valid-type,misc]
        def connect(self) -> None:
            super().connect()
            owner.note(self.sock)

    return Noting


def _is_near(host: str) -> bool:
    """Whether the host is this machine or in the own network, where no proxy leads."""
    if host == "localhost" or host.endswith(".local"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
