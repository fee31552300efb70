"""The words as functions of the module, on a client that nobody has to make: one for each event loop."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Awaitable, Dict, Iterable, List, Optional, Set, Union, overload

from . import words
from .as_completed import AsCompleted
from .async_batch import AsyncJobBatch
from .async_client import AsyncClient
from .client import BatchLike, JobRef
from .fields import NOT_GIVEN, Argv
from .task import JobTask, Submission
from .task_group import TaskGroup as _TaskGroup

_clients: "Dict[asyncio.AbstractEventLoop, AsyncClient]" = {}
_pid = os.getpid()


def default_client() -> AsyncClient:
    """The client of the running loop: the daemon is ``$JOBD_URL``, else the user's, else the system's."""
    global _pid
    loop = asyncio.get_running_loop()
    if _pid != os.getpid():
        # A forked child has the memory of its parent's connections, and none of the threads that use them.
        _clients.clear()
        _pid = os.getpid()
    client = _clients.get(loop)
    if client is None or client._is_closed:
        for known in [each for each in _clients if each.is_closed()]:
            _clients.pop(known)._let_go()
        client = _clients[loop] = AsyncClient()
        client._bind()
    return client


def create_task(
    argv: Optional[Argv] = None,
    *,
    shell: Optional[str] = None,
    handler: Optional[str] = None,
    payload: Any = NOT_GIVEN,
    **fields: Any,
) -> Submission:
    """Submits a job, and gives its task when awaited::

        task = await jobd.create_task(["ffmpeg", "-i", path, out], name="encode", timeout="1h")
        output = await task

    The job is a command (``argv``), a line of the shell (``shell=``), or a handler (``handler=``, ``payload=``); all
    fields of ``POST /v1/jobs`` are taken by their names. It is on its way when this returns, awaited or not, and jobs
    are submitted in the order of the calls. ``gather``, ``wait``, ``as_completed`` and ``shield`` of this module also
    take what it returns without ``await``.
    """
    return default_client().create_task(argv, shell=shell, handler=handler, payload=payload, **fields)


async def create_batch(name: Optional[str] = None, fail_fast: bool = False, **fields: Any) -> AsyncJobBatch:
    """Makes a batch, whose fan-in and ``fail_fast`` need no program::

        batch = await jobd.create_batch("report")
        for part in parts:
            jobd.create_task(handler="measure", payload=part, batch=batch)
        total = await jobd.create_task(handler="add-up", after=[batch])
        await batch.close()

    See ``jobd.Client.create_batch``.
    """
    return await default_client().create_batch(name, fail_fast, **fields)


def gather(*things: Awaitable[Any], return_exceptions: bool = False) -> "asyncio.Future[List[Any]]":
    """The results of all, in the order given: ``asyncio.gather``, which also takes jobs on their way."""
    return words.gather(*things, return_exceptions=return_exceptions)


async def wait(
    tasks: Iterable[Any],
    until: Optional[str] = None,
    timeout: Any = None,
    *,
    return_when: Optional[str] = None,
) -> Any:
    """``(done, pending)`` as ``asyncio.wait`` gives them; it cancels nothing. With ids instead of tasks: as
    ``jobd.Client.wait``."""
    given = words.several(tasks)
    if not words.are_ids(given, until, return_when):
        return await words.wait(given, timeout=timeout, return_when=return_when or asyncio.ALL_COMPLETED)
    return await default_client().wait(given, until, timeout, return_when=return_when)


def as_completed(tasks: Iterable[Any], *, timeout: Optional[float] = None) -> AsCompleted:
    """``async for task in jobd.as_completed(tasks)``: the tasks themselves, as they end."""
    return AsCompleted(tasks, timeout)


def shield(thing: Awaitable[Any]) -> "asyncio.Future[Any]":
    """``asyncio.shield``: who awaits it may be cancelled, and the job is not."""
    return words.shield(thing)


async def wait_for(thing: Awaitable[Any], timeout: Optional[float]) -> Any:
    """The result, within ``timeout`` seconds; else the job is cancelled, and ``TimeoutError`` raised when it is gone:
    ``asyncio.wait_for``, which also takes a job on its way."""
    return await words.wait_for(thing, timeout)


def current_task() -> Optional[JobTask]:
    """The job in which this program runs, or whose handler calls this; ``None`` outside of jobs."""
    return default_client().current_task()


def all_tasks() -> Set[Union[JobTask, Submission]]:
    """All tasks of this loop that are not done, jobs on their way among them, and the job in which it runs."""
    return default_client().all_tasks()


@overload
async def reattach(*, id: JobRef) -> JobTask: ...


@overload
async def reattach(*, name: str) -> JobTask: ...


@overload
async def reattach(*, unique: str) -> JobTask: ...


@overload
async def reattach(*, tag: Union[str, Dict[str, str]]) -> List[JobTask]: ...


@overload
async def reattach(*, batch: BatchLike) -> List[JobTask]: ...


async def reattach(**which: Any) -> Any:
    """Tasks for jobs that were submitted before, in this life of the program or another.

    ``id=``, ``name=`` (the newest of that name) and ``unique=`` (whoever holds the key) give one task, or raise
    ``JobdError`` with code ``not_found``; ``tag="k=v"`` and ``batch=`` give a list, in the order of submission. A job
    that has ended gives a task that is done in a moment.
    """
    return await default_client().reattach(**which)


def TaskGroup() -> _TaskGroup:
    """``async with jobd.TaskGroup() as group: await group.create_task(…)``: see ``jobd.AsyncClient.TaskGroup``."""
    return default_client().TaskGroup()
