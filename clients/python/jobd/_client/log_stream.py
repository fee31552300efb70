"""The output of a job as it is written, piece by piece."""

from __future__ import annotations

import http.client
from typing import Iterator

from .._http import ANSWER_SECONDS, Answer, Unreachable, _read_all
from .caller import Caller

_PIECE_BYTES = 65_536


def follow(caller: Caller, path: str) -> Iterator[bytes]:
    """The bytes of an answer as they come, until it ends. Raises ``JobdError``.

    The connection is one of its own: closing the iterator closes it, and never touches the job.
    """
    connection = caller.endpoint.connect()
    try:
        try:
            headers = {}
            token = caller.endpoint.token()
            if token is not None:
                headers["Authorization"] = f"Bearer {token}"
            connection.connect()
            connection.sock.settimeout(ANSWER_SECONDS)
            connection.request("GET", path, None, headers)
            response = connection.getresponse()
            if response.status != 200:
                raise caller.refusal(Answer(response.status, response.headers, _read_all(response)))
            # A job may be silent for as long as it likes.
            connection.sock.settimeout(None)
            while True:
                piece = response.read1(_PIECE_BYTES)
                if not piece:
                    return
                yield piece
        except (OSError, ValueError, http.client.HTTPException) as error:
            lost = Unreachable(f"{caller.endpoint.url}: {error or type(error).__name__}")
            lost.__cause__ = error
            raise caller.judge(lost) from error
    finally:
        connection.close()
