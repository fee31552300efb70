"""The output of a job as it is written, for a loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, AsyncIterator, Callable, Iterator, Optional

from .bridge import Bridge


async def pieces(loop: asyncio.AbstractEventLoop, open: Callable[[], Iterator[bytes]]) -> AsyncIterator[bytes]:
    """What the iterator gives, read in a thread of its own, a piece ahead. Leaving it ends the thread at its next
    piece; the thread never keeps a program from ending."""
    coming: "asyncio.Queue[Any]" = asyncio.Queue()
    room = threading.Semaphore(2)
    has_left = threading.Event()
    bridge = Bridge(loop, has_left.set)

    def read() -> None:
        error: Optional[BaseException] = None
        source = open()
        try:
            for piece in source:
                room.acquire()
                if has_left.is_set():
                    return
                bridge.post(coming.put_nowait, piece)
        except Exception as failure:
            error = failure
        finally:
            getattr(source, "close", lambda: None)()
        bridge.post(coming.put_nowait, error)

    threading.Thread(target=read, name="jobd-log", daemon=True).start()
    try:
        while True:
            piece = await coming.get()
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            room.release()
            yield piece
    finally:
        has_left.set()
        room.release()
