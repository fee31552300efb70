"""A remote worker at work: it claims jobs, renews its leases, and ends what it has, over the deaths of the daemon.

Leases do not run out here: each start of the daemon gives those that are held half a minute more.
"""

import collections
import random
import threading
from typing import DefaultDict, Dict, List, NamedTuple, Optional

from .client import Answer, Client, NoAnswer, NotSent
from .ledger import Fate
from .report import Report

HANDLER = "torture"
LEASE_SECONDS = 1.0


class End(NamedTuple):
    """What a worker said of an attempt, and what it was told."""

    attempt: int
    fence: str
    fate: str


class Hands:
    """What all remote workers were handed and what they ended, by job."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ends: DefaultDict[int, List[End]] = collections.defaultdict(list)
        #: The fences of each job, by attempt: one that is handed out again is the same.
        self.fences: DefaultDict[int, Dict[int, str]] = collections.defaultdict(dict)

    def check(self, report: Report, jobs: "Dict[int, dict]", attempts_max: int) -> None:
        """Invariants 3 and 4: one end of a job counts, that of a live lease, and attempts are bounded."""
        for job, ends in self.ends.items():
            accepted = {end.fence for end in ends if end.fate == Fate.ACKNOWLEDGED}
            report.check(len(accepted) <= 1, "3: one end of a remote job counts", f"job {job}: {ends}")
            shown = jobs.get(job)
            if not report.check(shown is not None, "1: a job that was claimed is there", f"job {job}"):
                continue
            if accepted:
                winner = next(end for end in ends if end.fate == Fate.ACKNOWLEDGED)
                holds = (shown["state"], shown["attempt"]) == ("succeeded", winner.attempt)
                report.check(
                    holds, "2: a remote end that was accepted holds",
                    f"job {job} is {shown['state']} in attempt {shown['attempt']}: {ends}")
            elif not any(end.fate == Fate.OPEN for end in ends):
                report.check(
                    shown["state"] != "succeeded", "3: an end with a stale fence changes nothing",
                    f"job {job} is succeeded: {ends}")
        for job, fences in self.fences.items():
            report.check(
                max(fences) <= attempts_max, "4: attempts of a remote job are bounded", f"job {job}: {sorted(fences)}")


class RemoteWorker:
    """One worker. It goes on until it is told to stop and has nothing in its hands."""

    def __init__(self, name: str, client: Client, hands: Hands, report: Report, chance: random.Random) -> None:
        self.name = name
        self.client = client
        self.hands = hands
        self.report = report
        self.chance = chance
        self.stopping = threading.Event()
        self._count = 0

    def run(self) -> None:
        """Claims and ends."""
        try:
            while not self.stopping.is_set():
                for claim in self._claim():
                    self._carry_out(claim)
        finally:
            self.client.close()

    def _claim(self) -> List[dict]:
        self._count += 1
        body = {
            "handlers": [HANDLER], "max": self.chance.randint(1, 2), "lease": f"{LEASE_SECONDS}s", "wait": "200ms",
            "worker": self.name,
        }
        # With its key the same request gets the same jobs, so that none of them waits for a lease that nobody holds.
        answer = self._until_answered("/v1/claims", body, {"Idempotency-Key": f"{self.name}-{self._count}"})
        if answer is None or not answer.is_success:
            self.stopping.wait(0.05)
            return []
        claims = answer.json()["claims"]
        with self.hands.lock:
            for claim in claims:
                known = self.hands.fences[claim["job"]].setdefault(claim["attempt"], claim["fence"])
                self.report.check(
                    known == claim["fence"], "3: an attempt is handed out once",
                    f"job {claim['job']}, attempt {claim['attempt']} has two fences")
        return claims

    def _carry_out(self, claim: dict) -> None:
        pause = self.chance.choice((0.0, 0.01, 0.1, 0.4))
        if self.chance.random() < 0.3:
            self._until_answered(f"/v1/claims/{claim['fence']}/heartbeat", {}, {}, tries=1)
        self.stopping.wait(pause)
        is_stale = self.chance.random() < 0.2 and self._fail(claim)
        result = {"by": self.name, "attempt": claim["attempt"]}
        # An exact repeat gets its first answer: so it may be repeated until there is one.
        answer = self._until_answered(f"/v1/claims/{claim['fence']}/complete", {"result": result}, {})
        fate = Fate.of(answer)
        self.report.did(f"remote ends {fate}")
        if is_stale and answer is not None:
            self.report.check(
                answer.code == "stale_fence", "3: an end with a stale fence changes nothing",
                f"job {claim['job']} was failed in attempt {claim['attempt']}, and then completed: {answer}")
        with self.hands.lock:
            self.hands.ends[claim["job"]].append(End(claim["attempt"], claim["fence"], fate))

    def _fail(self, claim: dict) -> bool:
        """Fails an attempt; whether that is known to be so. Its fence is stale then."""
        answer = self._until_answered(f"/v1/claims/{claim['fence']}/fail", {"error": "as asked"}, {})
        self.report.did(f"remote failures {Fate.of(answer)}")
        return answer is not None and answer.is_success

    def _until_answered(self, target: str, body: dict, headers: dict, tries: int = 200) -> Optional[Answer]:
        for _ in range(tries):
            try:
                answer = self.client.request("POST", target, body, headers)
            except (NotSent, NoAnswer):
                # Not cut short by an order to stop: the daemon comes back, and the job is in these hands.
                threading.Event().wait(0.05)
                continue
            if not answer.is_open and answer.status != 503:
                return answer
            threading.Event().wait(0.05)
        return None
