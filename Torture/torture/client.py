"""HTTP over a Unix socket, written for this purpose alone: the one who checks shares no code with what is checked.

Nothing is sent twice. What is known of a request without an answer is said as exactly as it can be: ``NotSent`` or
``NoAnswer``.
"""

import json
import socket
from typing import Dict, List, Mapping, Optional, Tuple


class NotSent(Exception):
    """The daemon cannot have seen the request: there was no connection."""


class NoAnswer(Exception):
    """The request was sent, at least in part; whether it was carried out is not known."""


class Answer:
    """A whole answer."""

    def __init__(self, status: int, headers: Dict[str, str], body: bytes) -> None:
        self.status = status
        #: Names in lower case.
        self.headers = headers
        self.body = body

    @property
    def is_success(self) -> bool:
        """2xx: what was asked for is done, and durable."""
        return 200 <= self.status < 300

    def json(self) -> dict:
        """The body as JSON; an empty one is an empty object."""
        return json.loads(self.body) if self.body else {}

    @property
    def code(self) -> str:
        """The code of a problem."""
        try:
            return str(json.loads(self.body).get("code", ""))
        except (ValueError, AttributeError):
            return ""

    @property
    def is_open(self) -> bool:
        """An answer that says that the fate of the request is not known."""
        return self.code == "outcome_unknown"

    @property
    def is_refusal(self) -> bool:
        """A definite no: nothing of it may have happened."""
        return not self.is_success and not self.is_open

    def __repr__(self) -> str:
        return f"{self.status} {self.body[:300]!r}"


class Client:
    """One kept connection, for one request at a time."""

    def __init__(self, path: str, seconds: float = 30.0) -> None:
        self.path = path
        self.seconds = seconds
        self._socket: Optional[socket.socket] = None
        self._rest = b""

    def request(
        self, method: str, target: str, body: Optional[object] = None, headers: Optional[Mapping[str, str]] = None,
        seconds: Optional[float] = None,
    ) -> Answer:
        """Sends one request and reads the answer; a body that is no bytes is sent as JSON.

        Raises ``NotSent`` or ``NoAnswer``; the next request opens a new connection then.
        """
        self.connect(seconds)
        try:
            self._send(method, target, body, headers or {})
            return self._receive()
        except (OSError, ValueError, EOFError) as trouble:
            self.close()
            raise NoAnswer(f"{method} {target}: {trouble or type(trouble).__name__}") from trouble
        except BaseException:
            self.close()
            raise

    def read(self, target: str, seconds: Optional[float] = None) -> Tuple[int, bytes, bool]:
        """A GET whose answer may end at any moment: its status (0 for none), what came of it, and whether it is whole.

        Raises ``NotSent``.
        """
        self.connect(seconds)
        status, pieces = 0, []  # type: int, List[bytes]
        try:
            self._send("GET", target, None, {})
            status, headers = self._head()
            if headers.get("transfer-encoding", "").lower() == "chunked":
                self._chunks(pieces)
            else:
                pieces.append(self._exactly(int(headers["content-length"])))
            return status, b"".join(pieces), True
        except (OSError, ValueError, EOFError):
            self.close()
            return status, b"".join(pieces), False

    def get(self, target: str, seconds: Optional[float] = None) -> Answer:
        """A request without a body."""
        return self.request("GET", target, seconds=seconds)

    def post(self, target: str, body: Optional[object] = None, **options: object) -> Answer:
        """A request with a body; an empty object if none is given."""
        return self.request("POST", target, {} if body is None else body, **options)  # type: ignore[arg-type]

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether there is a connection; the other side may have closed it meanwhile."""
        return self._socket is not None

    def connect(self, seconds: Optional[float] = None) -> None:
        """Opens the connection if there is none. Raises ``NotSent``."""
        if self._socket is None:
            opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                opened.settimeout(self.seconds)
                opened.connect(self.path)
            except OSError as trouble:
                opened.close()
                raise NotSent(str(trouble)) from trouble
            self._socket = opened
        self._socket.settimeout(self.seconds if seconds is None else seconds)

    def close(self) -> None:
        """Closes the connection."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _send(self, method: str, target: str, body: Optional[object], headers: Mapping[str, str]) -> None:
        lines = {"Host": "localhost", "Accept": "application/json"}
        data = b""
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            lines["Content-Type"] = "application/json"
            lines["Content-Length"] = str(len(data))
        lines.update(headers)
        head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in lines.items())
        assert self._socket is not None
        self._socket.sendall(head.encode() + b"\r\n" + data)

    def _receive(self) -> Answer:
        status, headers = self._head()
        if status == 204:
            body = b""
        elif headers.get("transfer-encoding", "").lower() == "chunked":
            pieces: List[bytes] = []
            self._chunks(pieces)
            body = b"".join(pieces)
        else:
            body = self._exactly(int(headers["content-length"]))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def _head(self) -> Tuple[int, Dict[str, str]]:
        while True:
            first, *lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
            status = int(first.split(" ", 2)[1])
            if status >= 200:
                fields = (line.partition(":") for line in lines)
                return status, {key.strip().lower(): value.strip() for key, _, value in fields}

    def _chunks(self, pieces: List[bytes]) -> None:
        while True:
            size = int(self._until(b"\r\n").split(b";")[0], 16)
            pieces.append(self._exactly(size))
            self._until(b"\r\n")
            if size == 0:
                return

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._more()
        found, _, self._rest = self._rest.partition(mark)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._more()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _more(self) -> None:
        assert self._socket is not None
        piece = self._socket.recv(65_536)
        if not piece:
            raise EOFError("the connection ended before the answer did")
        self._rest += piece
