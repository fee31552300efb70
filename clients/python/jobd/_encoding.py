"""JSON as jobd understands it: UTF-8 without NaN, Infinity and lone surrogates, which Python sends by default."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, List

from ._limits import DEPTH_MAX, RESULT_BYTES_MAX

# One for all: to make it costs as much as to encode a small value.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode

_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(rb"[\[\]{}]")
_LONG_NUMBERS = re.compile(rb"(?<![0-9.])-?[0-9]{19,}(?![0-9.eE])")


class ResultError(Exception):
    """A value that cannot be the result of a job. ``code`` tells why, the message what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def to_json(value: Any) -> bytes:
    """The value as compact JSON in UTF-8.

    Raises ``ValueError`` or ``TypeError`` for what is no JSON.
    """
    return _encode(value).encode("utf-8")


def check_integers(data: bytes) -> None:
    """Raises ``ValueError`` for whole numbers that jobd would keep as floats, and so as others."""
    if not _LONG_NUMBERS.search(data):
        return
    for number in _LONG_NUMBERS.findall(_TEXTS.sub(b'""', data)):
        if not -(2**63) <= int(number) < 2**63:
            raise ValueError(f"{number.decode()} has more than 64 bits; send it as a text")


def check_depth(data: bytes) -> None:
    """Raises ``ValueError`` for JSON that is nested deeper than jobd reads."""
    if data.count(b"[") + data.count(b"{") <= DEPTH_MAX:
        return
    depth = 0
    # What is left without the texts is brackets, and what stands between them.
    for bracket in _BRACKETS.findall(_TEXTS.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEPTH_MAX:
            raise ValueError(f"it is nested deeper than {DEPTH_MAX} levels")


def result_to_json(value: Any) -> bytes:
    """The value of a handler as JSON; raises ``ResultError`` if it is none, or too large."""
    if isinstance(value, str) and len(value) > RESULT_BYTES_MAX:
        raise too_large(len(value))
    try:
        data = to_json(value)
        if len(data) <= RESULT_BYTES_MAX:
            check_depth(data)
    except UnicodeEncodeError:
        raise ResultError(
            "result_not_json",
            "the result holds a lone surrogate, which is no text in UTF-8; encode such bytes as base64",
        ) from None
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        what = str(error) or type(error).__name__
        if "Out of range float" in what:
            what = "NaN and Infinity are not JSON; return None or a text for them"
        raise ResultError("result_not_json", f"the result is not JSON: {what}") from None
    if len(data) > RESULT_BYTES_MAX:
        raise too_large(len(data))
    return data


def too_large(size: int) -> ResultError:
    """The error of a result over the bound."""
    return ResultError(
        "result_too_large",
        f"the result has {size} bytes, at most {RESULT_BYTES_MAX} are kept; write it to a file and return its name",
    )


def result_from_json(data: bytes) -> Any:
    """The result of a handler: its value, or the list of what it yielded (lines, each with its end)."""
    if data.endswith(b"\n"):
        return _lines(data)
    try:
        return json.loads(data)
    except ValueError:
        if b"\n" not in data:
            raise
        return _lines(data)


def _lines(data: bytes) -> List[Any]:
    return [json.loads(line) for line in data.splitlines() if line.strip()]


def clean(text: str) -> str:
    """The text with what is not UTF-8 written as an escape, so that it may stand in a message."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def cut(text: str, size: int) -> str:
    """At most ``size`` bytes of the cleaned text, cut between two characters."""
    text = clean(text)
    if len(text) <= size // 4:
        return text
    data = text.encode("utf-8")
    if len(data) <= size:
        return text
    return data[: size - 3].decode("utf-8", "ignore") + "…"


def one_line(text: str, size: int) -> str:
    """The text as ``cut`` has it, with a space for each line break and every other control character."""
    return cut("".join(" " if unicodedata.category(each) == "Cc" else each for each in text), size)


def cut_middle(text: str, size: int) -> str:
    """At most about ``size`` bytes of the cleaned text: its head and its tail."""
    data = clean(text).encode("utf-8")
    if len(data) <= size:
        return data.decode("utf-8")
    half = (size - 40) // 2
    head, tail = data[:half].decode("utf-8", "ignore"), data[-half:].decode("utf-8", "ignore")
    return f"{head}\n… {len(data) - 2 * half} bytes …\n{tail}"
