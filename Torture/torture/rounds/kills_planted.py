"""Defects for the kill round: one for each thing that it checks, made with SQLite while no daemon runs, or by hand."""

import os
import sqlite3
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Dict, Optional

from ..ledger import Fate, OPERATION, Submission

if TYPE_CHECKING:
    from .kills import Kills

#: With what each is found.
FOUND_BY = {
    "kills-fake-acknowledgement": "1: what was acknowledged is there",
    "kills-lost-job": "1: what was acknowledged is there",
    "kills-torn-batch": "9: an open submission is there whole or not at all",
    "kills-refused-stored": "9: what was refused is not there",
    "kills-twice-stored": "nothing is there twice",
    "kills-other-fields": "1: a job has the fields it was given",
    "kills-resurrection": "2: an end is final but for a retry",
    "kills-cancel-forgotten": "2: a cancel that was accepted holds",
    "kills-second-attempt": "3: an attempt is alone",
    "kills-two-ends": "3: one end of a remote job counts",
    "kills-stale-end": "3: an end with a stale fence changes nothing",
    "kills-remote-end-lost": "2: a remote end that was accepted holds",
    "kills-extra-start": "4: starts are bounded",
    "kills-false-end": "4: a recorded end is what the command did",
    "kills-early-start": "5: nothing begins early",
    "kills-forgotten-job": "5 and 8: nothing is forgotten",
    "kills-fired-twice": "6: a due time fires once",
    "kills-due-time-left-out": "6: no due time is left out",
    "kills-unique-key-lost": "7: a unique key has one live job",
    "kills-limit-lost": "7: a limit key has room for who begins",
    "kills-follow-up-skipped": "8: a follow-up has the fate its parents give it",
    "kills-damaged-file": "9: the database is sound",
    "kills-wrong-counter": "8 and 10: the tables agree with each other",
    "kills-process-left": "10: no process is left behind",
}
DEFECTS: Dict[str, str] = {name: f"found as “{check}”" for name, check in FOUND_BY.items()}


class Planted:
    """A defect by its name, or none. Each is a method: of ``Between`` after a kill, of ``After`` before the checks."""

    def __init__(self, name: Optional[str], round_: "Kills") -> None:
        method = (name or "").replace("kills-", "").replace("-", "_")
        self._between = getattr(Between(round_), method, None) if name else None
        self._after = getattr(After(round_), method, None) if name else None
        assert not name or self._between or self._after, f"{name} is not written"
        #: What is forgotten need not be waited for as long as what might only be late.
        self.settle_seconds = 5.0 if name == "kills-forgotten-job" else 60.0

    def between_lives(self) -> None:
        """After a kill, before the next start. Until it has taken effect, it is tried each time."""
        if self._between is not None and self._between():
            self._between = None

    def after_the_end(self, jobs: Dict[int, dict]) -> None:
        """After the last stop, before the checks; ``jobs`` is what the daemon showed."""
        if self._after is not None:
            self._after(jobs)


def sql(round_: "Kills", *scripts: str) -> int:
    """Changes the database behind jobd's back; the number of rows."""
    connection = sqlite3.connect(round_.daemon.database, isolation_level=None)
    try:
        return sum(max(0, connection.execute(script).rowcount) for script in scripts)
    finally:
        connection.close()


class Between:
    """Real defects, made in the database of a daemon that was killed. True once it has taken effect."""

    def __init__(self, round_: "Kills") -> None:
        self._round = round_

    def resurrection(self) -> bool:
        """A job that succeeded is queued once more."""
        ledger = self._round.ledger
        ended = [job for job, ends in ledger.ends.items() if ends[-1].state == "succeeded" and not ledger.retries[job]]
        if not ended:
            return False
        change = "UPDATE job SET state = 3, finished_at = NULL, expires_at = NULL, reason = NULL WHERE state = 6 AND id"
        return bool(sql(self._round, f"{change} = {ended[-1]}", COUNT_AGAIN)) and self._is_queued(ended[-1])

    def _is_queued(self, job: int) -> bool:
        return bool(sql(self._round, f"UPDATE job SET state = 3 WHERE state = 3 AND id = {job}"))

    def forgotten_job(self) -> bool:
        """A delayed job is due tomorrow."""
        return bool(sql(self._round, "UPDATE job SET run_at = run_at + 86400000000 WHERE state = 1"))

    def fired_twice(self) -> bool:
        """The schedule goes back, and what has fired is forgotten."""
        back = "next_at - 2000000 FROM schedule"
        return sql(
            self._round, f"DELETE FROM firing WHERE due_at >= (SELECT {back})",
            "UPDATE schedule SET next_at = next_at - 2000000, fire_at = fire_at - 2000000 WHERE fired_count > 2") > 1

    def due_time_left_out(self) -> bool:
        """The schedule jumps ahead."""
        ahead = "next_at = next_at + 2000000, fire_at = fire_at + 2000000"
        return bool(sql(self._round, f"UPDATE schedule SET {ahead} WHERE fired_count > 0"))


#: Its memory of counts is loaded from this table.
COUNT_AGAIN = """
    UPDATE job_count SET count =
      (SELECT COUNT(*) FROM job WHERE job.queue_id = job_count.queue_id AND job.state = job_count.state)"""


