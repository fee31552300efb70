"""One fault: a daemon on a copy of a template, the fault while clients work, and all that is to hold afterwards."""

import shutil
import sqlite3
import threading
import time
from typing import Any, Counter, Dict, List, Optional, Tuple

from . import shim
from .client import NoAnswer, NotSent
from .context import Context
from .daemon import Daemon, NotReady
from .faults import Control, Point
from .ledger import Ledger, micros
from .oracle import Oracle
from .scenes import Template, wait_for_witnesses
from .sender import Away
from .settle import final_state, settle
from .store import Store
from .told import Told
from .witness import Facts, Witnesses
from .workload import Worker

#: Exit codes that docs/operations.md gives for what a broken disk may lead to.
CODES = (70, 73, 74)
DAMAGED = 65
#: However the disk behaves, a request has an answer by then, and a start an end.
ANSWER_SECONDS, START_SECONDS = 10.0, 30.0
#: A daemon whose disk works again takes submissions by then, and has done what was due.
RECOVERY_SECONDS = 15.0


class Bench:
    """What all points of a round share."""

    def __init__(self, context: Context, planted: Any) -> None:
        self.context = context
        self.planted = planted
        self.library = shim.library("faults", context.root / "bin")
        self.control = Control(context.root / "control")
        self.witnesses = Witnesses(shim.program("witness", context.root / "bin"), context.directory("witness"))


