"""What is said in Python about a job or a selection of jobs, as the wire has it."""

from __future__ import annotations

import datetime
import os
import urllib.parse
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from .._batch_ref import BatchRef
from .._encoding import check_depth, check_integers, to_json

#: The words of a command.
Argv = Sequence[Union[str, "os.PathLike[str]"]]

#: Stands for a payload that was not given: ``None`` is a payload.
NOT_GIVEN: Any = type("NotGiven", (), {"__repr__": lambda self: "NOT_GIVEN"})()

#: Jobs on one page of a list.
PAGE_SIZE = 500


def submission(argv: Optional[Argv], payload: Any, fields: Mapping[str, Any]) -> bytes:
    """A job as one line of JSON: its ``spec``."""
    data = to_json(spec(argv, payload, fields))
    check_depth(data)
    check_integers(data)
    return data


def spec(argv: Optional[Argv], payload: Any, fields: Mapping[str, Any]) -> Dict[str, Any]:
    """A job as the wire has it. Raises ``TypeError`` or ``ValueError`` for what cannot be sent.

    In ``fields``, a ``timedelta`` is a duration, a ``datetime`` with its zone a time, a path a text, bytes as ``stdin``
    are sent as they are, and a job, task or batch stands for its id. ``None`` leaves a field out. The payload is taken
    as it is.
    """
    found: Dict[str, Any] = {}
    if argv is not None:
        if isinstance(argv, (str, bytes)):
            raise TypeError("a command is a list of words, such as ['ls', '-l']; for a line of the shell use shell=")
        found["argv"] = [_word(word) for word in argv]
    for name, value in fields.items():
        if value is None:
            continue
        if name == "stdin" and isinstance(value, (bytes, bytearray, memoryview)):
            import base64

            found["stdin_base64"] = base64.b64encode(value).decode()
        elif name == "batch":
            found[name] = batch_id_of(value)
        elif name == "after" and isinstance(value, (list, tuple)):
            # A bare number is a job; a batch is none.
            found[name] = [plain({"batch": each} if isinstance(each, BatchRef) else each) for each in value]
        else:
            found[name] = plain(value)
    if payload is not NOT_GIVEN:
        found["payload"] = payload
    return found


def _word(word: Any) -> str:
    text = os.fspath(word)
    if not isinstance(text, str):
        raise TypeError(f"the words of a command are texts, and {word!r} is none")
    return text


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime.timedelta):
        return f"{round(value.total_seconds() * 1_000_000)}us"
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; write datetime.now(timezone.utc)")
        return value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {
            key: each.id if key == "batch" and isinstance(each, BatchRef) else plain(each)
            for key, each in value.items()
        }
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    number = getattr(value, "id", None)
    if isinstance(number, int) and not isinstance(value, BatchRef):
        return number
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    if hasattr(value, "__await__"):
        raise TypeError(f"{value!r} has no id yet: await it first")
    raise TypeError(f"{value!r} cannot be sent to jobd")


def names_ids(fields: Mapping[str, Any]) -> bool:
    """Whether a submission names jobs or batches that there are already."""
    return any(fields.get(name) is not None for name in ("after", "batch", "copy_of", "then"))


def store_of(*jobs: Any) -> Optional[str]:
    """Names the database that jobs, tasks or batches are in, if one of them says so."""
    return next((store for store in (getattr(job, "_store", None) for job in jobs) if store is not None), None)


def id_of(job: Any) -> int:
    """The id that a number, a job or a task stands for."""
    number = job if isinstance(job, int) else getattr(job, "id", None)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1 or isinstance(job, BatchRef):
        raise TypeError(f"{job!r} is neither the id of a job nor a job")
    return number


def batch_id_of(batch: Any) -> int:
    """The id that a number or a batch stands for."""
    number = batch.id if isinstance(batch, BatchRef) else batch
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise TypeError(f"{batch!r} is neither the id of a batch nor a batch")
    return number


def ids_of(jobs: Any) -> List[int]:
    """The ids that jobs stand for, each once, in their order."""
    return list(dict.fromkeys(id_of(job) for job in jobs))


def query(filters: Mapping[str, Any]) -> str:
    """The query of a list: ``state`` and ``tag`` may be lists, ``tags`` a dict, ``None`` is left out."""
    items: List[Tuple[str, str]] = []
    for name, value in filters.items():
        if value is None:
            continue
        if name in ("tag", "tags") and isinstance(value, Mapping):
            items += [("tag", f"{key}={each}") for key, each in value.items()]
            continue
        if name == "batch":
            value = batch_id_of(value)
        name = "tag" if name == "tags" else name
        values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        items += [(name, _text(each)) for each in values]
    return urllib.parse.urlencode(items)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(plain(value))
