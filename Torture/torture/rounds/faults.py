"""A disk that fails: each call on each file of jobd, in each way, once and in bursts; then what was promised."""

import shutil
import sqlite3
import threading
import time
from typing import Counter, Dict, Iterator, List, Optional, Tuple

from .. import shim
from ..client import NoAnswer, NotSent
from ..context import Context, Round
from ..daemon import Daemon, NotReady
from ..faults import FOREVER, WAYS, Control, Point
from ..ledger import Ledger, micros
from ..oracle import Oracle
from ..scenes import Template, wait_for_witnesses
from ..settle import final_state, settle
from ..store import Store
from ..told import Told
from ..witness import Facts, Witnesses
from ..workload import Away, Worker
from . import faults_planted

#: `new`: a first start; `start`: one after a kill; `run`: clients at work; `full`: when the log is written back.
SCENES = {"new": "new", "start": "run", "run": "run", "full": "full"}
#: In a round shorter than this, only those that need the least to be made ready.
SHORT_SECONDS, SHORT_SCENES = 30.0, ("start", "run")
#: Of the points that are tried in a round, however short.
STRUCK_MIN = 3
#: Exit codes that docs/operations.md gives for what a broken disk may lead to.
CODES = (70, 73, 74)
DAMAGED = 65
#: However the disk behaves, a request has an answer by then, and a start an end.
ANSWER_SECONDS, START_SECONDS = 10.0, 30.0
#: A daemon whose disk works again takes submissions by then, and has done what was due.
RECOVERY_SECONDS = 15.0
#: Of the calls of a kind, at most so many positions are tried; the first ones are all among them.
POSITIONS_MAX = 40
COUNTS = (1, 3, FOREVER)


class FaultRound:
    """One run."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.report = context.report
        self.library = shim.library("faults", context.root / "bin")
        self.control = Control(context.root / "control")
        self.witnesses = Witnesses(shim.program("witness", context.root / "bin"), context.directory("witness"))
        self.scenes = SHORT_SCENES if context.seconds < SHORT_SECONDS else tuple(SCENES)
        if context.only:
            self.scenes = (Point.of(context.only).scene,)
        names = sorted({SCENES[scene] for scene in self.scenes})
        self.templates = {name: Template(context, self.witnesses, name) for name in names}
        self.planted = faults_planted.Planted(context.planted)
        self.known = 0

    def run(self) -> None:
        """The round."""
        try:
            points = [Point.of(self.context.only)] if self.context.only else self._points()
            for point in points:
                Strike(self, point).run()
                if self.context.time_left() < 0:
                    break
        finally:
            self.control.close()
        self.report.note(f"{self.report.done['points']:,} points were tried of {self.known:,} that are known")
        self.report.require("points that struck", 1 if self.context.only else STRUCK_MIN)

    def _points(self) -> Iterator[Point]:
        """All points, in an order in which each kind comes early."""
        chance = self.context.chance("points")
        kinds: List[List[Point]] = []
        for scene in self.scenes:
            probe = Strike(self, Point(scene, "other", "map", "EIO", "fail", FOREVER, 1))
            probe.run(is_probe=True)
            for (role, call), total in sorted(probe.totals.items()):
                positions = list(range(1, total + 1))
                if total > POSITIONS_MAX:
                    positions = positions[:10] + sorted(chance.sample(positions[10:], POSITIONS_MAX - 10))
                for error, action in WAYS[call]:
                    kind = [Point(scene, role, call, error, action, at, n) for at in positions for n in COUNTS]
                    chance.shuffle(kind)
                    kinds.append(kind)
        self.known = sum(map(len, kinds))
        chance.shuffle(kinds)
        while kinds:
            for kind in kinds:
                yield kind.pop()
            kinds = [kind for kind in kinds if kind]


class Strike:
    """One point: a daemon on a copy of a template, a fault, and everything that is to hold afterwards."""

    def __init__(self, round_: FaultRound, point: Point) -> None:
        self.round = round_
        self.context, self.report, self.control = round_.context, round_.report, round_.control
        self.point = point
        self.chance = self.context.chance(point.name)
        self.template = round_.templates[SCENES[point.scene]]
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
        daemon.launch(self.round.library, environment)
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
        self.control.arm(self.round.planted.point(self.point))

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
        worker = Worker(name, client, self.ledger, self.round.witnesses, self.report, chance)
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
                    self.round.planted.in_the_middle(daemon)
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
        ending = self.round.planted.ending or self.chance.choice(endings)
        if ending.startswith("kill"):
            if ending == "kill":
                self.round.planted.disarm(self.control)
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
            self.round.planted.disarm(self.control)
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
        self.round.planted.before_the_checks(self)
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
        is_quiet = wait_for_witnesses(self.round.witnesses)
        self.report.check(is_quiet, "10: no process is left behind", f"{self.round.witnesses.living()}")
        facts = self.round.witnesses.facts()
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


def run(context: Context) -> None:
    """Runs the round."""
    FaultRound(context).run()


ROUND = Round(
    "faults", "a disk that fails: EIO, ENOSPC, EDQUOT, EFBIG, short writes, failing syncs, by file and call",
    run, faults_planted.DEFECTS)
