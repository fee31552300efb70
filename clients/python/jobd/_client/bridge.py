"""The way from the threads of an engine to an event loop, and the end of the loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, AsyncIterator, Callable, List, Tuple


class Bridge:
    """Calls functions on a loop, in their order. Many that come together wake it up once.

    ``on_closed`` is called, in whatever thread finds out, when the loop is closed.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, on_closed: Callable[[], None]) -> None:
        self._loop = loop
        self._on_closed = on_closed
        self._lock = threading.Lock()
        self._waiting: List[Tuple[Callable[..., None], Tuple[Any, ...]]] = []

    def post(self, function: Callable[..., None], *arguments: Any) -> None:
        """From any thread: calls it on the loop soon."""
        with self._lock:
            self._waiting.append((function, arguments))
            if len(self._waiting) > 1:
                return
        try:
            self._loop.call_soon_threadsafe(self._drain)
        except RuntimeError:
            # The loop is closed: nobody is left to be told.
            self._on_closed()

    def _drain(self) -> None:
        with self._lock:
            calls, self._waiting = self._waiting, []
        for function, arguments in calls:
            try:
                function(*arguments)
            except Exception as error:
                self._loop.call_exception_handler({"message": "an answer of jobd was not taken", "exception": error})


def at_shutdown(close: Callable[[], None]) -> "AsyncIterator[None]":
    """Arranges that ``close`` is called when the running loop is shut down. What it returns has to be kept.

    A loop has no hook for its end but one: ``asyncio.run`` closes every asynchronous generator that has been started.
    So one is started that does nothing but wait for that.
    """

    async def wait_for_shutdown() -> "AsyncIterator[None]":
        try:
            yield
        finally:
            close()

    generator = wait_for_shutdown()
    try:
        generator.__anext__().__await__().__next__()
    except StopIteration:
        pass
    return generator
