"""Cancelling plain functions: ``Cancelled`` is raised between two steps of their code.

On the main thread a signal does it, which also ends a call that sleeps or waits. In other threads Python can only be
asked to raise at the next step of Python code: a call that blocks ends first.

However late a cancel comes, it never leaves ``call``: an attempt is interrupted at most once, only while its handler
runs, and only if it is the one that was cancelled.
"""

from __future__ import annotations

import abc
import ctypes
import signal
import threading
import time
from types import CodeType, FrameType
from typing import Any, Callable, Optional, Set, TypeVar

from .._errors import Cancelled
from .attempt import Attempt

Value = TypeVar("Value")

#: Ignored by a program that does not know it, so a late one harms nobody; Go chose the same for the same reason.
CANCEL_SIGNAL = signal.SIGURG


_uninterrupted: Set[CodeType] = set()

Function = TypeVar("Function", bound=Callable[..., Any])


def uninterrupted(function: Function) -> Function:
    """Marks a function that the interpreter calls by itself, and that must not be left half done."""
    _uninterrupted.add(function.__code__)
    return function


class Interrupt(abc.ABC):
    """The interruption of one attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._wanted = False
        self._delivered = False
        attempt.poll = self.poll
        attempt.begin(self.request)

    @abc.abstractmethod
    def request(self) -> None:
        """Asks for it, from any thread."""

    @abc.abstractmethod
    def call(self, function: Callable[[], Value]) -> Value:
        """Calls the function, which may end with ``Cancelled``."""

    def poll(self) -> None:
        """Raises ``Cancelled`` if it is due."""
        if self._wanted and not self._delivered:
            self._delivered = True
            raise self._cancelled()

    def _cancelled(self) -> Cancelled:
        cancel = self._attempt.cancel
        return Cancelled("user") if cancel is None else Cancelled(cancel.cause, cancel.reason)


class MainThread:
    """The receiver of the signal. There is one, made on the main thread."""

    def __init__(self) -> None:
        self.current: Optional[SignalInterrupt] = None
        self.ident = threading.get_ident()
        signal.signal(CANCEL_SIGNAL, self._on_signal)

    def _on_signal(self, number: int, frame: Optional[FrameType]) -> None:
        running = self.current
        if running is not None and not _would_be_swallowed(frame):
            running.poll()


class SignalInterrupt(Interrupt):
    """Interrupts what runs on the main thread."""

    def __init__(self, attempt: Attempt, thread: MainThread) -> None:
        self._thread = thread
        super().__init__(attempt)

    def request(self) -> None:
        self._wanted = True
        threading.Thread(target=self._nudge, name="jobd cancel", daemon=True).start()

    def _nudge(self) -> None:
        """Sends the signal until it was heard: one that comes just before a system call begins does not end it."""
        pause = 0.02
        while not self._delivered and not self._attempt.has_ended:
            signal.pthread_kill(self._thread.ident, CANCEL_SIGNAL)
            time.sleep(pause)
            pause = min(pause * 2, 1.0)

    def call(self, function: Callable[[], Value]) -> Value:
        try:
            try:
                self._thread.current = self
                # Either this sees that it is wanted, or the signal comes after the line above.
                self.poll()
                return function()
            finally:
                self._thread.current = None
        except Cancelled:
            # It may have been raised just before the last line.
            self._thread.current = None
            raise


class ThreadInterrupt(Interrupt):
    """Interrupts what runs on another thread, which is the one that makes it."""

    def __init__(self, attempt: Attempt) -> None:
        self._ident = threading.get_ident()
        self._is_open = False
        self._lock = threading.Lock()
        super().__init__(attempt)

    def request(self) -> None:
        with self._lock:
            self._wanted = True
            if self._is_open and not self._delivered:
                self._delivered = True
                _raise_in(self._ident, Cancelled)

    def poll(self) -> None:
        with self._lock:
            super().poll()

    def call(self, function: Callable[[], Value]) -> Value:
        try:
            try:
                self._open()
                return function()
            finally:
                self._close()
        except Cancelled:
            # It may have been raised while it was closing.
            self._close()
            raise

    def _open(self) -> None:
        with self._lock:
            self._is_open = True
        self.poll()

    def _close(self) -> None:
        with self._lock:
            self._is_open = False
        if self._delivered:
            # Asked for and not raised yet: it is too late.
            _raise_in(self._ident, None)


def _raise_in(ident: int, error: Any) -> None:
    raiser = getattr(getattr(ctypes, "pythonapi", None), "PyThreadState_SetAsyncExc", None)
    if raiser is not None:
        raiser(ctypes.c_ulong(ident), None if error is None else ctypes.py_object(error))


def _would_be_swallowed(frame: Optional[FrameType]) -> bool:
    """Whether the interpreter would ignore an exception that is raised here; the signal comes again then."""
    while frame is not None:
        if frame.f_code.co_name == "__del__" or frame.f_code in _uninterrupted:
            return True
        frame = frame.f_back
    return False
