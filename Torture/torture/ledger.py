"""What the clients asked for and what they were told, kept outside of jobd, for the oracle."""

import collections
import copy
import threading
import time
from typing import Counter, DefaultDict, Dict, List, NamedTuple, Optional, Tuple

from .client import Answer

#: The tags by which a job is known again, whatever its id: the submission it came with, and its place in it.
OPERATION, PLACE = "op", "n"


class Fate:
    """What is known of a request."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"

    @staticmethod
    def of(answer: Optional[Answer]) -> str:
        """From its answer; ``None`` is a request that was sent and got none."""
        if answer is None or answer.is_open:
            return Fate.OPEN
        return Fate.ACKNOWLEDGED if answer.is_success else Fate.REFUSED


class Submission:
    """One request that creates jobs."""

    def __init__(self, token: str, count: int) -> None:
        self.token = token
        #: Jobs in it, follow-ups included.
        self.count = count
        self.fate = Fate.OPEN
        #: As acknowledged, by place.
        self.ids: Dict[int, int] = {}
        #: The fields of each job as they were sent, by place.
        self.specs: Dict[int, dict] = {}
        #: Answered with a job that was there already, by its unique key.
        self.served_by: Optional[int] = None
        self.acknowledged_at = 0
        #: The answer that decided it, for messages.
        self.answer = ""


class SeenEnd(NamedTuple):
    """An end that a client was told of."""

    state: str
    attempt: int
    finished_at: str


class Cancel(NamedTuple):
    """A cancel that was accepted."""

    #: The state in the answer; ``cancelled`` is one that took effect at once.
    state: str
    #: Microseconds since the epoch.
    at: int
    #: Which life of the daemon it was.
    life: int


class Ledger:
    """Everything, for all clients of a round."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.submissions: Dict[str, Submission] = {}
        self.ends: DefaultDict[int, List[SeenEnd]] = collections.defaultdict(list)
        self.cancels: DefaultDict[int, List[Cancel]] = collections.defaultdict(list)
        #: Sent and not refused.
        self.retries: Counter[int] = collections.Counter()
        #: Refused because the daemon was in trouble, not because of the job's state.
        self.failed_retries: Counter[int] = collections.Counter()
        #: Changes that were acknowledged, the last one of each field.
        self.edits: Dict[int, Dict[str, object]] = {}
        #: Externals that somebody completed: the value, and whether it was acknowledged.
        self.completions: Dict[int, Tuple[object, bool]] = {}
        #: When each life of the daemon began, microseconds since the epoch.
        self.lives: List[int] = []
        self.fates: Counter[str] = collections.Counter()

    def fork(self) -> "Ledger":
        """A copy that goes its own way."""
        with self.lock:
            known = {name: value for name, value in vars(self).items() if name != "lock"}
            twin = Ledger()
            vars(twin).update(copy.deepcopy(known))
        return twin

    @property
    def life(self) -> int:
        """The number of the life that runs now."""
        return len(self.lives) - 1

    def begin(self, token: str, count: int) -> Submission:
        """A submission that is about to be sent."""
        submission = Submission(token, count)
        with self.lock:
            self.submissions[token] = submission
        return submission

    def decide(self, submission: Submission, answer: Optional[Answer], ids: Dict[int, int]) -> None:
        """What came back for it."""
        with self.lock:
            submission.fate = Fate.of(answer)
            submission.ids.update(ids)
            submission.acknowledged_at = micros()
            submission.answer = repr(answer)
            self.fates[f"submissions {submission.fate}"] += 1

    def never_sent(self, submission: Submission) -> None:
        """It did not leave the client."""
        with self.lock:
            if submission.fate == Fate.OPEN and not submission.ids:
                del self.submissions[submission.token]

    def see(self, job: dict) -> None:
        """A job as somebody was shown it; ends are remembered."""
        if job.get("done"):
            end = SeenEnd(job["state"], job["attempt"], job["finished_at"])
            with self.lock:
                if end not in self.ends[job["id"]]:
                    self.ends[job["id"]].append(end)

    def verb(self, name: str, answer: Optional[Answer]) -> str:
        """Counts a verb and says what became of it."""
        fate = Fate.of(answer)
        with self.lock:
            self.fates[f"{name} {fate}"] += 1
        return fate


def micros() -> int:
    """Now, in microseconds since the epoch."""
    return time.time_ns() // 1000
