"""One attempt of a job in this worker: what was asked, what became of it, and the way to jobd."""

from __future__ import annotations

import abc
import dataclasses
import datetime
import threading
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional

from .._encoding import too_large
from .._limits import RESULT_BYTES_MAX
from .handlers import Handler

if TYPE_CHECKING:
    from .flush import Flush
    from .parents import Batch, Parent


@dataclasses.dataclass(frozen=True)
class Cancel:
    """That the attempt shall end, and why: ``user``, ``timeout``, ``shutdown`` or ``lease_lost``."""

    cause: str
    reason: Optional[str] = None


@dataclasses.dataclass
class Run:
    """What jobd asks for. Nobody changes it; it is not frozen because that triples the cost of making one."""

    fence: str
    job: int
    name: str
    queue: str
    attempt: int
    max_attempts: Optional[int] = None
    payload: Any = None
    tags: Dict[str, str] = dataclasses.field(default_factory=dict)
    timeout: Optional[float] = None
    deadline: Optional[datetime.datetime] = None
    checkpoint: Optional[bytes] = None
    parents: List["Parent"] = dataclasses.field(default_factory=list)
    #: ``None``: nobody has asked yet.
    batches: Optional[List["Batch"]] = dataclasses.field(default_factory=list)
    ask_batches: "Callable[[], List[Batch]]" = list


class Link(abc.ABC):
    """The way of one attempt to jobd. Its methods may be called from every thread."""

    def __init__(self) -> None:
        self._yielded_bytes = 0

    def count_yielded(self, value: bytes) -> None:
        """Adds up what a generator has made; raises ``ResultError`` beyond the bound of a result."""
        self._yielded_bytes += len(value) + 1
        if self._yielded_bytes > RESULT_BYTES_MAX:
            raise too_large(self._yielded_bytes)

    @abc.abstractmethod
    def progress(self, report: Dict[str, Any]) -> None:
        """How far it is."""

    @abc.abstractmethod
    def checkpoint(self, data: bytes, needs_flush: bool) -> "Flush":
        """Bytes for the next attempt."""

    @abc.abstractmethod
    def follow_up(self, job: Dict[str, Any], on: str) -> None:
        """A job that begins when this one has ended."""

    @abc.abstractmethod
    def yield_value(self, value: bytes) -> None:
        """One more value of the result."""

    @abc.abstractmethod
    def yielded(self) -> Optional[bytes]:
        """What is left to be sent at the end of a generator: all values, or nothing."""

    @abc.abstractmethod
    def log(self, text: str, stream: str) -> None:
        """Output for the log of the job."""


class Attempt:
    """An attempt from its start to its end."""

    def __init__(self, handler: Handler, run: Run, link: Link) -> None:
        from .context import Context

        self.handler = handler
        self.run = run
        self.link = link
        self.context = Context(self)
        #: The first cancel; later ones only hasten what follows.
        self.cancel: Optional[Cancel] = None
        #: Nothing may be sent for it any more.
        self.has_ended = False
        #: Called between two steps of plain code: raises if a cancel has come that has not been raised yet.
        self.poll: Callable[[], None] = _nothing
        self._interrupt: Optional[Callable[[], None]] = None
        self._lock = threading.Lock()

    def invoke(self) -> Any:
        """Calls the handler."""
        return self.handler.invoke(self.run.payload, self.context)

    def request_cancel(self, cancel: Cancel) -> None:
        """Tells the handler to end, whatever thread it runs in; nothing happens after its end."""
        with self._lock:
            if self.cancel is not None or self.has_ended:
                return
            self.cancel = cancel
            interrupt = self._interrupt
        if interrupt is not None:
            interrupt()

    def begin(self, interrupt: Callable[[], None]) -> None:
        """From now on a cancel is told by ``interrupt``, which is called at once if one has come already."""
        with self._lock:
            self._interrupt = interrupt
            is_late = self.cancel is not None
        if is_late:
            interrupt()


def _nothing() -> None:
    pass
