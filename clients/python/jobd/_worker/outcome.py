"""How an attempt ended, before it is told to jobd in the words of one of the two protocols."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import traceback
from types import TracebackType
from typing import Optional, Union

from .._encoding import ResultError, cut, cut_middle
from .._errors import Cancelled, Discard, Snooze
from .._limits import ERROR_CODE_BYTES_MAX, ERROR_MESSAGE_BYTES_MAX, TRACEBACK_BYTES_MAX


@dataclasses.dataclass(frozen=True)
class Succeeded:
    """It returned; ``value`` is JSON, ``None`` when the values were sent while it ran."""

    value: Optional[bytes]


@dataclasses.dataclass(frozen=True)
class Failed:
    """It raised. ``may_retry`` is ``False`` if trying again is of no use."""

    code: str
    message: str
    traceback: Optional[str] = None
    may_retry: bool = True


@dataclasses.dataclass(frozen=True)
class Snoozed:
    """It asked to be run again later."""

    seconds: float


@dataclasses.dataclass(frozen=True)
class WasCancelled:
    """It ended because it was told to."""


Outcome = Union[Succeeded, Failed, Snoozed, WasCancelled]


def outcome_of(error: BaseException, is_cancelled: bool) -> Outcome:
    """What an exception says about the attempt. Without a cancel nobody was cancelled, whatever was raised."""
    if isinstance(error, (Cancelled, asyncio.CancelledError)) and is_cancelled:
        return WasCancelled()
    if isinstance(error, Snooze):
        return Snoozed(error.seconds)
    if isinstance(error, Discard):
        return Failed("discarded", cut(error.reason, ERROR_MESSAGE_BYTES_MAX), may_retry=False)
    if isinstance(error, ResultError):
        return Failed(error.code, cut(_message(error), ERROR_MESSAGE_BYTES_MAX))
    return Failed(
        cut(type(error).__name__, ERROR_CODE_BYTES_MAX),
        cut(_message(error), ERROR_MESSAGE_BYTES_MAX),
        cut_middle(_trace(error), TRACEBACK_BYTES_MAX),
    )


def _message(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:
        # An exception that cannot say what it is must not take its attempt's end with it.
        text = "<its text cannot be read>"
    if isinstance(error, SystemExit):
        return f"the handler called exit({text})"
    return text or type(error).__name__


def _trace(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(type(error), error, _from_handler(error.__traceback__)))
    except Exception as failure:
        return f"{type(error).__name__} (no traceback: {type(failure).__name__})"


def _from_handler(trace: Optional[TracebackType]) -> Optional[TracebackType]:
    """The part of the traceback that begins in the handler's own code."""
    ours = os.path.dirname(__file__)
    first = trace
    while first is not None and os.path.dirname(first.tb_frame.f_code.co_filename) == ours:
        first = first.tb_next
    return first or trace
