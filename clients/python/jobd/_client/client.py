"""The synchronous client: each method is a request or a few, and returns when it is answered."""

from __future__ import annotations

import time
import uuid
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional, Tuple, Union

from .._batch_ref import BatchRef
from .._times import duration_text, seconds_from
from . import fields as _fields
from . import results
from .batch import JobBatch, batch_in, creation
from .byte_stream import ByteStream
from .caller import PATIENCE_SECONDS, Caller, Trail
from .endpoints import endpoint_for
from .event_stream import EventStream
from .fields import NOT_GIVEN, PAGE_SIZE, Argv, batch_id_of, id_of, ids_of, names_ids, store_of
from .job import Job, Waited, by_end
from .value_stream import ValueStream
from .wait_request import WAIT_IDS_MAX, wait_once

#: Bytes that one request sends to a command, and how long its answer may take: the daemon waits ten seconds for room.
SEND_BYTES_MAX, SEND_SECONDS = 1 << 20, 40.0
#: What stands for a job: its id, a ``Job``, or a task.
JobRef = Union[int, Job, Any]
#: What stands for a batch: its id, or an object.
BatchLike = Union[int, BatchRef]


class Client:
    """A jobd, for programs without an event loop. It may be used by several threads at once.

    ``url`` is ``unix:///path`` or ``http://host:port``; without it, ``$JOBD_URL``, else the socket of the user's
    daemon, else that of the system's. A daemon that restarts is waited for, ``patience`` seconds at most; one that has
    never answered is not. Every method raises ``JobdError`` for what the daemon refuses.

    Ids mean something in one database only. When another one answers at the same address, what is known of jobs of the
    first is refused with the code ``other_store``, instead of being answered with what other jobs made; new jobs are
    taken. A program that keeps ids beyond its life keeps ``client.store`` beside them, and gives it back as ``store``:
    such a client talks to no other database at all.
    """

    def __init__(
        self,
        url: Optional[str] = None,
        *,
        token: Optional[str] = None,
        token_file: Optional[str] = None,
        patience: float = PATIENCE_SECONDS,
        store: Optional[str] = None,
    ) -> None:
        self._caller = Caller(endpoint_for(url, token, token_file), patience, store)

    @classmethod
    def _over(cls, caller: Caller) -> "Client":
        """A client that shares the connections of others."""
        client = cls.__new__(cls)
        client._caller = caller
        return client

    @property
    def url(self) -> str:
        """Where the daemon is."""
        return self._caller.endpoint.url

    @property
    def store(self) -> Optional[str]:
        """Names the database of the daemon, once it has answered; ``None`` before, and for a jobd that does not say."""
        return self._caller.store

    def close(self) -> None:
        """Closes its connections. Jobs go on."""
        self._caller.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def submit(
        self,
        argv: Optional[Argv] = None,
        *,
        shell: Optional[str] = None,
        handler: Optional[str] = None,
        payload: Any = NOT_GIVEN,
        idempotency_key: Optional[str] = None,
        **fields: Any,
    ) -> Job:
        """Submits a job: a command (``argv``), a line of the shell, or a handler with its payload; ``http=``,
        ``external=True`` and all other fields of ``POST /v1/jobs`` as they are named there.

        It is sent with a key of its own, so that a connection that breaks makes neither two jobs of it nor none. With
        an ``idempotency_key`` that the program chooses, the same call in its next life gets the same job, for 24 hours.
        """
        line = _fields.submission(argv, payload, {"shell": shell, "handler": handler, **fields})
        key = idempotency_key or uuid.uuid4().hex
        return self._caller.job(self._caller.ask_json("POST", "/v1/jobs", data=line, key=key, is_new=not names_ids(fields)))

    def job(self, id: JobRef, *, wait: Any = None, full: bool = False) -> Job:
        """The job as it is now; with ``wait`` (at most ten minutes) as soon as it has ended, or when the time is up.

        ``full=True`` adds what it was submitted with, its attempts and callbacks.
        """
        seconds = None if wait is None else seconds_from(wait)
        asked = {"wait": None if seconds is None else duration_text(seconds), "view": "full" if full else None}
        path, query = f"/v1/jobs/{id_of(id)}", _fields.query(asked)
        timeout = 30.0 + (seconds or 0.0)
        url = f"{path}?{query}" if query else path
        return self._caller.job(self._caller.ask_json("GET", url, timeout=timeout, store=store_of(id)))

    def list(self, *, limit: Optional[int] = None, **filters: Any) -> Iterator[Job]:
        """All jobs that match, newest first, or the first ``limit`` of them.

        Filters are those of ``GET /v1/jobs``: ``state`` (a word or a list), ``queue``, ``kind``, ``name`` (a pattern),
        ``tags={"k": "v"}``, ``batch``, ``schedule``, ``since``, ``until``, ``finished_since``, ``finished_until``,
        ``reason``, ``exit_code``, ``attempts`` (2 or ``">1"``), ``q`` (a text), ``order``. One page is in memory at a
        time; the next is asked for when it is needed.
        """
        left, store = limit, store_of(filters.get("batch"))
        trail = Trail(self._caller)
        while left is None or left > 0:
            size = PAGE_SIZE if left is None else min(PAGE_SIZE, left)
            # A cursor is a place in one database.
            is_new = "batch" not in filters and "cursor" not in filters
            page = self._caller.ask_json(
                "GET", f"/v1/jobs?{_fields.query({**filters, 'limit': size})}", is_new=is_new, store=store
            )
            store = store or self._caller.store
            for each in page.get("jobs") or ():
                yield Job(each, store)
                left = None if left is None else left - 1
            cursor = trail.next(page)
            if cursor is None:
                return
            filters = {**filters, "cursor": cursor}

    def wait(self, ids: Union[JobRef, Iterable[JobRef]], until: str = "all", timeout: Any = None) -> Waited:
        """Waits until ``all`` of the jobs have ended, the ``first`` has, or there is a ``first-failure`` or, cancelled and
        skipped jobs included, a ``first-error``; or until the time is up. It touches no job. A daemon that restarts meanwhile is waited for.
        """
        given = [ids] if isinstance(ids, int) or hasattr(ids, "id") else [*ids]
        wanted, store = ids_of(given), store_of(*given)
        end = None if timeout is None else time.monotonic() + seconds_from(timeout)
        if not wanted:
            return Waited([], [], False)
        # Only a wait for all of them can be made in parts; of others the daemon says what is too many.
        size = WAIT_IDS_MAX if until == "all" else len(wanted)
        done, pending, expired = [], [], False
        for start in range(0, len(wanted), size):
            part = wait_once(self._caller, wanted[start : start + size], until, end, store)
            done += part.done
            pending += part.pending
            expired = expired or part.expired
        return Waited(by_end(done), pending, expired)

    def result(self, id: JobRef) -> Any:
        """What the job made: a handler's value, the list of what a generator yielded, else bytes.

        Raises ``JobFailed``, ``JobTimeout`` or ``JobCancelled`` if it ended otherwise, and ``JobdError`` with code
        ``invalid_state`` if it has not ended.
        """
        return results.fetch(self._caller, id_of(id), store_of(id))

    def values(self, id: JobRef) -> ValueStream:
        """An iterator of what a handler yields, each value as soon as it was yielded, from the first on; it ends when
        the job has succeeded. Leaving it (``close``, or a loop that is left) touches no job.

        What an attempt yielded that failed after all is no result: then it raises ``JobFailed``, also if the job is
        tried again (``error.job.done`` says so), and another ``values`` begins with the first value of the next
        attempt. A job that was cancelled raises ``JobCancelled``. A handler that returns a list has its values, and
        any other result is one value.
        """
        return ValueStream(self._caller, id_of(id), store_of(id))

    def create_batch(
        self,
        name: Optional[str] = None,
        fail_fast: bool = False,
        *,
        jobs: Optional[Iterable[Mapping[str, Any]]] = None,
        idempotency_key: Optional[str] = None,
        **fields: Any,
    ) -> JobBatch:
        """Makes a batch; jobs join it with ``submit(…, batch=batch)``. With ``fail_fast`` the first failure cancels
        those that have not ended: jobd does that, also when this program is gone. So it does with ``timeout`` (and
        ``deadline``), after which what has not ended is cancelled (``wait_for`` over ``gather``), and with
        ``callbacks``, which are called when the batch is done.

        Without ``jobs`` it is open until ``close``. ``jobs`` are dicts with the fields of ``submit``, stored with the
        batch, all or none; their ids are in its ``ids``, and without ``open=True`` it takes others only as long as
        one of them has not ended. An ``idempotency_key`` is as in ``submit``.
        """
        members = None if jobs is None else [*jobs]
        data = creation(members, {"name": name, "fail_fast": fail_fast, **fields})
        key = idempotency_key or uuid.uuid4().hex
        is_new = not any(names_ids(each) for each in members or ())
        found = self._caller.ask_json("POST", "/v1/batches", data=data, key=key, is_new=is_new)
        return batch_in(self._caller, found)

    def batch(self, id: BatchLike) -> JobBatch:
        """The batch as it is now."""
        return batch_in(self._caller, self._caller.ask_json("GET", f"/v1/batches/{batch_id_of(id)}", store=store_of(id)))

    def cancel(
        self, id: JobRef, reason: Optional[str] = None, *, force: bool = False, grace: Any = None
    ) -> Dict[str, Any]:
        """Asks for the job to be cancelled: ``{"accepted": …, "absorbed": …, "state": …}``. It ends later."""
        asked = {"reason": reason, "force": force or None, "grace": _fields.plain(grace)}
        body = {name: value for name, value in asked.items() if value is not None}
        return self._caller.ask_json("POST", f"/v1/jobs/{id_of(id)}/cancel", body, store=store_of(id))

    def retry(self, id: JobRef) -> Job:
        """Runs a job that has ended once more."""
        return self._act(id, "retry")

    def hold(self, id: JobRef) -> Job:
        """Keeps a job that has not started, or waits for its next attempt, from starting until it is released."""
        return self._act(id, "hold")

    def release(self, id: JobRef) -> Job:
        """Lets a held job go: it gets the state that it would have now."""
        return self._act(id, "release")

    def switch(self, a: JobRef, b: JobRef) -> Tuple[Job, Job]:
        """Lets two jobs of a queue that have not started change places; both as they are now."""
        body = {"a": id_of(a), "b": id_of(b)}
        found = self._caller.ask_json("POST", "/v1/jobs:switch", body, can_repeat=False, store=store_of(a, b))
        jobs = found.get("jobs")
        if not isinstance(jobs, list) or len(jobs) != 2 or not all(isinstance(each, dict) for each in jobs):
            raise self._caller.not_jobd("its answer is not two jobs")
        return self._caller.job(jobs[0]), self._caller.job(jobs[1])

    def send(self, id: JobRef, data: Union[bytes, bytearray, memoryview, str], close: bool = False) -> None:
        """Sends input to the stdin of a running command that was submitted with ``interactive=True``; text is sent as
        UTF-8, as it stands. ``close=True`` ends its stdin behind it.

        As long as the command does not read, and its pipe is full, this waits. All of it goes to one attempt. Raises
        ``JobdError`` with code ``invalid_state`` if the job does not run, takes no input, or ends meanwhile.
        """
        path, store = f"/v1/jobs/{id_of(id)}/stdin", store_of(id)
        left = memoryview(data.encode() if isinstance(data, str) else data).cast("B")
        asked: Dict[str, Any] = {}
        while True:
            piece = bytes(left[:SEND_BYTES_MAX])
            is_last = close and len(piece) == len(left)
            query = _fields.query({**asked, "close": is_last or None})
            answer = self._caller.ask_json(
                "POST",
                f"{path}?{query}" if query else path,
                data=piece,
                content_type="application/octet-stream",
                can_repeat=False,
                store=store,
                timeout=SEND_SECONDS,
            )
            left = left[min(int(answer.get("accepted") or 0), len(piece)) :]
            asked = {"attempt": answer.get("attempt")}
            if not left and (answer.get("closed") or not close):
                return

    def complete(self, id: JobRef, result: Any = None) -> Job:
        """Ends an external job with a result."""
        return self._end(id, "complete", {"result": result})

    def fail(self, id: JobRef, error: str, *, retry: Optional[bool] = None) -> Job:
        """Ends an external job, or this attempt of it, without success. ``retry=False`` ends the job for good."""
        body: Dict[str, Any] = {"error": error}
        if retry is not None:
            body["retry"] = retry
        return self._end(id, "fail", body)

    def logs(self, id: JobRef, stream: str = "stdout", *, follow: bool = False, **options: Any) -> Any:
        """The output of a job as bytes; with ``follow=True`` an iterator of pieces as they come, until the job ends.

        ``options`` are ``attempt``, ``offset``, ``limit`` and ``tail`` (lines) of ``GET /v1/jobs/{id}/log``.
        """
        asked: Mapping[str, Any] = {"stream": stream, "follow": True if follow else None, **options}
        path = f"/v1/jobs/{id_of(id)}/log?{_fields.query(asked)}"
        if follow:
            return ByteStream(self._caller, path, store=store_of(id), looks_at=f"/v1/jobs/{id_of(id)}")
        return self._caller.ask("GET", path, store=store_of(id)).body

    def events(self, *, after: Optional[str] = None, snapshot: bool = False, **filters: Any) -> EventStream:
        """An iterator of what happens, from now on and without an end; ``close``, or a loop that is left, leaves it.

        Filters are ``state``, ``queue``, ``kind``, ``name``, ``tags``, ``batch``, ``schedule``, ``reason`` and
        ``exit_code``. A change by which a job leaves the filter is told, too (``event.left``). With ``snapshot=True`` all
        jobs that match come first, as they are, then ``snapshot.end``, then the changes. ``after`` goes on behind an
        event whose ``id`` the program has kept.

        When the connection breaks or the daemon restarts (it is waited for as long as this client has patience), it goes
        on behind the last event. Where events may be missing there is one named ``gap``; with ``snapshot=True`` all jobs
        come anew behind it.
        """
        return EventStream(self._caller, after, snapshot, filters)

    def _rename(self, id: JobRef, name: str) -> None:
        self._caller.ask("PATCH", f"/v1/jobs/{id_of(id)}", {"name": name}, store=store_of(id))

    def _act(self, id: JobRef, verb: str) -> Job:
        path = f"/v1/jobs/{id_of(id)}/{verb}"
        return self._caller.job(self._caller.ask_json("POST", path, can_repeat=False, store=store_of(id)))

    def _end(self, id: JobRef, verb: str, body: Dict[str, Any]) -> Job:
        path = f"/v1/jobs/{id_of(id)}"
        store = store_of(id)
        answer = self._caller.ask("POST", f"{path}/{verb}", body, can_repeat=False, store=store)
        found = self._caller.object(answer)
        return self._caller.job(found if "id" in found else self._caller.ask_json("GET", path, store=store))

    def __repr__(self) -> str:
        return f"<jobd.Client {self.url}>"
