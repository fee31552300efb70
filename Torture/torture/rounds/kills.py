"""kill -9 at random moments, while clients work; then every acknowledgement is held against what is there."""

import os
import threading
import time
from typing import Dict, List, Sequence, Union

from .. import shim
from ..context import Context, Round
from ..ledger import Ledger, micros
from ..oracle import Oracle
from ..remote import Hands, RemoteWorker
from ..settle import final_state, settle
from ..store import Store
from ..witness import Witnesses
from ..workload import REMOTE_ATTEMPTS, Worker
from . import kills_planted

WORKERS, REMOTE_WORKERS = 4, 2
SCHEDULE = "every-second"
#: Bounds of an idle daemon after the round, far above what it needs (invariant 10).
DESCRIPTORS_MAX, MEMORY_MAX, LOG_BYTES_MAX = 100, 400 << 20, 128 << 20


class Kills:
    """One run."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.report = context.report
        self.chance = context.chance("killer")
        directory = context.directory("witness")
        self.witnesses = Witnesses(shim.program("witness", context.root / "bin"), directory)
        self.daemon = context.daemon(context.directory("daemon"), options=("--slots", "4"))
        self.ledger = Ledger()
        self.workers: List[Worker] = []
        self.hands = Hands()
        self.remote = [self._remote_worker(f"r{number}") for number in range(REMOTE_WORKERS)]
        self.stops = 0
        self.planted = kills_planted.Planted(context.planted, self)

    def run(self) -> None:
        """The round."""
        self._start()
        self._schedule()
        threads = [threading.Thread(target=worker.run, name=worker.name) for worker in self._workers()]
        # These go on until nothing is left to be claimed.
        remote = [threading.Thread(target=worker.run, name=worker.name) for worker in self.remote]
        for thread in threads + remote:
            thread.start()
        try:
            while self.context.time_left() > 0:
                self._live_and_die()
        except BaseException:
            self._end_workers(self.remote, remote)
            raise
        finally:
            self._end_workers(self.workers, threads)
        if not self.daemon.is_running:
            self._start()
        self._settle()
        self._end_workers(self.remote, remote)
        self._count()
        with self.daemon.client() as client:
            jobs = final_state(client, self.report)
        self._check_idle(jobs)
        self._check_stopped(jobs)
        for what in ("kills", "lives"):
            self.report.require(what)
        self.report.require("1: what was acknowledged is there", 10)

    def _workers(self) -> List[Worker]:
        for number in range(WORKERS):
            name = f"w{number}"
            chance = self.context.chance(name)
            client = self.daemon.client()
            self.workers.append(Worker(name, client, self.ledger, self.witnesses, self.report, chance))
            self.workers[-1].has_remote_workers = True
        return self.workers

    def _remote_worker(self, name: str) -> RemoteWorker:
        return RemoteWorker(name, self.daemon.client(), self.hands, self.report, self.context.chance(name))

    # Lives of the daemon

    def _start(self) -> None:
        self.ledger.lives.append(micros())
        before = self.daemon.in_use_count
        self.daemon.start()
        self.report.did("lives")
        self.report.did("starts repeated because the directory was still in use", self.daemon.in_use_count - before)

    def _live_and_die(self) -> None:
        """One life, from wherever it stands, to its end and the next start."""
        time.sleep(self.chance.uniform(0.0, 0.8))
        if self.chance.random() < 0.1:
            self._stop()
        else:
            self.daemon.kill()
            self.report.did("kills")
        self.planted.between_lives()
        while self.chance.random() < 0.25:
            # Killed while it starts, when it recovers what the last one left.
            self.ledger.lives.append(micros())
            self.daemon.launch()
            time.sleep(self.chance.uniform(0.0, 0.15))
            self.daemon.kill()
            self.report.did("kills during a start")
        self._start()

    def _stop(self) -> None:
        self.stops += 1
        self.report.did("stops")
        code = self.daemon.stop()
        self.report.check(code == 0, "a stop in order exits with 0", f"it exited with {code}")

    def _schedule(self) -> None:
        job = {"argv": self.witnesses.argv(1)}
        body = {"every": "1s", "catch_up": "all", "overlap": "queue", "job": job}
        with self.daemon.client() as client:
            answer = client.request("PUT", f"/v1/schedules/{SCHEDULE}", body)
        self.report.check(answer.is_success, "a schedule is accepted", repr(answer))

    # The end

    def _end_workers(self, workers: "Sequence[Union[Worker, RemoteWorker]]", threads: List[threading.Thread]) -> None:
        for worker in workers:
            worker.stopping.set()
        for thread in threads:
            thread.join(40)
            self.report.check(not thread.is_alive(), "every request is answered", f"{thread.name} still waits")

    def _count(self) -> None:
        for what, count in self.ledger.fates.items():
            self.report.did(what, count)

    def _settle(self) -> None:
        """Lets everything that is due happen: nothing may be forgotten (invariant 5)."""
        with self.daemon.client() as client:
            client.post(f"/v1/schedules/{SCHEDULE}/pause")
            settle(client, self.report, self.planted.settle_seconds)

    def _check_idle(self, jobs: Dict[int, dict]) -> None:
        """10: an idle daemon holds no more than its bounds."""
        process = f"/proc/{self.daemon.pid}"
        descriptors = len(os.listdir(f"{process}/fd"))
        with open(f"{process}/status", encoding="ascii") as status:
            memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) << 10
        log = self.daemon.database.with_name("jobd.sqlite-wal").stat().st_size
        self.report.check(
            descriptors <= DESCRIPTORS_MAX and memory <= MEMORY_MAX and log <= LOG_BYTES_MAX,
            "10: an idle daemon holds no more than its bounds",
            f"{descriptors} descriptors, {memory >> 20} MiB, a -wal of {log >> 20} MiB, {len(jobs)} jobs")

    def _check_stopped(self, jobs: Dict[int, dict]) -> None:
        self._stop()
        self.planted.after_the_end(jobs)
        living = self.witnesses.living()
        self.report.check(not living, "10: no process is left behind", f"{living}")
        facts = self.witnesses.facts()
        self.report.did("attempts", facts.counts["begin"])
        self.report.did("jobs", len(jobs))
        Oracle(self.report, self.ledger, facts, jobs).check_all(self.stops)
        self.hands.check(self.report, jobs, REMOTE_ATTEMPTS + self.stops)
        with Store(self.daemon.database) as store:
            damage = store.damage()
            if not self.report.check(not damage, "9: the database is sound", f"{damage}"):
                return
            wrong = store.disagreements()
            self.report.check(not wrong, "8 and 10: the tables agree with each other", "; ".join(wrong))
            self._check_firings(store)

    def _check_firings(self, store: Store) -> None:
        """6: each due time has fired once, and none was left out."""
        firings, jobs = store.firings(SCHEDULE), store.scheduled(SCHEDULE)
        self.report.check(
            sorted(job for _, job in firings) == jobs, "6: a due time fires once",
            f"jobs {sorted(set(jobs) ^ {job for _, job in firings})} of the schedule belong to no due time")
        due = [at for at, _ in firings]
        gaps = [(a, b) for a, b in zip(due, due[1:]) if b - a != 1_000_000]
        self.report.check(not gaps, "6: no due time is left out", f"{len(due)} due times with gaps {gaps[:5]}")
        self.report.did("due times", len(due))


def run(context: Context) -> None:
    """Runs the round."""
    Kills(context).run()


ROUND = Round(
    "kills", "clients work while the daemon is killed with -9 and started again; the ten invariants are checked",
    run, kills_planted.DEFECTS)
