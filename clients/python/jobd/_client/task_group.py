"""A scope for jobs: left when all of them have ended."""

from __future__ import annotations

import asyncio
import builtins
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, List, Optional, Set, Type

from .fields import Argv
from .task import JobTask, Submission

if TYPE_CHECKING:
    from .async_client import AsyncClient

if sys.version_info >= (3, 11):
    ExceptionGroup = builtins.ExceptionGroup
else:

    class ExceptionGroup(Exception):
        """Several errors at once: what Python has by this name from 3.11 on."""

        def __init__(self, message: str, exceptions: List[Exception]) -> None:
            super().__init__(f"{message} ({len(exceptions)} sub-exception{'s' if len(exceptions) > 1 else ''})")
            self.message = message
            self.exceptions = tuple(exceptions)


class TaskGroup:
    """``async with TaskGroup() as group``: jobs made with ``group.create_task`` have ended when the block is left.

    The rules are those of ``asyncio.TaskGroup``: when one fails, the block and the other jobs are cancelled, all are
    waited for, and an ``ExceptionGroup`` tells what went wrong; a job that is cancelled alone is no failure; a block
    that is left by an error, or is cancelled, cancels the jobs. A program that is killed leaves them to run.
    """

    def __init__(self, client: "AsyncClient") -> None:
        self._client = client
        self._parent: "Optional[asyncio.Task[Any]]" = None
        self._pending: "Set[asyncio.Future[Any]]" = set()
        self._errors: List[BaseException] = []
        self._is_exiting = False
        self._is_aborting = False
        self._has_cancelled_parent = False
        self._all_done: "Optional[asyncio.Future[None]]" = None

    async def __aenter__(self) -> "TaskGroup":
        if self._parent is not None:
            raise RuntimeError("this TaskGroup has already been entered")
        self._parent = asyncio.current_task()
        if self._parent is None:
            raise RuntimeError("a TaskGroup is entered in a task")
        return self

    def create_task(self, argv: Optional[Argv] = None, **fields: Any) -> Submission:
        """As ``jobd.create_task``, in this group."""
        if self._parent is None:
            raise RuntimeError("this TaskGroup has not been entered")
        if self._is_aborting or (self._is_exiting and not self._pending):
            raise RuntimeError("this TaskGroup is shutting down, or is finished; it takes no more jobs")
        submission = self._client.create_task(argv, **fields)
        self._add(submission)
        return submission

    def _add(self, future: "asyncio.Future[Any]") -> None:
        self._pending.add(future)
        future.add_done_callback(self._ended)

    def _ended(self, future: "asyncio.Future[Any]") -> None:
        self._pending.discard(future)
        error = None if future.cancelled() else future.exception()
        if isinstance(future, Submission) and not future.cancelled() and error is None:
            task: JobTask = future.result()
            self._add(task)
            if self._is_aborting:
                task.cancel()
        if self._all_done is not None and not self._pending and not self._all_done.done():
            self._all_done.set_result(None)
        if error is None:
            return
        self._errors.append(error)
        assert self._parent is not None
        if not self._is_aborting and not self._has_cancelled_parent and not self._parent.done():
            self._abort()
            self._has_cancelled_parent = True
            self._parent.cancel()

    def _abort(self) -> None:
        self._is_aborting = True
        for each in list(self._pending):
            each.cancel()

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], _: Optional[TracebackType]
    ) -> None:
        assert self._parent is not None
        self._is_exiting = True
        cancelled = error if isinstance(error, asyncio.CancelledError) else None
        if error is not None and not self._is_aborting:
            self._abort()
        while self._pending:
            self._all_done = asyncio.get_running_loop().create_future()
            try:
                await self._all_done
            except asyncio.CancelledError as outside:
                if not self._is_aborting:
                    # Not by a job of this group: somebody cancels all of it.
                    cancelled = outside
                    self._abort()
            self._all_done = None
        if error is not None and not isinstance(error, (Exception, asyncio.CancelledError)):
            # KeyboardInterrupt, SystemExit: nothing is more urgent.
            return
        if self._has_cancelled_parent and _uncancel(self._parent) == 0:
            cancelled = None
        if cancelled is not None and not self._errors:
            raise cancelled
        if isinstance(error, Exception) and all(error is not each for each in self._errors):
            self._errors.append(error)
        errors, self._errors = self._errors, []
        if errors:
            if sys.version_info >= (3, 13) and self._parent.cancelling():
                # A cancel from outside came at the same time: it is heard at the next await. As asyncio's does from
                # 3.13 on; before, nothing would take it back when the time limit that sent it is over.
                _uncancel(self._parent)
                self._parent.cancel()
            raise ExceptionGroup("unhandled errors in a TaskGroup", errors) from None  # type: ignore[type-var]


def _uncancel(task: "asyncio.Task[Any]") -> int:
    """Takes a cancel back; how many are left. Before 3.11 tasks do not count them."""
    return task.uncancel() if sys.version_info >= (3, 11) else 0
