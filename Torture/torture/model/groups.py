"""Verbs of a walk on many jobs at once: bulk, queues, batches, schedules."""

import copy
import itertools
from typing import Callable, Dict, Tuple

from .answers import Difference
from .desk import Verb
from .model import Model
from .values import Batch, Job, Queue
from .submitting import Submitting


class Groups(Submitting):
    """``bulk``, ``queue``, ``pause``, ``batch``, ``close``, ``cancel_batch``, ``schedule``."""

    def do_bulk(self, verb: Verb) -> None:
        """Not promised: the order in which jobs are reached, and whether one that is released on the way starts."""
        body: Dict[str, object] = {"filter": verb["filter"]}
        answer = self.ask("POST", f"/v1/jobs:{verb['verb']}", body)
        tries = [self.after_bulk(verb, *how) for how in itertools.product((False, True), (False, True))]
        # A queue may have had no room for some of those that were to be retried.
        told = (answer.json().get("count", 0), answer.code == "queue_full")
        self.expect(answer, "queue_full" if told[1] else None, 200)
        fitting = self.eyes.first_like([model for model, count, is_cut in tries if told == (count, is_cut)])
        if fitting is None:
            raise Difference(f"{verb['verb']} of {verb['filter']} answers {told}, expected "
                             f"{tries[0][1:]}; {self.eyes.difference(tries[0][0])}")
        self.model = fitting

    def after_bulk(self, verb: Verb, is_reversed: bool, starts: bool) -> Tuple[Model, int, bool]:
        """With how many it is done for, and whether some were left out because their queue is full."""
        model = copy.deepcopy(self.model)
        acts = {"cancel": model.request_cancel, "retry": model.retry, "delete": model.delete,
                "hold": model.hold, "release": model.release}
        ids = [job.id for job in model.jobs.values() if matches(job, verb["filter"])]
        count, is_cut = 0, False
        for number in sorted(ids, reverse=is_reversed):
            refusal = acts[str(verb["verb"])](model.jobs[number])
            count += not isinstance(refusal, str)
            is_cut = is_cut or refusal == "queue_full"
            model.settle(starts)
        model.settle()
        return model, count, is_cut

    # Queues, batches and schedules.

    def do_queue(self, verb: Verb) -> None:
        self.expect(self.ask("PUT", f"/v1/queues/{verb['queue']}", verb["set"]), None, 200, 201)
        queue = self.model.queues.setdefault(str(verb["queue"]), Queue())
        for name, value in verb["set"].items():
            setattr(queue, name, value)

    def do_pause(self, verb: Verb) -> None:
        word = "pause" if verb["paused"] else "resume"
        is_known = verb["queue"] in self.model.queues
        if self.expect(self.ask("POST", f"/v1/queues/{verb['queue']}/{word}"), None if is_known else "not_found", 200):
            self.model.queues[str(verb["queue"])].paused = bool(verb["paused"])

    def do_batch(self, verb: Verb) -> None:
        jobs = verb.get("jobs", [])
        body: Dict[str, object] = {"fail_fast": verb["fail_fast"]}
        if verb["open"]:
            body["open"] = True
        if "jobs" in verb:
            body["jobs"] = [self.spec(job) for job in jobs]
        answer = self.ask("POST", "/v1/batches", body)
        if not self.expect(answer, self.submission_refusal(jobs), 200, 201):
            return
        found = answer.json()
        number = found["id"]
        self.ids[str(verb["word"])] = number
        self.model.batches[number] = Batch(number, bool(verb["fail_fast"]), bool(verb["open"]) or "jobs" not in verb)
        self.model.touched.append(number)
        for job, each in zip(jobs, found["ids"]):
            self.insert({**job, "batch": verb["word"]}, each, [])

    def do_close(self, verb: Verb) -> None:
        self.on_batch(verb, "close", lambda batch: not batch.open, lambda batch: setattr(batch, "open", False))

    def do_cancel_batch(self, verb: Verb) -> None:
        self.on_batch(verb, "cancel", lambda batch: False, self.model.cancel_batch)

    def on_batch(self, verb: Verb, path: str, refuses: Callable[[Batch], bool], act: Callable[[Batch], None]) -> None:
        number = self.ids[str(verb["batch"])]
        batch = self.model.batches.get(number)
        answer = self.ask("POST", f"/v1/batches/{number}/{path}", {} if path == "cancel" else None)
        if batch is None:
            self.expect(answer, "not_found")
        elif self.expect(answer, "invalid_state" if batch.done or refuses(batch) else None, 200):
            act(batch)
            self.model.touched.append(number)

    def do_schedule(self, verb: Verb) -> None:
        """One that is due once a year, and is run out of turn."""
        spec = {"cron": "0 0 1 1 *", "job": {"external": True}}
        self.expect(self.ask("PUT", "/v1/schedules/yearly", spec), None, 200, 201)
        answer = self.ask("POST", "/v1/schedules/yearly/run")
        self.expect(answer, None, 200, 201)
        self.insert({"kind": "external", "queue": "default", "word": verb["word"]}, answer.json()["id"], [])
        self.model.jobs[self.last_id].schedule = "yearly"


def matches(job: Job, wanted: Dict[str, object]) -> bool:
    """Whether a filter means the job."""
    states = wanted.get("state", [])
    return (
        (not states or job.state in states)
        and wanted.get("queue", job.queue) == job.queue
        and all(job.tags.get(key) == value for key, value in wanted.get("tags", {}).items())
    )
