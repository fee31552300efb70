"""A few threads for what must not block a loop.

They are daemon threads, which those of ``concurrent.futures`` are not: a program ends although a request of it waits.
"""

from __future__ import annotations

import logging
import queue
import threading
from typing import Callable, Optional

logger = logging.getLogger("jobd")

#: Seconds without work after which a thread ends.
_IDLE_SECONDS = 20.0


class Pool:
    """Runs functions in at most ``size`` threads, started when they are needed."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._waiting: "queue.SimpleQueue[Optional[Callable[[], None]]]" = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._busy = 0

    def post(self, work: Callable[[], None]) -> None:
        """Runs ``work`` soon. What it raises is logged."""
        with self._lock:
            self._busy += 1
            needs_thread = self._busy > self._threads and self._threads < self._size
            self._threads += needs_thread
        self._waiting.put(work)
        if needs_thread:
            threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                work = self._waiting.get(timeout=_IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    # What was posted meanwhile counts on this thread.
                    if self._busy >= self._threads:
                        continue
                    self._threads -= 1
                    return
            try:
                if work is not None:
                    work()
            except BaseException:
                logger.exception("a request could not be carried out")
            finally:
                # Nothing of it may stay alive while this thread waits.
                del work
                with self._lock:
                    self._busy -= 1
