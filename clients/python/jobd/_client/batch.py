"""A batch: jobs whose results belong together, and whose fan-in needs no program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterable, Mapping, Optional

from .._batch_ref import BatchRef
from .._encoding import check_depth, to_json
from .._errors import JobdError
from . import fields as _fields
from .batch_results import BatchResults
from .fields import NOT_GIVEN

if TYPE_CHECKING:
    from .caller import Caller


class JobBatch(BatchRef):
    """A batch of jobs. Its attributes are the fields of ``GET /v1/batches/{id}``, as they were when it was last asked
    or told something; ``Client.batch(id)`` looks anew.

    Jobs join with ``submit(…, batch=batch)``, as long as it is open; a job with ``after=[batch]`` follows all of them.
    """

    name: Optional[str]
    fail_fast: bool
    #: Whether it takes more jobs.
    open: bool
    #: Whether it takes no more, and all of its jobs have ended.
    done: bool
    cancel_requested: bool
    #: How many jobs it has, and how many of them are in which state.
    size: int
    counts: Dict[str, int]
    #: Whether its time was up before its end.
    timed_out: bool
    #: The id of the job that failed first.
    first_failure: Optional[int]
    #: The id of the job that was the first to end without success, cancelled and skipped ones included.
    first_error: Optional[int]

    def __init__(self, caller: "Caller", fields: Mapping[str, Any]) -> None:
        self._caller = caller
        self._store = caller.store
        self.__dict__.update(fields)

    def close(self) -> None:
        """It takes no more jobs, and is done when those that it has have ended. Closing it twice is no error."""
        try:
            self._tell("close")
        except JobdError as error:
            if error.code != "invalid_state" or self._look()["open"]:
                raise

    def cancel(self, reason: Optional[str] = None) -> bool:
        """Asks for all jobs that have not ended to be cancelled, and takes no more; false if it is done already."""
        try:
            self._tell("cancel", {} if reason is None else {"reason": reason})
        except JobdError as error:
            if error.code != "invalid_state" or not self._look()["done"]:
                raise
            return False
        return True

    def results(self, *, return_exceptions: bool = False) -> BatchResults:
        """What its jobs made, in the order in which they were submitted: waits until it is done, which an open batch
        is only after ``close``, and then gives one after the other, a page in memory at a time.

        It has the rules of ``asyncio.gather``: the first error is raised at once, as ``JobFailed`` (of a job that was
        cancelled or skipped as ``JobCancelled``), and the other jobs go on. With ``return_exceptions`` the errors
        stand in their places. A batch that was cancelled raises ``JobCancelled``, and one whose time was up
        ``JobTimeout``, even if all of its jobs returned values in spite of it.
        """
        return BatchResults(self._caller, self.id, return_exceptions, self._store)

    def _tell(self, verb: str, body: Any = None) -> None:
        self.__dict__.update(self._caller.ask_json("POST", f"/v1/batches/{self.id}/{verb}", body, store=self._store))

    def _look(self) -> Dict[str, Any]:
        found = self._caller.ask_json("GET", f"/v1/batches/{self.id}", store=self._store)
        self.__dict__.update(found)
        return found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"this jobd says nothing of {name!r} of a batch")

    def __repr__(self) -> str:
        return f"<jobd.JobBatch {self.id} {self.name or ''!r}>"


def creation(jobs: Optional[Iterable[Mapping[str, Any]]], fields: Mapping[str, Any]) -> bytes:
    """A batch and its first jobs as JSON; ``None`` leaves a field out."""
    body = {name: _fields.plain(value) for name, value in fields.items() if value is not None}
    if jobs is not None:
        body["jobs"] = [_job(each) for each in jobs]
    data = to_json(body)
    check_depth(data)
    return data


def _job(fields: Mapping[str, Any]) -> Dict[str, Any]:
    rest = dict(fields)
    return _fields.spec(rest.pop("argv", None), rest.pop("payload", NOT_GIVEN), rest)


def batch_in(caller: "Caller", found: Dict[str, Any]) -> JobBatch:
    """The batch that an answer is."""
    if not isinstance(found.get("id"), int) or "counts" not in found:
        raise caller.not_jobd("its answer is not a batch")
    return JobBatch(caller, found)
