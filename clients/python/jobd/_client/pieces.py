"""What comes piece by piece, for a loop: output, values, the results of a batch."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, AsyncGenerator, Callable, NamedTuple, Optional, Union

from .bridge import Bridge


class _Piece(NamedTuple):
    """A value may be anything, ``None`` and errors too."""

    value: Any


class _End(NamedTuple):
    error: Optional[Exception]


async def pieces(loop: asyncio.AbstractEventLoop, open: Callable[[], Any]) -> AsyncGenerator[Any, None]:
    """What the stream gives, read in a thread of its own, a piece ahead. Leaving it ends the thread and the request."""
    coming: "asyncio.Queue[Union[_Piece, _End]]" = asyncio.Queue()
    room = threading.Semaphore(2)
    has_left = threading.Event()
    source = open()

    def leave() -> None:
        has_left.set()
        room.release()
        source.close()

    bridge = Bridge(loop, leave)

    def read() -> None:
        try:
            for piece in source:
                room.acquire()
                if has_left.is_set():
                    return
                bridge.post(coming.put_nowait, _Piece(piece))
        except Exception as failure:
            bridge.post(coming.put_nowait, _End(failure))
        else:
            bridge.post(coming.put_nowait, _End(None))

    threading.Thread(target=read, name="jobd-stream", daemon=True).start()
    try:
        while True:
            came = await coming.get()
            if isinstance(came, _End):
                if came.error is not None:
                    raise came.error
                return
            room.release()
            yield came.value
    finally:
        leave()
