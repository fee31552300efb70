"""A job in the hands of a program that uses asyncio: a future whose ``cancel`` is a request."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import os
from typing import TYPE_CHECKING, Any, AsyncGenerator, Callable, Generator, Optional

from .._worker.context import context as _running
from .failures import JobCancelled, cancel_reason
from .job import Job

if TYPE_CHECKING:
    from .core import Core
    from .engine import End

    _Future = asyncio.Future[Any]
else:
    _Future = asyncio.Future


class LoopFuture(_Future):
    """A future that says clearly when another loop or thread awaits it, and that nobody else can settle."""

    def _check_loop(self) -> None:
        try:
            running: Optional[asyncio.AbstractEventLoop] = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if running is not self.get_loop():
            raise RuntimeError(
                f"{self!r} belongs to another event loop; a task is awaited where it was made. "
                "Another loop finds the job with await jobd.reattach(id=…)"
            )

    def __await__(self) -> Generator[Any, None, Any]:
        self._check_loop()
        return super().__await__()

    __iter__ = __await__

    def set_result(self, result: Any) -> None:
        """Nobody but the job ends its task."""
        raise RuntimeError(f"{type(self).__name__} does not support set_result operation")

    def set_exception(self, exception: Any) -> None:
        """Nobody but the job ends its task."""
        raise RuntimeError(f"{type(self).__name__} does not support set_exception operation")

    def _settle(self, value: Any, error: Optional[BaseException]) -> None:
        if self.done():
            return
        if error is not None:
            super().set_exception(error)
        else:
            super().set_result(value)

    def _settle_cancelled(self, reason: Optional[str]) -> None:
        if reason is None:
            super().cancel()
        else:
            super().cancel(reason)


class JobTask(LoopFuture):
    """A job as a task: await it for its result, as often as you like.

    It is an ``asyncio.Future``, so ``asyncio.wait_for``, ``wait``, ``gather``, ``shield`` and ``timeout`` take it. What
    differs is what a durable job must differ in: ``cancel`` asks the daemon, and the task is done when the job really
    is; dropping the task, or closing the loop, never touches the job.
    """

    def __init__(self, client: "Core", id: int, name: Optional[str], *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        #: The id of the job.
        self.id = id
        #: The job as it was when it was last heard of: as it ended, once the task is done.
        self.job: Optional[Job] = None
        #: Names the database that it is in; ``None`` if it is not known.
        self._store: Optional[str] = None
        self._client = client
        self._name = f"job-{id}" if name is None else name
        self._is_cancelling = False

    def get_name(self) -> str:
        """The name of the job."""
        return self._name

    def set_name(self, name: Any) -> None:
        """Gives the job another name. The daemon is told in the background; it refuses that for a job that has ended,
        which is logged."""
        self._name = str(name)
        self._client._rename(self, self._name)

    def cancel(self, msg: Optional[Any] = None) -> bool:
        """Asks for the job to be cancelled, with ``msg`` as the reason; false if the task is done.

        The task stays pending until the job has ended: as cancelled if it was, with its value if it succeeded in spite
        of it, or with the error of its cleanup. If the daemon refuses the request, the task ends with that refusal.
        """
        if self.done():
            return False
        if not self._is_cancelling:
            self._is_cancelling = True
            self._client._cancel(self, None if msg is None else str(msg))
        return True

    async def values(self) -> AsyncGenerator[Any, None]:
        """``async for value in task.values()``: what the handler yields, as ``jobd.Client.values`` has it. Leaving the
        loop, or being cancelled in it, touches no job."""
        values = self._client._values(self)
        try:
            async for each in values:
                yield each
        except JobCancelled as cancelled:
            reason = cancel_reason(cancelled.job)
            raise asyncio.CancelledError(*(() if reason is None else (reason,))) from None
        finally:
            await values.aclose()

    def add_done_callback(self, fn: Any, *, context: Optional[contextvars.Context] = None) -> None:
        """As ever. Every wait begins with it, so that from here on the end of the job is heard of."""
        self._client._listen(self)
        super().add_done_callback(fn, context=context)

    def _end(self, end: "End") -> None:
        if end.job is not None:
            self.job = end.job
            self._name = end.job.name
        if isinstance(end.error, JobCancelled):
            self._settle_cancelled(cancel_reason(end.error.job))
        else:
            self._settle(end.value, end.error)

    def __await__(self) -> Generator[Any, None, Any]:
        if self.id == own_id():
            raise RuntimeError(f"job {self.id} cannot await itself: it would wait for ever")
        return super().__await__()

    __iter__ = __await__

    def __repr__(self) -> str:
        return f"<jobd.JobTask {self.id} {self._name!r} {_state(self)}>"


class Submission(LoopFuture):
    """A job on its way to the daemon: await it for its task. The functions of this module take it for its task."""

    def __init__(self, client: "Core", name: Optional[str], *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self.name = name
        self._client = client
        self._is_cancelling = False
        #: How many await it just now.
        self._awaiting = 0
        self._reason: Optional[str] = None
        #: Takes the job back, if it has not been sent.
        self._withdraw: Callable[[], bool] = lambda: False

    def cancel(self, msg: Optional[Any] = None) -> bool:
        """Cancels the job; false if it was refused, or has ended.

        One that is on its way is cancelled as soon as its id is known, and this ends when that job has: nothing is
        left behind that nobody knows of. Of one that has arrived it is the task that is cancelled.
        """
        if self.done():
            # Who awaits it has not been told yet that it has arrived: the cancel is for them, see __await__.
            task = None if self._awaiting else self._task()
            return False if task is None else task.cancel(msg)
        if not self._is_cancelling:
            self._is_cancelling = True
            self._reason = None if msg is None else str(msg)
            if self._withdraw():
                self._settle_cancelled(self._reason)
        return True

    def __await__(self) -> Generator[Any, None, Any]:
        self._awaiting += 1
        try:
            return (yield from super().__await__())
        except asyncio.CancelledError as cancelled:
            # Who awaits it is cancelled in the moment in which the job arrives: nobody else knows of that job.
            task = self._task()
            if task is not None:
                task.cancel(*cancelled.args[:1])
            raise
        finally:
            self._awaiting -= 1

    __iter__ = __await__

    def _task(self) -> Optional[JobTask]:
        """The task, once the job has arrived."""
        if not self.done() or self.cancelled() or self.exception() is not None:
            return None
        task: JobTask = self.result()
        return task

    def _submitted(self, task: Optional[JobTask], error: Optional[Exception]) -> None:
        if self.done():
            return
        if not self._is_cancelling:
            self._settle(task, error)
        elif task is None:
            self._settle_cancelled(self._reason)
        else:
            task.add_done_callback(self._gone)
            task.cancel(self._reason)

    def _gone(self, task: "asyncio.Future[Any]") -> None:
        # Its error was nobody's to look at.
        with contextlib.suppress(asyncio.CancelledError):
            task.exception()
        self._settle_cancelled(self._reason)

    def __repr__(self) -> str:
        return f"<jobd job {self.name or ''!r} on its way, {_state(self)}>"


def own_id() -> Optional[int]:
    """The id of the job in which this code runs, or whose handler it is part of."""
    running = _running.get(None)
    if running is not None:
        return running.id
    text = os.environ.get("JOBD_JOB_ID", "")
    return int(text) if text.isdigit() else None


def _state(future: "asyncio.Future[Any]") -> str:
    if not future.done():
        return "pending"
    return "cancelled" if future.cancelled() else "done"
