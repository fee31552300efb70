"""What all verbs of a walk share: the connection, the model, and what the words of the verbs stand for."""

from typing import Any, Callable, Dict, List, Optional, Tuple

from ..client import Answer, Client
from .answers import compare_answer
from .compare import Eyes
from .model import Model
from .values import Job, Rules

Verb = Dict[str, Any]
LEASE = "12h"
FAR = "1h"


class Desk:
    """A daemon, and the model beside it. ``restart`` kills the daemon and starts it."""

    def __init__(self, client: Client, restart: Callable[[], None], rules: Optional[Rules] = None) -> None:
        self.client = client
        self.restart_daemon = restart
        self.model = Model(rules)
        self.eyes = Eyes(client)
        #: What the words stand for.
        self.ids: Dict[str, int] = {}
        self.fences: Dict[str, str] = {}
        #: Claims that have ended: (fence, job, the request that ended it).
        self.stale: Dict[str, Tuple[str, Dict[str, object]]] = {}
        self.sent: Dict[str, Tuple[object, List[int]]] = {}
        self.last_id = 0
        self.skipped = 0

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.request(method, path, body, named)

    def expect(self, answer: Answer, refusal: Optional[str], *accepted: int) -> bool:
        """Whether it was done; raises if the answer is not the expected one."""
        compare_answer(answer, refusal, accepted)
        return refusal is None

    def job(self, word: object) -> Job:
        return self.model.jobs[self.ids[str(word)]]
