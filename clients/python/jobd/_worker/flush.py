"""The promise that a checkpoint is on the disk."""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import Any, Generator, Optional

from .._errors import JobdError


class Flush:
    """Done once jobd has kept a checkpoint: ``await`` it in an ``async`` handler, ``wait()`` for it in a thread."""

    def __init__(self) -> None:
        self._future: "concurrent.futures.Future[None]" = concurrent.futures.Future()
        # A future that runs cannot be cancelled: an await that is, leaves it as it is.
        self._future.set_running_or_notify_cancel()

    def settle(self, error: Optional[BaseException] = None) -> None:
        """Ends the wait; the first word counts."""
        if self._future.done():
            return
        try:
            if error is None:
                self._future.set_result(None)
            else:
                self._future.set_exception(error)
        except concurrent.futures.InvalidStateError:
            pass

    def wait(self) -> None:
        """Blocks until it is done."""
        while True:
            try:
                # In pieces: a cancel that is raised in a thread waits for the next step of Python code.
                return self._future.result(timeout=0.2)
            except concurrent.futures.TimeoutError:
                if self._future.done():
                    raise

    def __await__(self) -> Generator[Any, None, None]:
        return asyncio.wrap_future(self._future).__await__()


def too_late() -> JobdError:
    """For a thread or task that a handler left behind: what it says is for no job any more."""
    return JobdError("too_late", "the attempt has ended; the checkpoint was not kept")
