"""Makes random verbs, with an eye on the model, so that most of them do something and some of them are refused."""

import random
from typing import Callable, Dict, List, Optional

from .desk import Verb
from .values import Job
from .walk import Walk

QUEUES = ["default", "a", "b", "c"]
HANDLERS = ["h1", "h2"]
#: How many jobs may share a key: always the same, so that nothing depends on who said it last.
LIMITS = {"k1": 1, "k2": 2}
ON = ["success", "success", "failure", "any"]


class Generator:
    """The verbs of one walk."""

    def __init__(self, chance: random.Random, walk: Walk) -> None:
        self.chance = chance
        self.walk = walk
        self.words = 0
        #: No two jobs have the same, so that who is first never depends on who came first, but for those with 0.
        self.priorities = chance.sample(range(-1000, 1001), 2000)

    def verb(self) -> Verb:
        kinds: Dict[Callable[[], Optional[Verb]], int] = {
            self.submit: 22, self.lines: 3, self.again: 2, self.dry: 1, self.batch: 5, self.close: 2,
            self.cancel_batch: 2, self.complete: 14, self.fail: 8, self.cancel: 8, self.retry: 7, self.hold: 5,
            self.release: 6, self.run: 4, self.edit: 8, self.delete: 5, self.bulk: 3, self.queue: 2, self.pause: 3,
            self.schedule: 1, self.restart: 1, self.claim: 10, self.end_claim: 12, self.heartbeat: 2, self.look: 4,
            self.list: 3, self.wait: 3, self.result: 3,
        }
        while True:
            make = self.chance.choices(list(kinds), list(kinds.values()))[0]
            made = make()
            if made is not None:
                made.setdefault("do", make.__name__)
                return made

    # Names.

    def word(self, letter: str = "j") -> str:
        self.words += 1
        return f"{letter}{self.words}"

    def any_word(self, fits: Callable[[Job], bool] = lambda job: True, odds: float = 0.9) -> Optional[str]:
        """A job that fits, with these odds; else any that there ever was."""
        jobs = self.walk.model.jobs
        words = [word for word in self.walk.ids if word.startswith("j")]
        fitting = [word for word in words if self.walk.ids[word] in jobs and fits(jobs[self.walk.ids[word]])]
        # Recent ones: they are still linked with others.
        fitting = fitting[-25:]
        if fitting and self.chance.random() < odds:
            return self.chance.choice(fitting)
        return self.chance.choice(words) if words else None

    def any_batch(self) -> Optional[str]:
        words = [word for word in self.walk.ids if word.startswith("b")]
        return self.chance.choice(words[-6:]) if words else None

    # Submitting.

    def spec(self, depth: int = 0, is_member: bool = False) -> Verb:
        chance = self.chance
        is_remote = chance.random() < 0.4
        spec: Verb = {"word": self.word(), "kind": "remote" if is_remote else "external"}
        spec["queue"] = chance.choice(QUEUES[:3])
        spec["priority"] = self.priorities.pop() if chance.random() < 0.5 else 0
        if is_remote:
            spec["handler"] = chance.choice(HANDLERS)
        if is_remote and spec["queue"] == "b" and chance.random() < 0.6:
            # Of one handler only: whether a heavy job holds up those of other workers is not promised.
            spec.update(handler="h1", slots_needed=chance.choice([1, 2, 3]))
        elif is_remote and spec["queue"] == "b":
            spec["handler"] = "h1"
        if chance.random() < 0.15:
            spec["hold"] = True
        if chance.random() < 0.15:
            spec["far"] = True
        if chance.random() < 0.2:
            spec["shield"] = True
        if chance.random() < 0.35:
            spec["attempts"] = chance.randint(2, 3)
        if chance.random() < 0.4:
            spec["tags"] = {"t": chance.choice(["1", "2"])}
        if chance.random() < 0.15:
            key = chance.choice(list(LIMITS))
            spec["limit"] = {"key": key, "max": LIMITS[key]}
            spec["priority"] = self.priorities.pop()
        if chance.random() < 0.2 and depth == 0:
            spec["unique"] = chance.choice(["u1", "u2"])
            spec["on_conflict"] = chance.choice(["reject", "return", "replace"])
            # What is not stored would still have to fit.
            spec["queue"] = chance.choice(QUEUES[:3])
        elif chance.random() < 0.1:
            spec["queue"] = "c"
        if chance.random() < 0.4:
            spec["after"] = self.parents()
        if depth == 0 and not is_member:
            if chance.random() < 0.12 and "on_conflict" not in spec:
                batch = self.any_batch()
                if batch:
                    spec["batch"] = batch
            if chance.random() < 0.15:
                spec["then"] = [{**self.spec(1), "on": chance.choice(ON)} for _ in range(chance.randint(1, 2))]
                if spec.get("on_conflict") == "return":
                    spec["on_conflict"] = "reject"
        return spec

    def parents(self) -> List[List[str]]:
        found: Dict[tuple, List[str]] = {}
        for _ in range(self.chance.randint(1, 3)):
            batch = self.any_batch() if self.chance.random() < 0.2 else None
            word = batch or self.any_word(lambda job: not job.done, 0.75)
            if word:
                found[(bool(batch), self.walk.ids[word])] = ["batch" if batch else "job", word, self.chance.choice(ON)]
        return list(found.values())

    def submit(self) -> Optional[Verb]:
        return self.spec()

    def lines(self) -> Optional[Verb]:
        jobs = [self.spec(1) for _ in range(self.chance.randint(1, 4))]
        return {"jobs": jobs, "bad": self.chance.random() < 0.25}

    def again(self) -> Optional[Verb]:
        return {"of": self.chance.choice(list(self.walk.sent))} if self.walk.sent else None

    def dry(self) -> Optional[Verb]:
        return {"word": self.word(), "kind": "external", "queue": "default", "priority": 0}

    def batch(self) -> Optional[Verb]:
        word = self.word("b")
        made: Verb = {"word": word, "fail_fast": self.chance.random() < 0.5, "open": self.chance.random() < 0.3}
        if self.chance.random() < 0.9:
            made["jobs"] = [self.spec(1, is_member=True) for _ in range(self.chance.randint(0, 4))]
        return made

    def close(self) -> Optional[Verb]:
        batch = self.any_batch()
        return {"batch": batch} if batch else None

    def cancel_batch(self) -> Optional[Verb]:
        return self.close()

    # Verbs on a job.

    def named(self, fits: Callable[[Job], bool], **more: object) -> Optional[Verb]:
        word = self.any_word(fits)
        return {"job": word, **more} if word else None

    def complete(self) -> Optional[Verb]:
        result = self.chance.choice([None, 1, "text", {"a": [1, 2]}])
        return self.named(lambda job: job.state == "running" and job.kind == "external", result=result)

    def fail(self) -> Optional[Verb]:
        retry = self.chance.random() < 0.7
        return self.named(lambda job: job.state == "running" and job.kind == "external", retry=retry)

    def cancel(self) -> Optional[Verb]:
        return self.named(lambda job: not job.done, force=self.chance.random() < 0.2)

    def retry(self) -> Optional[Verb]:
        return self.named(lambda job: job.done and job.state != "succeeded")

    def hold(self) -> Optional[Verb]:
        return self.named(lambda job: job.is_waiting and job.state != "held")

    def release(self) -> Optional[Verb]:
        return self.named(lambda job: job.state == "held")

    def run(self) -> Optional[Verb]:
        return self.named(lambda job: job.state in ("scheduled", "retrying"))

    def edit(self) -> Optional[Verb]:
        chance = self.chance
        fields: Dict[str, object] = {}
        if chance.random() < 0.4:
            fields["priority"] = self.priorities.pop()
        if chance.random() < 0.3:
            fields["name"] = chance.choice(["one", "two"])
        if chance.random() < 0.3:
            fields["tags"] = chance.choice([{}, {"t": "3"}, {"t": "1", "s": "x"}])
        if chance.random() < 0.2:
            fields["queue"] = chance.choice(QUEUES[:3])
        if chance.random() < 0.2:
            fields["run_at"] = chance.choice(["2100-01-01T00:00:00Z", None])
        if chance.random() < 0.35:
            fields["after"] = self.parents() if chance.random() < 0.8 else []
        if not fields:
            return None
        waits = "after" in fields
        return self.named(lambda job: job.state in ("blocked", "held") if waits else not job.done, set=fields)

    def delete(self) -> Optional[Verb]:
        return self.named(lambda job: job.done)

    def result(self) -> Optional[Verb]:
        return self.named(lambda job: job.done)

    # Verbs on many.

    def filter(self) -> Dict[str, object]:
        wanted: Dict[str, object] = {}
        if self.chance.random() < 0.6:
            wanted["tags"] = {"t": self.chance.choice(["1", "2", "3"])}
        if self.chance.random() < 0.3:
            wanted["queue"] = self.chance.choice(QUEUES)
        if self.chance.random() < 0.4 or not wanted:
            wanted["state"] = self.chance.sample(["held", "blocked", "failed", "cancelled", "running", "skipped"], 2)
        return wanted

    def bulk(self) -> Optional[Verb]:
        verb, wanted = self.chance.choice(["cancel", "retry", "delete", "hold", "release"]), self.filter()
        return {"verb": verb, "filter": wanted}

    def list(self) -> Optional[Verb]:
        return {"filter": self.filter()}

    def wait(self) -> Optional[Verb]:
        words = [self.any_word(lambda job: True, 0.97) for _ in range(self.chance.randint(1, 4))]
        jobs = [word for word in words if word]
        return {"jobs": jobs, "until": self.chance.choice(["all", "first", "first-failure"])} if jobs else None

    # Queues, the daemon, workers.

    def queue(self) -> Optional[Verb]:
        if self.chance.random() < 0.5:
            return {"queue": "c", "set": {"max_queued": self.chance.choice([1, 2, 3, None])}}
        return {"queue": self.chance.choice(QUEUES[:3]), "set": {"slots": self.chance.choice([1, 2, 3, None])}}

    def pause(self) -> Optional[Verb]:
        paused = [name for name, queue in self.walk.model.queues.items() if queue.paused]
        if paused and self.chance.random() < 0.7:
            return {"queue": self.chance.choice(paused), "paused": False}
        return {"queue": self.chance.choice(QUEUES), "paused": True}

    def schedule(self) -> Optional[Verb]:
        return {"word": self.word()}

    def restart(self) -> Optional[Verb]:
        return {} if self.chance.random() < 0.4 else None

    def look(self) -> Optional[Verb]:
        return {}

    def wish(self) -> Dict[str, object]:
        return {
            "word": self.word("c"), "handlers": self.chance.sample(HANDLERS, self.chance.randint(1, 2)),
            "queues": [] if self.chance.random() < 0.6 else self.chance.sample(QUEUES[:3], self.chance.randint(1, 2)),
            "max": self.chance.randint(1, 3),
        }

    def claim(self) -> Optional[Verb]:
        return self.wish()

    def end_claim(self) -> Optional[Verb]:
        live = [job.claim for job in self.walk.model.jobs.values() if job.claim]
        everything = list(self.walk.fences)
        if not everything:
            return None
        is_live = live and self.chance.random() < 0.85
        word = self.chance.choice(live if is_live else everything)
        if not is_live and word in self.walk.stale and self.chance.random() < 0.5:
            path, body = self.walk.stale[word]
            if "claim" not in body:
                return {"claim": word, "end": path, "body": body}
        end = self.chance.choice(["complete", "complete", "fail", "release"])
        bodies = {
            "complete": {"result": self.chance.choice([1, "done", [1]])},
            "fail": {"error": "broke", "retry": self.chance.random() < 0.7},
            "release": self.chance.choice([{}, {"delay": "1h"}]),
        }
        made: Verb = {"claim": word, "end": end, "body": bodies[end]}
        if end != "release" and self.chance.random() < 0.2:
            made["next"] = self.wish()
        return made

    def heartbeat(self) -> Optional[Verb]:
        return {"claim": self.chance.choice(list(self.walk.fences))} if self.walk.fences else None
