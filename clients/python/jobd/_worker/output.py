"""What handlers print: ``sys.stdout`` and ``sys.stderr`` that know which attempt a text belongs to."""

from __future__ import annotations

import ctypes
import io
import logging
import os
import sys
import threading
from typing import Any, Callable, Iterator, List, Optional, TextIO

from .._limits import LOG_PIECE_CHARS_MAX
from .attempt import Attempt
from .context import context


class JobText:
    """Output of one attempt on one stream, gathered to whole lines."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self._send = send
        self._parts: List[str] = []
        self._chars = 0
        # One that the same thread may take again: a signal of the handler's own may print in the middle of a print.
        self._lock = threading.RLock()

    def write(self, text: str) -> None:
        """Takes a piece of text; what ends a line is sent."""
        with self._lock:
            self._parts.append(text)
            self._chars += len(text)
            if "\n" in text or self._chars > LOG_PIECE_CHARS_MAX:
                self._flush()

    def flush(self) -> None:
        """Sends what there is."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        text, self._parts, self._chars = "".join(self._parts), [], 0
        for start in range(0, len(text), LOG_PIECE_CHARS_MAX):
            self._send(text[start : start + LOG_PIECE_CHARS_MAX])


#: ``(attempt, "stdout" or "stderr", the stream that was there before)`` → where a text goes; ``None``: as before.
Find = Callable[[Attempt, str, Any], Optional[JobText]]


class JobStream(io.TextIOBase):
    """Takes the place of ``sys.stdout`` or ``sys.stderr``.

    ``find`` says where a text of the running attempt goes; what belongs to no attempt goes to the stream that was
    there before.
    """

    def __init__(self, stream: str, before: Any, find: Find) -> None:
        self._stream = stream
        self._before = before
        self._find = find
        self._pid = os.getpid()

    def _text(self) -> Optional[JobText]:
        running = context.get(None)
        # A forked child does not speak for the job.
        if running is None or os.getpid() != self._pid:
            return None
        return self._find(running._attempt, self._stream, self._before)

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        job_text = self._text()
        if job_text is None:
            self._before.write(text)
        else:
            job_text.write(text)
        return len(text)

    def flush(self) -> None:
        job_text = self._text()
        if job_text is not None:
            job_text.flush()
        if self._before is not None and not self._before.closed:
            self._before.flush()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self._before.fileno())

    def isatty(self) -> bool:
        return bool(self._before.isatty())

    @property
    def buffer(self) -> Any:
        return self._before.buffer

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return str(self._before.encoding)

    @property
    def errors(self) -> Optional[str]:  # type: ignore[override]
        return getattr(self._before, "errors", None)

    @property
    def name(self) -> Any:
        return getattr(self._before, "name", None)

    @property
    def line_buffering(self) -> bool:
        return bool(getattr(self._before, "line_buffering", False))

    def reconfigure(self, **options: Any) -> None:
        """As that of the stream that was there before."""
        self._before.reconfigure(**options)


def take_over_output(find: Find) -> None:
    """Puts streams into ``sys`` that send what a handler prints where ``find`` says.

    Log handlers that were set up before follow.
    """
    for stream in ("stdout", "stderr"):
        before: Optional[TextIO] = getattr(sys, stream)
        if before is None:
            continue
        if hasattr(before, "reconfigure"):
            # Lines can be followed while the job runs.
            before.reconfigure(line_buffering=True)
        after = JobStream(stream, before, find)
        setattr(sys, stream, after)
        for handler in _log_handlers():
            if isinstance(handler, logging.StreamHandler) and handler.stream is before:
                handler.setStream(after)


def _log_handlers() -> Iterator[logging.Handler]:
    yield from logging.getLogger().handlers
    for logger in list(logging.getLogger().manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            yield from logger.handlers


def flush_output() -> None:
    """Flushes what Python and C keep of standard output and error."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            # The handler closed it, or nobody reads it.
            pass
    if _fflush is not None:
        _fflush(None)


def _find_fflush() -> Optional[Callable[[None], int]]:
    try:
        function: Callable[[None], int] = ctypes.CDLL(None).fflush
        return function
    except (OSError, AttributeError, TypeError):
        return None


_fflush = _find_fflush()
