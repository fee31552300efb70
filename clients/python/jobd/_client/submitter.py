"""Submissions on their way: in the order in which they were made, and together when they come faster than answers.

While one request is on its way, what is submitted meanwhile waits, and goes with the next one (as the commits of the
daemon do): a program that submits one job at a time has no delay by it, and ten thousand at once cost a few requests.
Every request has an idempotency key of its own and is repeated with it until it is answered, so that nothing is stored
twice. A set is stored whole or not at all; if one of its jobs is refused, that one is sent alone, to hear why, and the
others go without it.
"""

from __future__ import annotations

import threading
import uuid
from typing import Callable, List, Optional

from .._errors import JobdError
from .caller import Caller
from .job import Job
from .pool import Pool

#: Jobs and bytes of one request. The daemon takes 10,000 and 16 MiB; smaller sets start sooner.
SET_JOBS_MAX = 1_000
SET_BYTES_MAX = 4 * 1_048_576


class Submitting:
    """A job on its way. ``on_end`` is called once, in some thread: with the id and perhaps the job, or an error."""

    __slots__ = ("is_new", "line", "on_end", "store")

    def __init__(
        self,
        line: bytes,
        on_end: "Callable[[int, Optional[Job], Optional[Exception]], None]",
        is_new: bool = True,
    ) -> None:
        self.line = line
        self.on_end = on_end
        #: Whether it names no job or batch that there is already.
        self.is_new = is_new
        #: Names the database that took it.
        self.store: Optional[str] = None


class Submitter:
    """Sends submissions, one request at a time."""

    def __init__(self, caller: Caller, pool: Pool) -> None:
        self._caller = caller
        self._pool = pool
        self._lock = threading.Lock()
        self._waiting: List[Submitting] = []
        self._is_sending = False

    def submit(self, submitting: Submitting) -> None:
        """Sends it soon."""
        with self._lock:
            self._waiting.append(submitting)
            if self._is_sending:
                return
            self._is_sending = True
        self._pool.post(self._run)

    def withdraw(self, submitting: Submitting) -> bool:
        """Takes it back; false if it is on its way already."""
        with self._lock:
            try:
                self._waiting.remove(submitting)
            except ValueError:
                return False
            return True

    def _run(self) -> None:
        while True:
            with self._lock:
                some = self._take()
                if not some:
                    self._is_sending = False
                    return
            try:
                self._send(some)
            except Exception as error:
                # Whatever it is, those that wait must not wait for ever. Who was told already is not told again.
                for each in some:
                    each.on_end(0, None, JobdError("internal", f"a submission was not understood: {error!r}"))

    def _take(self) -> List[Submitting]:
        count = size = 0
        for each in self._waiting[:SET_JOBS_MAX]:
            size += len(each.line) + 1
            if count and size > SET_BYTES_MAX:
                break
            count += 1
        some, self._waiting = self._waiting[:count], self._waiting[count:]
        return some

    def _send(self, some: List[Submitting]) -> None:
        if len(some) == 1:
            return self._send_one(some[0])
        lines = b"\n".join(each.line for each in some)
        refusal: Optional[JobdError] = None
        ids = store = None
        try:
            found = self._caller.ask_json(
                "POST",
                "/v1/jobs",
                data=lines,
                content_type="application/x-ndjson",
                key=uuid.uuid4().hex,
                is_new=all(each.is_new for each in some),
            )
            ids = found.get("ids")
            store = self._caller.store
        except JobdError as error:
            refusal = error
        if refusal is None and not (isinstance(ids, list) and len(ids) == len(some)):
            refusal = self._caller.not_jobd("its answer to a submission has not one id for each job")
        if refusal is not None:
            # Not inside of the except: the error of one job would have that of another as its context.
            return self._send_parts(some, refusal)
        for each, id in zip(some, ids or []):
            each.store = store
            each.on_end(id, None, None)

    def _send_parts(self, some: List[Submitting], error: JobdError) -> None:
        status = error.status or 0
        if not 400 <= status < 500 or status == 401:
            # Nothing that one of them could have caused.
            for each in some:
                each.on_end(0, None, error)
            return
        line = error.problem.get("line")
        # Order is kept: what was submitted before the one that is refused goes before it.
        parts = [some[: line - 1], some[line - 1 : line], some[line:]] if isinstance(line, int) else []
        if not parts or not parts[1]:
            parts = [some[: len(some) // 2], some[len(some) // 2 :]]
        for part in parts:
            if part:
                self._send(part)

    def _send_one(self, one: Submitting) -> None:
        try:
            found = self._caller.ask_json(
                "POST", "/v1/jobs", data=one.line, key=uuid.uuid4().hex, is_new=one.is_new
            )
            job = self._caller.job(found)
        except JobdError as error:
            one.on_end(0, None, error)
        else:
            one.store = job._store
            one.on_end(job.id, job, None)
