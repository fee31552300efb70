"""The remote worker: claims jobs over HTTP, runs them, and ends them. Its parts are a thread that claims, one that
renews (renewal.py), one that sends output (courier.py), the stage, a few threads that send ends, and one that stops."""

from __future__ import annotations

import base64
import concurrent.futures
import functools
import os
import sys
import threading
import time
import traceback
import uuid
from typing import Any, Dict, List, Mapping, Optional

from .._errors import JobdError
from .._http import Connection, Unreachable
from .._times import seconds_from, time_from
from .attempt import Attempt, Cancel, Run
from .claims_api import ClaimsAPI, pause_after
from .courier import Courier
from .ending import Ending
from .handlers import Handler
from .leaving import bound_exit
from .lease import Clock, Lease, now
from .outcome import Failed, Outcome, Succeeded
from .output import JobText, flush_output, take_over_output
from .parts import part
from .remote_link import RemoteLink
from .remote_parents import RemoteParents
from .renewal import Renewal, link_of
from .settings import Settings
from .slots import Slots
from .stage import Stage
from .stop_signals import StopSignals

#: How long a stop waits for the answers to what it gives back of handlers that do not end.
GIVE_BACK_SECONDS = 5.0


class RemoteWorker:
    """Works until it is told to stop. To be made and run on the main thread."""

    def __init__(self, handlers: Mapping[str, Handler], settings: Settings, clock: Clock = now) -> None:
        self._handlers = handlers
        self._settings = settings
        self._clock = clock
        self._pid = os.getpid()
        self._log = sys.stderr
        self._api = ClaimsAPI(settings)
        self._parents = RemoteParents(self._api)
        self._renewal = Renewal(settings, self._api, clock, self._say, self._fail)
        self._courier = Courier(self._renewal.links, clock, self._fail)
        self._slots = Slots(settings.concurrency)
        self._stage = Stage(
            self._finish,
            has_loop=any(handlers[name].is_async for name in settings.handlers),
            main_thread_for_plain=settings.concurrency == 1,
        )
        self._ending = Ending(self._api, self._renewal, clock, self._say, self._next_claim)
        self._enders = concurrent.futures.ThreadPoolExecutor(min(settings.concurrency, 8), "jobd end")
        self._signals = StopSignals()
        self._claims = Connection(settings.endpoint)
        self._claimer = part("claims", self._claim, self._fail)
        self._is_stopping = False
        self._exit_code = 0
        #: Attempts whose end has not been answered yet.
        self._open: Dict[str, Attempt] = {}
        self._changed = threading.Condition()

    def run(self) -> int:
        """Returns the exit code after a stop."""
        take_over_output(self._find_text)
        stopper = part("stop", self._stop, self._fail_at_once)
        for each in (self._renewal, self._courier, self._claimer, stopper):
            each.start()
        self._stage.run()
        stopper.join()
        flush_output()
        return self._exit_code

    def _say(self, text: str) -> None:
        """Tells the one who runs the worker."""
        if self._log is not None:
            print(f"jobd worker: {text}", file=self._log, flush=True)

    def _fail(self, error: BaseException) -> None:
        """A part of the worker has failed: it stops, and says so."""
        self._say("".join(traceback.format_exception(type(error), error, error.__traceback__)))
        self._exit_code = 70
        self._signals.ask()

    def _fail_at_once(self, error: BaseException) -> None:
        self._fail(error)
        os._exit(70)

    def _find_text(self, attempt: Attempt, stream: str, before: Any) -> Optional[JobText]:
        return link_of(attempt).text(stream)

    # Claiming.

    def _claim(self) -> None:
        failures = 0
        while True:
            count = self._slots.take(100)
            if count == 0:
                return
            key, asked_at = str(uuid.uuid4()), self._clock()
            claims: List[Dict[str, Any]] = []
            # The same key until there is an answer: of two that got through, both get the same jobs.
            while not self._is_stopping:
                try:
                    claims = self._api.claim(self._claims, count, key)
                    if failures:
                        self._say("jobd answers again")
                    failures = 0
                    break
                except Unreachable as error:
                    if self._is_stopping:
                        break
                    if failures == 0:
                        self._say(f"no jobs: {error}; trying again")
                    failures += 1
                    self._sleep(pause_after(error, failures))
                except JobdError as error:
                    self._give_up(error)
                    break
            self._slots.give_back(count - len(claims))
            self._accept(claims, asked_at)

    def _sleep(self, seconds: float) -> None:
        """Sleeps, unless the worker is told to stop."""
        with self._changed:
            if not self._is_stopping:
                self._changed.wait(seconds)

    def _give_up(self, error: JobdError) -> None:
        self._say(f"jobd refuses to give it jobs: {error}")
        self._exit_code = 77 if error.status in (401, 403) else 70
        self._signals.ask()
        with self._changed:
            while not self._is_stopping:
                self._changed.wait()

    def _accept(self, claims: List[Dict[str, Any]], asked_at: float) -> None:
        """Starts what was claimed by a request that was sent at ``asked_at``."""
        leases = {str(fields["fence"]): Lease(fields, asked_at) for fields in claims}
        if any(self._clock() - asked_at > lease.renew_in for lease in leases.values()):
            # The answer took long. Whether a lease has begun just now or long ago, only the daemon knows.
            self._confirm(leases)
        for fields in claims:
            fence = str(fields["fence"])
            lease = leases.get(fence)
            if lease is None or self._clock() >= lease.ends_at:
                self._slots.give_back(1)
            else:
                self._start(fence, fields, lease)

    def _confirm(self, leases: Dict[str, Lease]) -> None:
        sent_at = self._clock()
        try:
            for fields in self._api.heartbeat_now(list(leases)):
                if fields.get("stale"):
                    leases.pop(str(fields["fence"]), None)
                elif str(fields["fence"]) in leases:
                    leases[str(fields["fence"])].renew(fields, sent_at)
        except (Unreachable, JobdError) as error:
            self._say(f"claims that could not be confirmed: {error}")

    def _start(self, fence: str, fields: Dict[str, Any], lease: Lease) -> None:
        try:
            run = self._run_from(fence, fields)
            handler = self._handlers.get(str(fields.get("handler")))
        except (ValueError, TypeError, KeyError) as error:
            self._say(f"a claim that is not understood: {type(error).__name__}: {error}")
            self._slots.give_back(1)
            return
        link = RemoteLink(fence, run.job, lease, self._api, self._courier.wake)
        link.on_answer = self._renewal.hear
        attempt = Attempt(handler or _UNKNOWN, run, link)
        with self._changed:
            is_late = self._is_stopping
            self._open[fence] = attempt
            if not is_late and handler is not None:
                self._renewal.add(attempt)
                self._stage.start(attempt)
                return
        if is_late:
            attempt.request_cancel(Cancel("shutdown"))
        self._finish(attempt, Failed("unregistered", f"this worker has no handler {fields.get('handler')!r}"))

    def _run_from(self, fence: str, fields: Dict[str, Any]) -> Run:
        timeout, checkpoint, maximum = (fields.get(key) for key in ("timeout", "checkpoint", "max_attempts"))
        return Run(
            fence=fence,
            job=int(fields["job"]),
            name=str(fields.get("name", "")),
            queue=str(fields.get("queue", "")),
            attempt=int(fields.get("attempt", 1)),
            max_attempts=None if maximum is None else int(maximum),
            payload=fields.get("payload"),
            tags=dict(fields.get("tags") or {}),
            timeout=None if timeout is None else seconds_from(timeout),
            deadline=time_from(fields.get("deadline")),
            checkpoint=None if checkpoint is None else base64.b64decode(checkpoint),
            parents=[self._parents.parent(each) for each in fields.get("parents") or [] if "id" in each],
            batches=None,
            ask_batches=functools.partial(self._parents.batches, int(fields["job"])),
        )

    # Ending. On the thread of the attempt, and then on another that may wait.

    def _finish(self, attempt: Attempt, outcome: Outcome) -> None:
        if os.getpid() != self._pid:
            # A child that a handler forked, and that came back from it.
            os._exit(0 if isinstance(outcome, Succeeded) else 1)
        attempt.has_ended = True
        link_of(attempt).end_output()
        flush_output()
        self._enders.submit(self._end, attempt, outcome)

    def _next_claim(self) -> Optional[Dict[str, Any]]:
        return None if self._is_stopping else self._api.claim_fields(1)

    def _end(self, attempt: Attempt, outcome: Outcome) -> None:
        claims: List[Dict[str, Any]] = []
        asked_at = 0.0
        try:
            claims, asked_at = self._ending.send(attempt, outcome)
        except Exception as error:
            self._say(f"the end of job {attempt.run.job} could not be sent: {type(error).__name__}: {error}")
        finally:
            self._renewal.remove(attempt)
            if not claims:
                self._slots.give_back(1)
            # Before this one is gone, so that a stop waits for them.
            self._accept(claims[:1], asked_at)
            with self._changed:
                self._open.pop(attempt.run.fence, None)
                self._changed.notify_all()

    # Stopping.

    def _stop(self) -> None:
        self._signals.wait()
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
            running = len(self._open)
        self._slots.close()
        self._say(f"stopping; {running} running jobs have {self._settings.grace:g} s" if running else "stopping")
        self._stop_claiming()
        if not self._wait_for_ends(self._settings.grace, is_hastened=True):
            for attempt in self._still_open():
                attempt.request_cancel(Cancel("shutdown", "the worker stops"))
            if not self._wait_for_ends(self._settings.patience, is_hastened=False):
                self._leave_behind()
        bound_exit(self._settings.patience, self._exit_code or 1, self._say, self._fail)
        self._stage.close()

    def _stop_claiming(self) -> None:
        # What the daemon has just sent can still be read, and is given back; else it notices that nobody listens.
        self._claims.half_close()
        self._claimer.join(2.0)
        if self._claimer.is_alive():
            self._claims.abort()
            self._claimer.join(2.0)

    def _still_open(self) -> List[Attempt]:
        with self._changed:
            return list(self._open.values())

    def _wait_for_ends(self, seconds: float, is_hastened: bool) -> bool:
        """Waits until all ends are answered; false if time is up, or, if it can be hastened, another signal comes."""
        end = time.monotonic() + seconds
        while self._still_open():
            left = end - time.monotonic()
            if left <= 0:
                return False
            if is_hastened and self._signals.wait(min(left, 0.05)):
                return False
            if not is_hastened:
                with self._changed:
                    if self._open:
                        self._changed.wait(min(left, 0.5))
        return True

    def _leave_behind(self) -> None:
        """What does not end in time: its jobs are given back, and the process ends under it."""
        giving = part("give back", self._give_back, self._fail)
        giving.start()
        giving.join(GIVE_BACK_SECONDS)
        os._exit(self._exit_code or 1)

    def _give_back(self) -> None:
        mine = []
        # All of them first: what ends while others are given back sends nothing more.
        for attempt in self._still_open():
            self._renewal.remove(attempt)
            if link_of(attempt).give_up(self._clock):
                mine.append(attempt)
            elif attempt.has_ended:
                self._say(f"the end of job {attempt.run.job} is not answered in time")
            else:
                self._say(f"job {attempt.run.job} does not end; it is lost already")
        for attempt in mine:
            self._say(f"job {attempt.run.job} does not end; it is given back")
            try:
                self._api.end(attempt.run.fence, "release", b"{}", str(uuid.uuid4()))
            except (Unreachable, JobdError) as error:
                self._say(f"job {attempt.run.job} could not be given back: {error}")


def _no_handler() -> None:
    raise AssertionError("not called")


_UNKNOWN = Handler("", _no_handler, is_async=False, takes=0)


def serve_remote(handlers: Mapping[str, Handler], settings: Settings) -> int:
    """Runs a remote worker; returns its exit code."""
    return RemoteWorker(handlers, settings).run()
