"""What all scenes of a life share: the daemon, its clocks, and where to report."""

import random
import time
from typing import Dict, List, Optional

from ..client import Answer, Client
from ..daemon import Daemon
from ..report import Report
from .hands import Hands

#: A clock that is set a long way ahead must not let what was done here be removed for its age.
KEEP = "3650d"
#: By how much a busy machine may be late, in seconds that pass. What is early has no allowance.
LATE_SECONDS = 4.0


class Desk:
    """One daemon under one pair of hands."""

    def __init__(
        self, daemon: Daemon, hands: Hands, report: Report, chance: random.Random, planted: Optional[str] = None
    ) -> None:
        self.daemon, self.hands, self.report, self.chance = daemon, hands, report, chance
        #: What a scene does otherwise than its oracle believes.
        self.planted = planted
        self.client = daemon.client()
        #: What has been done to the clocks, for the report of a problem.
        self.story: List[str] = []

    def ask(self, method: str, path: str, body: object = None, client: Optional[Client] = None) -> Answer:
        """A request that must succeed."""
        answer = (client or self.client).request(method, path, body)
        if not answer.is_success:
            raise AssertionError(f"{method} {path} answers {answer}")
        return answer

    def submit(self, client: Optional[Client] = None, **fields: object) -> int:
        """The number of a new job."""
        fields.setdefault("keep_for", KEEP)
        return int(self.ask("POST", "/v1/jobs", fields, client).json()["id"])

    def job(self, number: int, client: Optional[Client] = None) -> Dict[str, object]:
        """As it is now."""
        return self.ask("GET", f"/v1/jobs/{number}", client=client).json()

    def problem(self, kind: str, detail: str) -> None:
        """With what the clocks had been through."""
        self.report.problem(kind, f"{detail}; the clock: {', '.join(self.story[-4:]) or 'not set yet'}")

    def check(self, holds: bool, kind: str, detail: str) -> None:
        """Counts what holds, and reports what does not."""
        if holds:
            self.report.checked(kind)
        else:
            self.problem(kind, detail)


class Scene:
    """Something that goes on while clocks are set. Each beat is: ``begin``, a change, many ``look``, ``end``."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def begin(self) -> None:
        """Before the change."""

    def changed(self, kind: str, seconds: float) -> None:
        """Right after it: ``step``, ``suspend`` or ``down`` (a step while jobd was not running)."""

    def look(self) -> None:
        """Every few hundredths of a second."""

    def end(self) -> None:
        """Before the next beat."""

    def close(self) -> None:
        """After the last one."""


def since(moment: float) -> float:
    """Seconds that have passed, by a clock that nobody sets."""
    return time.monotonic() - moment
