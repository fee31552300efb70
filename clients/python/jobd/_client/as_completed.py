"""Tasks as they end, one after the other."""

from __future__ import annotations

import asyncio
import collections
from typing import Any, AsyncIterator, Coroutine, Deque, Iterable, Iterator, Optional

from .task import Submission


class AsCompleted:
    """``async for task in as_completed(tasks)`` gives the tasks themselves, done, in the order of their ends; ``for
    coming in as_completed(tasks)`` gives awaitables for their results. A task given twice comes once.

    With ``timeout``, a ``TimeoutError`` is raised when the time is up first. Nothing is ever cancelled by it.
    """

    def __init__(self, things: Iterable[Any], timeout: Optional[float] = None) -> None:
        if isinstance(things, (asyncio.Future, str, bytes)):
            raise TypeError(f"as_completed takes several tasks, not {things!r}")
        self._loop = asyncio.get_running_loop()
        futures = {asyncio.ensure_future(each) for each in things}
        self._left = len(futures)
        self._done: "Deque[asyncio.Future[Any]]" = collections.deque()
        self._waiters: "Deque[asyncio.Future[None]]" = collections.deque()
        self._is_late = False
        self._timer = None if timeout is None or not futures else self._loop.call_later(timeout, self._time_is_up)
        for each in futures:
            each.add_done_callback(self._came)

    def _came(self, future: "asyncio.Future[Any]") -> None:
        if isinstance(future, Submission) and not future.cancelled() and future.exception() is None:
            # It has arrived; now its task is waited for.
            future.result().add_done_callback(self._came)
            return
        self._done.append(future)
        if self._timer is not None and len(self._done) >= self._left:
            self._timer.cancel()
        self._wake_one()

    def _time_is_up(self) -> None:
        self._is_late = True
        while self._waiters:
            self._wake_one()

    def _wake_one(self) -> None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    async def _next(self) -> "asyncio.Future[Any]":
        while not self._done:
            if self._is_late:
                raise asyncio.TimeoutError
            waiter = self._loop.create_future()
            self._waiters.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                if waiter.done() and not waiter.cancelled():
                    # Woken and cancelled at once: the next one takes the turn.
                    self._wake_one()
                raise
        self._left -= 1
        return self._done.popleft()

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        if not self._left:
            raise StopAsyncIteration
        return await self._next()

    def __iter__(self) -> "Iterator[Coroutine[Any, Any, Any]]":
        for _ in range(self._left):
            yield self._result()

    async def _result(self) -> Any:
        return (await self._next()).result()
