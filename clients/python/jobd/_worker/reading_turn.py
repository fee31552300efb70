"""Whose turn it is to read the channel of a worker process.

While it has nothing to run, the main thread reads: then a short job costs no change of threads, which is most of what
it would cost. While a handler runs, somebody has to hear of cancels and of the end of jobd: a watcher looks every few
milliseconds, and takes over once a handler has run from one look to the next. It gives the turn back with the next
job. A worker without jobs wakes nobody.
"""

from __future__ import annotations

import threading
from typing import Callable

from .attempt import Attempt
from .stage import Stage

#: Between two looks of the watcher: how long a cancel may wait that follows its job at once.
LOOK_SECONDS = 0.02
#: Looks without a job after which the watcher sleeps until there is one.
QUIET_LOOKS = 50


class ReadingTurn:
    """Calls ``read`` for each message, on one thread at a time. With an event loop that is always the watcher."""

    def __init__(self, stage: Stage, read: Callable[[], None], *, is_watchers: bool) -> None:
        self._stage = stage
        self._read = read
        self._is_watchers = is_watchers
        self._has_loop = is_watchers
        self._lock = threading.Lock()
        self._is_asleep = False
        self._wake = threading.Event()

    def start(self) -> None:
        """Starts the watcher."""
        threading.Thread(target=self._watch, name="jobd channel", daemon=True).start()

    def idle(self) -> None:
        """On the main thread, when it has nothing to run: reads a message, or waits for the watcher to find one."""
        with self._lock:
            if self._stage.is_closed and not self._is_watchers:
                # The main thread has to hear of the last end.
                self._is_watchers = True
                self._wake.set()
            is_mine = not self._is_watchers
        if is_mine:
            self._read()
        else:
            self._stage.wait()

    def on_start(self) -> None:
        """On the main thread, before it runs a handler."""
        if self._is_asleep:
            self._wake.set()

    def start_attempt(self, attempt: Attempt) -> None:
        """Starts what was read. With it the main thread gets the turn, if that is where it runs."""
        if not self._has_loop and self._is_watchers and self._stage.is_main_thread_free:
            with self._lock:
                self._is_watchers = False
        self._stage.start(attempt)

    def _watch(self) -> None:
        quiet, started = 0, -1
        while True:
            if self._is_watchers:
                self._read()
                continue
            seen = self._stage.current
            quiet = quiet + 1 if started == self._stage.started and seen is None else 0
            started = self._stage.started
            if quiet > QUIET_LOOKS:
                quiet = 0
                self._sleep(started)
                continue
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()
            with self._lock:
                if seen is not None and self._stage.current is seen:
                    self._is_watchers = True

    def _sleep(self, started: int) -> None:
        self._is_asleep = True
        # A job that began before that line did not wake it.
        if self._stage.started == started and not self._is_watchers:
            self._wake.wait()
        self._wake.clear()
        self._is_asleep = False
