"""TERM and INT for a remote worker: heard by a thread, whatever the main thread does, C code included."""

from __future__ import annotations

import os
import signal
import socket
import threading
from types import FrameType
from typing import Optional

from .interrupt import uninterrupted

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StopSignals:
    """Made on the main thread. Python writes the number of each signal to a socket before anything else."""

    def __init__(self) -> None:
        self._reading, self._writing = socket.socketpair()
        self._writing.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, _nothing)
        os.register_at_fork(before=_hold_back, after_in_parent=_let_through, after_in_child=_forget)

    def wait(self, seconds: Optional[float] = None) -> bool:
        """Waits for one of them, or for ``ask``; false when the time is up. Signals of other kinds do not end it by
        more than starting the time anew."""
        self._reading.settimeout(seconds)
        while True:
            try:
                number = self._reading.recv(1)[0]
            except socket.timeout:
                return False
            if number == 0 or number in STOP_SIGNALS:
                return True

    def ask(self) -> None:
        """As a signal does."""
        self._writing.send(b"\0")


def _nothing(number: int, frame: Optional[FrameType]) -> None:
    pass


# A signal for a forked child is its own, and ends it as it would have without a worker around it: multiprocessing ends
# its pools so. One that comes before the child has taken back our handlers must wait, or it is lost.

_before: "threading.local" = threading.local()


@uninterrupted
def _hold_back() -> None:
    _before.mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


@uninterrupted
def _let_through() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, _before.mask)


@uninterrupted
def _forget() -> None:
    try:
        signal.set_wakeup_fd(-1)
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
    except ValueError:
        # Forked by another thread, by an interpreter that does not take that for the main one.
        pass
    finally:
        _let_through()
