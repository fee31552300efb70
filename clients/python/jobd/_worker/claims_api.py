"""The routes of the daemon that a remote worker uses."""

from __future__ import annotations

import random
import urllib.parse
from typing import Any, Dict, List, Optional

from .._encoding import to_json
from .._errors import JobdError
from .._http import ANSWER_SECONDS, Answer, Connection, Connections, Unreachable
from .._limits import MEMBERS_PAGE_SIZE
from .._times import duration_text
from .settings import Settings

JSON = {"Content-Type": "application/json"}
BYTES = {"Content-Type": "application/octet-stream"}


class Busy(Unreachable):
    """The daemon asks to be left alone for a while: it drains, stops, or has too much to do."""

    def __init__(self, message: str, retry_after: Optional[float]) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ClaimsAPI:
    """Each method is one request, and raises ``Unreachable`` if it should be sent again, ``JobdError`` if not."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connections = Connections(settings.endpoint)

    def claim_fields(self, count: int) -> Dict[str, Any]:
        """What this worker asks for, at most ``count`` jobs."""
        fields: Dict[str, Any] = {
            "handlers": self._settings.handlers,
            "max": min(count, 100),
            "lease": duration_text(self._settings.lease),
            "worker": self._settings.worker,
        }
        if self._settings.queues:
            fields["queues"] = self._settings.queues
        return fields

    def claim(self, connection: Connection, count: int, key: str) -> List[Dict[str, Any]]:
        """Waits for jobs, up to the time of a poll."""
        poll = self._settings.poll
        fields = {**self.claim_fields(count), "wait": duration_text(poll)}
        headers = {**JSON, "Idempotency-Key": key}
        answer = connection.request("POST", "/v1/claims", to_json(fields), headers, poll + ANSWER_SECONDS)
        return claims_in(_checked(answer))

    def heartbeats(
        self, connection: Connection, fences: List[str], wait: float, timeout: float
    ) -> List[Dict[str, Any]]:
        """Renews leases; with ``wait`` it is answered as soon as one of them is cancelled."""
        fields: Dict[str, Any] = {"fences": fences}
        if wait > 0:
            fields["wait"] = duration_text(wait)
        return claims_in(
            _checked(connection.request("POST", "/v1/claims:heartbeat", to_json(fields), JSON, wait + timeout))
        )

    def heartbeat_now(self, fences: List[str]) -> List[Dict[str, Any]]:
        """Renews leases at once."""
        answer = self._connections.request("POST", "/v1/claims:heartbeat", to_json({"fences": fences}), JSON)
        return claims_in(_checked(answer))

    def progress(self, fence: str, report: Dict[str, Any]) -> Dict[str, Any]:
        """Renews one lease, and says how far it is."""
        body = to_json({"progress": report})
        return _object(_checked(self._connections.request("POST", f"/v1/claims/{fence}/heartbeat", body, JSON)))

    def log(self, fence: str, stream: str, data: bytes) -> None:
        """Appends output."""
        _checked(self._connections.request("POST", f"/v1/claims/{fence}/log?stream={stream}", data, BYTES))

    def checkpoint(self, fence: str, data: bytes) -> None:
        """Keeps bytes for the next attempt."""
        _checked(self._connections.request("PUT", f"/v1/claims/{fence}/checkpoint", data, BYTES))

    def end(self, fence: str, verb: str, body: bytes, key: str) -> List[Dict[str, Any]]:
        """Ends an attempt; returns the next claims, if they were asked for. The same request gets the same answer."""
        headers = {**JSON, "Idempotency-Key": key}
        answer = self._connections.request("POST", f"/v1/claims/{fence}/{verb}", body, headers)
        return claims_in(_checked(answer))

    def submit(self, job: Dict[str, Any], key: str) -> None:
        """Submits a job."""
        _checked(self._connections.request("POST", "/v1/jobs", to_json(job), {**JSON, "Idempotency-Key": key}))

    def job(self, id: int) -> Dict[str, Any]:
        """A job."""
        return _object(_checked(self._connections.request("GET", f"/v1/jobs/{id}")))

    def members(self, batch: int, cursor: Optional[str]) -> Dict[str, Any]:
        """A page of the members of a batch, in the order of submission."""
        query = {"batch": str(batch), "order": "oldest", "limit": str(MEMBERS_PAGE_SIZE)}
        if cursor is not None:
            query["cursor"] = cursor
        page = _object(_checked(self._connections.request("GET", f"/v1/jobs?{urllib.parse.urlencode(query)}")))
        jobs = page.get("jobs")
        if not isinstance(jobs, list) or not all(isinstance(each, dict) and "id" in each for each in jobs):
            raise Unreachable("a page of jobs that is none")
        return page

    def result(self, id: int) -> Optional[bytes]:
        """The bytes of a result; ``None`` if the job has none."""
        answer = self._connections.request("GET", f"/v1/jobs/{id}/result")
        if answer.status == 409:
            return None
        return _checked(answer).body


def _checked(answer: Answer) -> Answer:
    if answer.is_success:
        return answer
    if answer.status >= 500 or answer.status in (408, 425, 429):
        raise Busy(str(answer.error()), answer.retry_after())
    raise answer.error()


def _object(answer: Answer) -> Dict[str, Any]:
    fields = answer.json()
    if not isinstance(fields, dict):
        raise Unreachable("an answer that is no object")
    return fields


def claims_in(answer: Answer) -> List[Dict[str, Any]]:
    """The claims of an answer; none if it has no such field."""
    claims = _object(answer).get("claims") or []
    if not isinstance(claims, list) or not all(isinstance(each, dict) and "fence" in each for each in claims):
        raise Unreachable("an answer with claims that are none")
    return claims


def pause_after(error: Unreachable, failures: int, longest: float = 5.0) -> float:
    """How long to wait before a request is sent again: longer each time, and never as long as all others."""
    if isinstance(error, Busy) and error.retry_after is not None:
        return error.retry_after + random.uniform(0.0, 0.5)
    return random.uniform(0.5, 1.0) * min(longest, 0.1 * 2.0 ** min(failures, 10))


def is_stale(error: JobdError) -> bool:
    """Whether the attempt is no longer this worker's."""
    return error.code == "stale_fence" or error.status in (404, 409, 410)
