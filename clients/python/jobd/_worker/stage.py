"""Where handlers run: plain ones on the main thread, asynchronous ones in one event loop there, others in threads."""

from __future__ import annotations

import asyncio
import collections
import queue
import threading
import traceback
from typing import Callable, Deque, Optional

from .attempt import Attempt
from .interrupt import MainThread, SignalInterrupt, ThreadInterrupt
from .outcome import Outcome, WasCancelled
from .running import run_async, run_plain

#: Told how an attempt ended, on the thread that it ran on.
Finish = Callable[[Attempt, Outcome], None]


class Stage:
    """Runs attempts. Made on the main thread, which then calls ``run``; ``start`` may be called from any thread.

    A plain handler runs on the main thread if nothing else runs and ``main_thread_for_plain`` allows it, so that it
    can be cancelled by a signal; else in a thread of its own.

    ``idle`` is called on the main thread when it has nothing to run; it may return early, and is called again.
    Without it the main thread waits. With an event loop it runs that instead. ``on_start`` is called there before each
    plain attempt.
    """

    def __init__(
        self,
        finish: Finish,
        *,
        has_loop: bool,
        main_thread_for_plain: bool = True,
        idle: Optional[Callable[[], None]] = None,
        on_start: Callable[[], None] = lambda: None,
    ) -> None:
        self._finish = finish
        self._on_start = on_start
        self._idle = idle or self.wait
        self._main = MainThread()
        #: The plain attempt on the main thread, and how many there have been.
        self.current: Optional[Attempt] = None
        self.started = 0
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        if has_loop:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        self._main_thread_for_plain = main_thread_for_plain
        self._lock = threading.Lock()
        self._calls: Deque[Attempt] = collections.deque()
        self._bell: "queue.SimpleQueue[None]" = queue.SimpleQueue()
        #: Attempts that have not ended, and those of them that are in threads.
        self._active = 0
        self._in_threads = 0
        self._is_closed = False

    def start(self, attempt: Attempt) -> None:
        """Starts an attempt."""
        with self._lock:
            is_alone = self._active == self._in_threads
            self._active += 1
            takes_thread = not attempt.handler.is_async and not (is_alone and self._main_thread_for_plain)
            if takes_thread:
                self._in_threads += 1
            elif not attempt.handler.is_async:
                self._calls.append(attempt)
        if takes_thread:
            self._start_thread(attempt)
        elif attempt.handler.is_async:
            assert self._loop is not None
            self._loop.call_soon_threadsafe(self._start_task, attempt)
        elif threading.get_ident() != self._main.ident:
            self._ring()

    def wait(self) -> None:
        """Waits on the main thread until there is something to do."""
        self._bell.get()

    @property
    def is_main_thread_free(self) -> bool:
        """Whether a plain attempt would run on the main thread."""
        with self._lock:
            return self._main_thread_for_plain and self._active == self._in_threads

    @property
    def is_closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._is_closed

    def close(self) -> None:
        """No more attempts: ``run`` returns when the last has ended."""
        with self._lock:
            self._is_closed = True
        self._ring()

    def run(self) -> None:
        """Runs what comes, until it is closed and idle."""
        while True:
            with self._lock:
                attempt = self._calls.popleft() if self._calls else None
                is_over = self._is_closed and self._active == 0
            if attempt is not None:
                self.current = attempt
                self.started += 1
                self._on_start()
                self._run_here(attempt)
            elif is_over:
                break
            elif self._loop is None:
                self._idle()
            else:
                self._run_loop(self._loop)
        if self._loop is not None:
            self._close_loop(self._loop)

    def _ring(self) -> None:
        if self._loop is None:
            self._bell.put(None)
            return
        try:
            self._loop.call_soon_threadsafe(self._loop.stop)
        except RuntimeError:
            # It has been closed meanwhile: nobody waits.
            pass

    def _run_here(self, attempt: Attempt) -> None:
        outcome = run_plain(attempt, SignalInterrupt(attempt, self._main))
        self._end(attempt, outcome)

    def _start_thread(self, attempt: Attempt) -> None:
        def body() -> None:
            outcome = run_plain(attempt, ThreadInterrupt(attempt))
            self._end(attempt, outcome, is_thread=True)

        threading.Thread(target=body, name=f"jobd job {attempt.run.job}", daemon=True).start()

    def _start_task(self, attempt: Attempt) -> None:
        loop = self._loop
        assert loop is not None
        task = loop.create_task(run_async(attempt))

        def interrupt() -> None:
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:
                pass

        def done(task: "asyncio.Task[Outcome]") -> None:
            # A task that is cancelled before its first step never runs at all.
            self._end(attempt, WasCancelled() if task.cancelled() else task.result())

        task.add_done_callback(done)
        attempt.begin(interrupt)

    def _end(self, attempt: Attempt, outcome: Outcome, is_thread: bool = False) -> None:
        with self._lock:
            self._active -= 1
            if self.current is attempt:
                self.current = None
            self._in_threads -= 1 if is_thread else 0
            is_over = self._is_closed and self._active == 0
        # The end is told last: what it brings may be started here at once.
        self._finish(attempt, outcome)
        if is_over:
            self._ring()

    def _run_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            loop.run_forever()
        except SystemExit:
            # A task that a handler had left behind called exit. That is not for it to decide.
            traceback.print_exc()

    def _close_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=1.0))
        loop.run_until_complete(loop.shutdown_asyncgens())
        asyncio.set_event_loop(None)
        loop.close()
