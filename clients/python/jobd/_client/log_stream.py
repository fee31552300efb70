"""The output of a job as it is written, piece by piece."""

from __future__ import annotations

import http.client
import socket
from typing import Dict, Iterator, Optional

from .._http import ANSWER_SECONDS, Answer, Unreachable, _read_all
from .caller import Caller

_PIECE_BYTES = 65_536


class LogStream(Iterator[bytes]):
    """The bytes of an answer as they come, until it ends.

    The connection is one of its own. ``close``, which another thread may call, ends it, and never touches the job.
    """

    def __init__(self, caller: Caller, path: str) -> None:
        self._caller = caller
        self._path = path
        self._connection: Optional[http.client.HTTPConnection] = None
        self._response: Optional[http.client.HTTPResponse] = None
        self._is_closed = False

    def __next__(self) -> bytes:
        if self._is_closed:
            raise StopIteration
        try:
            response = self._response or self._open()
            piece = response.read1(_PIECE_BYTES)
        except (OSError, ValueError, http.client.HTTPException) as error:
            was_closed = self._is_closed
            self.close()
            if was_closed:
                raise StopIteration from None
            lost = Unreachable(f"{self._caller.endpoint.url}: {error or type(error).__name__}")
            lost.__cause__ = error
            raise self._caller.judge(lost) from None
        except BaseException:
            self.close()
            raise
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        """Leaves it."""
        self._is_closed = True
        connection = self._connection
        if connection is not None and connection.sock is not None:
            try:
                # Wakes the thread that reads, if it is another one.
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        if self._response is not None:
            self._response.close()
        if connection is not None:
            connection.close()

    def _open(self) -> http.client.HTTPResponse:
        headers: Dict[str, str] = {}
        token = self._caller.endpoint.token()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        connection = self._connection = self._caller.endpoint.connect()
        connection.connect()
        connection.sock.settimeout(ANSWER_SECONDS)
        connection.request("GET", self._path, None, headers)
        response = self._response = connection.getresponse()
        if response.status != 200:
            raise self._caller.refusal(Answer(response.status, response.headers, _read_all(response)))
        if connection.sock is not None:
            # A job may be silent for as long as it likes.
            connection.sock.settimeout(None)
        return response
