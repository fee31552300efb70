"""Random flow programs, as data: a list of operations, each of which both worlds carry out before the next begins.

Nothing in them takes time: jobs end, fail, clean up and go on when an operation says so. Jobs and waits have names.
"""

import random
import sys
from typing import Any, Dict, List, Optional, Set

Operation = Dict[str, Any]
ON = ["success", "success", "failure", "any"]
#: asyncio has TaskGroup from 3.11 on.
HAS_GROUPS = sys.version_info >= (3, 11)


class Generator:
    """Makes the operations of one program; ``alive`` says which jobs have not ended, as asyncio has it."""

    def __init__(self, chance: random.Random, has_first_error: bool) -> None:
        self.chance = chance
        self.has_first_error = has_first_error
        self.jobs: List[str] = []
        self.shielded: Set[str] = set()
        self.batches: List[str] = []
        self.count = 0

    def operation(self, states: Dict[str, str], waiting: Set[str]) -> Operation:
        """The next one. ``states`` are those of the jobs; ``waiting`` are the gathers that have not ended."""
        kinds = {
            self.create: 6, self.batch: 2, self.complete: 7, self.fail: 5, self.cancel: 5, self.go_on: 3,
            self.clean: 5, self.wait: 5, self.poll: 1, self.cancel_batch: 1, self.never: 1,
        }
        while True:
            make = self.chance.choices(list(kinds), list(kinds.values()))[0]
            made = make(states, waiting)
            if made is not None:
                made.setdefault("do", make.__name__)
                return made

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def job(self, is_member: bool = False) -> Operation:
        chance = self.chance
        job: Operation = {"job": self.name("j"), "cleans": chance.random() < 0.4}
        if chance.random() < 0.4 and self.jobs:
            parents = chance.sample(self.jobs[-10:], min(len(self.jobs[-10:]), chance.randint(1, 2)))
            job["after"] = [[parent, chance.choice(ON)] for parent in parents]
        if chance.random() < 0.25:
            job["attempts"] = 2
        if not is_member and chance.random() < 0.2:
            job["shield"] = True
        return job

    def create(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        job = self.job()
        self.jobs.append(str(job["job"]))
        return job

    def never(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        """A job whose time is up before it begins."""
        name = self.name("j")
        self.jobs.append(name)
        return {"job": name, "cleans": self.chance.random() < 0.5}

    def batch(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        kind = self.chance.choice(["gather", "gather all", "group"] if HAS_GROUPS else ["gather", "gather all"])
        members = [self.job(is_member=True) for _ in range(self.chance.randint(1, 4))]
        self.jobs += [str(member["job"]) for member in members]
        name = self.name("b")
        self.batches.append(name)
        return {"batch": name, "kind": kind, "jobs": members}

    def one(self, states: Dict[str, str], *wanted: str) -> Optional[str]:
        found = [job for job in self.jobs if states.get(job) in wanted]
        return self.chance.choice(found) if found else None

    def on_one(self, states: Dict[str, str], *wanted: str) -> Optional[Operation]:
        job = self.one(states, *wanted)
        return {"job": job} if job else None

    def complete(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        return self.on_one(states, "running")

    def fail(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        return self.on_one(states, "running")

    def go_on(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        """The pause before the next attempt is over."""
        return self.on_one(states, "pausing")

    def clean(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        """A cancelled job has cleaned up: and obeys, or returns a value all the same, or fails."""
        made = self.on_one(states, "cleaning")
        return made and {**made, "how": self.chance.choice(["obey", "absorb", "raise"])}

    def cancel(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        return self.on_one(states, "running", "waiting", "pausing", "cleaning", "running")

    def cancel_batch(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        open_ones = [batch for batch in self.batches if batch in waiting]
        return {"batch": self.chance.choice(open_ones)} if open_ones else None

    def several(self) -> List[str]:
        return self.chance.sample(self.jobs[-12:], min(len(self.jobs[-12:]), self.chance.randint(1, 4)))

    def wait(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        untils = ["all", "first", "first-failure"] + ["first-error"] * self.has_first_error
        if not self.jobs:
            return None
        return {"wait": self.name("w"), "jobs": self.several(), "until": self.chance.choice(untils)}

    def poll(self, states: Dict[str, str], waiting: Set[str]) -> Optional[Operation]:
        return {"jobs": self.several()} if self.jobs else None


def named(program: List[Operation]) -> List[Operation]:
    """Without what names jobs and batches that nothing in the program makes: what is left when it is cut down."""
    jobs: Set[str] = set()
    kept: List[Operation] = []
    for operation in program:
        made = [operation] if operation["do"] in ("create", "never") else operation.get("jobs", []) \
            if operation["do"] == "batch" else []
        if made:
            for job in made:
                job = job if isinstance(job, dict) else {"job": job}
                after = [edge for edge in job.get("after", []) if edge[0] in jobs]
                if after != job.get("after", []):
                    operation = without(operation, str(job["job"]), after)
            jobs.update(str(job["job"]) for job in made)
            if operation["do"] == "batch":
                jobs.add(str(operation["batch"]))
            kept.append(operation)
        elif operation["do"] in ("wait", "poll"):
            left = [job for job in operation["jobs"] if job in jobs]
            if left:
                kept.append({**operation, "jobs": left})
        elif operation.get("job", operation.get("batch")) in jobs:
            kept.append(operation)
    return kept


def without(operation: Operation, job: str, after: List[List[str]]) -> Operation:
    """The operation with other parents for one of its jobs."""
    if operation["do"] == "batch":
        members = [{**each, "after": after} if each["job"] == job else each for each in operation["jobs"]]
        return {**operation, "jobs": members}
    return {**operation, "after": after}
