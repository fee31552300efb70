"""A job as the daemon tells it: an object with the fields of the wire."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional


class Job:
    """A job. Its attributes are the fields of ``GET /v1/jobs/{id}``; times and durations are the texts of the wire.

    Fields that a newer daemon has are there as well, though this library does not know them.
    """

    id: int
    #: Grows with each change of the job.
    rev: int
    name: str
    kind: str
    #: What it runs, in one line without secrets.
    command: Optional[str]
    queue: str
    priority: int
    #: ``held``, ``scheduled``, ``blocked``, ``queued``, ``running``, ``retrying``, or one of the four ends:
    #: ``succeeded``, ``failed``, ``cancelled``, ``skipped``.
    state: str
    reason: Optional[str]
    done: bool
    timed_out: bool
    attempt: int
    max_attempts: int
    created_at: str
    run_at: Optional[str]
    started_at: Optional[str]
    finished_at: Optional[str]
    #: Since when it is in its state.
    state_since: str
    duration: Optional[str]
    duration_ms: Optional[int]
    #: How long it stood in line before its latest attempt.
    wait_ms: Optional[int]
    pid: Optional[int]
    exit_code: Optional[int]
    signal: Optional[int]
    error: Optional[Dict[str, Any]]
    cancel_requested: bool
    shielded: bool
    progress: Optional[Dict[str, Any]]
    tags: Dict[str, str]
    batch: Optional[int]
    schedule: Optional[str]
    parents: List[Dict[str, Any]]
    children: List[int]
    retry_of: Optional[int]
    submitted_by: Optional[str]
    has_result: bool
    log: Dict[str, Any]

    #: Names the database that it is in; not one of its fields.
    _store: Optional[str]
    __slots__ = ("_store", "__dict__", "__weakref__")

    def __init__(self, fields: Mapping[str, Any], store: Optional[str] = None) -> None:
        self._store = store
        self.__dict__.update(fields)

    def to_dict(self) -> Dict[str, Any]:
        """All fields, as they came."""
        return dict(self.__dict__)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"this jobd says nothing of {name!r} of a job")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Job) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<jobd.Job {self.id} {self.name!r} {self.state}>"


class Waited(NamedTuple):
    """What came of ``wait`` over ids."""

    #: Those that have ended, in the order in which they did.
    done: List[Job]
    #: The ids of the others.
    pending: List[int]
    #: Whether the time was up first.
    expired: bool


def by_end(jobs: List[Job]) -> List[Job]:
    """In the order in which they ended. The texts of times sort as the times do."""
    return sorted(jobs, key=lambda job: (getattr(job, "finished_at", None) or "", job.id))
