"""HTTP to a jobd, over a Unix socket or TCP, with nothing but the standard library."""

from __future__ import annotations

import email.message
import http.client
import json
import os
import socket
import stat
import threading
import urllib.parse
from typing import Any, Callable, Dict, List, Mapping, Optional

from ._errors import JobdError
from ._limits import ANSWER_BYTES_MAX

#: For a request that is answered at once.
ANSWER_SECONDS = 30.0
CONNECT_SECONDS = 10.0


#: Names the database that answers; in a request, the one that it is meant for.
STORE = "Jobd-Store"


class Unreachable(Exception):
    """There was no answer: whether the request was carried out is not known."""

    #: Whether somebody took the connection.
    was_connected = True


class Answer:
    """An answer of any status."""

    def __init__(self, status: int, headers: "Mapping[str, str] | email.message.Message", body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def is_success(self) -> bool:
        """2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON. Raises ``Unreachable`` if it is none: whoever answered, it was not jobd."""
        try:
            return json.loads(self.body) if self.body else {}
        except ValueError:
            raise Unreachable(f"an answer with status {self.status} that is not JSON") from None

    def error(self) -> JobdError:
        """What it refuses, and why."""
        try:
            problem = json.loads(self.body)
        except ValueError:
            problem = None
        if not isinstance(problem, dict):
            problem = {}
        code, hint = problem.get("code"), problem.get("hint")
        detail = problem.get("detail") or problem.get("title") or f"status {self.status}"
        error = JobdError(str(code or self.status), str(detail), None if hint is None else str(hint), self.status)
        error.problem = problem
        return error

    def retry_after(self) -> Optional[float]:
        """Seconds that the other side asks to be left alone, at most a minute."""
        try:
            return min(max(float(self.headers.get("Retry-After", "")), 0.0), 60.0)
        except ValueError:
            return None


class Endpoint:
    """Where a daemon listens, and the token for it."""

    def __init__(self, url: str, token_file: Optional[str] = None, token: Optional[str] = None) -> None:
        """Raises ``ValueError`` for a URL of another form."""
        self.url = url
        self._token_file = token_file
        self._token = None if token is None else _checked(token)
        self._path: Optional[str] = None
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "unix":
            if parts.netloc or not parts.path.startswith("/"):
                raise ValueError(f"{url} has no path; write unix:///run/jobd/jobd.sock")
            self._path = urllib.parse.unquote(parts.path)
            return
        if parts.scheme != "http":
            raise ValueError(f"{url} is neither unix:///path nor http://host:port")
        if not parts.hostname or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(f"{url} has to be of the form http://host:port")
        self._host, self._port = parts.hostname, parts.port or 80

    @property
    def is_local(self) -> bool:
        """Whether it is a Unix socket: no proxy and no network lies in between."""
        return self._path is not None

    def token(self) -> Optional[str]:
        """The token, read anew each time so that it can be replaced.

        Raises ``OSError``; ``ValueError`` for a file without a token and for one that others can use.
        """
        if self._token is not None or self._token_file is None:
            return self._token
        with open(self._token_file, encoding="ascii") as file:
            _judge(os.fstat(file.fileno()), self._token_file)
            return _checked(file.read())

    def connect(self) -> "http.client.HTTPConnection":
        """A connection that is opened with its first request."""
        if self._path is not None:
            return _UnixConnection(self._path)
        return http.client.HTTPConnection(self._host, self._port, timeout=CONNECT_SECONDS)


def _judge(status: os.stat_result, path: str) -> None:
    """Raises ``ValueError`` if others can use the file, as ``jobctl`` does. A pipe is the shell's own."""
    if not hasattr(os, "geteuid") or not stat.S_ISREG(status.st_mode):
        return
    own = os.geteuid()
    if own != 0 and status.st_uid not in (own, 0):
        raise ValueError(f"{path} belongs to user {status.st_uid}; copy it to a file of your own")
    if status.st_mode & 0o077:
        raise ValueError(f"{path} is open to others (mode {status.st_mode & 0o777:o}); run: chmod 600 {path}")


def _checked(token: str) -> str:
    """The token without the space around it. Raises ``ValueError``, without its text: errors end up in logs."""
    token = token.strip()
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise ValueError("the token has characters that no token has")
    return token


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=CONNECT_SECONDS)
        self._path = path

    def connect(self) -> None:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.settimeout(self.timeout)
            sock.connect(self._path)
        except BaseException:
            sock.close()
            raise
        self.sock = sock


