"""The rate of a queue: it lets jobs through after any step, and never more than it says."""

import time
from typing import List

from .desk import LATE_SECONDS, Desk, Scene, since

COUNT, BURST, PER_BEAT = 5, 2, 4


class Rates(Scene):
    """A few jobs each beat, in a queue of a few jobs a second."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        factor = 100 if desk.planted == "clock-faster" else 1
        desk.ask("PUT", "/v1/queues/rated", {"rate": {"count": COUNT * factor, "per": "1s", "burst": BURST * factor}})
        self.began = time.monotonic()
        self.bursts = 1
        self.started = 0
        self.waiting: List[int] = []
        self.submitted = 0.0

    def begin(self) -> None:
        self.waiting = [self.desk.submit(external=True, queue="rated") for _ in range(PER_BEAT)]
        self.submitted = time.monotonic()
        self.desk.report.did("jobs behind a rate", PER_BEAT)

    def changed(self, kind: str, seconds: float) -> None:
        # After time has passed by the wall clock, the bucket may be full again. So may it after a start.
        self.bursts += seconds > 0 or kind == "down"

    def look(self) -> None:
        for number in list(self.waiting):
            if self.desk.job(number)["state"] == "queued":
                break
            self.waiting.remove(number)
            self.started += 1
            most = BURST * self.bursts + COUNT * since(self.began) + 1
            self.desk.check(self.started <= most, "a rate is not exceeded",
                            f"{self.started} jobs have started in {since(self.began):.1f} s")
            self.desk.ask("POST", f"/v1/jobs/{number}/complete", {"result": None})

    def end(self) -> None:
        end = self.submitted + PER_BEAT / COUNT + LATE_SECONDS
        while self.waiting and time.monotonic() < end:
            self.look()
            time.sleep(0.02)
        if self.waiting:
            why = self.desk.ask("GET", f"/v1/jobs/{self.waiting[0]}/why").json()
            self.desk.problem("a rate goes on after a step", f"job {self.waiting[0]} has waited for "
                              f"{since(self.submitted):.1f} s: {why['blockers']}")
            for number in self.waiting:
                self.desk.ask("POST", f"/v1/jobs/{number}/cancel", {})
            self.waiting = []
        else:
            self.desk.report.checked("a rate goes on after a step", PER_BEAT)
