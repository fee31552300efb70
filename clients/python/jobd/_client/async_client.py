"""The asynchronous client: asyncio's words for jobs of a jobd."""

from __future__ import annotations

import asyncio
import functools
import itertools
import os
from typing import (
    Any,
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Dict,
    Iterable,
    Iterator,
    List,
    Optional,
    Set,
    Tuple,
    Union,
)

from .._worker.context import context
from . import fields as _fields
from . import find, words
from .as_completed import AsCompleted
from .async_batch import AsyncJobBatch
from .client import BatchLike, JobRef
from .core import Core
from .event import Event
from .fields import NOT_GIVEN, PAGE_SIZE, Argv, ids_of, names_ids
from .job import Job
from .pieces import pieces
from .submitter import Submitting
from .task import JobTask, Submission, own_id
from .task_group import TaskGroup


class AsyncClient(Core):
    """A jobd, for programs with an event loop. It belongs to the loop on which it is first used, and to this process.

    The methods of ``jobd.Client`` are here as coroutines; beside them are asyncio's own words. What is said in the
    documentation of the module's functions holds for the methods of the same names. ``url``, ``token``, ``token_file``
    and ``patience`` are those of ``jobd.Client``.
    """

    async def __aenter__(self) -> "AsyncClient":
        self._bind()
        return self

    async def __aexit__(self, *_: Any) -> None:
        self.close()

    # As jobd.Client.

    async def submit(self, argv: Optional[Argv] = None, **fields: Any) -> Job:
        """As ``jobd.Client.submit``. A caller that is cancelled meanwhile leaves the job to run."""
        return await self._run(self._sync.submit, argv, **fields)

    async def job(self, id: JobRef, *, full: bool = False) -> Job:
        """As ``jobd.Client.job``."""
        return await self._run(self._sync.job, id, full=full)

    async def list(self, **filters: Any) -> AsyncIterator[Job]:
        """As ``jobd.Client.list``, for ``async for``."""
        jobs = self._sync.list(**filters)
        while True:
            # A page at a time: only its first job asks the daemon.
            some = await self._run(_some, jobs)
            if not some:
                return
            for each in some:
                yield each

    async def wait(
        self,
        jobs: Iterable[Any],
        until: Optional[str] = None,
        timeout: Any = None,
        *,
        return_when: Optional[str] = None,
    ) -> Any:
        """Of tasks: ``asyncio.wait``, which returns two sets. Of ids: as ``jobd.Client.wait``, with ``until``.

        It touches no job, however it ends.
        """
        given = words.several(jobs)
        if not words.are_ids(given, until, return_when):
            return await words.wait(given, timeout=timeout, return_when=return_when or asyncio.ALL_COMPLETED)
        self._bind()
        return await words.wait_ids(self._engine.waits, ids_of(given), until or "all", timeout, self._post)

    async def result(self, id: JobRef) -> Any:
        """As ``jobd.Client.result``."""
        return await self._run(self._sync.result, id)

    async def cancel(self, id: JobRef, reason: Optional[str] = None, **options: Any) -> Dict[str, Any]:
        """As ``jobd.Client.cancel``."""
        return await self._run(self._sync.cancel, id, reason, **options)

    async def retry(self, id: JobRef) -> Job:
        """As ``jobd.Client.retry``."""
        return await self._run(self._sync.retry, id)

    async def send(self, id: JobRef, data: Union[bytes, bytearray, memoryview, str], close: bool = False) -> None:
        """As ``jobd.Client.send``. A caller that is cancelled meanwhile does not take back what is on its way."""
        await self._run(self._sync.send, id, data, close)

    async def hold(self, id: JobRef) -> Job:
        """As ``jobd.Client.hold``."""
        return await self._run(self._sync.hold, id)

    async def release(self, id: JobRef) -> Job:
        """As ``jobd.Client.release``."""
        return await self._run(self._sync.release, id)

    async def switch(self, a: JobRef, b: JobRef) -> Tuple[Job, Job]:
        """As ``jobd.Client.switch``."""
        return await self._run(self._sync.switch, a, b)

    async def complete(self, id: JobRef, result: Any = None) -> Job:
        """As ``jobd.Client.complete``."""
        return await self._run(self._sync.complete, id, result)

    async def fail(self, id: JobRef, error: str, **options: Any) -> Job:
        """As ``jobd.Client.fail``."""
        return await self._run(self._sync.fail, id, error, **options)

    def logs(self, id: JobRef, stream: str = "stdout", *, follow: bool = False, **options: Any) -> Any:
        """As ``jobd.Client.logs``: a coroutine; with ``follow=True`` an asynchronous iterator."""
        if not follow:
            return self._run(self._sync.logs, id, stream, **options)
        return pieces(self._bind(), functools.partial(self._sync.logs, id, stream, follow=True, **options))

    def values(self, id: JobRef) -> AsyncGenerator[Any, None]:
        """As ``jobd.Client.values``, for ``async for``."""
        return self._values(id)

    def events(
        self, *, after: Optional[str] = None, snapshot: bool = False, **filters: Any
    ) -> AsyncGenerator[Event, None]:
        """As ``jobd.Client.events``, for ``async for``."""
        return pieces(self._bind(), functools.partial(self._sync.events, after=after, snapshot=snapshot, **filters))

    async def create_batch(self, name: Optional[str] = None, fail_fast: bool = False, **fields: Any) -> AsyncJobBatch:
        """As ``jobd.Client.create_batch``. A caller that is cancelled meanwhile leaves the batch."""
        return AsyncJobBatch(self, await self._run(self._sync.create_batch, name, fail_fast, **fields))

    async def batch(self, id: BatchLike) -> AsyncJobBatch:
        """As ``jobd.Client.batch``."""
        return AsyncJobBatch(self, await self._run(self._sync.batch, id))

    # asyncio's words.

    def create_task(
        self,
        argv: Optional[Argv] = None,
        *,
        shell: Optional[str] = None,
        handler: Optional[str] = None,
        payload: Any = NOT_GIVEN,
        **fields: Any,
    ) -> Submission:
        """Submits a job; ``await`` it for the task."""
        line = _fields.submission(argv, payload, {"shell": shell, "handler": handler, **fields})
        submission = Submission(self, fields.get("name"), loop=self._bind())
        self._submissions.add(submission)
        submitting = Submitting(
            line,
            lambda *end: self._post(self._submitted, submission, submitting.store, *end),
            is_new=not names_ids(fields),
        )
        submission._withdraw = lambda: self._withdraw(submission, submitting)
        self._engine.submitter.submit(submitting)
        return submission

    def gather(self, *things: Awaitable[Any], return_exceptions: bool = False) -> "asyncio.Future[List[Any]]":
        """``asyncio.gather``."""
        return words.gather(*things, return_exceptions=return_exceptions)

    def as_completed(self, things: Iterable[Any], *, timeout: Optional[float] = None) -> AsCompleted:
        """``asyncio.as_completed``: yields the tasks."""
        return AsCompleted(things, timeout)

    def shield(self, thing: Awaitable[Any]) -> "asyncio.Future[Any]":
        """``asyncio.shield``."""
        return words.shield(thing)

    async def wait_for(self, thing: Awaitable[Any], timeout: Optional[float]) -> Any:
        """``asyncio.wait_for``."""
        return await words.wait_for(thing, timeout)

    def current_task(self) -> Optional[JobTask]:
        """The job in which this program runs, or whose handler this is; ``None`` outside of jobs."""
        self._bind()
        own = own_id()
        if own is None:
            return None
        running = context.get(None)
        return self._own_task(own, running.name if running is not None else os.environ.get("JOBD_JOB_NAME"))

    def all_tasks(self) -> Set[Union[JobTask, Submission]]:
        """All tasks of this client that are not done, jobs on their way among them, and the job in which it runs."""
        current = self.current_task()
        own = set() if current is None else {current}
        pending = (each for each in (*self._tasks.values(), *self._submissions) if not each.done())
        return {*own, *pending}

    async def reattach(
        self,
        *,
        id: Optional[JobRef] = None,
        name: Optional[str] = None,
        unique: Optional[str] = None,
        tag: Union[str, Dict[str, str], None] = None,
        batch: Optional[BatchLike] = None,
    ) -> Any:
        """Tasks for jobs that were submitted before, by whomever."""
        found = await self._run(find.find, self._sync, id=id, name=name, unique=unique, tag=tag, batch=batch)
        if isinstance(found, Job):
            return self._task_of(found)
        return [self._task_of(each) for each in found]

    def TaskGroup(self) -> TaskGroup:
        """A group for ``async with``."""
        return TaskGroup(self)

    def __repr__(self) -> str:
        return f"<jobd.AsyncClient {self.url}>"


def _some(jobs: Iterator[Job]) -> List[Job]:
    """As many as a page has."""
    return [*itertools.islice(jobs, PAGE_SIZE)]
