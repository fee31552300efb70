"""How a job ended that gave no result: what waiting for it raises."""

from __future__ import annotations

import asyncio
from typing import Any, Optional

from .job import Job

#: Reasons of a job whose time was up: its own limit, or the moment by which it had to have begun or ended.
_TIME_REASONS = ("timeout", "expired")


class JobFailed(Exception):
    """The job failed. ``job`` is the job as it ended, and says why: ``error``, ``reason``, ``exit_code``, ``signal``."""

    def __init__(self, job: Job) -> None:
        super().__init__(_sentence(job))
        self.job = job

    @property
    def id(self) -> int:
        """The id of the job."""
        return self.job.id

    def __reduce__(self) -> Any:
        return type(self), (self.job,)


if asyncio.TimeoutError is TimeoutError:

    class JobTimeout(JobFailed, TimeoutError):
        """The job took longer than its own ``timeout``, or its ``deadline`` came first. It is a ``TimeoutError``."""

else:
    # Before 3.11 asyncio had a TimeoutError of its own, and a program may catch either.
    class JobTimeout(JobFailed, asyncio.TimeoutError, TimeoutError):  # type: ignore[no-redef]
        """The job took longer than its own ``timeout``, or its ``deadline`` came first. It is a ``TimeoutError``."""


class JobCancelled(Exception):
    """The job was cancelled, or skipped because one that it follows did not end as asked."""

    def __init__(self, job: Job) -> None:
        super().__init__(_sentence(job))
        self.job = job

    @property
    def id(self) -> int:
        """The id of the job."""
        return self.job.id

    def __reduce__(self) -> Any:
        return type(self), (self.job,)


def failure_of(job: Job) -> Optional[Exception]:
    """Why a job that has ended has no result; ``None`` if it succeeded."""
    if job.state == "succeeded":
        return None
    if job.state in ("cancelled", "skipped"):
        return JobCancelled(job)
    return JobTimeout(job) if job.reason in _TIME_REASONS else JobFailed(job)


#: What the daemon says when the one who cancelled gave no reason.
_NO_REASON = "cancelled on request"


def cancel_reason(job: Job) -> Optional[str]:
    """Why a job was cancelled or skipped; ``None`` if nobody said."""
    message = (job.error or {}).get("message")
    return None if message is None or message == _NO_REASON else str(message)


def _sentence(job: Job) -> str:
    error = job.error or {}
    why = error.get("message") or job.reason
    text = f"job {job.id} {job.name!r} is {job.state}"
    return text if not why or why == job.state else f"{text}: {why}"
