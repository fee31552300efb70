"""What the jobs of a batch made, page by page."""

from __future__ import annotations

import base64
import time
from typing import Any, Dict, Iterator, Optional

from .._errors import JobdError
from .._http import Connection
from .._times import duration_text
from . import results
from .caller import Caller, Trail
from .closable import Closable
from .failures import JobCancelled, JobTimeout, failure_of
from .job import Job
from .wait_request import SLACK_SECONDS, STOPPING_PAUSE_SECONDS, piece_seconds

#: Jobs on one page, of each of which the daemon shows up to 64 KiB.
_PAGE_SIZE = 100


class BatchResults(Closable):
    """Waits for a batch, and gives the value or the error of each job.

    ``close``, which another thread may call, ends the wait, and never touches a job.
    """

    def __init__(
        self, caller: Caller, id: int, return_exceptions: bool, store: Optional[str] = None
    ) -> None:
        self._caller = caller
        self._store = store
        self._path = f"/v1/batches/{id}"
        self._return_exceptions = return_exceptions
        self._connection = Connection(caller.endpoint)
        super().__init__(self._read(), self._connection.abort)

    def _read(self) -> Iterator[Any]:
        try:
            page = self._wait()
            first: Optional[int] = None
            trail = Trail(self._caller)
            while True:
                for entry in page["results"]:
                    first = entry["job"] if first is None else first
                    yield self._value(entry)
                cursor = trail.next(page)
                if cursor is None:
                    break
                page = self._page(f"&cursor={cursor}")
            error = None if first is None else self._cancel_of(page, first)
            if error is not None:
                raise error
        finally:
            self._connection.close()

    def _cancel_of(self, batch: Dict[str, Any], job: int) -> Optional[Exception]:
        """What a gather that was cancelled raises, whatever its children returned; ``None`` if nobody cancelled it. A
        ``fail_fast`` batch cancels itself, and says why by its failure."""
        if not batch.get("cancel_requested") or (batch.get("fail_fast") and batch["counts"].get("failed")):
            return None
        if batch.get("timed_out"):
            return JobTimeout(self._job(job), f"batch {batch['id']} ran into its time limit")
        return JobCancelled(self._job(job), f"batch {batch['id']} was cancelled")

    def _wait(self) -> Dict[str, Any]:
        """The first page, when the batch is done."""
        seconds = piece_seconds(self._caller)
        while True:
            started = time.monotonic()
            page = self._page(f"&wait={duration_text(seconds)}", seconds + SLACK_SECONDS)
            if page["done"]:
                return page
            if time.monotonic() - started < seconds / 2:
                # A daemon that stops answers at once, and goes on to do so until it is gone.
                time.sleep(STOPPING_PAUSE_SECONDS)

    def _page(
        self, more: str, timeout: float = SLACK_SECONDS, *, return_errors: Optional[bool] = None
    ) -> Dict[str, Any]:
        errors = self._return_exceptions if return_errors is None else return_errors
        path = f"{self._path}?results=true&return_errors={str(errors).lower()}&limit={_PAGE_SIZE}{more}"
        try:
            page = self._caller.ask_json(
                "GET",
                path,
                timeout=timeout,
                connection=self._connection,
                is_wanted=lambda: not self._is_closed,
                store=self._store,
            )
        except JobdError as error:
            if error.code not in ("job_failed", "job_cancelled"):
                raise
            raise (self._first_error(error) or error) from None
        if not isinstance(page.get("results"), list) or "done" not in page:
            raise self._caller.not_jobd("its answer has no results of a batch")
        return page

    def _first_error(self, error: JobdError) -> Optional[Exception]:
        """The error that the daemon means: that of the first job without success, or that the batch was cancelled."""
        job = error.problem.get("job_id")
        if error.code == "job_failed" and isinstance(job, int):
            return failure_of(self._job(job))
        page = self._page("", return_errors=True)
        if isinstance(job, int) and not page.get("timed_out"):
            return failure_of(self._job(job))
        return self._cancel_of(page, page["results"][0]["job"]) if page["results"] else None

    def _value(self, entry: Dict[str, Any]) -> Any:
        if entry["state"] != "succeeded":
            failure = failure_of(self._job(entry["job"]))
            if failure is not None and not self._return_exceptions:
                raise failure
            return failure
        value, data = entry.get("result"), entry.get("result_base64")
        if not entry.get("truncated"):
            if data is not None:
                return base64.b64decode(data)
            if not isinstance(value, str):
                return value
            if entry.get("exit_code") is not None:
                # A command: its bytes were shown as the text that they are.
                return value.encode()
        # A text may be a handler's value, what one yielded, or bytes: the result itself says which.
        try:
            return results.fetch(self._caller, entry["job"], self._store)
        except JobdError as error:
            # The job has succeeded, and what it made has been lost since: its place in the list says so.
            if error.code != "output_gone" or not self._return_exceptions:
                raise
            return error

    def _job(self, id: int) -> Job:
        return self._caller.job(self._caller.ask_json("GET", f"/v1/jobs/{id}", store=self._store))
