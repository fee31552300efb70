"""How a client sends: a daemon that is away is waited for, and a submission without an answer is repeated with its key.

Only with an ``Idempotency-Key``: any other request is sent once.
"""

import collections
import json
import random
import sys
import threading
from typing import Callable, Counter, Dict, List, Mapping, Optional, Tuple

from .client import Answer, Client, NoAnswer, NotSent
from .ledger import Fate, Ledger, OPERATION, Submission
from .report import Report


class Away(Exception):
    """The daemon is not there, and the worker is not to wait for it."""


class Sender:
    """Sends for one client, and writes down what became of it."""

    def __init__(self, name: str, client: Client, ledger: Ledger, report: Report, chance: random.Random) -> None:
        self.name = name
        self.client = client
        self.ledger = ledger
        self.report = report
        self.chance = chance
        #: Set to make it end.
        self.stopping = threading.Event()
        #: Whether the daemon has ended and will not come back.
        self.is_gone: Callable[[], bool] = lambda: False
        #: Called with each thing that it was told for good, at once.
        self.told: Callable[[dict], None] = lambda fact: None
        #: The status and code of every answer.
        self.answers: Counter[Tuple[int, str]] = collections.Counter()
        #: Requests that were sent and got none.
        self.unanswered: List[str] = []
        #: How often a submission is repeated with its key before its fate is left open.
        self.repeats_max = sys.maxsize
        self._count = 0

    def create(
        self, target: str, specs: List[dict], body: object, ids_of: Callable[[dict], List[int]], not_before: int = 0,
    ) -> Tuple[Submission, Optional[Answer]]:
        """A request that creates jobs from ``specs``, which get their tags here; NDJSON if ``body`` is bytes.

        ``ids_of`` finds the ids in the answer.
        """
        self._count += 1
        token = f"{self.name}-{self._count}"
        for spec in specs:
            spec["tags"][OPERATION] = token
        headers: Dict[str, str] = {}
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/x-ndjson"
            body = b"".join(json.dumps(spec).encode() + b"\n" for spec in specs)
        has_key = self.chance.random() < 0.5
        if has_key:
            headers["Idempotency-Key"] = token
        submission = self.ledger.begin(token, len(specs))
        submission.specs = {place: dict(spec) for place, spec in enumerate(specs)}
        if not_before:
            submission.specs[0]["not_before"] = not_before
        answer, tries_open = None, 0
        try:
            while True:
                self.wait_for_it()
                try:
                    answer = self._request("POST", target, body, headers)
                except NotSent:
                    continue
                is_open = answer is None or answer.is_open
                tries_open += is_open
                # Whatever became of it: with the same key it happens once.
                if not (has_key and is_open and tries_open <= self.repeats_max):
                    break
        except Away:
            if not tries_open:
                self.ledger.never_sent(submission)
            raise
        if answer is not None and tries_open:
            self.report.did("submissions repeated with their key until they were answered")
            if answer.is_refusal:
                # The last try has made nothing; what became of an earlier one is still not known.
                answer = None
        ids = dict(enumerate(ids_of(answer.json()))) if answer is not None and answer.is_success else {}
        if answer is not None and answer.status == 200 and "unique" in specs[0]:
            submission.served_by, ids = answer.json()["id"], {}
        self.ledger.decide(submission, answer, ids)
        if submission.fate == Fate.ACKNOWLEDGED and submission.served_by is None:
            self.told({"acknowledged": token, "ids": [submission.ids[place] for place in range(len(specs))]})
        return submission, answer

    def send(self, method: str, target: str, body: Optional[object]) -> Optional[Answer]:
        """A request that is sent once; ``None`` if there was no answer."""
        while True:
            self.wait_for_it()
            try:
                return self._request(method, target, body, {})
            except NotSent:
                continue

    def _request(
        self, method: str, target: str, body: Optional[object], headers: Mapping[str, str],
    ) -> Optional[Answer]:
        """Raises ``NotSent``."""
        try:
            answer = self.client.request(method, target, body, headers)
        except NoAnswer as trouble:
            self.unanswered.append(str(trouble))
            return None
        self.answers[answer.status, answer.code] += 1
        return answer

    def wait_for_it(self) -> None:
        """Until the daemon takes connections."""
        while not self.client.is_open:
            if self.stopping.is_set() or self.is_gone():
                raise Away
            try:
                self.client.connect()
            except NotSent:
                self.stopping.wait(0.02)