class After:
    """Defects that show in what is found at the end, some real, some lies told to the oracle."""

    def __init__(self, round_: "Kills") -> None:
        self._round = round_

    def fake_acknowledgement(self, jobs: Dict[int, dict]) -> None:
        """Somebody was told of a job that was never stored."""
        submission = self._round.ledger.begin("nobody-1", 1)
        submission.fate = Fate.ACKNOWLEDGED

    def lost_job(self, jobs: Dict[int, dict]) -> None:
        """A job is gone."""
        del jobs[self._acknowledged().ids[0]]

    def torn_batch(self, jobs: Dict[int, dict]) -> None:
        """Of a request without an answer, all but the last job are there."""
        submission = self._acknowledged(least=2)
        submission.fate = Fate.OPEN
        del jobs[submission.ids[submission.count - 1]]

    def refused_stored(self, jobs: Dict[int, dict]) -> None:
        """What is there was refused."""
        self._acknowledged().fate = Fate.REFUSED

    def twice_stored(self, jobs: Dict[int, dict]) -> None:
        """The same submission made two jobs."""
        job = jobs[self._acknowledged().ids[0]]
        jobs[10**9] = {**job, "id": 10**9}

    def other_fields(self, jobs: Dict[int, dict]) -> None:
        """A job has another priority."""
        for submission in self._round.ledger.submissions.values():
            if submission.fate == Fate.ACKNOWLEDGED and "priority" in submission.specs[0]:
                jobs[submission.ids[0]]["priority"] += 1
                return

    def cancel_forgotten(self, jobs: Dict[int, dict]) -> None:
        """A job that was cancelled before it began begins after all."""
        for job, cancels in self._round.ledger.cancels.items():
            if cancels[0].state == "cancelled" and not self._round.ledger.retries[job]:
                self._witness(job).wait()
                return

    def second_attempt(self, jobs: Dict[int, dict]) -> None:
        """Two attempts of a job run side by side."""
        job = self._acknowledged().ids[0]
        first, second = self._witness(job, 300), self._witness(job, 300)
        first.wait()
        second.wait()

    def two_ends(self, jobs: Dict[int, dict]) -> None:
        """Two workers were told that theirs is the end that counts."""
        job, ends = next(iter(self._round.hands.ends.items()))
        ends += [ends[0]._replace(fence=fence, fate=Fate.ACKNOWLEDGED) for fence in ("one", "other")]

    def stale_end(self, jobs: Dict[int, dict]) -> None:
        """A job has succeeded by an end that was refused."""
        for job, ends in self._round.hands.ends.items():
            if jobs[job]["state"] == "succeeded":
                ends[:] = [end._replace(fate=Fate.REFUSED) for end in ends]

    def remote_end_lost(self, jobs: Dict[int, dict]) -> None:
        """A job whose end was accepted has failed."""
        for job in self._round.hands.ends:
            jobs[job]["state"] = "failed"

    def extra_start(self, jobs: Dict[int, dict]) -> None:
        """A job is started more often than it may be."""
        job = self._acknowledged().ids[0]
        allowed = 4 + self._round.ledger.retries[job] + self._round.stops
        for _ in range(allowed + 1):
            self._witness(job).wait()

    def false_end(self, jobs: Dict[int, dict]) -> None:
        """A success is recorded that no attempt has had."""
        for job, shown in jobs.items():
            if shown["state"] == "succeeded" and shown["kind"] == "exec" and OPERATION in shown["tags"]:
                shown["attempt"] += 7
                return

    def early_start(self, jobs: Dict[int, dict]) -> None:
        """What was delayed had been asked for later than it began."""
        for submission in self._round.ledger.submissions.values():
            if "not_before" in submission.specs[0]:
                submission.specs[0]["not_before"] += 600_000_000

    def unique_key_lost(self, jobs: Dict[int, dict]) -> None:
        """A job was created while another one had its key."""
        for submission in self._round.ledger.submissions.values():
            if "unique" in submission.specs[0] and submission.ids:
                jobs[submission.ids[0]]["created_at"] = "2000-01-01T00:00:00.000000Z"

    def limit_lost(self, jobs: Dict[int, dict]) -> None:
        """Two jobs run where there is room for one."""
        one, other = (self._witness(10**9 + number, 300, "red", 1) for number in range(2))
        one.wait()
        other.wait()

    def follow_up_skipped(self, jobs: Dict[int, dict]) -> None:
        """A follow-up was skipped though its parents ended as it wanted."""
        for shown in jobs.values():
            if shown["parents"] and shown["state"] == "succeeded":
                shown["state"] = "skipped"

    def damaged_file(self, jobs: Dict[int, dict]) -> None:
        """Bytes of a table are overwritten."""
        sql(self._round, "PRAGMA wal_checkpoint(TRUNCATE)")
        connection = sqlite3.connect(self._round.daemon.database)
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'job'").fetchone()
        connection.close()
        with open(self._round.daemon.database, "r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(b"\xff" * 512)

    def wrong_counter(self, jobs: Dict[int, dict]) -> None:
        """A counter is one too high."""
        sql(self._round, "UPDATE job_count SET count = count + 1")

    def process_left(self, jobs: Dict[int, dict]) -> None:
        """A command outlives the daemon that was stopped; it ends by itself a little later."""
        left = self._witness(self._acknowledged().ids[0], 2_000)
        threading.Thread(target=left.wait, daemon=True).start()

    def _acknowledged(self, least: int = 1) -> Submission:
        for submission in self._round.ledger.submissions.values():
            if submission.fate == Fate.ACKNOWLEDGED and submission.count >= least and submission.ids:
                return submission
        raise RuntimeError("no submission was acknowledged")

    def _witness(self, job: int, milliseconds: int = 0, key: str = "", most: int = 0) -> "subprocess.Popen[bytes]":
        """An attempt that jobd knows nothing of."""
        environment = {**os.environ, "JOBD_JOB_ID": str(job), "JOBD_ATTEMPT": "1"}
        words = self._round.witnesses.argv(milliseconds, 0, 0, key, most)
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment)
        # Its first fact is there before the next one starts.
        facts = self._round.witnesses.facts
        while not any(begin.pid == started.pid for begin in facts().begins.get(job, [])) and started.poll() is None:
            time.sleep(0.01)
        return started
