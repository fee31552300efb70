"""Whether a daemon is still there whose answer may be silent for as long as a job likes."""

from __future__ import annotations

import threading
import weakref
from typing import Protocol

from .._errors import JobdError
from .caller import Caller

#: How often the daemon is asked, and how long it may take to answer that.
LOOK_SECONDS = 30.0
LOOK_ANSWER_SECONDS = 30.0


class Watched(Protocol):
    """What is told that nobody answers any more."""

    def lose(self) -> None:
        """Ends it."""


class LifeWatch:
    """Asks beside a stream, in a thread of its own, until ``end`` or until nobody holds the stream any more."""

    def __init__(self, stream: Watched, caller: Caller, path: str) -> None:
        self._stream = weakref.ref(stream)
        self._caller = caller
        self._path = path
        self._over = threading.Event()
        threading.Thread(target=self._run, name="jobd-watch", daemon=True).start()

    def end(self) -> None:
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(LOOK_SECONDS) and self._stream() is not None:
            try:
                # Any answer will do: whoever may not look is there, too.
                self._caller.ask("GET", self._path, timeout=LOOK_ANSWER_SECONDS)
            except JobdError as error:
                stream = self._stream()
                if error.code == "unreachable" and stream is not None and not self._over.is_set():
                    return stream.lose()
