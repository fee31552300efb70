"""Remote workers of a walk: claims, their ends, and fences that are stale."""

import copy
from typing import Dict, List

from .answers import Difference
from .desk import LEASE, Desk, Verb
from .values import Job


class Remote(Desk):
    """``claim``, ``end_claim``, ``heartbeat``."""

    def do_claim(self, verb: Verb) -> None:
        body = {"handlers": verb["handlers"], "max": verb["max"], "lease": LEASE}
        if verb["queues"]:
            body["queues"] = verb["queues"]
        answer = self.ask("POST", "/v1/claims", body)
        self.expect(answer, None, 200)
        self.note_claims(answer.json()["claims"], verb, str(verb["word"]))

    def note_claims(self, claims: List[Dict[str, object]], wish: Verb, word: str) -> None:
        expected = self.model.claim(wish["handlers"], wish["queues"], int(wish["max"]))
        found = [claim["job"] for claim in claims]
        if found != [job.id for job in expected]:
            raise Difference(f"a claim of {wish['handlers']} in {wish['queues'] or 'all queues'} got {found}, "
                             f"expected {[job.id for job in expected]}")
        for number, (claim, job) in enumerate(zip(claims, expected)):
            if claim["attempt"] != job.attempt:
                raise Difference(f"the claim of job {job.id} has attempt {claim['attempt']}, expected {job.attempt}")
            job.claim = f"{word}.{number}"
            self.fences[job.claim] = str(claim["fence"])

    def do_end_claim(self, verb: Verb) -> None:
        """The end of a claim that is live, stale, or ended by the very same request."""
        word = str(verb["claim"])
        fence = self.fences[word]
        path, body = str(verb["end"]), dict(verb["body"])
        job = next((job for job in self.model.jobs.values() if job.claim == word), None)
        wish = verb.get("next")
        if wish:
            body["claim"] = {"handlers": wish["handlers"], "max": wish["max"], "lease": LEASE,
                             **({"queues": wish["queues"]} if wish["queues"] else {})}
        answer = self.ask("POST", f"/v1/claims/{fence}/{path}", body)
        if job is None:
            is_repeat = self.stale.get(word) == (path, body)
            # What has been removed meanwhile has nothing to be answered with.
            is_there = self.job_of(fence) in self.model.jobs
            self.expect(answer, None if is_repeat and is_there else "stale_fence", 200)
            return
        self.expect(answer, None, 200)
        self.end_claim(job, verb)
        self.stale[word] = (path, body)
        # Whether external jobs start before the next claim is served or after it is not promised.
        self.model.settle(starts=False)
        claims = answer.json()["claims"] if wish else []
        if wish and [claim["job"] for claim in claims] != self.would_get(wish):
            self.model.settle()
        if wish:
            self.note_claims(claims, wish, str(wish["word"]))

    def would_get(self, wish: Verb) -> List[int]:
        """What a claim would get just now."""
        model = copy.deepcopy(self.model)
        return [job.id for job in model.claim(wish["handlers"], wish["queues"], int(wish["max"]))]

    def end_claim(self, job: Job, verb: Verb) -> None:
        body = verb["body"]
        if verb["end"] == "complete":
            self.model.succeed(job, body.get("result"))
        elif verb["end"] == "fail":
            self.model.fail(job, str(body["error"]), bool(body["retry"]))
        else:
            self.model.give_back(job, "delay" in body)

    @staticmethod
    def job_of(fence: str) -> int:
        return int(fence.split("-")[0])

    def do_heartbeat(self, verb: Verb) -> None:
        fence = self.fences[str(verb["claim"])]
        job = next((job for job in self.model.jobs.values() if job.claim == verb["claim"]), None)
        answer = self.ask("POST", f"/v1/claims/{fence}/heartbeat", {})
        if self.expect(answer, None if job else "stale_fence", 200) and job:
            if ("cancel" in answer.json()) != self.model.is_stopping(job):
                raise Difference(f"a heartbeat of job {job.id} answers {answer.json()}")
