"""How long a claimed job belongs to this worker, by its own clock."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict

from .._times import seconds_from

#: Counts the time during which the machine was suspended: a lease runs out then as well.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

Clock = Callable[[], float]


def now() -> float:
    """Seconds on the clock of leases."""
    return time.clock_gettime(_CLOCK)


class Lease:
    """The lease of one claim. It is counted from when the request was sent that was answered with it: the daemon can
    only have counted from later on."""

    def __init__(self, fields: Dict[str, Any], sent_at: float) -> None:
        self.seconds = _seconds(fields.get("lease"), 60.0)
        self.renew_in = min(_seconds(fields.get("renew_in"), self.seconds / 3), self.seconds / 2)
        self.ends_at = sent_at + self.seconds

    def renew(self, fields: Dict[str, Any], sent_at: float) -> None:
        """After an answer to a heartbeat."""
        self.seconds = _seconds(fields.get("lease"), self.seconds)
        self.renew_in = min(_seconds(fields.get("renew_in"), self.seconds / 3), self.seconds / 2)
        self.ends_at = max(self.ends_at, sent_at + self.seconds)


def _seconds(value: Any, default: float) -> float:
    try:
        return seconds_from(value)
    except ValueError:
        return default
