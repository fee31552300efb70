"""Leases: who renews his keeps the job, whatever the clock does; who is silent loses it; nobody has what others have."""

import contextlib
import threading
import time
from typing import Iterator, List, Optional, Set

from ..client import Client
from .desk import LATE_SECONDS, Desk, Scene, since

LEASE_SECONDS = 5.0
RENEW_SECONDS = 0.3
#: What jobd waits beyond a lease.
MARGIN_SECONDS = 2.0


class Leases(Scene):
    """A worker that renews its lease all the time, and one that would take the job if it could."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.is_over = threading.Event()
        #: A daemon that is down is not asked.
        self.is_down = threading.Event()
        #: What has been done to the clocks since the last renewal.
        self.change = ""
        self.is_new_daemon = False
        self.number = desk.submit(
            handler="leased", executor="remote", grace="1s", retry={"max_attempts": 1000, "initial": "0s", "jitter": 0})
        self.fence: Optional[str] = None
        self.renewed = 0.0
        self.stale: List[str] = []
        self.lock = threading.Lock()
        self.claim(desk.client)
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def claim(self, client: Client) -> bool:
        began = time.monotonic()
        body = {"handlers": ["leased"], "lease": f"{LEASE_SECONDS:g}s", "max": 2}
        claims = self.desk.ask("POST", "/v1/claims", body, client).json()["claims"]
        if not claims:
            return False
        is_held = self.fence is not None and since(self.renewed) < LEASE_SECONDS
        self.desk.check(not is_held, self.kept(),
                        f"job {self.number} was given out again {since(self.renewed):.2f} s after a renewal, its lease is "
                        f"{LEASE_SECONDS} s")
        if self.fence is not None:
            self.stale.append(self.fence)
        self.fence, self.renewed = claims[0]["fence"], began
        self.change = ""
        self.desk.report.did("claims")
        return True

    def kept(self) -> str:
        return "a lease that is renewed is kept" + (f" over a {self.change}" if self.change else "")

    def work(self) -> None:
        with self.desk.daemon.client() as client:
            while not self.is_over.wait(RENEW_SECONDS / 3):
                if self.is_down.is_set():
                    continue
                try:
                    with self.lock:
                        self.turn(client)
                except Exception as trouble:  # noqa: BLE001 (a thread has nobody else to tell)
                    if not self.is_down.is_set() and not self.is_over.is_set():
                        self.desk.problem("a worker is answered", repr(trouble))

    def turn(self, client: Client) -> None:
        if self.is_new_daemon:
            client.close()
            self.is_new_daemon = False
        if since(self.renewed) >= RENEW_SECONDS and self.fence is not None:
            self.renew(client)
        self.claim(client)
        live = [str(self.fence)] if self.desk.planted == "clock-stale" and self.fence else []
        for fence in self.stale[-1:] + live:
            answer = client.post(f"/v1/claims/{fence}/complete", {"result": "too late"})
            self.desk.check(answer.code == "stale_fence", "a lost lease ends nothing", f"{fence} was answered {answer}")

    def renew(self, client: Client) -> None:
        began = time.monotonic()
        if self.desk.planted == "clock-lease":
            self.renewed = began
            return
        answer = client.post(f"/v1/claims/{self.fence}/heartbeat", {})
        if answer.is_success:
            self.renewed = began
            self.desk.report.did("renewals")
            self.desk.report.checked(self.kept())
            self.change = ""
            return
        is_over = since(self.renewed) > LEASE_SECONDS
        self.desk.check(is_over, self.kept(),
                        f"job {self.number}: {answer.code} {since(self.renewed):.2f} s after a renewal, its lease is "
                        f"{LEASE_SECONDS} s")
        self.stale.append(str(self.fence))
        self.fence = None

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """While it lasts the daemon is not asked; then it is another one."""
        self.is_down.set()
        with self.lock:
            yield
            self.is_new_daemon = True
        self.is_down.clear()

    def changed(self, kind: str, seconds: float) -> None:
        # A worker's own clock goes on while a machine is suspended, and jobd's does not: so it is never the earlier one.
        if kind in ("step", "suspend", "down"):
            self.change = "suspend" if kind == "suspend" else "step"

    def close(self) -> None:
        self.is_over.set()
        self.thread.join(30)


class Silent(Scene):
    """A worker that is never heard of again: its lease ends when it said it would, not an hour earlier or later."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.number = 0
        self.began = 0.0
        self.kinds: Set[str] = set()
        #: Until when the lease may last at most.
        self.last = 0.0

    def begin(self) -> None:
        if self.number:
            return
        self.number = self.desk.submit(handler="silent", executor="remote")
        self.began = time.monotonic()
        self.last = self.began + 1.0 + MARGIN_SECONDS
        body = {"handlers": ["silent"], "lease": "1s"}
        claims = self.desk.ask("POST", "/v1/claims", body).json()["claims"]
        assert [claim["job"] for claim in claims] == [self.number], claims
        self.kinds = set()
        self.desk.report.did("silent workers")

    def changed(self, kind: str, seconds: float) -> None:
        self.kinds.add(kind)

    def look(self) -> None:
        if not self.number:
            return
        job = self.desk.job(self.number)
        if job["done"]:
            self.desk.check("down" in self.kinds or since(self.began) >= 1.0, "a lease is not shortened by a step",
                            f"job {self.number} was lost after {since(self.began):.2f} s, its lease was 1 s")
            self.desk.check((job["state"], job["reason"]) == ("failed", "lost"), "a silent worker loses its job",
                            f"job {self.number} is {job['state']} ({job['reason']})")
            self.number = 0
        # A start gives every lease half a minute, so that whoever still works can say so.
        elif "down" not in self.kinds and since(self.last) > LATE_SECONDS:
            self.desk.problem("a lease is not lengthened by a step", f"job {self.number} is {job['state']} "
                              f"{since(self.began):.1f} s after a lease of 1 s")
            self.desk.ask("POST", f"/v1/jobs/{self.number}/cancel", {"force": True})
            self.number = 0
        elif "down" in self.kinds and since(self.began) > 3:
            self.desk.ask("POST", f"/v1/jobs/{self.number}/cancel", {"force": True})
            self.number = 0
