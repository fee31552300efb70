"""The values of a handler that yields, while it runs."""

from __future__ import annotations

import json
import time
from typing import Any, Iterator, Optional

from .._errors import JobdError
from .._http import Answer
from . import results
from .byte_stream import ByteStream
from .caller import AWAY, Caller, Patience
from .closable import Closable
from .failures import attempt_failure, failure_of
from .job import Job


class ValueStream(Closable):
    """Each value as soon as it was yielded, from the first on.

    ``close``, which another thread may call, leaves it, and never touches the job.
    """

    def __init__(self, caller: Caller, id: int, store: Optional[str] = None) -> None:
        self._caller = caller
        self._store = store
        self._path = f"/v1/jobs/{id}"
        self._stream = self._new_stream()
        super().__init__(self._read(), lambda: self._stream.close())

    def _new_stream(self) -> ByteStream:
        # The answer begins with the first value, for which a job may take as long as it likes.
        path = f"{self._path}/result?follow=true"
        return ByteStream(self._caller, path, answer_seconds=None, store=self._store, looks_at=self._path)

    def _read(self) -> Iterator[Any]:
        job = self._job()
        first_attempt = job.attempt if job.state == "running" else job.attempt + 1
        try:
            content_type = self._open()
            if content_type != "application/x-ndjson":
                yield from self._whole(content_type)
                return
            rest = b""
            for piece in self._stream:
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    yield json.loads(line)
        except JobdError as error:
            raise self._why(error, first_attempt) from None
        finally:
            self._stream.close()

    def _open(self) -> str:
        """Waits for the first value; also for a daemon that restarts meanwhile."""
        patience = Patience(self._caller.patience)
        while True:
            try:
                return self._stream.content_type()
            except JobdError as error:
                if error.code != "unreachable" and error.status not in AWAY:
                    raise
                pause = patience.pause()
                if pause is None or self._is_closed:
                    raise
                time.sleep(pause)
                self._stream = self._new_stream()
                if self._is_closed:
                    raise

    def _whole(self, content_type: str) -> Iterator[Any]:
        """A job that has yielded nothing: a list is what a handler yielded elsewhere, anything else is one value."""
        value = results.value_in(Answer(200, {"Content-Type": content_type}, b"".join(self._stream)))
        if self._is_closed:
            return
        if isinstance(value, list):
            yield from value
        else:
            yield value

    def _why(self, error: JobdError, first_attempt: int) -> Exception:
        """What it means that there was no orderly end: the attempt gave no result, or the connection was lost."""
        if error.code not in ("unreachable", "job_failed", "job_cancelled") or self._is_closed:
            return error
        job = self._job("?view=full")
        failure = failure_of(job) if job.done else None
        return failure or attempt_failure(job, first_attempt) or error

    def _job(self, query: str = "") -> Job:
        return self._caller.job(self._caller.ask_json("GET", self._path + query, store=self._store))
