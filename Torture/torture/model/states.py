"""What jobd should know, as dictionaries: the states of API.md and docs/flow.md, without a clock, a disk or a thread.

Jobs here are external (somebody ends them), held, delayed by an hour, or claimed by a worker whose lease lasts longer
than the test, so that nothing happens but by a verb.
"""

from typing import Callable, Dict, List, Optional, Tuple, Union

from .values import TERMINAL, Batch, Edge, Job, Queue, Rules


class States:
    """Jobs and batches, and all that follows from a change of one of them."""

    def __init__(self, rules: Optional[Rules] = None) -> None:
        self.rules = rules or Rules()
        self.jobs: Dict[int, Job] = {}
        self.batches: Dict[int, Batch] = {}
        self.queues = {"default": Queue()}
        self.unique: Dict[str, int] = {}
        #: Jobs that have ended, and batches with members that have, since ``settle``.
        self.ended: List[int] = []
        self.touched: List[int] = []
        #: Ticks with each verb.
        self.clock = 0

    # Submitting.

    def insert(self, job: Job, hold: bool = False) -> None:
        """A job whose request has been found to be right; ``settle`` is to follow."""
        self.queues.setdefault(job.queue, Queue())
        if job.unique is not None:
            holder = self.holder(job.unique)
            if holder is not None:
                self.cancel(holder)
            self.unique[job.unique] = job.id
        for edge in job.edges:
            edge.met = self.outcome(edge)
            if edge.kind == "job":
                self.jobs[edge.id].children.append(job.id)
        self.jobs[job.id] = job
        job.state = "held" if hold else "blocked" if job.pending else self.ready_state(job)
        self.note_ready(job)
        self.count(job, None)
        if any(edge.met is False for edge in job.edges):
            self.end(job, "skipped", "dependency")

    def holder(self, key: str) -> Optional[Job]:
        """The unfinished job that has the unique key."""
        job = self.jobs.get(self.unique.get(key))
        if job is None or (job.done and self.rules.end_frees_unique_key):
            return None
        return job

    def outcome(self, edge: Edge) -> Optional[bool]:
        if edge.kind == "job":
            parent = self.jobs[edge.id]
            return self.is_met(edge.on, parent.state) if parent.done else None
        batch = self.batches[edge.id]
        if not batch.done:
            return None
        return self.is_met(edge.on, self.end_of(batch))

    def end_of(self, batch: Batch) -> str:
        """What a batch that is done is to its follow-ups. One that was cancelled is no success, whatever it returned."""
        is_cancelled = batch.cancel_requested and self.rules.cancelled_batch_fails
        return "succeeded" if batch.counts["succeeded"] == batch.size and not is_cancelled else "failed"

    def is_met(self, on: str, state: str) -> bool:
        if on == "any":
            return True
        if on == "success":
            return state == "succeeded"
        if state == "cancelled" and not self.rules.cancelled_is_failure_for_follow_ups:
            return False
        return state != "succeeded"

    def ready_state(self, job: Job) -> str:
        return "scheduled" if job.is_far else "queued"

    def note_ready(self, job: Job) -> None:
        """It stands in line from now on; what becomes ready at once stands there by its number."""
        if job.state == "queued":
            job.ready = self.clock

    # Moving and ending.

    def count(self, job: Job, before: Optional[str]) -> None:
        batch = self.batches.get(job.batch)
        if batch is None:
            return
        if before is not None:
            batch.counts[before] -= 1
        batch.counts[job.state] += 1
        if before is not None and before in TERMINAL and not job.done:
            batch.cancel_requested = batch.cancel_requested and not batch.done
            batch.done = False
            self.unmark(job, batch)
        if not job.done:
            return
        self.touched.append(batch.id)
        fails = job.state == "failed" or (job.state == "cancelled" and self.rules.cancelled_member_fails_fast)
        if fails:
            batch.has_new_failure = True
            batch.failures.append(job.id)
            batch.first_failure = batch.first_failure or job.id

    def unmark(self, job: Job, batch: Batch) -> None:
        """What is retried is no failure any more: the next one that is still there is the first."""
        batch.failures = [each for each in batch.failures if each != job.id]
        if batch.first_failure == job.id:
            batch.first_failure = next((each for each in batch.failures if each in self.jobs), None)

    def move(self, job: Job, state: str, reason: Optional[str] = None) -> None:
        before, job.state, job.reason = job.state, state, reason
        if state != "running":
            job.claim = None
        self.note_ready(job)
        self.count(job, before)

    def end(self, job: Job, state: str, reason: Optional[str] = None, error: Optional[str] = None) -> None:
        job.error, job.is_free = error, True
        self.move(job, state, reason)
        self.ended.append(job.id)

    def cancel(self, job: Job) -> None:
        """A job that has not started, or an external one."""
        job.cancel_requested = True
        job.absorbed = False
        self.end(job, "cancelled", "cancel")

    def settle(self, starts: bool = True) -> None:
        """All that follows: follow-ups, batches, and the external jobs that may start."""
        while True:
            while self.ended:
                job = self.jobs[self.ended.pop()]
                self.decide("job", job.id, lambda on, job=job: self.is_met(on, job.state))
            if not self.touched:
                break
            touched = self.batches.get(self.touched.pop(0))
            if touched is not None:
                self.settle_batch(touched)
        for job in list(self.jobs.values()):
            # A shielded attempt of it went on when its batch was cancelled, and would be followed by another one.
            if not job.done and job.state != "running" and self.is_doomed(job):
                self.cancel(job)
        for job in sorted(self.jobs.values(), key=self.order) if starts else ():
            if job.kind == "external" and self.may_start(job):
                self.start(job)
        if self.ended or self.touched:
            self.settle()

    def decide(self, kind: str, parent: int, is_met: Callable[[str], bool]) -> None:
        for job in list(self.jobs.values()):
            has_waited = job.pending
            for edge in job.edges:
                if (edge.kind, edge.id, edge.met) == (kind, parent, None):
                    edge.met = is_met(edge.on)
            if not has_waited or job.state not in ("blocked", "held"):
                continue
            if not any(e.kind == kind and e.id == parent for e in job.edges):
                continue
            if any(edge.met is False for edge in job.edges):
                self.end(job, "skipped", "dependency")
            elif job.state == "blocked" and not job.pending:
                self.move(job, self.ready_state(job))

    def settle_batch(self, batch: Batch) -> None:
        has_failed, batch.has_new_failure = batch.has_new_failure, False
        if batch.done:
            return
        if has_failed and batch.fail_fast and not batch.cancel_requested:
            self.cancel_batch(batch)
        elif all(state in TERMINAL or not count for state, count in batch.counts.items()):
            if batch.open and batch.stays_open and not batch.cancel_requested:
                return
            batch.open, batch.done = False, True
            end = self.end_of(batch)
            self.decide("batch", batch.id, lambda on: self.is_met(on, end))
            if batch.size:
                self.drop_batch(batch.id)

    def drop_batch(self, number: Optional[int]) -> None:
        """A batch goes with the last of its members, but not before it is done."""
        batch = self.batches.get(number or 0)
        if batch and batch.done and not any(job.batch == number for job in self.jobs.values()):
            del self.batches[batch.id]

    def cancel_batch(self, batch: Batch) -> None:
        batch.cancel_requested, batch.open = True, False
        self.touched.append(batch.id)
        for job in list(self.jobs.values()):
            if job.batch == batch.id and not job.done:
                self.request_cancel(job)

    def request_cancel(self, job: Job, force: bool = False) -> Union[str, Dict[str, object]]:
        if job.done:
            return "invalid_state"
        if job.state == "running" and job.shield and not force and self.rules.shield_absorbs:
            if not job.cancel_requested:
                job.cancel_requested = job.absorbed = True
            return {"accepted": True, "absorbed": True, "state": "running"}
        if job.state == "running" and job.kind == "remote" and not force:
            job.cancel_requested, job.absorbed = True, False
            return {"accepted": True, "absorbed": False, "state": "running"}
        self.cancel(job)
        return {"accepted": True, "absorbed": False, "state": "cancelled"}

    def is_doomed(self, job: Job) -> bool:
        """None of the members of a batch that is being cancelled starts again."""
        batch = self.batches.get(job.batch)
        return batch is not None and batch.cancel_requested and not batch.done

    # Starting.

    def order(self, job: Job) -> Tuple[int, int, int]:
        sign = -1 if self.rules.highest_first else 1
        age = job.ready if self.rules.order == "ready" else 0
        return (sign * job.priority, age, job.id)

    def may_start(self, job: Job) -> bool:
        return job.state == "queued" and not self.queues[job.queue].paused and self.has_permit(job)

    def has_permit(self, job: Job) -> bool:
        if job.limit is None:
            return True
        key, most = job.limit
        return self.running(lambda each: each.limit and each.limit[0] == key) < most + self.rules.limit_slack

    def running(self, fits: Callable[[Job], bool]) -> int:
        return sum(1 for job in self.jobs.values() if job.state == "running" and fits(job))

    def start(self, job: Job) -> None:
        job.attempt += 1
        job.has_result, job.result, job.error = False, None, None
        self.move(job, "running")
