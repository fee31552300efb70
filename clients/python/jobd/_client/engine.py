"""What the asynchronous client and the executor share: jobs on their way to the daemon, and their ends on the way back.

Requests run in threads of this module's own, on the same connections that the synchronous client has, and not as tasks
on the loop of the program. So (1) the long wait for ends is not in ``asyncio.all_tasks()``: a program that awaits or
cancels all tasks, as ``asyncio.run`` does at its end, neither hangs on it nor cuts it off from jobs that are still
awaited; (2) a coroutine that is cancelled never leaves a request half sent or an answer half read; (3) there is one
HTTP, which the workers use as well; (4) the executor, which has no loop, needs nothing else.
"""

from __future__ import annotations

import collections
import threading
from typing import Any, Callable, Deque, List, NamedTuple, Optional

from .._errors import JobdError
from .._http import Endpoint
from . import results
from .caller import PATIENCE_SECONDS, Caller
from .failures import failure_of
from .job import Job
from .pool import Pool, logger
from .submitter import Submitter
from .waits import Waits

#: Threads for requests that are answered at once: results, cancels.
_REQUESTS_AT_ONCE = 4


class End(NamedTuple):
    """The end of a job, as far as it can be known: the job if it is there, and its value or an error."""

    job: Optional[Job]
    value: Any
    error: Optional[Exception]


class Engine:
    """Everything between one daemon and one loop, or one executor. Callbacks are called in its threads."""

    def __init__(
        self, endpoint: Endpoint, patience: float = PATIENCE_SECONDS, store: Optional[str] = None
    ) -> None:
        self.caller = Caller(endpoint, patience, store)
        self.requests = Pool(_REQUESTS_AT_ONCE, "jobd-request")
        # A pool of its own: a submission does not wait behind results.
        self.submitter = Submitter(self.caller, Pool(1, "jobd-submit"))
        self.waits = Waits(self.caller)
        self.caller.on_other_store.append(self.waits.lose)
        self._lock = threading.Lock()
        self._slots: "Deque[_Slot]" = collections.deque()
        self._is_telling = False

    def watch(self, id: int, on_end: Callable[[End], None], store: Optional[str] = None) -> None:
        """Calls ``on_end`` once the job has ended and its result is here, in the order of the ends."""
        self.waits.add(id, lambda job, error: self.end(job, error, on_end), store)

    def call(self, work: Callable[[], Any], on_end: Callable[[Any, Optional[Exception]], None]) -> None:
        """Runs ``work`` in a thread, and calls ``on_end`` with what it returns or raises."""

        def run() -> None:
            try:
                value = work()
            except Exception as error:
                on_end(None, error)
            else:
                on_end(value, None)

        self.requests.post(run)

    def end(self, job: Optional[Job], error: Optional[JobdError], on_end: Callable[[End], None]) -> None:
        """As ``watch``, for a job that is known to have ended."""
        slot = _Slot(on_end)
        with self._lock:
            self._slots.append(slot)
        if job is None:
            slot.end = End(None, None, error)
        elif job.state != "succeeded":
            slot.end = End(job, None, failure_of(job))
        elif results.is_known(job):
            slot.end = End(job, results.known_value(job), None)
        else:
            ended = job
            self.requests.post(lambda: self._fetch(ended, slot))
            return
        self._tell()

    def close(self) -> None:
        """Ends the waiting request. Jobs go on, and nobody is told of them any more."""
        self.waits.close()
        self.caller.close()

    def _fetch(self, job: Job, slot: "_Slot") -> None:
        try:
            slot.end = End(job, results.fetch(self.caller, job.id, job._store), None)
        except Exception as error:
            slot.end = End(job, None, error)
        self._tell()

    def _tell(self) -> None:
        """Hands on what is ready. One thread does so at a time, so that nothing overtakes what ended before it."""
        while True:
            ready: "List[_Slot]" = []
            with self._lock:
                if self._is_telling:
                    return
                while self._slots and self._slots[0].end is not None:
                    ready.append(self._slots.popleft())
                if not ready:
                    return
                self._is_telling = True
            try:
                for slot in ready:
                    slot.tell()
            finally:
                with self._lock:
                    self._is_telling = False


class _Slot:
    """The place of an end in the line."""

    __slots__ = ("end", "on_end")

    def __init__(self, on_end: Callable[[End], None]) -> None:
        self.on_end = on_end
        self.end: Optional[End] = None

    def tell(self) -> None:
        try:
            if self.end is not None:
                self.on_end(self.end)
        except Exception:
            # The others are to be told all the same.
            logger.exception("the end of a job was not taken")