class Connection:
    """One connection, for one request at a time; opened when it is needed, and again after it was closed."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._http: Optional[http.client.HTTPConnection] = None
        self._is_aborted = False
        self._is_over = False
        self._is_connecting = False

    def request(
        self,
        method: str,
        path: str,
        body: Optional[bytes] = None,
        headers: Optional[Mapping[str, str]] = None,
        timeout: float = ANSWER_SECONDS,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> Answer:
        """Sends a request and reads the whole answer, whatever its status. Raises ``Unreachable``.

        A connection that was kept may have been closed by the other side: then the request is sent once more. All
        requests that come here may be repeated.

        ``is_wanted`` is asked once there is a socket that ``abort`` can end: who first makes it false and then calls
        ``abort`` ends this request, at whatever moment.
        """
        is_kept = self._http is not None and self._http.sock is not None
        self._is_aborted = False
        try:
            try:
                return self._request(method, path, body, headers, timeout, is_wanted)
            except ConnectionError:
                if not is_kept or self._is_aborted or self._is_over:
                    raise
                self.close()
                return self._request(method, path, body, headers, timeout, is_wanted)
        except (OSError, http.client.HTTPException, ValueError) as error:
            # A token that is none is a ValueError: the next one may be better.
            self.close()
            unreachable = Unreachable(f"{self._endpoint.url}: {error or type(error).__name__}")
            unreachable.was_connected = not self._is_connecting
            raise unreachable from error
        except BaseException:
            # Interrupted in the middle: what comes next on it belongs to nobody.
            self.close()
            raise

    def _request(
        self,
        method: str,
        path: str,
        body: Optional[bytes],
        headers: Optional[Mapping[str, str]],
        timeout: float,
        is_wanted: Callable[[], bool],
    ) -> Answer:
        connection = self._http
        if connection is None:
            connection = self._http = self._endpoint.connect()
        self._is_connecting = connection.sock is None
        if connection.sock is None:
            connection.connect()
            self._is_connecting = False
        if self._is_over:
            raise ConnectionAbortedError("the connection is not used any more")
        if not is_wanted():
            self._is_aborted = True
            raise ConnectionAbortedError("the answer is not wanted any more")
        connection.sock.settimeout(timeout)
        sent: Dict[str, str] = {"Accept": "application/json"}
        token = self._endpoint.token()
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        sent.update(headers or {})
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        return Answer(response.status, response.headers, _read_all(response))

    def half_close(self) -> None:
        """From another thread: nothing more is sent. An answer that is on its way can still be read."""
        self._is_over = True
        self._shut(socket.SHUT_WR)

    def abort(self) -> None:
        """From another thread: ends the request that waits, if there is one."""
        self._is_aborted = True
        self._shut(socket.SHUT_RDWR)

    @property
    def was_aborted(self) -> bool:
        """Whether the last request was ended by ``abort``."""
        return self._is_aborted

    def _shut(self, how: int) -> None:
        connection = self._http
        sock = None if connection is None else connection.sock
        if sock is not None:
            try:
                sock.shutdown(how)
            except OSError:
                pass

    def close(self) -> None:
        """Closes it."""
        connection, self._http = self._http, None
        if connection is not None:
            connection.close()


def judge_end(response: "http.client.HTTPResponse") -> None:
    """Raises ``HTTPException`` for an answer of success that does not say where it ends: one that was cut off looks the
    same."""
    if 200 <= response.status < 300 and response.length is None and not response.chunked:
        raise http.client.HTTPException("the answer does not say where it ends, so nobody knows whether this is all")


def _read_all(response: "http.client.HTTPResponse") -> bytes:
    too_large = http.client.HTTPException(f"an answer of more than {ANSWER_BYTES_MAX} bytes")
    judge_end(response)
    if response.length is not None:
        if response.length > ANSWER_BYTES_MAX:
            raise too_large
        return response.read()
    pieces: List[bytes] = []
    size = 0
    while True:
        piece = response.read(65_536)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_BYTES_MAX:
            raise too_large


class Connections:
    """Kept connections to one daemon, for all threads of this process."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._idle: List[Connection] = []
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._is_closed = False

    def close(self) -> None:
        """Closes those that are idle now, and the others after their request."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def request(
        self,
        method: str,
        path: str,
        body: Optional[bytes] = None,
        headers: Optional[Mapping[str, str]] = None,
        timeout: float = ANSWER_SECONDS,
    ) -> Answer:
        """As ``Connection.request``, on whichever connection is free."""
        with self._lock:
            if os.getpid() != self._pid:
                # A forked child must not share a connection with its parent.
                self._idle, self._pid = [], os.getpid()
            connection = self._idle.pop() if self._idle else Connection(self._endpoint)
        answer = connection.request(method, path, body, headers, timeout)
        with self._lock:
            if not self._is_closed:
                self._idle.append(connection)
                return answer
        connection.close()
        return answer
