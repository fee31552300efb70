"""Submissions of a walk: one, many, again, and what is against them."""

import json
from typing import Dict, List, Optional, Tuple

from .answers import Difference, compare_answer
from .desk import FAR, Desk, Verb
from .values import Edge, Job


#: Of a verb, with the names that they have in a submission.
FIELDS = ("queue", "priority", "tags", "shield", "hold", "name", "limit", "slots_needed")


class Submitting(Desk):
    """``submit``, ``again``, ``dry``, ``lines``; and how a submission is written."""

    def do_submit(self, verb: Verb) -> None:
        refusal = self.submission_refusal([verb])
        key = str(verb["word"])
        returned = self.returned(verb)
        answer = self.ask("POST", "/v1/jobs", self.spec(verb), Idempotency_Key=key)
        if not self.expect(answer, refusal, 200, 201):
            return
        found = answer.json()
        if returned is not None:
            if found["id"] != returned:
                raise Difference(f"the holder of the key is {returned}, the answer has {found['id']}")
            self.ids[key] = returned
        else:
            self.insert(verb, found["id"], found.get("children", []))
            if found["state"] == "running":
                raise Difference("a submission answered running")
        self.sent[key] = (self.spec(verb), [found["id"]])

    def do_again(self, verb: Verb) -> None:
        """The same request once more, with its key."""
        spec, ids = self.sent[str(verb["of"])]
        answer = self.ask("POST", "/v1/jobs", spec, Idempotency_Key=str(verb["of"]))
        self.expect(answer, None, 200, 201)
        if [answer.json()["id"]] != ids:
            raise Difference(f"sent again, it made {answer.json()['id']} and not {ids[0]}")
        if answer.headers.get("idempotent-replayed") != "true":
            raise Difference("the answer to a repeated request does not say so")
        other = dict(spec, priority=999) if isinstance(spec, dict) else spec
        compare_answer(self.ask("POST", "/v1/jobs", other, Idempotency_Key=str(verb["of"])), "idempotency_mismatch", ())

    def do_dry(self, verb: Verb) -> None:
        """Nothing is stored, and nothing is answered that a submission would not answer."""
        self.expect(self.ask("POST", "/v1/jobs?dry_run=true", self.spec(verb)), None, 200)

    def do_lines(self, verb: Verb) -> None:
        jobs = verb["jobs"]
        refusal = "bad_request" if verb["bad"] else self.submission_refusal(jobs)
        lines = [json.dumps(self.spec(job)) for job in jobs]
        if verb["bad"]:
            lines.append('{"external": true, "colour": 1}')
        answer = self.client.request(
            "POST", "/v1/jobs", ("\n".join(lines) + "\n").encode(), {"Content-Type": "application/x-ndjson"})
        if not self.expect(answer, refusal, 201):
            return
        found = answer.json()
        if found["count"] != len(jobs):
            raise Difference(f"{len(jobs)} lines made {found['count']} jobs")
        for job, number in zip(jobs, found["ids"]):
            self.insert(job, number, [])

    def spec(self, verb: Verb) -> Dict[str, object]:
        fields: Dict[str, object] = {name: verb[name] for name in FIELDS if name in verb}
        fields["retry"] = {"max_attempts": verb.get("attempts", 1), "initial": FAR, "jitter": 0}
        fields.update({"external": True} if verb["kind"] == "external" else
                      {"handler": verb["handler"], "executor": "remote", "grace": FAR})
        if verb.get("far"):
            fields["delay"] = FAR
        if "after" in verb:
            fields["after"] = self.after(verb["after"])
        if "then" in verb:
            fields["then"] = [{"on": each["on"], "job": self.spec(each)} for each in verb["then"]]
        if "unique" in verb:
            fields["unique"] = {"key": verb["unique"], "on_conflict": verb["on_conflict"]}
        if "batch" in verb:
            fields["batch"] = self.ids[str(verb["batch"])]
        return fields

    def after(self, edges: object) -> List[Dict[str, object]]:
        return [{kind: self.ids[word], "on": on} for kind, word, on in edges]

    def submission_refusal(self, verbs: List[Verb]) -> Optional[str]:
        """The code of the first thing that is against it."""
        for verb in verbs:
            found = self.tree_refusal(verb, [])
            if found:
                return found
        counts: Dict[str, int] = {}
        for verb in [each for verb in verbs for each in (verb, *verb.get("then", []))]:
            counts[verb["queue"]] = counts.get(verb["queue"], 0) + 1
        for name, count in counts.items():
            queue = self.model.queues.get(name)
            if queue and queue.max_queued is not None and self.model.waiting(name) + count > queue.max_queued:
                return "queue_full"
        return None

    def tree_refusal(self, verb: Verb, above: List[Tuple[str, int]]) -> Optional[str]:
        parents = [(kind, self.ids[word]) for kind, word, _ in verb.get("after", [])]
        if not self.are_parents(parents):
            return "bad_request"
        if "unique" in verb:
            holder = self.model.holder(verb["unique"])
            refused = {"reject": holder is not None, "replace": holder is not None and holder.state == "running"}
            if refused.get(verb["on_conflict"]):
                return "duplicate"
        if "batch" in verb:
            number = self.ids[str(verb["batch"])]
            batch = self.model.batches.get(number)
            if batch is None:
                return "bad_request"
            if not batch.open or batch.cancel_requested or batch.done:
                return "invalid_state"
            if self.model.waits_for(("batch", number), above + parents):
                return "bad_request"
        for each in verb.get("then", []):
            found = self.tree_refusal(each, above + parents)
            if found:
                return found
        return None

    def are_parents(self, parents: List[Tuple[str, int]]) -> bool:
        """Whether all of them are there, each once."""
        known = {"job": self.model.jobs, "batch": self.model.batches}
        are_there = all(number in known[kind] for kind, number in parents)
        return are_there and len(set(parents)) == len(parents)

    def returned(self, verb: Verb) -> Optional[int]:
        holder = self.model.holder(verb["unique"]) if verb.get("on_conflict") == "return" else None
        return holder.id if holder else None

    def insert(self, verb: Verb, number: int, children: List[int], parent: Optional[Tuple[int, str]] = None) -> None:
        """What was stored, as the model has it."""
        if number <= self.last_id:
            raise Difference(f"job {number} was made after {self.last_id}")
        self.last_id = number
        edges = [Edge("job", *parent)] if parent else []
        edges += [Edge(kind, self.ids[word], on) for kind, word, on in verb.get("after", [])]
        job = Job(
            id=number, kind=verb["kind"], handler=verb.get("handler"), queue=verb["queue"],
            priority=verb.get("priority", 0), name=verb.get("name"), tags=dict(verb.get("tags", {})),
            is_far=bool(verb.get("far")), edges=edges, batch=self.ids[str(verb["batch"])] if "batch" in verb else None,
            unique=verb.get("unique"), limit=(verb["limit"]["key"], verb["limit"]["max"]) if "limit" in verb else None,
            shield=bool(verb.get("shield")), max_attempts=verb.get("attempts", 1), weight=verb.get("slots_needed", 1))
        self.model.insert(job, bool(verb.get("hold")))
        self.ids[str(verb["word"])] = number
        then = verb.get("then", [])
        if len(children) != len(then):
            raise Difference(f"{len(then)} follow-ups were submitted, {len(children)} are named")
        for each, child in zip(then, children):
            self.insert(each, child, [], (number, each["on"]))
