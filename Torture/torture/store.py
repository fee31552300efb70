"""The database, read with SQLite itself and without jobd: is the file sound, and does it agree with itself?

Only this file knows jobd's tables (Sources/JobCore/SQLite/Migrations).
"""

import collections
import json
import pathlib
import sqlite3
from typing import Counter, DefaultDict, Dict, List, NamedTuple, Tuple

from .ledger import OPERATION, PLACE

#: Of `job.state`, in its order.
STATES = (
    "held", "scheduled", "blocked", "queued", "running", "retrying", "succeeded", "failed", "cancelled", "skipped",
)
TERMINAL = 6

#: What two tables say about the same thing; each of these has to give no rows.
AGREEMENTS = {
    "each job has its specification": "SELECT id FROM job WHERE id NOT IN (SELECT id FROM job_spec)",
    "no specification is without its job": "SELECT id FROM job_spec WHERE id NOT IN (SELECT id FROM job)",
    "ids are below the last one that was given out":
        "SELECT id FROM job WHERE id > (SELECT value FROM meta WHERE name = 'last_job_id')",
    "the counts of states are the rows": """
        SELECT queue_id, state, SUM(count), SUM(found) FROM (
          SELECT queue_id, state, count, 0 AS found FROM job_count
          UNION ALL SELECT queue_id, state, 0, 1 FROM job)
        GROUP BY queue_id, state HAVING SUM(count) <> SUM(found)""",
    "no follow-up names a job that is gone": """
        SELECT child_id, parent_id FROM edge
        WHERE parent_kind = 0 AND parent_id NOT IN (SELECT id FROM job) OR child_id NOT IN (SELECT id FROM job)""",
    "a blocked job has a parent that is undecided":
        "SELECT id FROM job WHERE state = 2 AND id NOT IN (SELECT child_id FROM edge WHERE outcome = 0)",
    "an undecided parent has not ended": """
        SELECT e.child_id, e.parent_id FROM edge e JOIN job p ON p.id = e.parent_id JOIN job c ON c.id = e.child_id
        WHERE e.parent_kind = 0 AND e.outcome = 0 AND p.state >= 6 AND c.state = 2""",
    "a unique key belongs to a job": "SELECT key, job_id FROM unique_key WHERE job_id NOT IN (SELECT id FROM job)",
    "an attempt belongs to a job, and to a start of it": """
        SELECT a.job_id, a.start FROM attempt a LEFT JOIN job j ON j.id = a.job_id
        WHERE j.id IS NULL OR a.start > j.starts""",
    "a firing belongs to one job": "SELECT job_id FROM firing GROUP BY job_id HAVING COUNT(*) > 1",
}


class Row(NamedTuple):
    """A job as the database has it."""

    state: str
    attempt: int
    priority: int
    name: str


class Store:
    """A database that nobody else has open."""

    def __init__(self, path: pathlib.Path) -> None:
        # Not read-only: what is in the -wal of a daemon that was killed has to be recovered, as jobd would.
        self._connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, sql: str, *values: object) -> List[Tuple]:
        """The rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    def damage(self) -> List[str]:
        """What SQLite finds wrong with the file."""
        try:
            found = [text for (text,) in self.rows("PRAGMA integrity_check(5)")]
        except sqlite3.DatabaseError as trouble:
            return [str(trouble)]
        return [] if found == ["ok"] else found

    @property
    def has_schema(self) -> bool:
        """Whether the migrations have run: before the first start is through, there is nothing to look at."""
        return bool(self.rows("SELECT 1 FROM sqlite_schema WHERE name = 'firing'"))

    def disagreements(self) -> List[str]:
        """Where two tables contradict each other."""
        found = []
        for what, sql in AGREEMENTS.items():
            rows = self.rows(sql)
            if rows:
                found.append(f"{what}: not so for {rows[:3]}")
        return found + self._batches()

    def _batches(self) -> List[str]:
        members: DefaultDict[int, Counter[int]] = collections.defaultdict(collections.Counter)
        for batch, state in self.rows("SELECT batch_id, state FROM job WHERE batch_id IS NOT NULL"):
            members[batch][state] += 1
        found = []
        for batch, counts, finished_at in self.rows("SELECT id, counts, finished_at FROM batch"):
            seen = [members[batch][state] for state in range(len(STATES))]
            if json.loads(counts) != seen:
                found.append(f"a batch counts its members: batch {batch} says {counts}, they are {seen}")
            if finished_at is not None and any(seen[:TERMINAL]):
                found.append(f"a batch is done when its members are: batch {batch} is, they are {seen}")
        return found

    def jobs(self) -> Dict[int, Row]:
        """All jobs."""
        sql = "SELECT id, state, attempt, priority, name FROM job JOIN job_spec USING (id)"
        return {job: Row(STATES[state], *others) for job, state, *others in self.rows(sql)}

    def last_id(self) -> int:
        """The last id that was given out."""
        return self.rows("SELECT value FROM meta WHERE name = 'last_job_id'")[0][0]

    def operations(self) -> Dict[str, Dict[int, List[int]]]:
        """The jobs of each submission by its token, at each place; more than one job at a place is one too many."""
        found: Dict[str, Dict[int, List[int]]] = {}
        sql = "SELECT o.value, n.value, o.job_id FROM job_tag o JOIN job_tag n ON n.job_id = o.job_id AND n.name = ?"
        for token, place, job in self.rows(f"{sql} WHERE o.name = ? ORDER BY o.job_id", PLACE, OPERATION):
            found.setdefault(token, {}).setdefault(int(place), []).append(job)
        return found

    def firings(self, schedule: str) -> List[Tuple[int, int]]:
        """The due times of a schedule that have fired, each with its job."""
        sql = "SELECT due_at, job_id FROM firing WHERE schedule_id = (SELECT id FROM schedule WHERE name = ?)"
        return sorted(self.rows(sql, schedule))

    def scheduled(self, schedule: str) -> List[int]:
        """The jobs of a schedule."""
        sql = "SELECT id FROM job WHERE schedule_id = (SELECT id FROM schedule WHERE name = ?)"
        return sorted(job for (job,) in self.rows(sql, schedule))
