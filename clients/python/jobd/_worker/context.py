"""What a handler knows about its attempt, and can say while it runs."""

from __future__ import annotations

import contextvars
import datetime
import logging
import math
from typing import TYPE_CHECKING, Any, Dict, List, Optional

from .._encoding import check_depth, cut, to_json
from .._limits import CHECKPOINT_BYTES_MAX, NOTE_BYTES_MAX, RESULT_BYTES_MAX
from .flush import Flush
from .joblog import job_logger

if TYPE_CHECKING:
    from .attempt import Attempt
    from .parents import Batch, Parent

#: The context of the attempt that the running code belongs to; follows tasks and ``asyncio.to_thread``.
context: "contextvars.ContextVar[Context]" = contextvars.ContextVar("jobd.context")


def current() -> "Context":
    """The context of the attempt that the calling code belongs to. Raises ``LookupError`` outside of a handler."""
    running = context.get(None)
    if running is None:
        raise LookupError("no job runs here; jobd.current() is for code that a handler calls")
    return running


class Context:
    """One attempt of a job, as its handler sees it: the second argument of a handler."""

    def __init__(self, attempt: "Attempt") -> None:
        self._attempt = attempt

    @property
    def log(self) -> "logging.LoggerAdapter[logging.Logger]":
        """A logger whose lines end in the log of the job."""
        return job_logger(self._attempt.run.job, self._attempt.run.attempt)

    @property
    def id(self) -> int:
        """The id of the job."""
        return self._attempt.run.job

    @property
    def name(self) -> str:
        """The name of the job."""
        return self._attempt.run.name

    @property
    def queue(self) -> str:
        """The queue it came through."""
        return self._attempt.run.queue

    @property
    def attempt(self) -> int:
        """Which try this is, from 1."""
        return self._attempt.run.attempt

    @property
    def max_attempts(self) -> Optional[int]:
        """How many tries there are; ``None`` in a remote worker, which is not told."""
        return self._attempt.run.max_attempts

    @property
    def tags(self) -> Dict[str, str]:
        """The tags of the job."""
        return self._attempt.run.tags

    @property
    def timeout(self) -> Optional[float]:
        """The limit of this attempt in seconds, from its start."""
        return self._attempt.run.timeout

    @property
    def deadline(self) -> Optional[datetime.datetime]:
        """The end of the job's time, by the clock."""
        return self._attempt.run.deadline

    @property
    def last_checkpoint(self) -> Optional[bytes]:
        """What an attempt before this one kept with ``checkpoint``."""
        return self._attempt.run.checkpoint

    @property
    def parents(self) -> "List[Parent]":
        """The jobs that had to end before this one."""
        return self._attempt.run.parents

    @property
    def batches(self) -> "List[Batch]":
        """The batches that had to be done before this job. A remote worker asks jobd for them, once."""
        run = self._attempt.run
        if run.batches is None:
            run.batches = run.ask_batches()
        return run.batches

    @property
    def cancelled(self) -> bool:
        """Whether this attempt has been told to end."""
        return self._attempt.cancel is not None

    @property
    def cancel_cause(self) -> Optional[str]:
        """Why: ``user``, ``timeout``, ``shutdown``, or ``lease_lost`` in a remote worker."""
        return None if self._attempt.cancel is None else self._attempt.cancel.cause

    @property
    def cancel_reason(self) -> Optional[str]:
        """What the one who cancelled gave as a reason."""
        return None if self._attempt.cancel is None else self._attempt.cancel.reason

    def progress(
        self,
        fraction: Optional[float] = None,
        *,
        done: Optional[int] = None,
        total: Optional[int] = None,
        note: Optional[str] = None,
    ) -> None:
        """Says how far it is: a fraction from 0 to 1, or ``done`` of ``total``, or a note of up to 200 bytes, or both.

        Call it as often as you like: jobd keeps the last report. Raises ``ValueError`` for what is none, such as NaN
        or 2 of 1.
        """
        report: Dict[str, Any] = {}
        if fraction is not None:
            if done is not None or total is not None:
                raise ValueError("give a fraction, or done and total, not both")
            fraction = float(fraction)
            if not math.isfinite(fraction) or not 0 <= fraction <= 1:
                raise ValueError(f"a fraction of progress lies between 0 and 1, {fraction} does not")
            report["fraction"] = fraction
        elif done is not None:
            report["done"] = int(done)
            if total is not None:
                report["total"] = int(total)
            if not 0 <= report["done"] <= report.get("total", 2**63 - 1) < 2**63:
                raise ValueError(f"{done} of {total} is no progress")
        elif total is not None or note is None:
            raise ValueError("give a fraction, or done and total, or a note")
        if note is not None:
            report["note"] = cut(str(note), NOTE_BYTES_MAX)
        self._attempt.link.progress(report)

    def checkpoint(self, data: bytes, flush: bool = False) -> Flush:
        """Keeps bytes (at most 1 MiB) for the next attempt, which finds them as ``last_checkpoint``.

        With ``flush=True`` it returns once they are on the disk; in an ``async`` handler write
        ``await ctx.checkpoint(data, flush=True)``. Without it they are on their way, and a crash may lose them.
        """
        data = bytes(data)
        if len(data) > CHECKPOINT_BYTES_MAX:
            raise ValueError(
                f"a checkpoint has at most {CHECKPOINT_BYTES_MAX} bytes, this one has {len(data)}; "
                "write it to a file and keep its name"
            )
        kept = self._attempt.link.checkpoint(data, flush)
        if flush and not self._attempt.handler.is_async:
            kept.wait()
        return kept

    def follow_up(self, job: Dict[str, Any], on: str = "any") -> None:
        """Submits a job (the fields of ``POST /v1/jobs``) together with the end of this one, which releases it.

        ``on`` is the end that it waits for: ``success``, ``failure`` or ``any``.
        """
        if on not in ("success", "failure", "any"):
            raise ValueError(f'a follow-up waits for "success", "failure" or "any", not {on!r}')
        if not isinstance(job, dict):
            raise TypeError("a follow-up is a dict of the fields of a submission")
        data = to_json(job)
        check_depth(data)
        if len(data) > RESULT_BYTES_MAX:
            raise ValueError(f"a follow-up has at most {RESULT_BYTES_MAX} bytes")
        self._attempt.link.follow_up(job, on)

    def heartbeat(self) -> None:
        """A point where a plain handler may be cancelled: raises ``Cancelled`` if that was asked and not told yet.

        It is needed only between long calls of C code in a thread. jobd asks for no sign of life: a worker process is
        watched, and a remote worker renews its leases by itself.
        """
        self._attempt.poll()

    def __repr__(self) -> str:
        return f"<jobd job {self.id} attempt {self.attempt}>"
