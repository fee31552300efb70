"""The ten invariants of a job queue, checked from outside: what clients were told, what the jobs themselves left
behind, and what the daemon now says, against each other.

The numbers are those of the list that docs/trust.md explains.
"""

import collections
from typing import DefaultDict, Dict, Iterable, List, Mapping, Optional, Tuple

from .ledger import Fate, Ledger, OPERATION, PLACE, Submission
from .report import Report
from .witness import Facts


def operations_of(jobs: Iterable[dict]) -> Dict[str, Dict[int, List[int]]]:
    """The jobs of each submission, at each place, from jobs as the daemon shows them."""
    found: Dict[str, Dict[int, List[int]]] = {}
    for job in jobs:
        if OPERATION in job["tags"]:
            found.setdefault(job["tags"][OPERATION], {}).setdefault(int(job["tags"][PLACE]), []).append(job["id"])
    return found


def check_submissions(
    report: Report, submissions: Iterable[Submission], operations: Mapping[str, Mapping[int, List[int]]],
    where: str = "",
) -> None:
    """Invariants 1 and 9: what was acknowledged is there, what was refused is not, nothing is there in part or twice.

    ``where`` says in messages where this was looked at.
    """
    for submission in submissions:
        there = operations.get(submission.token, {})
        about = f"{where}submission {submission.token} ({submission.count} jobs, {submission.fate})"
        told = f"; it was answered {submission.answer}"
        twice = {place: jobs for place, jobs in there.items() if len(jobs) > 1}
        report.check(not twice, "nothing is there twice", f"{about} is there more than once: {twice}{told}")
        if submission.served_by is not None:
            report.check(not there, "a job served by its unique key makes no other", f"{about} made {there}")
        elif submission.fate == Fate.ACKNOWLEDGED:
            missing = [place for place in range(submission.count) if place not in there]
            other = {place: job for place, job in submission.ids.items() if there.get(place, [job])[0] != job}
            report.check(
                not missing and not other, "1: what was acknowledged is there",
                f"{about} has lost the places {missing[:5]}, others have other ids: {other}{told}")
        elif submission.fate == Fate.REFUSED:
            report.check(not there, "9: what was refused is not there", f"{about} is there as {there}{told}")
        else:
            report.check(
                len(there) in (0, submission.count), "9: an open submission is there whole or not at all",
                f"{about} is there in part: {sorted(there)}")


