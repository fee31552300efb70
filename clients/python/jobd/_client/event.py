"""Something that has happened in the daemon, as it tells it."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from .job import Job


class Event:
    """Something that has happened to a job, a batch, a queue or a schedule, or something about the stream itself.

    ``event`` names it: ``job.running`` and the other states, ``job.progress``, ``job.edited``, ``job.deleted``,
    ``batch.done``, ``queue.changed``, ``schedule.changed``, ``snapshot.end``, ``gap``.
    """

    #: Goes on behind this event, given back as ``after``; the jobs of a snapshot have none.
    id: Optional[str]
    event: str
    #: When it happened.
    at: Optional[str]
    #: The job since then, with the fields that a table shows; of two, the one with the higher ``rev`` is the newer.
    job: Optional[Job]
    batch: Optional[Dict[str, Any]]
    queue: Optional[Dict[str, Any]]
    schedule: Optional[Dict[str, Any]]
    #: It has not changed just now: it is one of the jobs that were there when the stream began.
    snapshot: bool
    #: By this change the job has left the filter.
    left: bool
    #: The schedule was removed.
    deleted: bool
    #: Why events may be missing (``gap``).
    reason: Optional[str]

    def __init__(self, fields: Mapping[str, Any], store: Optional[str] = None) -> None:
        self._fields = fields
        self.id = fields.get("id")
        self.event = fields["event"]
        self.at = fields.get("at")
        job = fields.get("job")
        self.job = None if job is None else Job(job, store)
        self.batch = fields.get("batch")
        self.queue = fields.get("queue")
        self.schedule = fields.get("schedule")
        self.snapshot = bool(fields.get("snapshot"))
        self.left = bool(fields.get("left"))
        self.deleted = bool(fields.get("deleted"))
        self.reason = fields.get("reason")

    def to_dict(self) -> Dict[str, Any]:
        """All fields, as they came."""
        return dict(self._fields)

    def __repr__(self) -> str:
        about = "" if self.job is None else f" of job {self.job.id}"
        return f"<jobd.Event {self.event}{about}>"
