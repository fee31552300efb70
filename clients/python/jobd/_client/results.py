"""What a job made, from the answer that brings it."""

from __future__ import annotations

import json
from typing import Any, Optional

from .._errors import JobdError
from .._http import Answer
from .caller import Caller
from .failures import failure_of
from .job import Job


def value_in(answer: Answer) -> Any:
    """A handler's value, the list of what one yielded, or the bytes of anything else.

    The type that the daemon gives says which: never the job's own word. One that is longer than the daemon shows is
    an error: the beginning of a value is another value.
    """
    whole = answer.headers.get("Jobd-Result-Bytes")
    if whole is not None and whole != str(len(answer.body)):
        raise JobdError(
            "result_too_large",
            f"the result has {whole} bytes, of which jobd gives the first {len(answer.body)}",
            "Read the output of a command with logs(id), or let the job write a file and give its name.",
        )
    content_type = (answer.headers.get("Content-Type") or "").partition(";")[0].strip()
    try:
        if content_type == "application/json":
            return json.loads(answer.body)
        if content_type == "application/x-ndjson":
            return [json.loads(line) for line in answer.body.splitlines() if line.strip()]
    except ValueError as error:
        raise JobdError("bad_result", f"the result is said to be JSON, and is none: {error}") from None
    return answer.body


def fetch(caller: Caller, job: int, store: Optional[str] = None) -> Any:
    """The result of a job. Raises why there is none: ``JobFailed``, ``JobTimeout``, ``JobCancelled``, ``JobdError``."""
    try:
        return value_in(caller.ask("GET", f"/v1/jobs/{job}/result", store=store))
    except JobdError as error:
        if error.code not in ("job_failed", "job_cancelled"):
            raise
        failure = failure_of(Job(caller.ask_json("GET", f"/v1/jobs/{job}", store=store)))
        raise (failure or error) from None


def is_known(job: Job) -> bool:
    """Whether a job that has succeeded made nothing, so that there is nothing to fetch."""
    said = job.to_dict()
    if said.get("has_result") is not False:
        return False
    if said.get("kind") in ("handler", "external"):
        return True
    return said.get("kind") in ("exec", "shell") and (said.get("log") or {}).get("stdout_bytes") == 0


def known_value(job: Job) -> Any:
    """The value of such a job."""
    return None if job.kind in ("handler", "external") else b""
