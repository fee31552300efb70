"""How a job ended that gave no result: what waiting for it raises."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Optional

from .job import Job

#: Reasons of a job whose time was up: its own limit, or the moment by which it had to have begun or ended.
_TIME_REASONS = ("timeout", "expired")


def _said(job: Job, field: str) -> Any:
    """A field that an older daemon may not have."""
    return getattr(job, field, None)


class JobFailed(Exception):
    """The job failed. ``job`` is the job as it ended, and says why: ``error``, ``reason``, ``exit_code``."""

    def __init__(self, job: Job, sentence: Optional[str] = None) -> None:
        super().__init__(_sentence(job) if sentence is None else sentence)
        self.job = job

    @property
    def id(self) -> int:
        """The id of the job."""
        return self.job.id

    def __reduce__(self) -> Any:
        return type(self), (self.job, str(self))


if TYPE_CHECKING or asyncio.TimeoutError is TimeoutError:

    class JobTimeout(JobFailed, TimeoutError):
        """The job took longer than its own ``timeout``, or its ``deadline`` came first. It is a ``TimeoutError``."""

else:
    # Before 3.11 asyncio had a TimeoutError of its own, and a program may catch either.
    class JobTimeout(JobFailed, asyncio.TimeoutError, TimeoutError):
        """The job took longer than its own ``timeout``, or its ``deadline`` came first. It is a ``TimeoutError``."""


class JobCancelled(Exception):
    """The job was cancelled, or skipped because one that it follows did not end as asked."""

    def __init__(self, job: Job, sentence: Optional[str] = None) -> None:
        super().__init__(_sentence(job) if sentence is None else sentence)
        self.job = job

    @property
    def id(self) -> int:
        """The id of the job."""
        return self.job.id

    def __reduce__(self) -> Any:
        return type(self), (self.job, str(self))


def failure_of(job: Job) -> Optional[Exception]:
    """Why a job that has ended has no result; ``None`` if it succeeded."""
    if job.state == "succeeded":
        return None
    if job.state in ("cancelled", "skipped"):
        return JobCancelled(job)
    return JobTimeout(job) if _said(job, "reason") in _TIME_REASONS else JobFailed(job)


def attempt_failure(job: Job, first_attempt: int) -> Optional[JobFailed]:
    """Why an attempt, the ``first_attempt`` or a later one, gave no result, though the job has not failed (yet);
    ``None`` if there is none that did. ``job`` has its attempts."""
    failed = [each for each in job.attempts if each["attempt"] >= first_attempt and each["error"] is not None]
    if not failed and job.state in ("running", "succeeded"):
        return None
    why = failed[-1]["error"].get("message") if failed else job.reason
    sentence = f"an attempt of job {job.id} {job.name!r} gave no result"
    return JobFailed(job, f"{sentence}: {why}" if why else sentence)


#: What the daemon says when the one who cancelled gave no reason.
_NO_REASON = "cancelled on request"


def cancel_reason(job: Job) -> Optional[str]:
    """Why a job was cancelled or skipped; ``None`` if nobody said."""
    message = (_said(job, "error") or {}).get("message")
    return None if message is None or message == _NO_REASON else str(message)


def _sentence(job: Job) -> str:
    why = (_said(job, "error") or {}).get("message") or _said(job, "reason")
    text = f"job {job.id} {job.name!r} is {job.state}"
    return text if not why or why == job.state else f"{text}: {why}"
