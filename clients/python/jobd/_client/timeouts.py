"""A time limit for a block: ``asyncio.timeout``, also before Python 3.11."""

from __future__ import annotations

import asyncio
import sys
from types import TracebackType
from typing import Any, Optional, Type

if sys.version_info >= (3, 11):
    from asyncio import Timeout, timeout
else:

    class Timeout:
        """A block that is cancelled at a moment of the loop's clock, and then raises ``TimeoutError``."""

        def __init__(self, when: Optional[float]) -> None:
            self._when = when
            self._timer: Optional[asyncio.TimerHandle] = None
            self._task: "Optional[asyncio.Task[Any]]" = None
            self._has_expired = False

        def when(self) -> Optional[float]:
            """The moment, by the clock of the loop."""
            return self._when

        def expired(self) -> bool:
            """Whether the time was up."""
            return self._has_expired

        def reschedule(self, when: Optional[float]) -> None:
            """Another moment, or none."""
            if self._task is None:
                raise RuntimeError("the timeout has not been entered")
            if self._has_expired:
                raise RuntimeError("the time is up already")
            self._when = when
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if when is not None:
                loop = asyncio.get_running_loop()
                # A moment that has passed is heard of at the next await, too.
                self._timer = loop.call_at(max(when, loop.time()), self._time_is_up)

        def _time_is_up(self) -> None:
            self._has_expired = True
            if self._task is not None:
                self._task.cancel()

        async def __aenter__(self) -> "Timeout":
            self._task = asyncio.current_task()
            if self._task is None:
                raise RuntimeError("a timeout is entered in a task")
            self.reschedule(self._when)
            return self

        async def __aexit__(
            self, kind: Optional[Type[BaseException]], error: Optional[BaseException], _: Optional[TracebackType]
        ) -> None:
            if self._timer is not None:
                self._timer.cancel()
            if self._has_expired and isinstance(error, asyncio.CancelledError):
                raise TimedOut from error

    class TimedOut(asyncio.TimeoutError, TimeoutError):
        """Both of the TimeoutErrors that there were."""

    def timeout(delay: Optional[float]) -> Timeout:
        """Cancels the block after ``delay`` seconds; ``None`` is never."""
        when = None if delay is None else asyncio.get_running_loop().time() + delay
        return Timeout(when)


__all__ = ["Timeout", "timeout"]
