"""The values of the model: jobs, batches, queues, and the rules on which a planted defect turns."""

import dataclasses
from typing import Dict, List, Optional, Tuple

TERMINAL = {"succeeded", "failed", "cancelled", "skipped"}
STATES = ["held", "scheduled", "blocked", "queued", "running", "retrying", *sorted(TERMINAL)]


@dataclasses.dataclass
class Rules:
    """What the model holds to be right."""

    #: Who is first within a priority: the one that became ready first ("ready"), or the lower number ("id").
    order: str = "ready"
    highest_first: bool = True
    shield_absorbs: bool = True
    cancelled_is_failure_for_follow_ups: bool = True
    cancelled_member_fails_fast: bool = False
    end_frees_unique_key: bool = True
    limit_slack: int = 0
    retry_adds_attempt: bool = True
    follow_up_keeps_parent: bool = True
    release_gives_attempt_back: bool = True
    cancelled_batch_fails: bool = True


@dataclasses.dataclass
class Edge:
    """What a job waits for: the end of a job or a batch."""

    kind: str
    id: int
    on: str
    met: Optional[bool] = None


@dataclasses.dataclass
class Job:
    """As the model knows it. Its claim has a word of the walk."""

    id: int
    kind: str = "external"
    handler: Optional[str] = None
    queue: str = "default"
    priority: int = 0
    name: Optional[str] = None
    tags: Dict[str, str] = dataclasses.field(default_factory=dict)
    #: Not due within the test.
    is_far: bool = False
    edges: List[Edge] = dataclasses.field(default_factory=list)
    #: It has ended once, and waits for none of those that it had waited for until then.
    is_free: bool = False
    #: Held between two attempts.
    is_between: bool = False
    children: List[int] = dataclasses.field(default_factory=list)
    batch: Optional[int] = None
    unique: Optional[str] = None
    limit: Optional[Tuple[str, int]] = None
    shield: bool = False
    max_attempts: int = 1
    schedule: Optional[str] = None
    state: str = "queued"
    reason: Optional[str] = None
    attempt: int = 0
    cancel_requested: bool = False
    absorbed: bool = False
    has_result: bool = False
    result: object = None
    error: Optional[str] = None
    ready: int = 0
    claim: Optional[str] = None
    weight: int = 1

    @property
    def done(self) -> bool:
        return self.state in TERMINAL

    @property
    def is_waiting(self) -> bool:
        return not self.done and self.state != "running"

    @property
    def pending(self) -> bool:
        return not self.is_free and any(edge.met is None for edge in self.edges)


@dataclasses.dataclass
class Batch:
    """With how many of its members are in which state, those that were removed among them."""

    id: int
    fail_fast: bool
    stays_open: bool
    open: bool = True
    done: bool = False
    cancel_requested: bool = False
    first_failure: Optional[int] = None
    #: Those of its members that failed, in the order of their ends.
    failures: List[int] = dataclasses.field(default_factory=list)
    counts: Dict[str, int] = dataclasses.field(default_factory=lambda: dict.fromkeys(STATES, 0))
    has_new_failure: bool = False

    @property
    def size(self) -> int:
        return sum(self.counts.values())


@dataclasses.dataclass
class Queue:
    """Its settings."""

    slots: Optional[int] = None
    max_queued: Optional[int] = None
    paused: bool = False
