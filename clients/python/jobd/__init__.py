"""jobd in Python: programs that submit jobs and wait for them, and handlers for jobs.

A client, in asyncio's words::

    task = await jobd.create_task(["ffmpeg", "-i", "a.mov", "a.mp4"], name="encode")
    output = await task

A worker is a program that registers handlers and calls ``main``::

    import jobd

    @jobd.handler("thumb")
    def thumb(payload, ctx):
        ctx.progress(0.5, note="scaling")
        return {"path": payload["path"] + ".thumb"}

    if __name__ == "__main__":
        jobd.main()
"""

from ._client.async_batch import AsyncJobBatch
from ._client.async_client import AsyncClient
from ._client.batch import JobBatch
from ._client.client import Client
from ._client.default import (
    TaskGroup,
    all_tasks,
    as_completed,
    create_batch,
    create_task,
    current_task,
    gather,
    reattach,
    shield,
    wait,
    wait_for,
)
from ._client.event import Event
from ._client.executor import Executor
from ._client.failures import JobCancelled, JobFailed, JobTimeout
from ._client.job import Job, Waited
from ._client.task import JobTask
from ._client.task_group import ExceptionGroup
from ._client.timeouts import timeout
from ._errors import Cancelled, Discard, JobdError, Snooze
from ._worker.context import Context, context, current
from ._worker.flush import Flush
from ._worker.handlers import handler
from ._worker.main import main
from ._worker.parents import Batch, Parent

__version__ = "0.1.0"

__all__ = [
    "AsyncClient",
    "AsyncJobBatch",
    "Batch",
    "Cancelled",
    "Client",
    "Context",
    "Discard",
    "Event",
    "ExceptionGroup",
    "Executor",
    "Flush",
    "Job",
    "JobBatch",
    "JobCancelled",
    "JobFailed",
    "JobTask",
    "JobTimeout",
    "JobdError",
    "Parent",
    "Snooze",
    "TaskGroup",
    "Waited",
    "all_tasks",
    "as_completed",
    "context",
    "create_batch",
    "create_task",
    "current",
    "current_task",
    "gather",
    "handler",
    "main",
    "reattach",
    "shield",
    "timeout",
    "wait",
    "wait_for",
]

#: What asyncio has and this module has not, since it is asyncio's own or a field of the job.
_ELSEWHERE = {
    "run": "use asyncio.run",
    "sleep": "a job that begins later is create_task(…, delay=10); a coroutine sleeps with asyncio.sleep",
    "to_thread": 'it is create_task(handler="name", executor="thread")',
    "run_in_executor": "it is loop.run_in_executor(jobd.Executor(…), function, argument)",
    "Semaphore": 'it is create_task(…, limit={"key": "name", "max": 3})',
    "Lock": 'it is create_task(…, limit={"key": "name", "max": 1})',
    "Future": "it is create_task(external=True), ended by Client.complete or Client.fail",
    "Event": "it is create_task(external=True), ended by Client.complete",
    "Queue": 'it is create_task(…, queue="name")',
    "FIRST_COMPLETED": "use asyncio.FIRST_COMPLETED",
    "FIRST_EXCEPTION": "use asyncio.FIRST_EXCEPTION",
    "ALL_COMPLETED": "use asyncio.ALL_COMPLETED",
}


def __getattr__(name: str) -> object:
    hint = _ELSEWHERE.get(name)
    raise AttributeError(f"module 'jobd' has no attribute {name!r}" + (f"; {hint}" if hint else ""))
