"""Events as they come, over as many requests as it takes."""

from __future__ import annotations

import json
import time
from typing import Any, Iterator, Mapping, Optional

from .._errors import JobdError
from . import fields as _fields
from .byte_stream import ByteStream
from .caller import AWAY, Caller, Patience
from .closable import Closable
from .endpoints import HOW_TO_START
from .event import Event
from .event_place import EventPlace
from .fields import store_of

#: The daemon says every 15 seconds that it is there. Whatever is between it and this client may die in silence.
_SILENCE_SECONDS = 60.0
#: An event has one job, whose tags and name are bounded.
_LINE_BYTES_MAX = 1 << 20


class EventStream(Closable):
    """Events, in order and without an end.

    ``close``, which another thread may call, leaves it.
    """

    def __init__(
        self, caller: Caller, after: Optional[str], snapshot: bool, filters: Mapping[str, Any]
    ) -> None:
        self._caller = caller
        self._filters = filters
        self._place = EventPlace(after, snapshot)
        self._store = store_of(filters.get("batch"))
        self._has_begun = False
        self._stream = self._new_stream()
        super().__init__(self._read(), lambda: self._stream.close())

    def _new_stream(self) -> ByteStream:
        query = _fields.query({**self._filters, **self._place.query()})
        # Names are what they are in any database; a batch, and what was heard before, are of one.
        is_new = not self._has_begun and "batch" not in self._filters
        return ByteStream(
            self._caller,
            f"/v1/events?{query}" if query else "/v1/events",
            store=self._store,
            headers={"Accept": "application/x-ndjson"},
            silence_seconds=_SILENCE_SECONDS,
            is_new=is_new,
            ends_anywhere=True,
        )

    def _read(self) -> Iterator[Event]:
        patience = Patience(self._caller.patience)
        try:
            while True:
                try:
                    for event in self._events():
                        is_told = self._place.take(event)
                        # A snapshot that never comes to its end is no reason to ask for another at once.
                        if self._place.is_kept and event.event != "gap":
                            patience.renew()
                        if is_told:
                            yield event
                    error = JobdError("unreachable", f"{self._caller.endpoint.url}: the stream has ended", HOW_TO_START)
                except JobdError as lost:
                    error = lost
                if self._is_closed:
                    return
                self._wait(error, patience)
        finally:
            self._stream.close()

    def _events(self) -> Iterator[Event]:
        """Those of one request."""
        self._stream.content_type()
        self._has_begun = True
        self._store = self._store or self._caller.store
        gap = self._place.begin()
        if gap is not None:
            yield gap
        rest = b""
        for piece in self._stream:
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                if line:
                    yield self._event(line)
            if len(rest) > _LINE_BYTES_MAX:
                raise self._caller.not_jobd(f"an event has more than {_LINE_BYTES_MAX} bytes")

    def _event(self, line: bytes) -> Event:
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("event"), str):
            raise self._caller.not_jobd("what it sends is no event")
        return Event(found, self._store)

    def _wait(self, error: JobdError, patience: Patience) -> None:
        """Until a daemon that is away may be back. One that was never there is not waited for."""
        is_passing = error.code == "unreachable" or error.status in AWAY
        if not is_passing or not (self._has_begun or self._caller.has_answered):
            raise error
        pause = patience.pause()
        if pause is None:
            raise error
        time.sleep(pause)
        self._place.lose()
        self._stream.close()
        self._stream = self._new_stream()
        if self._is_closed:
            self._stream.close()
