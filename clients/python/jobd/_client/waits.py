"""All jobs that one client waits for, in as few waiting requests as the daemon's bound allows."""

from __future__ import annotations

import threading
from typing import List, Optional

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

    def add(self, id: int, on_end: OnEnd, store: Optional[str] = None) -> None:
        """Calls ``on_end`` once, in some thread, when the job has ended. ``store`` names the database that it is in."""
        with self._lock:
            now = self._caller.store
            if store is None or store == now:
                self._set_for(id, now).add(id, on_end)
                return
        on_end(None, self._caller.other_store())

    def _set_for(self, id: int, store: Optional[str]) -> WaitSet:
        for each in self._sets:
            if not each.watched:
                each.store = store
            if each.store == store and (id in each.watched or len(each.watched) < self._ids_max):
                return each
        made = WaitSet(self._caller)
        made.store = store
        self._sets.append(made)
        return made

    def lose(self) -> None:
        """Another database answers: what becomes of the jobs will never be known here."""
        error = self._caller.other_store()
        with self._lock:
            sets = [each for each in self._sets if each.store != self._caller.store]
        for each in sets:
            each.lose(error)

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
