"""``POST /v1/wait`` in pieces that the daemon accepts."""

from __future__ import annotations

import time
from typing import Any, Dict, List, Optional, Tuple

from .._errors import JobdError
from .._times import duration_text
from .caller import Caller
from .job import Job, Waited

#: Jobs in one request where it makes no difference: it bounds what the daemon looks at for one answer.
WAIT_IDS_MAX = 10_000
#: The daemon holds a request for ten minutes; proxies between it and a client cut at one.
PIECE_SECONDS = 600.0
FAR_PIECE_SECONDS = 50.0
#: What an answer may take beyond the time that was asked for: one about all of the ids has megabytes.
SLACK_SECONDS = 60.0
#: Before a daemon that answers too early, since it stops, is asked again.
STOPPING_PAUSE_SECONDS = 0.2


def piece_seconds(caller: Caller) -> float:
    """How long one request may wait."""
    return PIECE_SECONDS if caller.endpoint.is_local else FAR_PIECE_SECONDS


def body(ids: List[int], until: str, seconds: float) -> Dict[str, Any]:
    """The body of a request."""
    return {"ids": ids, "until": until, "timeout": duration_text(seconds)}


def waited(caller: Caller, found: Dict[str, Any]) -> Tuple[Waited, List[int]]:
    """The answer, and the ids of jobs that have ended and for which it had no room. Raises ``JobdError`` for what is
    none.
    """
    done, pending, omitted = found.get("done"), found.get("pending"), found.get("omitted", [])
    if not isinstance(done, list) or not isinstance(pending, list) or not isinstance(omitted, list):
        raise caller.not_jobd("its answer to a wait names no jobs")
    return Waited([Job(each, caller.store) for each in done], pending, bool(found.get("expired"))), omitted


def rest(caller: Caller, reply: Waited, omitted: List[int], store: Optional[str]) -> Waited:
    """The answer with the jobs as well for which it had no room: they are asked for by their ids. One that has been run
    again meanwhile is pending, one that has been removed is not in it.
    """
    done, pending = list(reply.done), list(reply.pending)
    while omitted:
        try:
            answer = caller.ask_json("POST", "/v1/wait", body(omitted, "all", 0.0), timeout=SLACK_SECONDS, store=store)
            more, omitted = waited(caller, answer)
        except JobdError as error:
            if error.code != "not_found":
                raise
            # It does not say which one is not there.
            more, omitted = _one_by_one(caller, omitted, store), []
        done += more.done
        pending += more.pending
    return Waited(done, pending, reply.expired)


def _one_by_one(caller: Caller, ids: List[int], store: Optional[str]) -> Waited:
    done: List[Job] = []
    pending: List[int] = []
    for each in ids:
        try:
            job = Job(caller.ask_json("GET", f"/v1/jobs/{each}", store=store), caller.store)
        except JobdError as error:
            if error.code != "not_found":
                raise
            continue
        if job.done:
            done.append(job)
        else:
            pending.append(each)
    return Waited(done, pending, False)


def wait_once(
    caller: Caller, ids: List[int], until: str, end: Optional[float], store: Optional[str] = None
) -> Waited:
    """Waits as long as it takes, or until the moment ``end`` of the monotonic clock."""
    while True:
        seconds, started = piece_seconds(caller), time.monotonic()
        if end is not None:
            seconds = min(seconds, max(0.0, end - time.monotonic()))
        request = body(ids, until, seconds)
        timeout = seconds + SLACK_SECONDS
        reply, omitted = waited(caller, caller.ask_json("POST", "/v1/wait", request, timeout=timeout, store=store))
        if not reply.expired or (end is not None and time.monotonic() >= end):
            return rest(caller, reply, omitted, store)
        if time.monotonic() - started < seconds / 2:
            time.sleep(STOPPING_PAUSE_SECONDS)
