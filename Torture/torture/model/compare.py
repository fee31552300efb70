"""Looks at all that jobd shows, and compares it with the model."""

import time
from typing import Any, Callable, Dict, List, Optional

from ..client import Client
from .answers import Difference, compare_answer
from .model import Model
from .values import STATES, Job

#: What JSON has.
Document = Dict[str, Any]
#: For what follows in a transaction of its own. Nearly always the first look is enough.
SETTLE_SECONDS = 5.0
#: What `why` has to name.
BLOCKERS = {"held": "held", "scheduled": "delay", "retrying": "delay", "blocked": "parent"}


class Eyes:
    """The reading half of a walk."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.looks = 0
        self.waited = 0

    def compare_jobs(self, model: Model) -> None:
        """Raises if the jobs are not soon what they are in the model."""
        end = time.monotonic() + SETTLE_SECONDS
        found = self.difference(model)
        self.waited += found is not None
        while found is not None and time.monotonic() < end:
            time.sleep(0.02)
            found = self.difference(model)
        if found is not None:
            raise Difference(found)

    def first_like(self, models: List[Model]) -> Optional[Model]:
        """The first of these that is soon what jobd shows."""
        end = time.monotonic() + SETTLE_SECONDS
        while models:
            found = next((model for model in models if self.difference(model) is None), None)
            if found is not None or time.monotonic() > end:
                return found
            time.sleep(0.02)
        return None

    def difference(self, model: Model) -> Optional[str]:
        """What is not the same about the jobs, as text."""
        self.looks += 1
        found = {job["id"]: job for job in self.jobs("order=oldest")}
        if set(found) != set(model.jobs):
            missing, extra = sorted(set(model.jobs) - set(found)), sorted(set(found) - set(model.jobs))
            return f"jobs {missing} are not there" if missing else f"jobs {extra} are there"
        for number, job in model.jobs.items():
            expected, seen = shown(job), seen_of(found[number])
            if expected != seen:
                return f"job {number}: {differing(seen, expected)}"
        return None

    def jobs(self, query: str) -> List[Document]:
        found: List[Document] = []
        cursor = ""
        while True:
            answer = self.client.get(f"/v1/jobs?limit=1000&{query}{cursor}")
            compare_answer(answer, None, (200,))
            found += answer.json()["jobs"]
            if not answer.json().get("next_cursor"):
                return found
            cursor = f"&cursor={answer.json()['next_cursor']}"

    def compare_everything(self, model: Model) -> None:
        self.compare_batches(model)
        self.compare_counts(model)
        self.compare_why(model)

    def compare_batches(self, model: Model) -> None:
        for number, batch in model.batches.items():
            answer = self.client.get(f"/v1/batches/{number}?results=true&limit=1000")
            compare_answer(answer, None, (200,))
            seen = answer.json()
            expected = {
                "fail_fast": batch.fail_fast, "open": batch.open, "done": batch.done, "size": batch.size,
                "cancel_requested": batch.cancel_requested, "first_failure": batch.first_failure,
                "counts": {state: batch.counts[state] for state in STATES},
                "results": [(job.id, job.state, job.result if job.state == "succeeded" else None)
                            for job in model.jobs.values() if job.batch == number],
            }
            seen["results"] = [(each["job"], each["state"], each["result"]) for each in seen["results"]]
            found = differing(seen, expected)
            if found:
                raise Difference(f"batch {number}: {found}")

    def compare_counts(self, model: Model) -> None:
        answer = self.client.get("/v1/stats")
        compare_answer(answer, None, (200,))
        for queue in answer.json()["queues"]:
            jobs = [job for job in model.jobs.values() if job.queue == queue["name"]]
            expected = {state: sum(job.state == state for job in jobs) for state in STATES}
            if queue["jobs"] != expected:
                raise Difference(f"queue {queue['name']} counts {queue['jobs']}, not {expected}")

    def compare_why(self, model: Model) -> None:
        """Each job that waits has a reason, and it is the right one."""
        for job in model.jobs.values():
            if job.done or job.state == "running":
                continue
            answer = self.client.get(f"/v1/jobs/{job.id}/why")
            compare_answer(answer, None, (200,))
            kinds = [blocker["kind"] for blocker in answer.json()["blockers"]]
            wanted = BLOCKERS.get(job.state)
            if job.state == "queued":
                wanted = ("queue_paused" if model.queues[job.queue].paused else
                          "limit" if not model.has_permit(job) else None)
            if not kinds or (wanted and wanted not in kinds):
                raise Difference(f"job {job.id} is {job.state}, why names {kinds}, not {wanted or 'anything'}")

    def compare_list(self, model: Model, wanted: Document, matches: Callable[[Job, Document], bool]) -> None:
        query = [f"state={state}" for state in wanted.get("state", [])]
        query += [f"queue={wanted['queue']}"] if "queue" in wanted else []
        query += [f"tag={key}={value}" for key, value in wanted.get("tags", {}).items()]
        found = [job["id"] for job in self.jobs("&".join(query))]
        expected = sorted((job.id for job in model.jobs.values() if matches(job, wanted)), reverse=True)
        if found != expected:
            raise Difference(f"a list of {wanted} has {found}, not {expected}")

    def compare_wait(self, model: Model, ids: List[int], jobs: List[Optional[Job]], until: str) -> None:
        answer = self.client.post("/v1/wait", {"ids": ids, "until": until, "timeout": 0})
        if any(job is None for job in jobs):
            return compare_answer(answer, "not_found", ())
        compare_answer(answer, None, (200,))
        seen = answer.json()
        done = {job.id for job in jobs if job and job.done}
        pending = [number for number in dict.fromkeys(ids) if number not in done]
        decisive = {"all": lambda job: False, "first": lambda job: job.done,
                    "first-failure": lambda job: job.state == "failed"}[until]
        is_met = not pending or any(decisive(job) for job in jobs)
        found = ({job["id"] for job in seen["done"]}, sorted(seen["pending"]), seen["expired"])
        if found != (done, sorted(pending), not is_met):
            raise Difference(f"wait {until} for {ids}: {found}, expected {(done, sorted(pending), not is_met)}")

    def compare_result(self, number: int, job: Optional[Job]) -> None:
        answer = self.client.get(f"/v1/jobs/{number}/result")
        if job is None:
            return compare_answer(answer, "not_found", ())
        codes = {"succeeded": None, "failed": "job_failed", "cancelled": "job_cancelled", "skipped": "job_cancelled"}
        compare_answer(answer, codes.get(job.state, "invalid_state"), (200,))
        if job.state == "succeeded" and (answer.json() if answer.body else None) != job.result:
            raise Difference(f"the result of job {number} is {answer.body!r}, not {job.result!r}")


def differing(seen: Dict[str, object], expected: Dict[str, object]) -> str:
    """The fields that are not as expected, as text."""
    names = [name for name in expected if seen[name] != expected[name]]
    return ", ".join(f"{name} is {seen[name]!r}, not {expected[name]!r}" for name in names)


def shown(job: Job) -> Dict[str, object]:
    """What a job should look like."""
    return {
        "state": job.state, "reason": job.reason, "done": job.done, "attempt": job.attempt,
        "max_attempts": job.max_attempts, "queue": job.queue, "priority": job.priority,
        "name": job.name or f"job-{job.id}", "tags": job.tags, "shielded": job.shield,
        "cancel_requested": job.cancel_requested, "batch": job.batch, "schedule": job.schedule,
        "parents": [(edge.kind, edge.id, edge.on, edge.met) for edge in job.edges],
        "children": sorted(job.children), "has_result": job.has_result,
        "error": job.error if job.state in ("failed", "retrying") else None,
        "starts": job.attempt > 0 or None,
    }


def seen_of(job: Document) -> Dict[str, object]:
    """The same of an answer."""
    parents = [("job" if "job" in each else "batch", each.get("job", each.get("batch")), each["on"], each["met"])
               for each in job["parents"]]
    names = ["state", "reason", "done", "attempt", "max_attempts", "queue", "priority", "name", "tags", "shielded",
             "cancel_requested", "batch", "schedule", "has_result"]
    has_failed = job["state"] in ("failed", "retrying") and job["error"]
    error = job["error"]["message"] if has_failed else None
    has_started = True if job["attempt"] else None
    shown_as = {name: job[name] for name in names}
    return {**shown_as, "parents": parents, "children": sorted(job["children"]), "error": error, "starts": has_started}
