"""The verbs of the model. Each says what it answers, or the code of its refusal; ``settle`` is to follow."""

from typing import List, Optional, Tuple

from .states import States
from .values import Edge, Job

#: ``job`` or ``batch``, and its number.
Parent = Tuple[str, int]


class Model(States):
    """What jobd should know, and what it should do."""

    def is_stopping(self, job: Job) -> bool:
        return job.cancel_requested and not job.absorbed

    def succeed(self, job: Job, result: object) -> None:
        job.has_result, job.result = result is not None, result
        self.end(job, "succeeded")

    def fail(self, job: Job, message: str, may_retry: bool) -> None:
        if may_retry and not self.is_stopping(job) and job.attempt < job.max_attempts:
            job.error = message
            self.move(job, "retrying", "error")
        else:
            self.end(job, "failed", "error", message)

    def give_back(self, job: Job, is_far: bool) -> None:
        if self.is_stopping(job):
            return self.end(job, "cancelled", "cancel")
        job.attempt -= 1 if self.rules.release_gives_attempt_back else 0
        place = job.ready
        self.move(job, "scheduled" if is_far else "queued")
        # It has lost nothing by being handed out, and so not its place either.
        job.ready = place

    def retry(self, job: Job) -> Optional[str]:
        if job.state not in ("failed", "cancelled", "skipped"):
            return "invalid_state"
        if self.is_doomed(job):
            return "invalid_state"
        if self.is_full(job.queue):
            return "queue_full"
        if job.unique is not None:
            holder = self.holder(job.unique)
            if holder is not None and holder is not job:
                return "duplicate"
            self.unique[job.unique] = job.id
        job.cancel_requested = job.absorbed = job.has_result = False
        job.max_attempts = max(job.max_attempts, job.attempt + (1 if self.rules.retry_adds_attempt else 0))
        self.move(job, "queued")

    def waiting(self, queue: str) -> int:
        return sum(1 for job in self.jobs.values() if job.queue == queue and job.is_waiting)

    def is_full(self, name: str) -> bool:
        """Whether one more job may not wait in the queue."""
        queue = self.queues.get(name)
        return queue is not None and queue.max_queued is not None and self.waiting(name) >= queue.max_queued

    def hold(self, job: Job) -> Optional[str]:
        if job.state not in ("scheduled", "blocked", "queued", "retrying"):
            return "invalid_state"
        job.is_between = job.state == "retrying"
        if job.state != "blocked":
            # What is in line waits for no time again.
            job.is_far = job.state != "queued"
        self.move(job, "held", job.reason)

    def release(self, job: Job) -> Optional[str]:
        if job.state != "held":
            return "invalid_state"
        if not job.pending and job.is_far and job.is_between:
            self.move(job, "retrying", job.reason)
        else:
            self.move(job, "blocked" if job.pending else self.ready_state(job))
        job.is_between = False

    def run(self, job: Job) -> Optional[str]:
        if job.state in ("scheduled", "retrying"):
            self.move(job, "queued")
        elif job.state != "queued":
            return "invalid_state"

    def delete(self, job: Job) -> Optional[str]:
        children = [self.jobs[child] for child in job.children]
        if not job.done or (self.rules.follow_up_keeps_parent and any(not child.done for child in children)):
            return "invalid_state"
        del self.jobs[job.id]
        self.forget_parents(job)
        if job.unique is not None and self.unique.get(job.unique) == job.id:
            del self.unique[job.unique]
        self.drop_batch(job.batch)

    # Editing.

    def replace_parents(self, job: Job, edges: List[Edge]) -> None:
        decided = {(edge.kind, edge.id, edge.on): edge.met for edge in job.edges}
        self.forget_parents(job)
        for edge in edges:
            met = decided.get((edge.kind, edge.id, edge.on))
            edge.met = self.outcome(edge) if met is None else met
            if edge.kind == "job":
                self.jobs[edge.id].children.append(job.id)
        job.edges, job.is_free = edges, False
        if any(edge.met is False for edge in edges):
            self.end(job, "skipped", "dependency")
        elif job.state == "blocked" and not job.pending:
            self.move(job, self.ready_state(job))

    def forget_parents(self, job: Job) -> None:
        for edge in job.edges:
            if edge.kind == "job" and edge.id in self.jobs:
                self.jobs[edge.id].children.remove(job.id)

    def postpone(self, job: Job, is_far: bool) -> None:
        if job.state in ("held", "blocked"):
            job.is_far = is_far
        elif job.state in ("scheduled", "queued"):
            state = "scheduled" if is_far else "queued"
            if state != job.state:
                self.move(job, state)
        elif not is_far:
            self.move(job, "queued")

    # Remote workers.

    def claim(self, handlers: List[str], queues: List[str], most: int) -> List[Job]:
        """The jobs that a claim gets, in their order."""
        found, closed = [], set()
        for job in sorted(self.jobs.values(), key=self.order):
            if job.kind != "remote" or job.handler not in handlers or (queues and job.queue not in queues):
                continue
            if len(found) >= most or job.queue in closed or not self.may_start(job):
                continue
            slots = self.queues[job.queue].slots
            if slots is not None:
                used = sum(each.weight for each in self.jobs.values()
                           if (each.kind, each.queue, each.state) == ("remote", job.queue, "running"))
                if min(job.weight, max(1, slots)) > slots - used:
                    closed.add(job.queue)
                    continue
            self.start(job)
            found.append(job)
        return found

    # Waiting for one another.

    def waits_for(self, target: Parent, parents: List[Parent]) -> bool:
        seen, left = set(parents), list(parents)
        while left:
            kind, number = left.pop()
            if (kind, number) == target:
                return True
            if kind == "job":
                job = self.jobs.get(number)
                waits = job is not None and job.state in ("blocked", "held") and job.pending
                above = [(edge.kind, edge.id) for edge in job.edges if edge.met is None] if waits else []
            else:
                batch = self.batches.get(number)
                members = [("job", job.id) for job in self.jobs.values() if job.batch == number and not job.done]
                above = members if batch and not batch.done else []
            for each in above:
                if each not in seen:
                    seen.add(each)
                    left.append(each)
        return False
