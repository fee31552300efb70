"""All jobs that one client waits for, in as few waiting requests as the daemon's bound allows."""

from __future__ import annotations

import threading
from typing import List

from .caller import Caller
from .wait_set import OnEnd, WaitSet

#: Jobs in one waiting request; the daemon takes 100,000. More are split over several.
SET_IDS_MAX = 50_000


class Waits:
    """All jobs that are waited for by one client."""

    def __init__(self, caller: Caller, ids_max: int = SET_IDS_MAX) -> None:
        self._caller = caller
        self._ids_max = ids_max
        self._lock = threading.Lock()
        self._sets: List[WaitSet] = []

    def add(self, id: int, on_end: OnEnd) -> None:
        """Calls ``on_end`` once, in some thread, when the job has ended."""
        with self._lock:
            found = next((each for each in self._sets if id in each.watched or len(each.watched) < self._ids_max), None)
            if found is None:
                found = WaitSet(self._caller)
                self._sets.append(found)
            found.add(id, on_end)

    def remove(self, id: int, on_end: OnEnd) -> None:
        """Nobody waits for it any more. The job goes on."""
        with self._lock:
            for each in self._sets:
                each.remove(id, on_end)

    def close(self) -> None:
        """Ends all requests. Jobs go on."""
        with self._lock:
            for each in self._sets:
                each.close()
