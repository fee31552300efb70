"""A job of the oracle: a task, and the futures by which a program drives it; and the rules that a defect can change."""

import asyncio
import dataclasses
from typing import Optional

from .program import Operation


class Failed(Exception):
    """What a job raises; its argument is the job's name."""


@dataclasses.dataclass
class Rules:
    """asyncio's, but for a planted defect."""

    cancelled_ends_first_failure: bool = False
    gather_waits_for_all: bool = False
    cancelled_child_ends_group: bool = False
    shield_absorbs: bool = True
    cancelled_is_failure_for_follow_ups: bool = True
    value_in_spite_of_cancel_wins: bool = True
    cleanup_error_wins: bool = True
    #: Beyond the defects that are planted: what older daemons do otherwise.
    cancelled_child_ends_gather: bool = True
    #: Of jobd's answers, which asyncio has in sets.
    done_in_order: bool = True
    zero_is_not_begun: bool = True


class OracleJob:
    """A task, and the futures by which the program drives it."""

    def __init__(self, fields: Operation) -> None:
        self.name = str(fields["job"])
        self.cleans = bool(fields.get("cleans"))
        self.shield = bool(fields.get("shield"))
        self.attempts = int(fields.get("attempts", 1))
        self.attempt = 0
        self.state = "waiting"
        self.steered: "Optional[asyncio.Future[object]]" = None
        self.gate: "Optional[asyncio.Future[None]]" = None
        self.task: "asyncio.Task[object]"
