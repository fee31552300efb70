"""A connection to the front: bytes go in as they are, whatever comes back has to be HTTP."""

import json
import socket
from typing import List, NamedTuple, Optional

#: Bent requests may ask for a wait; nobody is there for the end of it.
SECONDS = 3.0
#: Of a refusal, with everything it says.
REFUSAL_BYTES_MAX = 64 << 10


class Answer(NamedTuple):
    """One answer, whole."""

    status: int
    fields: "dict[str, str]"
    body: bytes


class NotHTTP(Exception):
    """What came back cannot be read."""


def connect(address: object) -> socket.socket:
    """A Unix socket where the address is a path, TCP where it is a port of this machine."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.settimeout(SECONDS)
    opened.connect(address if isinstance(address, str) else ("127.0.0.1", address))  # type: ignore[arg-type]
    return opened


def exchange(address: object, pieces: List[bytes]) -> bytes:
    """Sends the pieces, ends its own half, and returns all that came back until the other side closed."""
    came = b""
    with connect(address) as opened:
        try:
            for piece in pieces:
                opened.sendall(piece)
            opened.shutdown(socket.SHUT_WR)
        except OSError:
            # Refused before all of it was read: what was said is there all the same.
            pass
        while True:
            try:
                piece = opened.recv(1 << 16)
            except (ConnectionResetError, socket.timeout):
                return came
            if not piece:
                return came
            came += piece


def answers(came: bytes) -> List[Answer]:
    """What came back, as answers. Raises ``NotHTTP``; one that is cut off at the end of the connection is left out.

    Not for answers to HEAD, whose length is that of a body which does not come.
    """
    found: List[Answer] = []
    at = 0
    while at < len(came):
        end = came.find(b"\r\n\r\n", at)
        if end < 0:
            if not came.startswith(b"HTTP/1.1 ", at):
                raise NotHTTP(repr(came[at : at + 80]))
            return found
        first, *lines = came[at:end].decode("latin-1").split("\r\n")
        parts = first.split(" ", 2)
        if parts[0] != "HTTP/1.1" or len(parts) < 2 or not parts[1].isdigit():
            raise NotHTTP(repr(first[:80]))
        status, at = int(parts[1]), end + 4
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if status < 200:
            continue
        if status == 204:
            body = b""
        elif fields.get("transfer-encoding") == "chunked":
            body, at = _chunks(came, at)
        elif fields.get("content-length", "").isdigit():
            length = int(fields["content-length"])
            body, at = came[at : at + length], at + length
        else:
            raise NotHTTP(f"an answer without a length: {first}")
        if at > len(came):
            return found
        found.append(Answer(status, fields, body))
    return found


def _chunks(came: bytes, at: int) -> "tuple[bytes, int]":
    body = b""
    while True:
        end = came.find(b"\r\n", at)
        if end < 0:
            return body, len(came) + 1
        try:
            size = int(came[at:end], 16)
        except ValueError as trouble:
            raise NotHTTP(f"a chunk's size: {came[at:end][:40]!r}") from trouble
        body += came[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
        if size == 0:
            return body, at


def fault(answer: Answer) -> Optional[str]:
    """What is wrong with one answer, if something is."""
    # One connection at a time, a disk with room and no stop: there is no reason for any of them.
    if answer.status >= 500:
        return f"{answer.status}: {answer.body[:300]!r}"
    if answer.status < 400:
        return None
    if len(answer.body) > REFUSAL_BYTES_MAX:
        return f"a refusal of {len(answer.body):,} bytes"
    try:
        problem = json.loads(answer.body)
    except ValueError:
        return f"a refusal that is no JSON: {answer.body[:200]!r}"
    if not isinstance(problem, dict) or problem.get("status") != answer.status or not problem.get("code"):
        return f"a refusal that is no problem: {answer.body[:200]!r}"
    return None