class Strike:
    """One point: a daemon on a copy of a template, a fault, and everything that is to hold afterwards."""

    def __init__(self, bench: Bench, point: Point, template: Template) -> None:
        self.bench = bench
        self.context, self.report, self.control = bench.context, bench.context.report, bench.control
        self.point = point
        self.chance = self.context.chance(point.name)
        self.template = template
        self.ledger: Ledger = self.template.ledger.fork()
        self.told: List[dict] = list(self.template.told)
        self.totals: Dict[Tuple[str, str], int] = {}
        #: Orders to stop, each of which may give attempts back.
        self.stops = 0
        #: Whether a stop under the fault said that it had recorded everything.
        self.has_promised_ends = False
        self.was_hanging = False

    def run(self, is_probe: bool = False) -> None:
        """From the copy to the checks."""
        self.report.about = "" if is_probe else f"[--only {self.point.name}] "
        problems = sum(self.report.problems.values())
        self.directory = self.context.directory(f"point/{self.point.name}".replace(":", "-"))
        self.template.copy(self.directory)
        self.control.reset()
        try:
            with self.context.running(self.directory, options=("--slots", "2", "--drain-timeout", "2s")) as daemon:
                self._strike(daemon, is_probe)
                self.totals = self.control.totals()
                if not is_probe:
                    self._check(daemon)
        finally:
            self.report.about = ""
        if sum(self.report.problems.values()) == problems:
            shutil.rmtree(self.directory)

    # While the disk is broken

    def _strike(self, daemon: Daemon, is_probe: bool) -> None:
        environment = {"TORTURE_DATA": str(daemon.data), "TORTURE_FAULTS": str(self.control.path)}
        at_start = self.point.scene in ("new", "start")
        self.ledger.lives.append(micros())
        if at_start and not is_probe:
            self._arm()
        daemon.launch(self.bench.library, environment)
        try:
            daemon.wait_ready(START_SECONDS)
        except NotReady as trouble:
            self._check_code(trouble.code, f"a start: {trouble}")
        else:
            if not at_start:
                self.control.reset()
                if not is_probe:
                    self._arm()
            self._work(daemon)
            if is_probe:
                daemon.stop()
            elif not self.was_hanging:
                self._end(daemon)
        if not is_probe:
            self.report.did("points")
            if self.control.hits:
                self.report.did("points that struck")
                self.report.did(f"calls that failed: {self.point.call} of {self.point.role}", self.control.hits)
        self.control.disarm()

    def _arm(self) -> None:
        self.control.arm(self.bench.planted.point(self.point))

    def _work(self, daemon: Daemon) -> None:
        """Two clients do one thing after another, so that commits have work of both."""
        workers = [self._worker(daemon, name) for name in ("f", "g")]
        threads = [threading.Thread(target=self._steps, args=(daemon, worker)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        unanswered = [text for worker in workers for text in worker.unanswered]
        if unanswered and daemon.wait_exit(2.0) is None and daemon.is_running:
            self.report.problem("every request is answered", f"{unanswered[:3]}")
            daemon.kill()
            self.was_hanging = True
        else:
            self.report.checked("every request is answered", sum(sum(worker.answers.values()) for worker in workers))
        self._check_answers(sum((worker.answers for worker in workers), Counter()))

    def _worker(self, daemon: Daemon, name: str) -> Worker:
        client, chance = daemon.client(ANSWER_SECONDS), self.context.chance(self.point.name, name)
        worker = Worker(name, client, self.ledger, self.bench.witnesses, self.report, chance)
        worker.told = self.told.append
        worker.milliseconds_max, worker.delay_max = 10, 200
        worker.repeats_max = 1
        worker.is_gone = lambda: not daemon.is_running
        if self.point.scene == "full":
            worker.payload = "x" * 20_000
        return worker

    def _steps(self, daemon: Daemon, worker: Worker) -> None:
        """What one client does; the planted defects strike in the middle."""
        steps = [
            worker.submit_one, worker.submit_with_follow_ups, worker.submit_external, worker.submit_lines,
            worker.submit_delayed, worker.cancel, worker.submit_held, worker.end_external, worker.submit_unique,
            worker.look, worker.submit_retrying, worker.edit_held, worker.submit_lines, worker.submit_batch,
            worker.retry, worker.submit_limited, worker.look_at_ends, worker.submit_one, worker.wait,
        ]
        try:
            for number, step in enumerate(steps):
                if number == len(steps) // 2 and worker.name == "f":
                    self.bench.planted.in_the_middle(daemon)
                if not daemon.is_running or worker.unanswered:
                    break
                step()
        except Away:
            pass
        finally:
            worker.client.close()

    def _check_answers(self, answers: "Counter[Tuple[int, str]]") -> None:
        """A disk without room is said to be full."""
        writes = self.point.call in ("write", "size", "allocate") and self.point.role != "output"
        if writes and self.point.is_space:
            wrong = {key: count for key, count in answers.items() if key[0] == 500 and key[1] != "outcome_unknown"}
            self.report.check(not wrong, "9: a disk without room is 507", f"{wrong} of {dict(answers)}")
        self.report.did("answers under a fault: 2xx", sum(n for (status, _), n in answers.items() if status < 300))
        for (status, code), count in answers.items():
            if status >= 500:
                self.report.did(f"answers under a fault: {status} {code}", count)

    def _end(self, daemon: Daemon) -> None:
        """The end of this life: it is left to recover, or stopped, or killed; the last two may come in the fault."""
        if not daemon.is_running:
            self._check_code(daemon.code, "while it ran")
            return
        endings = ("recover", "recover", "kill", "stop in the fault", "kill in the fault")
        ending = self.bench.planted.ending or self.chance.choice(endings)
        if ending.startswith("kill"):
            if ending == "kill":
                self.bench.planted.disarm(self.control)
            daemon.kill()
        elif ending == "stop in the fault":
            self.stops += 1
            code = daemon.stop(30.0)
            if code is None:
                self.report.problem("a stop comes to its end on a broken disk", "it had to be killed after 30 s")
            elif code == 0:
                self.has_promised_ends = True
                self.report.checked("a stop comes to its end on a broken disk")
            else:
                self._check_code(code, "a stop in the fault")
        else:
            self.bench.planted.disarm(self.control)
            self._recover(daemon)

    def _recover(self, daemon: Daemon) -> None:
        """The disk works again: the daemon goes on, or has stopped with a code that says why."""
        end, answer = time.monotonic() + RECOVERY_SECONDS, None
        with daemon.client(ANSWER_SECONDS) as client:
            while daemon.is_running and time.monotonic() < end:
                try:
                    answer = client.post("/v1/jobs", {"handler": "noop"})
                    if answer.is_success and client.get("/readyz").status == 200:
                        self.report.checked("9: the daemon goes on when the disk does")
                        break
                except (NotSent, NoAnswer) as trouble:
                    answer = trouble
                time.sleep(0.05)
            else:
                if daemon.is_running:
                    detail = f"after {RECOVERY_SECONDS} s: {answer}"
                    self.report.problem("9: the daemon goes on when the disk does", detail)
                    daemon.kill()
                else:
                    self._check_code(daemon.code, "after the fault")
                return
            try:
                settle(client, self.report, RECOVERY_SECONDS)
            except (NotSent, NoAnswer, RuntimeError) as trouble:
                if daemon.wait_exit(2.0) is None and daemon.is_running:
                    self.report.problem("every request is answered", f"after the fault: {trouble}")
        if daemon.is_running:
            self.stops += 1
            code = daemon.stop(30.0)
            self.report.check(code == 0, "a stop in order exits with 0", f"exit code {code}")
        else:
            self._check_code(daemon.code, "after the fault")

    def _check_code(self, code: Optional[int], when: str) -> None:
        """It ended without being killed by us."""
        if code is None:
            self.report.problem("a start comes to its end on a broken disk", when)
        elif code == DAMAGED:
            self.report.problem("an I/O error is not taken for damage", f"exit code {code}, {when}")
        else:
            self.report.check(code in CODES, "it stops with a documented exit code", f"exit code {code}, {when}")

    # On a disk that works

    def _check(self, daemon: Daemon) -> None:
        daemon.kill()
        self.bench.planted.before_the_checks(self)
        # A command that was running when the daemon was killed belongs to the next daemon.
        self.ledger.lives.append(micros())
        try:
            daemon.start(seconds=START_SECONDS)
        except NotReady as trouble:
            self.report.problem("it starts when the disk works again", str(trouble))
            self._check_database(daemon)
            return
        self.report.checked("it starts when the disk works again")
        with daemon.client() as client:
            settle(client, self.report, RECOVERY_SECONDS)
            jobs = final_state(client, self.report)
        self.stops += 1
        code = daemon.stop()
        self.report.check(code == 0, "a stop in order exits with 0", f"exit code {code}")
        is_quiet = wait_for_witnesses(self.bench.witnesses)
        self.report.check(is_quiet, "10: no process is left behind", f"{self.bench.witnesses.living()}")
        facts = self.bench.witnesses.facts()
        Oracle(self.report, self.ledger, facts, jobs).check_all(self.stops)
        if self.has_promised_ends:
            lost = [job for job, shown in jobs.items() if shown["reason"] == "lost" and job in facts.ends]
            lost = [job for job in lost if job not in self._lost_before(facts)]
            self.report.check(not lost, "a stop that exits with 0 has recorded every end", f"jobs {lost} are lost")
        self._check_database(daemon)

    def _lost_before(self, facts: Facts) -> List[int]:
        """Jobs whose attempt ended before this life began: their ends were lost with the daemon of the template."""
        born = self.ledger.lives[-2]
        return [job for job, ends in facts.ends.items() if ends[-1].at < born]

    def _check_database(self, daemon: Daemon) -> None:
        told = Told(self.ledger.submissions)
        for fact in self.told:
            told.feed(fact)
        try:
            with Store(daemon.database) as store:
                told.check(self.report, store, "the database", is_over=True)
        except sqlite3.Error as trouble:
            self.report.problem("9: the database is sound", str(trouble))
