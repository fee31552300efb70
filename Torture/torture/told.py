"""What clients know for good at some moment, and whether a database has all of it."""

from typing import Dict, List, Mapping, Set, Tuple

from .ledger import Submission
from .oracle import check_submissions
from .report import Report
from .store import Store


class Told:
    """Facts in the order in which they were told (``Worker.told``)."""

    def __init__(self, submissions: Mapping[str, Submission]) -> None:
        #: All of the round, as they were sent; which of them were acknowledged at this moment is a matter of facts.
        self._sent = submissions
        self.acknowledged: Dict[str, List[int]] = {}
        self.ended: Dict[int, Tuple[str, int]] = {}
        self.cancelled: Set[int] = set()
        self.completed: Set[int] = set()
        self.edited: Dict[int, dict] = {}
        #: Jobs whose end may have been undone because somebody asked for it.
        self.retrying: Set[int] = set()
        self.last_id = 0

    def feed(self, fact: dict) -> None:
        """One more fact."""
        if "acknowledged" in fact:
            self.acknowledged[fact["acknowledged"]] = fact["ids"]
            self.last_id = max(self.last_id, *fact["ids"])
        elif "ended" in fact:
            self.ended[fact["ended"]] = (fact["state"], fact["attempt"])
        elif "cancelled" in fact:
            if fact["state"] == "cancelled":
                self.cancelled.add(fact["cancelled"])
        elif "completed" in fact:
            self.completed.add(fact["completed"])
        elif "edited" in fact:
            self.edited[fact["edited"]] = fact["to"]
        elif "retrying" in fact:
            self.retrying.add(fact["retrying"])
        else:
            raise ValueError(f"a fact of an unknown kind: {fact}")

    @property
    def count(self) -> int:
        """How many facts there are to be kept."""
        return sum(map(len, (self.acknowledged, self.ended, self.cancelled, self.completed, self.edited)))

    def check(self, report: Report, store: Store, where: str, is_over: bool = False) -> None:
        """Whether the database has everything that was told, and nothing in part; if it ``is_over``, also nothing that
        was refused."""
        damage = store.damage()
        if not report.check(not damage, "9: the database is sound", f"{where}: {damage}"):
            return
        if not store.has_schema:
            report.check(not self.count, "1: what was acknowledged is there", f"{where}: the database is empty")
            return
        wrong = store.disagreements()
        report.check(not wrong, "8 and 10: the tables agree with each other", f"{where}: {'; '.join(wrong)}")
        sent = self._sent.values() if is_over else self._at_this_moment()
        check_submissions(report, sent, store.operations(), f"{where}: ")
        self._check_jobs(report, store, where)

    def _at_this_moment(self) -> List[Submission]:
        seen = []
        for token, sent in self._sent.items():
            at_this_moment = Submission(token, sent.count)
            at_this_moment.served_by = sent.served_by
            if token in self.acknowledged:
                at_this_moment.fate = "acknowledged"
                at_this_moment.ids = dict(enumerate(self.acknowledged[token]))
            seen.append(at_this_moment)
        return seen

    def _check_jobs(self, report: Report, store: Store, where: str) -> None:
        jobs = store.jobs()
        report.check(
            store.last_id() >= self.last_id, "1: no id is given out twice",
            f"{where}: the last id is {store.last_id()}, {self.last_id} was told")
        for job, (state, attempt) in self.ended.items():
            if job not in self.retrying:
                row = jobs.get(job)
                holds = row is not None and (row.state, row.attempt) == (state, attempt)
                report.check(holds, "2: an end that was told is there", f"{where}: job {job} is {row}, not {state}")
        for job in self.cancelled - self.retrying:
            row = jobs.get(job)
            report.check(
                row is not None and row.state == "cancelled", "2: a cancel that was accepted is there",
                f"{where}: job {job} is {row}")
        for job in self.completed:
            row = jobs.get(job)
            report.check(
                row is not None and row.state == "succeeded", "2: a completion that was accepted is there",
                f"{where}: job {job} is {row}")
        for job, change in self.edited.items():
            row = jobs.get(job)
            report.check(
                row is not None and (row.name, row.priority) == (change["name"], change["priority"]),
                "1: an edit that was accepted is there", f"{where}: job {job} is {row}, not {change}")
