"""asyncio's functions over tasks: its own, which a ``JobTask`` obeys, with jobs on their way taken for their tasks."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Awaitable, Dict, Iterable, List, Optional, Set, Tuple

from .._times import seconds_from
from .job import Job, Waited, by_end
from .outcome import Outcome
from .task import Submission

if TYPE_CHECKING:
    from .waits import Waits

logger = logging.getLogger("jobd")

#: What a wait may be for, and what it returns on.
UNTIL = ("all", "first", "first-failure", "first-error")

#: States of a job that end a wait for it and others at once.
_DECISIVE = {"first-failure": ("failed",), "first-error": ("failed", "cancelled", "skipped")}


def values_of(things: Iterable[Any]) -> List[Any]:
    """What is awaited instead of each: of a job on its way its result, the same for the same one."""
    known: Dict[int, Any] = {}
    found: List[Any] = []
    for each in things:
        if isinstance(each, Submission):
            if id(each) not in known:
                known[id(each)] = Outcome(each)
            each = known[id(each)]
        found.append(each)
    return found


def gather(*things: Awaitable[Any], return_exceptions: bool = False) -> "asyncio.Future[List[Any]]":
    """``asyncio.gather``."""
    return asyncio.gather(*values_of(things), return_exceptions=return_exceptions)


def shield(thing: Awaitable[Any]) -> "asyncio.Future[Any]":
    """``asyncio.shield``."""
    return asyncio.shield(values_of([thing])[0])


async def wait_for(thing: Awaitable[Any], timeout: Optional[float]) -> Any:
    """``asyncio.wait_for``."""
    return await asyncio.wait_for(values_of([thing])[0], timeout)


async def wait(
    things: Iterable[Any], *, timeout: Optional[float] = None, return_when: str = asyncio.ALL_COMPLETED
) -> Tuple[Set[Any], Set[Any]]:
    """``asyncio.wait``. A job that was refused stands among those that are done."""
    given = set(things)
    coming = {each for each in given if isinstance(each, Submission)}
    if coming:
        loop = asyncio.get_running_loop()
        started = loop.time()
        await asyncio.wait(coming, timeout=timeout)
        given = (given - coming) | {task_or_self(each) for each in coming}
        if timeout is not None:
            timeout = max(0.0, timeout - (loop.time() - started))
    return await asyncio.wait(given, timeout=timeout, return_when=return_when)


def several(things: Any) -> List[Any]:
    """The things to wait for; one id is a list of one."""
    if isinstance(things, asyncio.Future):
        # As asyncio says: it could be iterated over, to no good end.
        raise TypeError(f"a wait takes several tasks, not {things!r}")
    return [things] if isinstance(things, (int, Job)) else [*things]


def are_ids(given: List[Any], until: Optional[str], return_when: Optional[str]) -> bool:
    """Whether a wait is one over ids."""
    if until is None and not (given and all(isinstance(each, (int, Job)) for each in given)):
        return False
    if return_when is not None:
        raise TypeError("return_when is for tasks; a wait over ids has until")
    return True


def task_or_self(submission: Submission) -> Any:
    """The task, once there is one."""
    if not submission.done() or submission.cancelled() or submission.exception() is not None:
        return submission
    return submission.result()


async def wait_ids(waits: "Waits", ids: List[int], until: str, timeout: Any, post: Any) -> Waited:
    """Waits for jobs by their ids, beside all others that are waited for with the same request."""
    if until not in UNTIL:
        raise ValueError(f"until is one of {', '.join(UNTIL)}, not {until!r}")
    seconds = None if timeout is None else seconds_from(timeout)
    loop = asyncio.get_running_loop()
    over: "asyncio.Future[None]" = loop.create_future()
    done: Dict[int, Job] = {}

    def ended(id: int, job: Optional[Job], error: Optional[Exception]) -> None:
        if over.done():
            return
        if error is not None:
            over.set_exception(error)
        elif job is not None:
            done[id] = job
            if len(done) == len(ids) or until == "first" or job.state in _DECISIVE.get(until, ()):
                over.set_result(None)

    callbacks = {id: lambda job, error, id=id: post(ended, id, job, error) for id in ids}
    for id, callback in callbacks.items():
        waits.add(id, callback)
    try:
        if ids:
            await asyncio.wait([over], timeout=seconds)
    finally:
        for id, callback in callbacks.items():
            if id not in done:
                waits.remove(id, callback)
    if over.done():
        over.result()
    pending = [id for id in ids if id not in done]
    return Waited(by_end(list(done.values())), pending, bool(ids) and not over.done())
