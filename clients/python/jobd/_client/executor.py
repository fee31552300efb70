"""A ``concurrent.futures.Executor`` whose functions are registered handlers, and whose work survives this program."""

from __future__ import annotations

import concurrent.futures
import os
import threading
from typing import Any, Callable, Mapping, Optional, Set, Union

from .._worker.handlers import registry
from .caller import PATIENCE_SECONDS
from .client import Client
from .endpoints import endpoint_for
from .engine import End, Engine
from .fields import names_ids, submission
from .job import Job
from .submitter import Submitting

#: The name of a handler for all functions, or one for each function.
Handlers = Union[str, Mapping[Any, str]]


class JobFuture(concurrent.futures.Future):  # type: ignore[type-arg]
    """The future of a job. ``cancel`` also cancels a job that runs already."""

    def __init__(self, executor: "Executor") -> None:
        super().__init__()
        #: The id of the job, once it is known.
        self.id: Optional[int] = None
        #: Names the database that it is in.
        self._store: Optional[str] = None
        self._executor = executor
        self._lock = threading.Lock()
        self._is_claimed = False

    def _claim(self) -> bool:
        """Whether the caller is the first that ends it, and the only one."""
        with self._lock:
            is_first, self._is_claimed = not self._is_claimed, True
            return is_first

    def cancel(self) -> bool:
        """Gives the future up, and asks for the job to be cancelled; false if it is done.

        Futures of threads do not know a cancel that takes its time: this one is cancelled at once, its job when the
        daemon has ended it. The executor's ``with`` waits for that.
        """
        if not self._claim():
            return self.cancelled()
        super().cancel()
        # Those that wait for several futures count only what has been notified.
        self.set_running_or_notify_cancel()
        self._executor._cancel(self)
        return True


class Executor(concurrent.futures.Executor):
    """Runs registered handlers as jobs::

        with jobd.Executor() as executor:
            for thumb in executor.map(make_thumb, paths):
                print(thumb)

        await loop.run_in_executor(executor, make_thumb, path)

    A function is one that ``@jobd.handler`` registered here, under its name; or one that the mapping
    ``handler_or_map`` gives a handler's name for; with a text as ``handler_or_map``, any function stands for that
    handler. It is not called in this program: the daemon's worker runs the handler. It takes one payload, or none.
    Other fields of submissions (``timeout=``, ``tags=``) hold for all jobs.

    A future raises ``JobFailed``, ``JobTimeout`` or ``JobCancelled``. ``shutdown`` waits until all jobs have ended.
    """

    def __init__(
        self,
        handler_or_map: Optional[Handlers] = None,
        queue: Optional[str] = None,
        *,
        url: Optional[str] = None,
        token: Optional[str] = None,
        token_file: Optional[str] = None,
        patience: float = PATIENCE_SECONDS,
        **fields: Any,
    ) -> None:
        self._handlers = handler_or_map
        self._fields = {"queue": queue, **fields}
        self._engine = Engine(endpoint_for(url, token, token_file), patience)
        self._sync = Client._over(self._engine.caller)
        self._pid = os.getpid()
        self._changed = threading.Condition()
        self._running: Set[JobFuture] = set()
        self._is_shut_down = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> JobFuture:
        """Submits a job for the handler that ``fn`` is, with the payload ``args[0]``."""
        if kwargs or len(args) > 1:
            raise TypeError("a handler takes one payload: put what it needs into a dict or a list")
        if self._pid != os.getpid():
            raise RuntimeError("this executor belongs to another process; make one after the fork")
        fields = {**self._fields, "handler": self._name_of(fn)}
        line = submission(None, args[0] if args else None, fields)
        future = JobFuture(self)
        with self._changed:
            if self._is_shut_down:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._running.add(future)
        submitting = Submitting(
            line, lambda *end: self._submitted(future, submitting.store, *end), is_new=not names_ids(fields)
        )
        self._engine.submitter.submit(submitting)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Takes no more jobs; with ``wait`` returns when all have ended, cancelled ones too."""
        with self._changed:
            self._is_shut_down = True
            running = list(self._running)
        if not running:
            self._engine.close()
        if cancel_futures:
            for each in running:
                each.cancel()
        if wait:
            with self._changed:
                self._changed.wait_for(lambda: not self._running)

    def _name_of(self, function: Any) -> str:
        handlers = self._handlers
        known = next((name for name, each in registry.items() if each.function is function), None)
        if isinstance(handlers, str):
            if known is not None and known != handlers:
                raise ValueError(f"{function!r} is the handler {known!r}, and this executor is for {handlers!r}")
            return handlers
        if handlers is not None:
            try:
                return handlers[function]
            except KeyError:
                raise ValueError(f"this executor has no handler for {function!r}") from None
        if known is None:
            raise ValueError(f"{function!r} is no handler; register it with @jobd.handler, or give handler_or_map")
        return known

    def _submitted(
        self, future: JobFuture, store: Optional[str], id: int, job: Optional[Job], error: Optional[Exception]
    ) -> None:
        if error is not None:
            return self._ended(future, End(None, None, error))
        with self._changed:
            future.id, future._store = id, store
            is_cancelled = future.cancelled()
        if is_cancelled:
            self._ask_to_cancel(future)
        self._engine.watch(id, lambda end: self._ended(future, end), store)

    def _cancel(self, future: JobFuture) -> None:
        with self._changed:
            is_submitted = future.id is not None
        # Otherwise it is cancelled when its id is known.
        if is_submitted:
            self._ask_to_cancel(future)

    def _ask_to_cancel(self, future: JobFuture) -> None:
        # A refusal says that it has ended, or that it goes on: either way its end is waited for.
        self._engine.call(lambda: self._sync.cancel(future), lambda value, error: None)

    def _ended(self, future: JobFuture, end: End) -> None:
        if future._claim():
            future.set_running_or_notify_cancel()
            if end.error is not None:
                future.set_exception(end.error)
            else:
                future.set_result(end.value)
        with self._changed:
            self._running.discard(future)
            is_over = self._is_shut_down and not self._running
            if not self._running:
                self._changed.notify_all()
        if is_over:
            self._engine.close()
