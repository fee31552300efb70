"""Ends of jobs, heard by one waiting request for all of them.

The request names all jobs that somebody waits for, and is answered when the first of them ends (``until: first``);
by then often more have. A job that joins while it waits ends the request, and the next one names that job too. So that
thousands of jobs which end, or join, one by one do not cost the daemon thousands of requests about thousands, a pause
that grows with the number of jobs lies between two requests: nothing for a few, 50 ms for ten thousand.
"""

from __future__ import annotations

import json
import threading
import time
from typing import Callable, Dict, List, Optional

from .._errors import JobdError
from .._http import Connection, Unreachable
from .caller import AWAY, Caller, Patience
from .job import Job, by_end
from .wait_request import SLACK_SECONDS, STOPPING_PAUSE_SECONDS, body, piece_seconds, waited

#: Called with the job that has ended, or with why that will never be known here.
OnEnd = Callable[[Optional[Job], Optional[JobdError]], None]

_PAUSE_SECONDS_PER_JOB = 5e-6
_IDLE_SECONDS = 20.0


class WaitSet:
    """The jobs of one waiting request, and the thread that sends it."""

    def __init__(self, caller: Caller) -> None:
        self.watched: Dict[int, List[OnEnd]] = {}
        #: Names the database that they are in.
        self.store: Optional[str] = None
        self._caller = caller
        self._connection = Connection(caller.endpoint)
        self._patience = Patience(caller.patience)
        self._changed = threading.Condition()
        self._thread: Optional[threading.Thread] = None
        #: Grows with every job that joins: a request that is older does not name it.
        self._version = 0
        self._is_closed = False
        self._sent_at = 0.0

    def add(self, id: int, on_end: OnEnd) -> None:
        with self._changed:
            if id in self.watched:
                self.watched[id].append(on_end)
                return
            self.watched[id] = [on_end]
            self._version += 1
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._run, name="jobd-wait", daemon=True)
                self._thread.start()
            self._changed.notify()
        self._connection.abort()

    def remove(self, id: int, on_end: OnEnd) -> None:
        with self._changed:
            waiting = self.watched.get(id)
            if waiting is None or on_end not in waiting:
                return
            waiting.remove(on_end)
            if not waiting:
                del self.watched[id]
            if self.watched:
                # A request that names it too does no harm.
                return
            self._version += 1
        self._connection.abort()

    def lose(self, error: JobdError) -> None:
        """Ends all of them with an error."""
        with self._changed:
            lost, self.watched = list(self.watched.values()), {}
            self._version += 1
        self._connection.abort()
        for waiting in lost:
            for on_end in waiting:
                on_end(None, error)

    def close(self) -> None:
        with self._changed:
            self._is_closed = True
            self._version += 1
            self.watched.clear()
            self._changed.notify()
        self._connection.abort()

    def _run(self) -> None:
        while self._has_jobs():
            self._pause()
            with self._changed:
                ids, version = list(self.watched), self._version
            if not ids:
                continue
            self._sent_at = time.monotonic()
            try:
                self._wait(ids, version)
            except Unreachable as lost:
                if self._version == version and not self._connection.was_aborted:
                    self._be_patient(self._caller.judge(lost))
            except JobdError as error:
                self._end(ids, error)
            except Exception as error:
                # Whatever it is, those that wait must not wait for ever.
                self._end(ids, JobdError("internal", f"the answer to a wait was not understood: {error!r}"))

    def _has_jobs(self) -> bool:
        """Waits for some; false when there have been none for a while."""
        with self._changed:
            if not self.watched and not self._is_closed:
                self._changed.wait_for(lambda: self.watched or self._is_closed, _IDLE_SECONDS)
            if self.watched and not self._is_closed:
                return True
            # Here and not later, when another thread may use it.
            self._connection.close()
            self._thread = None
            return False

    def _pause(self) -> None:
        until = self._sent_at + len(self.watched) * _PAUSE_SECONDS_PER_JOB
        with self._changed:
            left = until - time.monotonic()
            if left > 0:
                self._changed.wait_for(lambda: self._is_closed, left)

    def _wait(self, ids: List[int], version: int) -> None:
        seconds = piece_seconds(self._caller)
        answer = self._connection.request(
            "POST",
            "/v1/wait",
            json.dumps(body(ids, "first", seconds)).encode(),
            {"Content-Type": "application/json", **self._caller.meant_for(self.store)},
            seconds + SLACK_SECONDS,
            lambda: self._version == version,
        )
        if not answer.is_success:
            refusal = self._caller.refusal(answer)
            if answer.status in AWAY or self._caller.may_pass(refusal):
                return self._be_patient(refusal, answer.retry_after())
            if refusal.code == "not_found" and len(ids) > 1:
                return self._find_gone(ids, refusal)
            raise refusal
        self._patience.renew()
        self._caller.note(answer.headers)
        reply, omitted = waited(self._caller, self._caller.object(answer))
        for job in by_end(reply.done):
            self._tell(job.id, job, None)
        if reply.expired and time.monotonic() - self._sent_at < seconds / 2:
            # A daemon that stops answers at once, and goes on to do so until it is gone.
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed, STOPPING_PAUSE_SECONDS)
        if not reply.expired:
            # Named, and in no list: it ended, and was removed before the answer was made. What the answer had no room
            # for is in the next one.
            gone = set(ids).difference(reply.pending, omitted, (job.id for job in reply.done))
            self._end(list(gone), JobdError("not_found", "the job was removed", None, 404))

    def _find_gone(self, ids: List[int], refusal: JobdError) -> None:
        """The daemon refuses a wait that names a job which is not there, and does not say which: halves find it."""
        for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
            try:
                self._caller.ask("POST", "/v1/wait", body(half, "all", 0.0), store=self.store)
            except JobdError as error:
                if error.code != "not_found" or len(half) == 1:
                    self._end(half, error)
                else:
                    self._find_gone(half, refusal)

    def _be_patient(self, refusal: JobdError, asked: Optional[float] = None) -> None:
        is_passing = refusal.code == "shutting_down" or self._caller.may_pass(refusal)
        pause = self._patience.pause(asked) if is_passing else None
        if pause is None:
            self._end(list(self.watched), refusal)
            self._patience.renew()
            return
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed, pause)

    def _end(self, ids: List[int], error: JobdError) -> None:
        for id in ids:
            self._tell(id, None, error)

    def _tell(self, id: int, job: Optional[Job], error: Optional[JobdError]) -> None:
        with self._changed:
            waiting = self.watched.pop(id, [])
        for on_end in waiting:
            on_end(job, error)
