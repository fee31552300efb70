"""One random walk: each verb is sent to jobd and done to the model, and both must answer and look the same.

A verb is a dictionary of plain values that names jobs by words ("j3"), not by numbers: so a list of verbs can be
printed, sent again, and cut down. A verb that names something which is not there is left out.
"""

from typing import Callable, Dict, List, Optional

from ..client import Answer
from .answers import Difference
from .desk import Verb
from .groups import Groups, matches
from .remote import Remote
from .values import Edge, Job, Queue


class Walk(Groups, Remote):
    """All verbs; here those on one job, and those that only look."""

    def step(self, verb: Verb) -> None:
        """Does it to both. Raises ``Difference``."""
        self.model.clock += 1
        try:
            getattr(self, f"do_{verb['do']}")(verb)
        except KeyError as missing:
            # It names what another verb would have made.
            if missing.args and missing.args[0] in self.unknown(verb):
                self.skipped += 1
                return
            raise
        self.model.settle()
        self.eyes.compare_jobs(self.model)

    def unknown(self, verb: Verb) -> List[str]:
        """The words of the verb that stand for nothing."""
        words: List[str] = []

        def collect(value: object) -> None:
            if isinstance(value, str):
                words.append(value)
            elif isinstance(value, dict):
                for each in value.values():
                    collect(each)
            elif isinstance(value, (list, tuple)):
                for each in value:
                    collect(each)

        collect(verb)
        known = {*self.ids, *self.fences, *self.stale, *self.sent}
        return [word for word in words if word not in known]

    # Verbs on a job.

    def on_job(self, verb: Verb, path: str, body: object, act: Callable[[Job], object]) -> Optional[Answer]:
        number = self.ids[str(verb["job"])]
        job = self.model.jobs.get(number)
        answer = self.ask("POST", f"/v1/jobs/{number}/{path}", body)
        if job is None:
            self.expect(answer, "not_found")
            return None
        result = act(job)
        return answer if self.expect(answer, result if isinstance(result, str) else None, 200) else None

    def do_cancel(self, verb: Verb) -> None:
        found: List[object] = []

        def act(job: Job) -> object:
            found.append(self.model.request_cancel(job, bool(verb["force"])))
            return found[0]

        answer = self.on_job(verb, "cancel", {"force": True} if verb["force"] else {}, act)
        if answer is not None and {key: answer.json().get(key) for key in found[0]} != found[0]:
            raise Difference(f"the cancel answers {answer.json()}, expected {found[0]}")

    def do_retry(self, verb: Verb) -> None:
        self.on_job(verb, "retry", None, self.model.retry)

    def do_hold(self, verb: Verb) -> None:
        self.on_job(verb, "hold", None, self.model.hold)

    def do_release(self, verb: Verb) -> None:
        self.on_job(verb, "release", None, self.model.release)

    def do_run(self, verb: Verb) -> None:
        self.on_job(verb, "run", None, self.model.run)

    def do_complete(self, verb: Verb) -> None:
        def act(job: Job) -> object:
            if job.kind != "external":
                return "bad_request"
            return self.model.succeed(job, verb["result"]) if job.state == "running" else "invalid_state"

        self.on_job(verb, "complete", {"result": verb["result"]}, act)

    def do_fail(self, verb: Verb) -> None:
        def act(job: Job) -> object:
            if job.kind != "external":
                return "bad_request"
            return self.model.fail(job, "no", bool(verb["retry"])) if job.state == "running" else "invalid_state"

        self.on_job(verb, "fail", {"error": "no", "retry": verb["retry"]}, act)

    def do_edit(self, verb: Verb) -> None:
        number = self.ids[str(verb["job"])]
        patch = dict(verb["set"])
        if "after" in patch:
            patch["after"] = self.after(patch["after"])
        answer = self.ask("PATCH", f"/v1/jobs/{number}", patch)
        job = self.model.jobs.get(number)
        refusal = "not_found" if job is None else self.edit_refusal(job, verb["set"])
        if self.expect(answer, refusal, 200) and job is not None:
            self.edit(job, verb["set"])

    def edit_refusal(self, job: Job, fields: Dict[str, object]) -> Optional[str]:
        if job.done or (job.state == "running" and set(fields) - {"name", "tags", "priority"}):
            return "invalid_state"
        if "after" in fields:
            if job.state not in ("blocked", "held"):
                return "invalid_state"
            parents = [(kind, self.ids[word]) for kind, word, _ in fields["after"]]
            if not self.are_parents(parents):
                return "bad_request"
            targets = [("job", job.id)] + ([("batch", job.batch)] if job.batch else [])
            if any(self.model.waits_for(target, [parent]) for target in targets for parent in parents):
                return "bad_request"
        return None

    def edit(self, job: Job, fields: Dict[str, object]) -> None:
        if "after" in fields:
            edges = [Edge(kind, self.ids[word], on) for kind, word, on in fields["after"]]
            self.model.replace_parents(job, edges)
        if job.done:
            return
        job.name = fields.get("name", job.name)
        job.tags = dict(fields.get("tags", job.tags))
        job.priority = fields.get("priority", job.priority)
        job.queue = fields.get("queue", job.queue)
        self.model.queues.setdefault(job.queue, Queue())
        if "run_at" in fields:
            self.model.postpone(job, fields["run_at"] is not None)

    def do_delete(self, verb: Verb) -> None:
        number = self.ids[str(verb["job"])]
        answer = self.ask("DELETE", f"/v1/jobs/{number}")
        job = self.model.jobs.get(number)
        self.expect(answer, "not_found" if job is None else self.model.delete(job), 200, 204)

    # The daemon.

    def do_restart(self, verb: Verb) -> None:
        """kill -9, and a start on the same data: nothing has changed."""
        self.client.close()
        self.restart_daemon()

    # Reads.

    def do_look(self, verb: Verb) -> None:
        self.eyes.compare_everything(self.model)

    def do_list(self, verb: Verb) -> None:
        self.eyes.compare_list(self.model, verb["filter"], matches)

    def do_wait(self, verb: Verb) -> None:
        jobs = [self.model.jobs.get(self.ids[word]) for word in verb["jobs"]]
        self.eyes.compare_wait(self.model, [self.ids[word] for word in verb["jobs"]], jobs, str(verb["until"]))

    def do_result(self, verb: Verb) -> None:
        number = self.ids[str(verb["job"])]
        self.eyes.compare_result(number, self.model.jobs.get(number))
