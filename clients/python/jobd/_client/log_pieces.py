"""The output of a job as it is written, for a loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, AsyncIterator, Callable, Optional

from .bridge import Bridge


async def pieces(loop: asyncio.AbstractEventLoop, open: Callable[[], Any]) -> AsyncIterator[bytes]:
    """What the stream gives, read in a thread of its own, a piece ahead. Leaving it ends the thread and the request."""
    coming: "asyncio.Queue[Any]" = asyncio.Queue()
    room = threading.Semaphore(2)
    has_left = threading.Event()
    source = open()

    def leave() -> None:
        has_left.set()
        room.release()
        source.close()

    bridge = Bridge(loop, leave)

    def read() -> None:
        error: Optional[BaseException] = None
        try:
            for piece in source:
                room.acquire()
                if has_left.is_set():
                    return
                bridge.post(coming.put_nowait, piece)
        except Exception as failure:
            error = failure
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
        leave()
