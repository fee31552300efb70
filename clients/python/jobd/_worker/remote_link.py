"""The way of an attempt to jobd over HTTP: what the handler says is kept here, and sent by other threads."""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, List, Optional, Tuple

from .._encoding import clean
from .._errors import JobdError
from .._http import Unreachable
from .._limits import LOG_PENDING_BYTES_MAX, RESULT_BYTES_MAX
from .attempt import Link
from .claims_api import ClaimsAPI, is_stale
from .flush import Flush, too_late
from .lease import Clock, Lease
from .output import JobText


class RemoteLink(Link):
    """One claim: its lease, and what waits to be sent for it. ``wake`` is called when there is something to send."""

    def __init__(self, fence: str, job: int, lease: Lease, api: ClaimsAPI, wake: Callable[[bool], None]) -> None:
        super().__init__()
        self.fence = fence
        self.job = job
        self.lease = lease
        #: What came back of a report of progress.
        self.on_answer: Callable[[Dict[str, Any], float], None] = lambda fields, sent_at: None
        self.follow_ups: List[Tuple[Dict[str, Any], str]] = []
        self._api = api
        self._wake = wake
        self._values: List[bytes] = []
        self._texts: Dict[str, JobText] = {}
        self._logs: List[Tuple[str, bytes]] = []
        self._log_bytes = 0
        self._dropped_bytes = 0
        self._progress: Optional[Dict[str, Any]] = None
        self._checkpoint: Optional[bytes] = None
        self._flushes: List[Flush] = []
        self._has_ended = False
        self._is_ending = False
        self._lost = threading.Event()
        self._lock = threading.Lock()
        self._sending = threading.Lock()

    # Whose it is.

    @property
    def is_lost(self) -> bool:
        """It belongs to somebody else now, or to nobody: nothing may be sent any more."""
        return self._lost.is_set()

    def is_held(self, clock: Clock) -> bool:
        """Whether it is this worker's, by the clock too: it may not have been noticed yet that the lease is over."""
        return not self.is_lost and clock() < self.lease.ends_at

    def wait_lost(self, seconds: float) -> None:
        """Sleeps, at most until it is lost."""
        self._lost.wait(seconds)

    def lose(self) -> None:
        """It is not this worker's any more."""
        with self._lock:
            self._lost.set()
            flushes, self._flushes = self._flushes, []
        for flush in flushes:
            flush.settle(_lost())

    def begin_end(self, clock: Clock) -> bool:
        """Before the end is sent; false if it must not be."""
        with self._lock:
            self._is_ending = self.is_held(clock)
            flushes, self._flushes = self._flushes, []
        for flush in flushes:
            flush.settle(too_late() if self._is_ending else _lost())
        return self._is_ending

    def give_up(self, clock: Clock) -> bool:
        """Before it is given back, which is its end then; false if it must not be: it is not this worker's, or its own
        end is on its way."""
        with self._lock:
            is_mine = self.is_held(clock) and not self._is_ending
            if is_mine:
                self._lost.set()
        return is_mine

    # Said by the handler.

    def progress(self, report: Dict[str, Any]) -> None:
        if not self._has_ended:
            self._progress = report
            self._wake(False)

    def checkpoint(self, data: bytes, needs_flush: bool) -> Flush:
        flush = Flush()
        with self._lock:
            is_late = self.is_lost or self._has_ended
            if not is_late:
                self._checkpoint = data
                if needs_flush:
                    self._flushes.append(flush)
        if is_late:
            flush.settle(_lost() if self.is_lost else too_late())
            return flush
        if not needs_flush:
            flush.settle()
        self._wake(needs_flush)
        return flush

    def follow_up(self, job: Dict[str, Any], on: str) -> None:
        if not self._has_ended:
            self.follow_ups.append((job, on))

    def yield_value(self, value: bytes) -> None:
        self.count_yielded(value)
        self._values.append(value)

    def yielded(self) -> Optional[bytes]:
        return b"[" + b",".join(self._values) + b"]"

    def text(self, stream: str) -> Optional[JobText]:
        """Where the output of this attempt goes."""
        if self._has_ended:
            return None
        text = self._texts.get(stream)
        if text is None:
            text = self._texts.setdefault(stream, JobText(lambda piece: self.log(piece, stream)))
        return text

    def log(self, text: str, stream: str) -> None:
        data = clean(text).encode("utf-8")
        with self._lock:
            if self._log_bytes + len(data) > LOG_PENDING_BYTES_MAX:
                self._dropped_bytes += len(data)
                return
            if self._dropped_bytes:
                data = b"[jobd: %d bytes of output were dropped]\n" % self._dropped_bytes + data
                self._dropped_bytes = 0
            self._logs.append((stream, data))
            self._log_bytes += len(data)
        self._wake(False)

    def end_output(self) -> None:
        """The handler has ended: what it left of a line is output too."""
        for text in list(self._texts.values()):
            text.flush()
        with self._lock:
            self._has_ended = True

    # Sent by other threads.

    @property
    def has_pending(self) -> bool:
        """Whether there is something to send."""
        return bool(self._logs) or self._progress is not None or self._checkpoint is not None or bool(self._flushes)

    def send_pending(self, clock: Clock, with_checkpoint: bool = True) -> None:
        """Sends what waits. Raises ``Unreachable`` if something is left for another time."""
        with self._sending:
            if self.is_held(clock):
                self._send_logs()
            if with_checkpoint and self.is_held(clock):
                self._send_checkpoint()
            if self.is_held(clock):
                self._send_progress(clock)

    def _send_logs(self) -> None:
        while True:
            with self._lock:
                if not self._logs:
                    return
                stream, count, size = self._logs[0][0], 0, 0
                while count < len(self._logs) and self._logs[count][0] == stream and size < RESULT_BYTES_MAX // 2:
                    size += len(self._logs[count][1])
                    count += 1
                data = b"".join(piece for _, piece in self._logs[:count])
            self._attempt(lambda: self._api.log(self.fence, stream, data))
            with self._lock:
                del self._logs[:count]
                self._log_bytes -= size
            if self.is_lost:
                return

    def _send_checkpoint(self) -> None:
        with self._lock:
            data, flushes = self._checkpoint, list(self._flushes)
        error = None
        if data is not None:
            error = self._attempt(lambda: self._api.checkpoint(self.fence, data))
        with self._lock:
            if self._checkpoint is data:
                self._checkpoint = None
            self._flushes = [each for each in self._flushes if each not in flushes]
        for flush in flushes:
            flush.settle(error)

    def _send_progress(self, clock: Clock) -> None:
        report = self._progress
        if report is None:
            return
        sent_at = clock()
        answers: List[Dict[str, Any]] = []
        self._attempt(lambda: answers.append(self._api.progress(self.fence, report)))
        if self._progress is report:
            self._progress = None
        for fields in answers:
            self.on_answer(fields, sent_at)

    def _attempt(self, send: Callable[[], None]) -> Optional[JobdError]:
        """Sends once; a refusal is returned, and drops what was to be sent."""
        try:
            send()
        except Unreachable:
            raise
        except JobdError as error:
            if is_stale(error):
                self.on_answer({"fence": self.fence, "stale": True}, 0.0)
            return error
        return None


def _lost() -> JobdError:
    return JobdError("stale_fence", "the lease has ended; the checkpoint was not kept")
