"""What stands between a client's loop and the threads of its engine: its tasks, and who is told what."""

from __future__ import annotations

import asyncio
import functools
import os
import weakref
from typing import Any, AsyncGenerator, Callable, Dict, Optional, Set, TypeVar

from .._encoding import one_line
from .._errors import JobdError
from .bridge import Bridge, at_shutdown
from .caller import PATIENCE_SECONDS
from .client import Client
from .endpoints import endpoint_for
from .engine import End, Engine
from .job import Job
from .pieces import pieces
from .submitter import Submitting
from .task import JobTask, Submission
from .words import logger

#: Bytes of the reason of a cancel that the daemon takes.
_REASON_BYTES_MAX = 1_000


Value = TypeVar("Value")


class Core:
    """A client bound to one loop, without its words."""

    def __init__(
        self,
        url: Optional[str] = None,
        *,
        token: Optional[str] = None,
        token_file: Optional[str] = None,
        patience: float = PATIENCE_SECONDS,
        store: Optional[str] = None,
    ) -> None:
        endpoint = endpoint_for(url, token, token_file)
        self._engine = Engine(endpoint, patience, store)
        self._sync = Client._over(self._engine.caller)
        self._pid = os.getpid()
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._bridge: Optional[Bridge] = None
        self._tasks: Dict[int, JobTask] = {}
        self._submissions: Set[Submission] = set()
        #: The jobs in which this program runs, as long as somebody has their tasks: nobody listens for their ends yet.
        self._own_tasks: "weakref.WeakValueDictionary[int, JobTask]" = weakref.WeakValueDictionary()
        self._is_closed = False
        self._shutdown: Any = None

    @property
    def url(self) -> str:
        """Where the daemon is."""
        return self._sync.url

    @property
    def store(self) -> Optional[str]:
        """As ``jobd.Client.store``."""
        return self._sync.store

    def close(self) -> None:
        """Ends the requests of this client. Jobs go on; tasks that are pending end with a ``JobdError``."""
        if self._is_closed:
            return
        self._let_go()
        hint = "Find the job with await jobd.reattach(id=…)."
        closed = JobdError("closed", "the client is closed, the job goes on", hint)
        pending = [
            each
            for each in (*self._tasks.values(), *self._own_tasks.values(), *self._submissions)
            if not each.done()
        ]
        self._tasks.clear()
        self._submissions.clear()
        for each in pending:
            each._settle(None, closed)
            # Whoever awaits it hears of it; for the others it is no news.
            each._log_traceback = False

    def _bind(self) -> asyncio.AbstractEventLoop:
        """The loop, which is the running one."""
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
            self._bridge = Bridge(loop, self._let_go)
            self._shutdown = at_shutdown(self._let_go)
        if self._is_closed:
            raise RuntimeError("this client is closed")
        if self._pid != os.getpid():
            raise RuntimeError("this client belongs to another process; make one after the fork")
        if self._loop is not loop:
            raise RuntimeError("this client belongs to another event loop; make one for each")
        return loop

    def _let_go(self) -> None:
        self._is_closed = True
        self._engine.close()

    def _post(self, function: Callable[..., None], *arguments: Any) -> None:
        if self._bridge is not None:
            self._bridge.post(function, *arguments)

    def _run(self, function: Callable[..., Value], *arguments: Any, **options: Any) -> "asyncio.Future[Value]":
        """Runs it in a thread. Who leaves the future leaves the request to its course."""
        future: "asyncio.Future[Value]" = self._bind().create_future()
        work = functools.partial(function, *arguments, **options)
        self._engine.call(work, lambda value, error: self._post(_settle, future, value, error))
        return future

    def _withdraw(self, submission: Submission, submitting: Submitting) -> bool:
        if not self._engine.submitter.withdraw(submitting):
            return False
        self._submissions.discard(submission)
        return True

    def _submitted(
        self,
        submission: Submission,
        store: Optional[str],
        id: int,
        job: Optional[Job],
        error: Optional[Exception],
    ) -> None:
        self._submissions.discard(submission)
        if error is not None:
            submission._submitted(None, error)
        elif not self._is_closed:
            submission._submitted(self._task_of(job) if job is not None else self._task(id, submission.name, store), None)

    def _task_of(self, job: Job) -> JobTask:
        """The task of a job that was heard of: the one that there is, or a new one."""
        if not job.done:
            task = self._task(job.id, job.name, job._store)
            task.job = job
            return task
        return self._known(job.id, job._store) or self._new_task(
            job.id, job.name, job._store, lambda on_end: self._engine.end(job, None, on_end)
        )

    def _task(self, id: int, name: Optional[str], store: Optional[str]) -> JobTask:
        return self._known(id, store) or self._new_task(
            id, name, store, lambda on_end: self._engine.watch(id, on_end, store)
        )

    def _known(self, id: int, store: Optional[str]) -> Optional[JobTask]:
        """The task of this id, unless it is one of another database."""
        task = self._tasks.get(id)
        return task if task is None or task._store == store else None

    def _new_task(
        self, id: int, name: Optional[str], store: Optional[str], listen: "Callable[[Callable[[End], None]], None]"
    ) -> JobTask:
        assert self._loop is not None
        task = self._own_tasks.pop(id, None) or JobTask(self, id, name, loop=self._loop)
        task._store = store
        self._tasks[id] = task
        listen(lambda end: self._post(self._ended, task, end))
        return task

    def _own_task(self, id: int, name: Optional[str]) -> JobTask:
        """The task of the job in which this program runs. It costs no request, until somebody else waits for it."""
        assert self._loop is not None
        task = self._tasks.get(id) or self._own_tasks.get(id)
        if task is None:
            task = self._own_tasks[id] = JobTask(self, id, name, loop=self._loop)
        return task

    def _listen(self, task: JobTask) -> None:
        """Somebody waits for the task."""
        if self._own_tasks.get(task.id) is task and not self._is_closed:
            self._task(task.id, None, self._sync.store)

    def _values(self, id: Any) -> AsyncGenerator[Any, None]:
        return pieces(self._bind(), lambda: self._sync.values(id))

    def _ended(self, task: JobTask, end: End) -> None:
        if self._tasks.get(task.id) is task:
            del self._tasks[task.id]
        elif self._own_tasks.get(task.id) is task:
            del self._own_tasks[task.id]
        task._end(end)

    def _cancel(self, task: JobTask, reason: Optional[str]) -> None:
        reason = None if reason is None else one_line(reason, _REASON_BYTES_MAX)
        self._engine.call(
            lambda: self._sync.cancel(task, reason),
            lambda _, error: None if error is None else self._post(self._not_cancelled, task, error),
        )

    def _not_cancelled(self, task: JobTask, error: Exception) -> None:
        # It has ended between the two: how, its end will tell.
        if not (isinstance(error, JobdError) and error.code == "invalid_state"):
            self._ended(task, End(None, None, error))

    def _rename(self, task: JobTask, name: str) -> None:
        self._engine.call(
            lambda: self._sync._rename(task, name),
            lambda _, error: None if error is None else self._post(self._not_renamed, task, error),
        )

    def _not_renamed(self, task: JobTask, error: Exception) -> None:
        logger.warning("job %d keeps its name: %s", task.id, error)


def _settle(future: "asyncio.Future[Any]", value: Any, error: Optional[Exception]) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(value)