class Oracle:
    """The checks of one final state."""

    def __init__(self, report: Report, ledger: Ledger, facts: Facts, jobs: Mapping[int, dict]) -> None:
        self.report = report
        self.ledger = ledger
        self.facts = facts
        #: As the daemon shows them, by id.
        self.jobs = jobs
        #: Each job's submission and its place in it.
        self.origin: Dict[int, Tuple[Submission, int]] = {}
        for token, places in operations_of(jobs.values()).items():
            submission = ledger.submissions.get(token)
            for place, ids in places.items() if submission else ():
                for job in ids:
                    self.origin[job] = (submission, place)

    def check_all(self, stops: int) -> None:
        """Everything; ``stops`` is how often the daemon was stopped in order, which may give attempts back."""
        check_submissions(self.report, self.ledger.submissions.values(), operations_of(self.jobs.values()))
        self.fields_are_kept()
        self.ends_are_final()
        self.cancels_hold()
        self.completions_hold()
        self.one_attempt_lives()
        self.starts_are_bounded(stops)
        self.ends_are_true()
        self.nothing_is_early()
        self.unique_jobs_do_not_overlap()
        self.limits_hold()
        self.follow_ups_converge()

    def check(self, job: int, holds: bool, what: str, detail: str) -> None:
        """A check of a job that would hold for another reason if it had been retried."""
        if not holds and self.ledger.failed_retries[job]:
            what, detail = "9: a retry that was refused did nothing", f"{what}: {detail}"
        self.report.check(holds, what, detail)

    def spec(self, job: int) -> Optional[dict]:
        """The fields a job was submitted with."""
        submission, place = self.origin.get(job, (None, 0))
        return submission.specs.get(place) if submission else None

    def fields_are_kept(self) -> None:
        """1: a job is what was submitted, with the changes that were acknowledged."""
        for job, shown in self.jobs.items():
            spec = self.spec(job)
            if spec is None:
                continue
            wanted = {key: spec[key] for key in ("name", "priority", "tags") if key in spec}
            wanted.update(self.ledger.edits.get(job, {}))
            other = {key: shown[key] for key, value in wanted.items() if shown[key] != value}
            self.report.check(
                not other, "1: a job has the fields it was given", f"job {job} has {other}, not {wanted}")

    def ends_are_final(self) -> None:
        """2: an end that somebody was told of changes only by a retry."""
        for job, ends in self.ledger.ends.items():
            shown = self.jobs.get(job)
            if not self.report.check(shown is not None, "1: a job that was shown is there", f"job {job}, {ends}"):
                continue
            seen = {(end.state, end.attempt, end.finished_at) for end in ends}
            seen.add((shown["state"], shown["attempt"], shown["finished_at"]))
            retries = self.ledger.retries[job]
            self.check(
                job, len(seen) <= 1 + retries, "2: an end is final but for a retry",
                f"job {job} had {len(seen)} ends with {retries} retries: {sorted(seen, key=str)}")

    def cancels_hold(self) -> None:
        """2: what was cancelled before it began does not begin; what ran then does not begin again."""
        for job, cancels in self.ledger.cancels.items():
            if self.ledger.retries[job] or job not in self.jobs:
                continue
            for cancel in cancels:
                later = [begin for begin in self.facts.begins.get(job, []) if begin.at > cancel.at]
                if cancel.state == "cancelled":
                    holds = self.jobs[job]["state"] == "cancelled" and not later
                else:
                    # Its process may just have been on its way; in a later life of the daemon nothing is.
                    born = self.ledger.lives[cancel.life + 1 :]
                    again = [begin for begin in later if born and begin.at > born[0]]
                    holds = self.jobs[job]["done"] and len(later) <= 1 and not again
                self.check(
                    job, holds, "2: a cancel that was accepted holds",
                    f"job {job} is {self.jobs[job]['state']}; accepted as {cancel}, began later: {later}")

    def completions_hold(self) -> None:
        """2: an external job that was completed is, for whoever was told so."""
        for job, (_, is_acknowledged) in self.ledger.completions.items():
            if is_acknowledged and job in self.jobs:
                state = self.jobs[job]["state"]
                self.report.check(
                    state == "succeeded", "2: a completion that was accepted holds", f"job {job} is {state}")

    def one_attempt_lives(self) -> None:
        """3: no attempt began while another one of its job lived."""
        self.report.checked("3: an attempt is alone", self.facts.counts["begin"] - len(self.facts.twice))
        for job, attempt in self.facts.twice:
            self.report.problem("3: an attempt is alone", f"job {job}, attempt {attempt} found another one alive")

    def starts_are_bounded(self, stops: int) -> None:
        """4: a job is started as often as it may be, and a loss counts."""
        for job, begins in self.facts.begins.items():
            shown, spec = self.jobs.get(job), self.spec(job)
            if shown is None:
                continue
            allowed = int(((spec or {}).get("retry") or {}).get("max_attempts", 1)) + self.ledger.retries[job] + stops
            self.check(
                job, len(begins) <= allowed, "4: starts are bounded",
                f"job {job} began {len(begins)} times, {allowed} were allowed: {begins}, {shown['state']}")

    def ends_are_true(self) -> None:
        """4: what is recorded of a command is what it did."""
        for job, shown in self.jobs.items():
            begins, ends = self.facts.begins.get(job, []), self.facts.ends.get(job, [])
            if not self._is_witness(job):
                continue
            if shown["state"] == "succeeded":
                holds = any(end.attempt == shown["attempt"] and end.code == 0 for end in ends)
            elif shown["state"] == "failed" and shown["reason"] == "exit":
                holds = any(end.code == shown["exit_code"] for end in ends)
            elif shown["state"] == "skipped":
                holds = not begins or bool(self.ledger.retries[job])
            else:
                continue
            self.report.check(
                holds, "4: a recorded end is what the command did",
                f"job {job} is {shown['state']} ({shown['reason']}, {shown['exit_code']}); it left {begins} {ends}")

    def nothing_is_early(self) -> None:
        """5: nothing begins before its time, by the clock of whoever asked for the delay."""
        for job, begins in self.facts.begins.items():
            spec = self.spec(job)
            # Who asks for a retry asks for it now.
            if spec and "not_before" in spec and not self.ledger.retries[job]:
                first = min(begin.at for begin in begins)
                self.check(
                    job, first >= spec["not_before"], "5: nothing begins early",
                    f"job {job} began {spec['not_before'] - first} µs before its time")

    def unique_jobs_do_not_overlap(self) -> None:
        """7: of the jobs with one unique key, each was created after the one before it had ended."""
        by_key: DefaultDict[str, List[dict]] = collections.defaultdict(list)
        for job, shown in self.jobs.items():
            key = ((self.spec(job) or {}).get("unique") or {}).get("key")
            if key is not None and not self.ledger.retries[job]:
                by_key[key].append(shown)
        for key, jobs in by_key.items():
            jobs.sort(key=lambda each: each["id"])
            for former, later in zip(jobs, jobs[1:]):
                self.report.check(
                    former["done"] and former["finished_at"] <= later["created_at"], "7: a unique key has one live job",
                    f"key {key}: job {former['id']} ended at {former['finished_at']}, "
                    f"job {later['id']} was created at {later['created_at']}")

    def limits_hold(self) -> None:
        """7: never more jobs of a limit key at once than it allows."""
        limited = sum(len(begins) for job, begins in self.facts.begins.items() if "limit" in (self.spec(job) or {}))
        self.report.checked("7: a limit key has room for who begins", limited - len(self.facts.over))
        for job, key in self.facts.over:
            self.report.problem("7: a limit key has room for who begins", f"job {job} found {key} full")

    def follow_ups_converge(self) -> None:
        """8: no follow-up waits for what has ended; each has the fate that its parents' ends give it."""
        for job, shown in self.jobs.items():
            named = [each for each in shown["parents"] if each.get("job") in self.jobs]
            parents = [(self.jobs[each["job"]], each) for each in named]
            if not parents or any(self.ledger.retries[parent["id"]] for parent, _ in parents):
                continue
            if not all(parent["done"] for parent, _ in parents):
                continue
            about = f"job {job} is {shown['state']}, its parents {[(p['id'], p['state'], e['on']) for p, e in parents]}"
            self.report.check(shown["state"] != "blocked", "8: no follow-up waits for what has ended", about)
            met = all(_is_met(parent["state"], edge["on"]) for parent, edge in parents)
            if not self.ledger.retries[job] and shown["done"] and shown["state"] != "cancelled":
                holds = (shown["state"] == "skipped") != met
                self.check(job, holds, "8: a follow-up has the fate its parents give it", about)
            for parent, _ in parents:
                ends, begins = self.facts.ends.get(parent["id"]), self.facts.begins.get(job)
                if ends and begins and parent["state"] == "succeeded" and not self.ledger.retries[job]:
                    holds = begins[0].at >= ends[-1].at
                    self.report.check(
                        holds, "8: a follow-up begins after its parent", f"{about}, {begins}, {ends}")

    def _is_witness(self, job: int) -> bool:
        return "argv" in (self.spec(job) or {})


def _is_met(state: str, condition: str) -> bool:
    return condition == "any" or (state == "succeeded") == (condition == "success")
