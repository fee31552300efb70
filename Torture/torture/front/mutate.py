"""Bends a request: its JSON, its target, its fields, its framing, and at last its bytes."""

import json
import random
from typing import Any, List, Tuple

from .corpus import REQUESTS, Request

#: What is put where something else stood.
VALUES: List[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63 - 1, -(2**63), 10**30, 0.5, -0.0, 1e308, "", " ", "x", ".", "..", "*", "[",
    "a" * 300, "a" * 9_000, "\x00", "\x1b[2J", "\u2028", "\u202e", "\ud800", "e\u0301" * 50, "9" * 400, "-1s", "1e9999s",
    "99999999999d", "0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "http://[::1", "file:///etc",
    "unix:///x", "http://user:pass@h/", [], [[]], {}, {"": {}}, [None] * 50, {"a": {"b": {"c": []}}},
]
TEXTS = ["", "0", "-1", "1", "00", "18446744073709551616", "%", "%00", "%2e%2e", "%2F", "..", "*", "a" * 200, "\u00e9", "'", "?"]
FIELDS: List[Tuple[str, str]] = [
    ("Content-Length", "5"), ("Content-Length", "-1"), ("Content-Length", "1,1"), ("Content-Length", "99999999999999999999"),
    ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "gzip, chunked"), ("Transfer-Encoding", "identity"),
    ("Host", "evil"), ("Host", ""), ("Host", "[::1].evil"), ("Connection", "close"), ("Connection", "upgrade"),
    ("Upgrade", "websocket"), ("Expect", "100-continue"), ("Expect", "x"), ("Content-Type", "text/html"),
    ("Content-Encoding", "gzip"), ("Accept", "text/event-stream"), ("Accept", ";;,*"), ("Range", "bytes=9-1"),
    ("Range", "bytes=-0"), ("Range", "lines=1-2"), ("Idempotency-Key", ""), ("Idempotency-Key", "k" * 300),
    ("Last-Event-ID", "x"), ("Origin", "http://evil"), ("X-Forwarded-For", "1.2.3.4"), ("Authorization", "Bearer"),
    ("Authorization", "Bearer " + "a" * 64), ("Authorization", "Basic eDp4"), ("Cookie", "c" * 500),
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "PROPFIND", "get", "X" * 40]


def bent(chance: random.Random) -> bytes:
    """A request, bent a little, as bytes; some are left as they are."""
    request = chance.choice(REQUESTS)
    lie = 0
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        kind = chance.randrange(7)
        if kind <= 2 and request.body is not None:
            request = request._replace(body=_body(chance, request.body))
        elif kind <= 3:
            request = request._replace(target=_target(chance, request.target))
        elif kind == 4:
            request = request._replace(headers=request.headers + (chance.choice(FIELDS),))
        elif kind == 5:
            request = request._replace(method=chance.choice(METHODS))
        else:
            lie = chance.choice([-3, 1, 7])
    raw = as_bytes(request, lie)
    return _bytes(chance, raw) if chance.random() < 0.2 else raw


def as_bytes(request: Request, lie: int = 0) -> bytes:
    """The request on the wire; ``lie`` is added to the length that it says its body has."""
    body = None if request.body is None else request.body.encode("utf-8", "surrogatepass")
    lines = [f"{request.method} {request.target} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    if body is not None:
        lines.append(f"Content-Length: {max(0, len(body) + lie)}")
    return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + (body or b"")


def _body(chance: random.Random, body: str) -> str:
    choice = chance.randrange(12)
    if choice == 0:
        return body[: chance.randrange(len(body) + 1)]
    if choice == 1:
        return chance.choice(["[" * 100_000, '{"a":' * 5_000, '"\\ud800"', "nul", "NaN", "[1e99999]", "\ufeff{}", "{}{}", "\x00"])
    if choice == 2:
        # The same member twice; which of the two counts must not matter to anybody's rights.
        return body.replace("{", '{"queue":"q","queue":"other",', 1)
    first, newline, rest = body.partition("\n")
    try:
        return json.dumps(_value(chance, json.loads(first), 0), ensure_ascii=chance.random() < 0.5) + newline + rest
    except (ValueError, RecursionError):
        # Bent before, so that Python cannot read it either.
        return body


def _value(chance: random.Random, value: Any, depth: int) -> Any:
    """A copy with one thing in it that is another."""
    if depth > 0 and chance.random() < 0.35:
        return chance.choice(VALUES)
    if isinstance(value, dict) and value:
        key = chance.choice(list(value))
        kind = chance.randrange(5)
        if kind == 0:
            return {name: each for name, each in value.items() if name != key}
        if kind == 1:
            return {**value, chance.choice(["", "x" * 300, "filter", "all", "id", "queue", "state"]): chance.choice(VALUES)}
        return {**value, key: _value(chance, value[key], depth + 1)}
    if isinstance(value, list) and value:
        at = chance.randrange(len(value))
        return value[:at] + [_value(chance, value[at], depth + 1)] * chance.choice([1, 1, 2, 500]) + value[at + 1 :]
    return chance.choice(VALUES)


def _target(chance: random.Random, target: str) -> str:
    path, mark, query = target.partition("?")
    kind = chance.randrange(5)
    if kind == 0 and mark:
        parts = query.split("&")
        parts[chance.randrange(len(parts))] += chance.choice(TEXTS)
        return f"{path}?{'&'.join(parts)}"
    if kind == 1:
        name = chance.choice(["limit", "cursor", "wait", "state", "name", "token", "x", "order", "since", "follow", "view"])
        return f"{target}{'&' if mark else '?'}{name}={chance.choice(TEXTS)}"
    if kind == 2 and "/" in path:
        parts = path.split("/")
        parts[chance.randrange(1, len(parts))] = chance.choice(TEXTS).replace(" ", "")
        return "/".join(parts) + mark + query
    if kind == 3:
        return chance.choice(["*", "/", "//v1/jobs", "http://localhost/v1/jobs", "http://x:y@localhost/v1/jobs", "/v1/../v1/jobs"])
    return target + chance.choice(["/", "%", "#x", " x", ";a=b", "a" * 20_000])


def _bytes(chance: random.Random, raw: bytes) -> bytes:
    """The bytes themselves: some others, some more, some less."""
    at = chance.randrange(len(raw))
    kind = chance.randrange(4)
    if kind == 0:
        return raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
    if kind == 1:
        return raw[:at] + chance.choice([b"\r", b"\n", b"\r\n\r\n", b"\x00", b":", b" ", b"\xff\xfe", b"A" * 70_000]) + raw[at:]
    if kind == 2:
        return raw[:at]
    return raw[:at] + raw[at + chance.randrange(1, 20) :]
