"""Timeouts and graces: so long, by a clock that nobody sets, whatever the wall clock does meanwhile."""

import json
import threading
import time
from typing import Callable, Dict, List

from ..client import Client
from .desk import LATE_SECONDS, Desk, Scene, since

#: Long enough for the change to come in the middle of it, short enough for a beat.
SECONDS = 1.2
TIMEOUT = f"{int(SECONDS * 1000)}ms"


class Timeouts(Scene):
    """Each beat begins attempts with a limit; the clock is set while they run; each must last as long as it may."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.threads: List[threading.Thread] = []
        self.kind = ""
        self.is_stubborn = threading.Event()

    def begin(self) -> None:
        self.kind = ""
        self.threads = []
        self.time("a command's timeout", self.command, "timeout")
        self.time("an external job's timeout", self.external, "timeout")
        self.time("a remote attempt's timeout", self.remote_timeout, "timeout")
        self.time("a command's grace", self.stubborn, None)
        self.time("a remote attempt's grace", self.remote_grace, None)

    def time(self, what: str, run: Callable[..., int], reason: object) -> None:
        """Begins it; ``run`` returns a job whose time has begun to run, not before ``began``."""
        ready = threading.Event()

        def watch() -> None:
            with self.desk.daemon.client() as client:
                try:
                    number, began = run(client)
                    ready.set()
                    job = self.ended(client, number, began)
                    self.judge(what, number, job, since(began), reason)
                except Exception as trouble:  # noqa: BLE001 (a thread has nobody else to tell)
                    self.desk.problem(f"{what} is as long as it was to be", repr(trouble))
                finally:
                    ready.set()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        self.threads.append(thread)
        ready.wait(20)

    def ended(self, client: Client, number: int, began: float) -> Dict[str, object]:
        """The job as soon as it has ended; or as it is when it should have. Waits may end early: they count suspends."""
        while True:
            job = self.desk.ask("GET", f"/v1/jobs/{number}?wait=1s", client=client).json()
            if job["done"]:
                return job
            if since(began) > SECONDS + LATE_SECONDS:
                self.desk.ask("POST", f"/v1/jobs/{number}/cancel", {"force": True}, client)
                return job

    def judge(self, what: str, number: int, job: Dict[str, object], lasted: float, reason: object) -> None:
        if not job["done"]:
            detail = f"job {number} goes on after {lasted:.1f} s"
            return self.desk.problem(f"{what} is not lengthened by a step", detail)
        expected = ("failed", "timeout") if reason else ("cancelled", "cancel")
        self.desk.check((job["state"], job["reason"]) == expected, f"{what} ends the attempt as it should",
                        f"job {number} is {job['state']} ({job['reason']})")
        self.desk.check(str(job["finished_at"]) >= str(job["started_at"]), "an attempt does not end before it began",
                        f"job {number} began at {job['started_at']} and ended at {job['finished_at']}")
        self.desk.check(lasted < SECONDS + LATE_SECONDS, f"{what} is not lengthened by a step",
                        f"job {number} ended after {lasted:.2f} s, it has {SECONDS} s")
        change = "suspend" if self.kind == "suspend" else "step"
        self.desk.check(lasted >= SECONDS, f"{what} is not shortened by a {change}",
                        f"job {number} ended after {lasted:.2f} s, it has {SECONDS} s")

    def changed(self, kind: str, seconds: float) -> None:
        self.kind = kind

    def end(self) -> None:
        for thread in self.threads:
            thread.join(SECONDS + LATE_SECONDS + 30)
            if thread.is_alive():
                self.desk.problem("a limit ends its attempt", "it did not within half a minute")
        self.desk.report.did("attempts with a limit", len(self.threads))

    # What is timed. The moment is taken before the request that lets the time run.

    def command(self, client):
        began = time.monotonic()
        timeout = "60s" if self.desk.planted == "clock-longer" else TIMEOUT
        return self.desk.submit(client, argv=["sleep", "60"], timeout=timeout, queue="timed"), began

    def external(self, client):
        began = time.monotonic()
        return self.desk.submit(client, external=True, timeout=TIMEOUT, queue="timed"), began

    def claimed(self, client, **fields: object):
        number = self.desk.submit(client, handler="timed", executor="remote", queue="timed", **fields)
        began = time.monotonic()
        claims = self.desk.ask("POST", "/v1/claims", {"handlers": ["timed"], "lease": "12h", "max": 1}, client).json()
        assert [claim["job"] for claim in claims["claims"]] == [number], claims
        return number, began

    def remote_timeout(self, client):
        # The worker hears of the timeout; the attempt ends after its grace.
        return self.claimed(client, timeout=TIMEOUT, grace="0s")

    def remote_grace(self, client):
        number, _ = self.claimed(client, grace=TIMEOUT)
        return self.cancelled(client, number)

    def stubborn(self, client):
        ready = self.desk.daemon.directory / f"stubborn-{time.monotonic_ns()}"
        number = self.desk.submit(
            client, shell=f"trap '' TERM; touch {json.dumps(str(ready))}; while :; do sleep 0.05; done", grace=TIMEOUT,
            queue="timed")
        end = time.monotonic() + 20
        while not ready.exists() and time.monotonic() < end:
            time.sleep(0.005)
        return self.cancelled(client, number)

    def cancelled(self, client, number: int):
        began = time.monotonic()
        self.desk.ask("POST", f"/v1/jobs/{number}/cancel", {}, client)
        return number, began
