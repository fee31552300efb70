"""Jobs that were submitted before, found again by what their submitter knows of them."""

from __future__ import annotations

import glob
from typing import Dict, List, Optional, Union

from .._encoding import to_json
from .._errors import JobdError
from .client import BatchLike, Client, JobRef
from .job import Job


def find(
    client: Client,
    *,
    id: Optional[JobRef] = None,
    name: Optional[str] = None,
    unique: Optional[str] = None,
    tag: Union[str, Dict[str, str], None] = None,
    batch: Optional[BatchLike] = None,
) -> Union[Job, List[Job]]:
    """One job for ``id``, ``name`` (the newest of that name) and ``unique``; all of them for ``tag`` and ``batch``."""
    given = [each for each in (id, name, unique, tag, batch) if each is not None]
    if len(given) != 1:
        raise TypeError("say which job by exactly one of id, name, unique, tag and batch")
    if id is not None:
        return client.job(id)
    if unique is not None:
        return client.job(_holder(client, unique))
    if name is not None:
        found = next(client.list(name=glob.escape(name), limit=1), None)
        if found is None:
            raise JobdError("not_found", f"there is no job with the name {name!r}", None, 404)
        return found
    return list(client.list(tag=tag, batch=batch, order="oldest"))


def _holder(client: Client, key: str) -> int:
    """The job that holds a unique key.

    Lists do not know keys. A submission of two jobs with the same key is always refused, and nothing of it is stored:
    the first of them for the holder, or if there is none, the second for the first.
    """
    line = to_json({"external": True, "unique": {"key": key}})
    try:
        client._caller.ask("POST", "/v1/jobs", data=line + b"\n" + line, content_type="application/x-ndjson", is_new=True)
    except JobdError as error:
        holder = error.problem.get("job_id")
        if error.code == "duplicate" and isinstance(holder, int):
            return holder
        fields = [each.get("field") for each in error.problem.get("errors") or ()]
        if error.code == "bad_request" and error.problem.get("line") == 2 and fields == ["unique.key"]:
            raise JobdError("not_found", f"no job holds the unique key {key!r}", None, 404) from None
        raise
    raise client._caller.not_jobd("it takes two jobs with one unique key")
