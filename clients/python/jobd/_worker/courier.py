"""The thread that sends output, progress and checkpoints of a remote worker while its handlers run."""

from __future__ import annotations

import threading
import time
from typing import Callable, List

from .._http import Unreachable
from .claims_api import pause_after
from .parts import OnFailure, part
from .remote_link import RemoteLink

#: What is said within this time is sent together.
GATHER_SECONDS = 0.25


class Courier:
    """Sends what waits on the links, soon; at once if somebody waits for it."""

    def __init__(
        self, links: Callable[[], List[RemoteLink]], clock: Callable[[], float], on_failure: OnFailure
    ) -> None:
        self._on_failure = on_failure
        self._links = links
        self._clock = clock
        self._has_work = threading.Event()
        self._is_urgent = threading.Event()

    def start(self) -> None:
        """Starts the thread."""
        part("courier", self._run, self._on_failure).start()

    def wake(self, is_urgent: bool) -> None:
        """There is something to send."""
        if is_urgent:
            self._is_urgent.set()
        if not self._has_work.is_set():
            self._has_work.set()

    def _run(self) -> None:
        failures = 0
        while True:
            self._has_work.wait()
            self._is_urgent.wait(GATHER_SECONDS)
            self._has_work.clear()
            self._is_urgent.clear()
            pause = 0.0
            for link in self._links():
                try:
                    if link.has_pending:
                        link.send_pending(self._clock)
                except Unreachable as error:
                    pause = max(pause, pause_after(error, failures))
            if pause == 0:
                failures = 0
                continue
            failures += 1
            # An urgent word does not make the daemon answer sooner.
            time.sleep(pause)
            self._has_work.set()
