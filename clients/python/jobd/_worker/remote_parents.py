"""What came before a job of a remote worker, asked for over HTTP when the handler wants it: it needs the scope read."""

from __future__ import annotations

import functools
from typing import Any, Callable, Dict, Iterator, List, Optional, TypeVar

from .._errors import JobdError
from .._http import Unreachable
from .claims_api import ClaimsAPI
from .parents import Batch, Parent

Value = TypeVar("Value")


class RemoteParents:
    """The parents of jobs, and the batches that they follow. Nothing is kept: each question is one request."""

    def __init__(self, api: ClaimsAPI) -> None:
        self._api = api

    def parent(self, fields: Dict[str, Any]) -> Parent:
        """A parent as a claim names it."""
        id = int(fields["id"])

        def kind() -> Optional[str]:
            return str(fields["kind"]) if "kind" in fields else _asked(lambda: self._api.job(id).get("kind"))

        return Parent(id, str(fields.get("state", "")), kind, lambda: _asked(lambda: self._api.result(id)))

    def batches(self, job: int) -> List[Batch]:
        """The batches that a job follows. A claim does not name them; the job does."""
        parents = _asked(lambda: self._api.job(job)).get("parents") or []
        ids = [int(each["batch"]) for each in parents if each.get("batch") is not None]
        return [Batch(id, functools.partial(self._members, id)) for id in ids]

    def _members(self, batch: int) -> Iterator[Parent]:
        cursor: Optional[str] = None
        while True:
            page = _asked(functools.partial(self._api.members, batch, cursor))
            for fields in page["jobs"]:
                yield self._member(int(fields["id"]), str(fields.get("state", "")), fields.get("kind"))
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def _member(self, id: int, state: str, kind: Optional[str]) -> Parent:
        def read() -> Optional[bytes]:
            data = _asked(lambda: self._api.result(id)) if state == "succeeded" else None
            # A handler that has returned nothing.
            return None if not data and kind == "handler" else data

        return Parent(id, state, lambda: kind, read)


def _asked(ask: Callable[[], Value]) -> Value:
    try:
        return ask()
    except Unreachable as error:
        raise JobdError("unreachable", str(error), "what came before a job is fetched from jobd") from error
    except JobdError as error:
        if error.status != 403:
            raise
        hint = "Give the worker's token the scope read: what came before a job is fetched from jobd."
        raise JobdError(error.code, error.detail, hint, error.status) from None
