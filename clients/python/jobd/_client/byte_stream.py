"""An answer that comes piece by piece, while a job runs."""

from __future__ import annotations

import http.client
import socket
from typing import Callable, Iterator, Mapping, Optional, TypeVar

from .._http import ANSWER_SECONDS, Answer, Unreachable, _read_all, judge_end
from .caller import Caller
from .life_watch import LifeWatch

_PIECE_BYTES = 65_536

Value = TypeVar("Value")


class ByteStream(Iterator[bytes]):
    """The bytes of an answer as they come, until it ends.

    The connection is one of its own. ``close``, which another thread may call, ends it, and never touches the job.
    """

    def __init__(
        self,
        caller: Caller,
        path: str,
        answer_seconds: Optional[float] = ANSWER_SECONDS,
        store: Optional[str] = None,
        *,
        headers: Optional[Mapping[str, str]] = None,
        silence_seconds: Optional[float] = None,
        is_new: bool = False,
        looks_at: Optional[str] = None,
        ends_anywhere: bool = False,
    ) -> None:
        """``answer_seconds``: how long the answer may take to begin; ``silence_seconds``: how long nothing of it may come.
        Where that may be for ever, ``looks_at`` is asked for meanwhile, to see whether the daemon is still there.
        ``is_new`` is that of ``Caller.ask``. ``ends_anywhere``: that nobody says where it ends does not matter."""
        self._ends_anywhere = ends_anywhere
        self._caller = caller
        self._path = path
        self._store = store
        self._answer_seconds = answer_seconds
        self._headers = headers or {}
        self._silence_seconds = silence_seconds
        self._is_new = is_new
        self._looks_at = looks_at
        self._watch: Optional[LifeWatch] = None
        self._connection: Optional[http.client.HTTPConnection] = None
        self._response: Optional[http.client.HTTPResponse] = None
        self._is_closed = False

    def __next__(self) -> bytes:
        if self._is_closed:
            raise StopIteration
        piece = self._guarded(lambda response: response.read1(_PIECE_BYTES))
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def content_type(self) -> str:
        """What the daemon says that it is; waits for the answer to begin. After ``close`` it is nothing."""
        if self._is_closed:
            return ""
        try:
            said = self._guarded(lambda response: response.headers.get("Content-Type") or "")
        except StopIteration:
            return ""
        return said.partition(";")[0].strip()

    def _guarded(self, read: "Callable[[http.client.HTTPResponse], Value]") -> "Value":
        """What ``read`` finds in the answer. Raises ``StopIteration`` when this was closed meanwhile."""
        try:
            return read(self._response or self._open())
        except (OSError, ValueError, http.client.HTTPException) as error:
            was_closed = self._is_closed
            self.close()
            if was_closed:
                raise StopIteration from None
            lost = Unreachable(f"{self._caller.endpoint.url}: {error or type(error).__name__}")
            lost.__cause__ = error
            raise self._caller.judge(lost) from None
        except AttributeError:
            # So http.client fails when another thread closes the answer that it reads.
            was_closed = self._is_closed
            self.close()
            if was_closed:
                raise StopIteration from None
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Leaves it."""
        self._is_closed = True
        if self._watch is not None:
            self._watch.end()
        connection = self._connection
        # Wakes the thread that reads, if it is another one.
        self.lose()
        if self._response is not None:
            self._response.close()
        if connection is not None:
            connection.close()

    def lose(self) -> None:
        """From another thread: its connection is taken for broken."""
        connection = self._connection
        sock = None if connection is None else connection.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _open(self) -> http.client.HTTPResponse:
        headers = {**self._caller.meant_for(self._store, self._is_new), **self._headers}
        token = self._caller.endpoint.token()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        connection = self._connection = self._caller.endpoint.connect()
        connection.connect()
        if self._is_closed:
            # Before there was a socket that could be shut.
            raise ConnectionAbortedError("the answer is not wanted any more")
        if self._looks_at is not None:
            self._watch = LifeWatch(self, self._caller, self._looks_at)
        connection.sock.settimeout(self._answer_seconds)
        connection.request("GET", self._path, None, headers)
        response = self._response = connection.getresponse()
        if response.status != 200:
            raise self._caller.refusal(Answer(response.status, response.headers, _read_all(response)))
        if not self._ends_anywhere:
            judge_end(response)
        self._caller.note(response.headers, self._is_new)
        if connection.sock is not None:
            # A job may be silent for as long as it likes.
            connection.sock.settimeout(self._silence_seconds)
        return response
