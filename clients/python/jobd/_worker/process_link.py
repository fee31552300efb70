"""The way of an attempt to jobd over the pipe of a worker process."""

from __future__ import annotations

import base64
import itertools
import threading
from typing import Any, Dict, Optional

from .._encoding import clean, to_json
from .._errors import JobdError
from .attempt import Link
from .channel import Channel
from .flush import Flush, too_late
from .output import JobText


class Share:
    """Whether attempts may share the worker: its handler is asynchronous, jobd may give it several, or has done so.

    jobd cannot tell apart then what they print, unless it is sent as ``log`` messages.
    """

    def __init__(self, is_shared: bool) -> None:
        self.is_shared = is_shared


class ProcessLink(Link):
    """Sends each word at once; after the end it is silent."""

    def __init__(self, fence: str, channel: Channel, share: Share) -> None:
        super().__init__()
        self._fence = fence
        self._channel = channel
        self._share = share
        self._has_ended = False
        self._has_yielded = False
        self._numbers = itertools.count(1)
        self._flushes: Dict[int, Flush] = {}
        self._texts: Dict[str, JobText] = {}
        self._lock = threading.Lock()

    def progress(self, report: Dict[str, Any]) -> None:
        self._send({"type": "progress", **report})

    def checkpoint(self, data: bytes, needs_flush: bool) -> Flush:
        message: Dict[str, Any] = {"type": "checkpoint", "data": base64.b64encode(data).decode("ascii")}
        flush = Flush()
        if needs_flush:
            number = next(self._numbers)
            with self._lock:
                self._flushes[number] = flush
            message["n"] = number
        else:
            flush.settle()
        if not self._send(message):
            flush.settle(too_late())
        return flush

    def checkpointed(self, number: Any, is_kept: bool) -> None:
        """jobd has kept the checkpoint with this number, or could not."""
        with self._lock:
            flush = self._flushes.pop(number, None)
        if flush is not None:
            flush.settle(None if is_kept else JobdError("not_kept", "jobd could not keep the checkpoint"))

    def follow_up(self, job: Dict[str, Any], on: str) -> None:
        self._send({"type": "follow_up", "job": job, "on": on})

    def yield_value(self, value: bytes) -> None:
        self.count_yielded(value)
        self._has_yielded = True
        self._send_encoded(b'{"type":"yield","fence":' + to_json(self._fence) + b',"value":' + value + b"}")

    def yielded(self) -> Optional[bytes]:
        return None if self._has_yielded else b"[]"

    def log(self, text: str, stream: str) -> None:
        self._send({"type": "log", "stream": stream, "text": text})

    def text(self, stream: str, before: Any) -> Optional[JobText]:
        """Where the output of this attempt goes: to standard output while it is alone, else into messages."""
        if self._has_ended:
            return None
        text = self._texts.get(stream)
        if text is None:
            text = self._texts.setdefault(stream, JobText(lambda piece: self._print(piece, stream, before)))
        return text

    def _print(self, text: str, stream: str, before: Any) -> None:
        if self._share.is_shared:
            self.log(clean(text), stream)
        else:
            before.write(text)

    def end(self) -> None:
        """Sends what is left of the output; nothing follows."""
        for text in list(self._texts.values()):
            try:
                text.flush()
            except (OSError, ValueError):
                # Its standard output is closed, or cannot take the text.
                pass
        with self._lock:
            self._has_ended = True
            flushes, self._flushes = list(self._flushes.values()), {}
        for flush in flushes:
            # Of a thread that a handler left behind.
            flush.settle(too_late())

    def _send(self, message: Dict[str, Any]) -> bool:
        return self._send_encoded(to_json({**message, "fence": self._fence}))

    def _send_encoded(self, message: bytes) -> bool:
        # A thread that a handler left behind must not speak after the end: that would be a fault of the worker.
        with self._lock:
            if not self._has_ended:
                self._channel.send(message)
            return not self._has_ended
