"""The last part of a remote worker: sees to it that its process ends, whatever handlers have left behind."""

from __future__ import annotations

import os
import threading
import time
from typing import Callable

from .output import flush_output
from .parts import OnFailure, part


def bound_exit(seconds: float, code: int, say: Callable[[str], None], on_failure: OnFailure) -> None:
    """From the end of the main thread on, the process has that long, and ends with ``code`` if it needs longer.

    The interpreter waits for all threads then, those of ``asyncio.to_thread`` too, and nobody can end a thread that
    does not end by itself.
    """
    is_over = threading.Event()
    # What was registered last is called first: before the one of concurrent.futures that waits. Nothing public comes
    # before it; without this one the end of the main thread is only seen after it.
    register = getattr(threading, "_register_atexit", None)
    if register is not None:
        register(is_over.set)

    def wait() -> None:
        if register is None:
            threading.main_thread().join()
        else:
            is_over.wait()
        time.sleep(seconds)
        say("a thread that a handler left does not end; the process ends under it")
        flush_output()
        os._exit(code)

    part("exit", wait, on_failure).start()
