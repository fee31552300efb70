"""A client at work: it submits, follows, cancels, retries and waits at random, and writes down all it was told.

How it is sent, and what of it is known for good, is in ``Sender``.
"""

import json
import random
from typing import List, Optional

from .client import Answer, Client, NotSent
from .ledger import Cancel, Fate, Ledger, OPERATION, PLACE, micros
from .remote import HANDLER
from .report import Report
from .sender import Away, Sender
from .witness import Witnesses

#: Unique keys and limit keys that all workers share.
KEYS = ("red", "green", "blue")
#: How many jobs of a limit key may run at once.
LIMITS = {"red": 1, "green": 2, "blue": 3}
#: Of a remote job, those that are lost with their leases included.
REMOTE_ATTEMPTS = 3
#: Jobs that a worker still has in mind.
OWN_MAX = 60


class Worker(Sender):
    """One client. ``step`` does one thing."""

    def __init__(
        self, name: str, client: Client, ledger: Ledger, witnesses: Witnesses, report: Report, chance: random.Random,
    ) -> None:
        super().__init__(name, client, ledger, report, chance)
        self.witnesses = witnesses
        self._own: List[int] = []
        self._external: List[int] = []
        self._held: List[int] = []
        #: Whether somebody claims remote jobs.
        self.has_remote_workers = False
        #: At most this long does a job take.
        self.milliseconds_max = 60
        #: At most so late is a delayed job due.
        self.delay_max = 1_500
        #: What each job of a large submission carries.
        self.payload = ""

    def run(self) -> None:
        """Works until it is told to stop."""
        try:
            while not self.stopping.is_set():
                self.step()
                self.stopping.wait(self.chance.uniform(0.0, 0.03))
        except Away:
            pass
        finally:
            self.client.close()

    def step(self) -> None:
        """One request, or a few that belong together."""
        steps = [
            (20, self.submit_one), (6, self.submit_delayed), (8, self.submit_retrying),
            (8, self.submit_with_follow_ups), (6, self.submit_follow_up), (6, self.submit_lines),
            (6, self.submit_batch), (8, self.submit_unique), (8, self.submit_limited), (5, self.submit_external),
            (8, self.end_external), (4, self.submit_held), (6, self.edit_held), (10, self.cancel), (8, self.retry),
            (10, self.look), (2, self.look_at_ends), (6, self.wait), (6, self.follow),
            (8 if self.has_remote_workers else 0, self.submit_remote),
        ]
        self.chance.choices([verb for _, verb in steps], [weight for weight, _ in steps])[0]()

    # Submissions

    def submit_one(self) -> None:
        """A command, with a name and a priority."""
        spec = self._spec(0, argv=self._argv())
        spec["priority"] = self.chance.randint(-3, 3)
        spec["name"] = f"torture {self.name}"
        self._submit(spec)

    def submit_delayed(self) -> None:
        """A command that must not begin before its time."""
        delay = self.chance.randint(50, self.delay_max)
        spec = self._spec(0, argv=self._argv(), delay=f"{delay}ms")
        self._submit(spec, not_before=micros() + delay * 1_000)

    def submit_retrying(self) -> None:
        """A command that fails at first."""
        attempts = self.chance.randint(2, 4)
        argv = self._argv(failures=self.chance.randint(1, attempts))
        rule = {"max_attempts": attempts, "backoff": "constant", "initial": "30ms"}
        self._submit(self._spec(0, argv=argv, retry=rule))

    def submit_with_follow_ups(self) -> None:
        """A command, and what is to happen after it, in one request."""
        conditions = self.chance.choices(("success", "failure", "any"), k=self.chance.randint(1, 3))
        spec = self._spec(0, argv=self._argv(failures=self.chance.randint(0, 1)))
        spec["then"] = [
            {"on": condition, "job": self._spec(place, argv=self._argv())}
            for place, condition in enumerate(conditions, 1)
        ]
        self._submit(spec)

    def submit_follow_up(self) -> None:
        """A command after some that are there already."""
        if self._own:
            parents = self.chance.sample(self._own, min(len(self._own), self.chance.randint(1, 3)))
            after = [{"job": job, "on": self.chance.choice(("success", "failure", "any"))} for job in parents]
            self._submit(self._spec(0, argv=self._argv(), after=after))

    def submit_lines(self) -> None:
        """Many in one transaction."""
        places = range(self.chance.randint(2, 40))
        specs = [self._spec(place, handler="noop", payload=self.payload) for place in places]
        self.create("/v1/jobs", specs, b"".join(json.dumps(spec).encode() + b"\n" for spec in specs), _many)

    def submit_batch(self) -> None:
        """A batch, sometimes one that ends with its first failure."""
        failures = self.chance.choice((0, 0, 1))
        specs = [self._spec(place, argv=self._argv(failures=failures)) for place in range(self.chance.randint(1, 4))]
        self.create("/v1/batches", specs, {"jobs": specs, "fail_fast": self.chance.random() < 0.3}, _many)

    def submit_unique(self) -> None:
        """A command with a key that others want too."""
        policy = self.chance.choice(("reject", "return", "replace"))
        unique = {"key": self.chance.choice(KEYS), "on_conflict": policy}
        self._submit(self._spec(0, argv=self._argv(), unique=unique), keep=False)

    def submit_limited(self) -> None:
        """A command of which only so many may run."""
        key = self.chance.choice(KEYS)
        argv = self.witnesses.argv(self.chance.randint(10, self.milliseconds_max), 0, 0, key, LIMITS[key])
        self._submit(self._spec(0, argv=argv, limit={"key": key, "max": LIMITS[key]}))

    def submit_remote(self) -> None:
        """A job for remote workers; nobody asks for a retry of it."""
        rule = {"max_attempts": REMOTE_ATTEMPTS, "backoff": "constant", "initial": "30ms"}
        self._submit(self._spec(0, handler=HANDLER, executor="remote", retry=rule), keep=False)

    def submit_external(self) -> None:
        """A job that somebody ends by hand."""
        self._external += self._submit(self._spec(0, external=True), keep=False)

    def submit_held(self) -> None:
        """A job that waits to be let go."""
        self._held += self._submit(self._spec(0, argv=self._argv(), hold=True), keep=False)

    # Verbs

    def end_external(self) -> None:
        """Completes an external job; repeated until it is known to have ended."""
        if not self._external:
            return
        job = self.chance.choice(self._external)
        answer = self.send("POST", f"/v1/jobs/{job}/complete", {"result": {"by": self.name}})
        fate = self.ledger.verb("completions", answer)
        if fate != Fate.OPEN:
            self._external.remove(job)
        with self.ledger.lock:
            if fate != Fate.REFUSED:
                self.ledger.completions[job] = (self.name, fate == Fate.ACKNOWLEDGED)
        if fate == Fate.ACKNOWLEDGED:
            self.told({"completed": job})

    def edit_held(self) -> None:
        """Changes a held job, and lets it go."""
        if not self._held:
            return
        job = self.chance.choice(self._held)
        change = {"name": f"edited {self.chance.randrange(1_000)}", "priority": self.chance.randint(-9, 9)}
        answer = self.send("PATCH", f"/v1/jobs/{job}", change)
        fate = self.ledger.verb("edits", answer)
        with self.ledger.lock:
            if fate == Fate.ACKNOWLEDGED:
                self.ledger.edits[job] = change
        if fate == Fate.ACKNOWLEDGED:
            self.told({"edited": job, "to": change})
        self._held.remove(job)
        self.ledger.verb("releases", self.send("POST", f"/v1/jobs/{job}/release", {}))
        self._keep([job])

    def cancel(self) -> None:
        """Cancels one of its jobs, whatever its state."""
        if not self._own:
            return
        job, life = self.chance.choice(self._own), self.ledger.life
        answer = self.send("POST", f"/v1/jobs/{job}/cancel", {"grace": "1s"})
        fate = self.ledger.verb("cancels", answer)
        if answer is not None and fate == Fate.ACKNOWLEDGED and answer.json()["accepted"]:
            state = answer.json()["state"]
            with self.ledger.lock:
                self.ledger.cancels[job].append(Cancel(state, micros(), life))
            self.told({"cancelled": job, "state": state})

    def retry(self) -> None:
        """Asks for another attempt of one that may have failed."""
        if not self._own:
            return
        job = self.chance.choice(self._own)
        # Counted before it is sent: its attempt may have ended before the answer is here.
        with self.ledger.lock:
            self.ledger.retries[job] += 1
        self.told({"retrying": job})
        answer = self.send("POST", f"/v1/jobs/{job}/retry", {})
        if self.ledger.verb("retries", answer) == Fate.REFUSED:
            with self.ledger.lock:
                self.ledger.retries[job] -= 1
                self.ledger.failed_retries[job] += answer is not None and answer.status >= 500

    def look(self) -> None:
        """Waits for the end of a job for a moment."""
        if self._own:
            self._see(self.send("GET", f"/v1/jobs/{self.chance.choice(self._own)}?wait=300ms", None))

    def look_at_ends(self) -> None:
        """Lists jobs that have ended lately, whoever submitted them."""
        answer = self.send("GET", "/v1/jobs?state=finished&limit=200", None)
        if answer is not None and answer.is_success:
            self.ledger.verb("lists", answer)
            for job in answer.json()["jobs"]:
                self._seen(job)

    def wait(self) -> None:
        """Waits for several."""
        if self._own:
            jobs = self.chance.sample(self._own, min(len(self._own), 5))
            until = self.chance.choice(("all", "first", "first-failure"))
            answer = self.send("POST", "/v1/wait", {"ids": jobs, "until": until, "timeout": "300ms"})
            if answer is not None and answer.is_success:
                self.ledger.verb("waits", answer)
                for job in answer.json()["done"]:
                    self._seen(job)

    def follow(self) -> None:
        """Submits a command and reads its output while it runs, over the daemon's deaths."""
        spec = self._spec(0, argv=self.witnesses.argv(self.chance.randint(5, 4 * self.milliseconds_max)))
        for job in self._submit(spec):
            text, status, is_whole = b"", 0, False
            while not is_whole:
                self.wait_for_it()
                target = f"/v1/jobs/{job}/log?stream=stdout&follow=true&offset={len(text)}"
                try:
                    status, piece, is_whole = self.client.read(target)
                except NotSent:
                    continue
                text += piece if status == 200 else b""
            answer = self.send("GET", f"/v1/jobs/{job}", None)
            if status != 200 or answer is None or not answer.is_success:
                continue
            self._seen(answer.json())
            wanted = "".join(f"{job} 1 {number}\n" for number in range(1, 6)).encode()
            holds = wanted.startswith(text) and (answer.json()["state"] != "succeeded" or text == wanted)
            self.report.check(
                holds, "output that was followed is what the command wrote",
                f"job {job} ({answer.json()['state']}): {text!r}, not {wanted!r}")

    # What they are made of

    def _spec(self, place: int, **fields: object) -> dict:
        return {**fields, "tags": {OPERATION: "", PLACE: str(place)}}

    def _argv(self, failures: int = 0) -> List[str]:
        return self.witnesses.argv(self.chance.randint(0, self.milliseconds_max), failures, 3)

    def _submit(self, spec: dict, not_before: int = 0, keep: bool = True) -> List[int]:
        """One job and its follow-ups; its id, if it was acknowledged."""
        specs = [spec, *(each["job"] for each in spec.get("then", ()))]
        submission, answer = self.create("/v1/jobs", specs, spec, _one, not_before)
        if answer is None or not answer.is_success:
            return []
        if answer.status == 200 and "unique" in spec:
            submission.served_by = answer.json()["id"]
            return []
        ids = [submission.ids[place] for place in sorted(submission.ids)]
        if keep:
            self._keep(ids)
        return ids[:1]

    def _see(self, answer: Optional[Answer]) -> None:
        if answer is not None and answer.is_success:
            self._seen(answer.json())

    def _seen(self, job: dict) -> None:
        self.ledger.see(job)
        if job["done"]:
            self.told({"ended": job["id"], "state": job["state"], "attempt": job["attempt"]})

    def _keep(self, jobs: List[int]) -> None:
        self._own += jobs
        del self._own[: max(0, len(self._own) - OWN_MAX)]


def _one(answer: dict) -> List[int]:
    return [answer["id"], *answer["children"]]


def _many(answer: dict) -> List[int]:
    return answer["ids"]
