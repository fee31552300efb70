"""Requests to the daemon with the patience that a restart needs, and every refusal as a ``JobdError``."""

from __future__ import annotations

import email.message
import http.client
import json
import os
import time
from typing import Any, Callable, Dict, List, Mapping, Optional, Set

from .._errors import JobdError
from .._http import ANSWER_SECONDS, STORE, Answer, Connection, Connections, Endpoint, Unreachable
from .endpoints import HOW_TO_START
from .job import Job

#: Seconds that a daemon which has answered before may be away.
PATIENCE_SECONDS = 30.0
_PAUSE_MIN, _PAUSE_MAX = 0.02, 1.0
#: A daemon that stops or is overloaded, and a proxy before one that is not there.
AWAY = (502, 503, 504)


class Patience:
    """Counts the time that a daemon is away."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: Optional[float] = None
        self._pause = _PAUSE_MIN

    def pause(self, asked: Optional[float] = None) -> Optional[float]:
        """Seconds until the next try; ``None`` when it has been away for too long."""
        now = time.monotonic()
        if self._until is None:
            self._until = now + self._seconds
        left = self._until - now
        if left <= 0:
            return None
        pause, self._pause = self._pause, min(self._pause * 2, _PAUSE_MAX)
        return min(max(pause, min(asked or 0.0, _PAUSE_MAX)), left)

    def renew(self) -> None:
        """It has answered."""
        self._until, self._pause = None, _PAUSE_MIN


class Trail:
    """The cursors of a list that have been followed. What answers in the place of a daemon may lead in a circle."""

    def __init__(self, caller: "Caller") -> None:
        self._caller = caller
        self._seen: Set[str] = set()

    def next(self, page: Mapping[str, Any]) -> Optional[str]:
        """The cursor of the next page, if there is one. Raises ``JobdError`` for a page that was there before."""
        cursor = page.get("next_cursor")
        if cursor is None:
            return None
        if cursor in self._seen:
            raise self._caller.not_jobd("its pages lead in a circle")
        self._seen.add(str(cursor))
        return str(cursor)


class Caller:
    """Sends requests for all threads of this process, and repeats those that may have been lost."""

    def __init__(
        self, endpoint: Endpoint, patience: float = PATIENCE_SECONDS, store: Optional[str] = None
    ) -> None:
        self.endpoint = endpoint
        self.patience = patience
        #: Whether a daemon has answered here: one that never has is missing, one that has may be on its way back.
        self.has_answered = False
        #: Names the database whose ids this client knows; ``None`` until one has answered.
        self.store = store
        self._is_pinned = store is not None
        #: Called when another database has taken its place: what is known of jobs means nothing any more.
        self.on_other_store: List[Callable[[], None]] = []
        self._connections = Connections(endpoint)
        self._pid = os.getpid()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        data: Optional[bytes] = None,
        content_type: str = "application/json",
        key: Optional[str] = None,
        can_repeat: bool = True,
        is_new: bool = False,
        store: Optional[str] = None,
        timeout: float = ANSWER_SECONDS,
        connection: Optional[Connection] = None,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> Answer:
        """An answer with a status of success; anything else raises ``JobdError``.

        ``can_repeat=False`` is for what must not be carried out twice and has no key: when its connection is lost, the
        error says that its fate is not known. A ``connection`` is used instead of the kept ones, so that its ``abort``
        can end a long wait once ``is_wanted`` says no.

        Ids mean something in one database only. So a request is refused (``other_store``) by any other than the one
        that this client has had its ids from, or ``store``. ``is_new=True`` is for requests that name no ids: whichever
        answers them is the one from then on.
        """
        headers = self.meant_for(store, is_new)
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = content_type
        if key is not None:
            headers["Idempotency-Key"] = key
        patience = Patience(self.patience)
        while True:
            asked = None
            try:
                # On a kept connection a request may be sent twice; what must not be gets one of its own.
                if connection is not None:
                    answer = connection.request(method, path, data, headers, timeout, is_wanted)
                elif can_repeat:
                    answer = self._connections.request(method, path, data, headers, timeout)
                else:
                    answer = self._send_once(method, path, data, headers, timeout)
            except Unreachable as lost:
                refusal = self.judge(lost)
                if not is_wanted():
                    raise refusal from None
                was_sent = not never_connected(lost)
                if was_sent and not can_repeat:
                    detail = f"{refusal.detail}; whether the request was carried out is not known"
                    raise JobdError(refusal.code, detail, "Look at the job before you ask again.") from None
                if not self.may_pass(refusal) or not (was_sent or self.has_answered):
                    raise refusal from None
            else:
                if answer.is_success:
                    self.has_answered = True
                    self.note(answer.headers, is_new)
                    return answer
                refusal = self.refusal(answer)
                if not may_pass(answer, refusal, key) and not self.may_pass(refusal):
                    raise refusal
                self.has_answered = self.has_answered or refusal.code != "not_jobd"
                asked = answer.retry_after()
            pause = patience.pause(asked)
            if pause is None:
                raise refusal
            time.sleep(pause)

    def meant_for(self, store: Optional[str] = None, is_new: bool = False) -> Dict[str, str]:
        """The field that says which database a request is meant for, if it is known."""
        wanted = None if is_new and not self._is_pinned else store or self.store
        return {} if wanted is None else {STORE: wanted}

    def note(self, headers: "Mapping[str, Any] | email.message.Message", is_new: bool = False) -> None:
        """Notes which database has answered."""
        found = headers.get(STORE)
        if found is None or found == self.store or not (is_new or self.store is None):
            return
        was, self.store = self.store, found
        if was is not None:
            for tell in self.on_other_store:
                tell()

    def other_store(self) -> JobdError:
        """The error of what is known of another database."""
        return JobdError(
            "other_store",
            f"another database answers at {self.endpoint.url} than the one that the job is in",
            "Look for the job by what else you know of it: its name, its tags or its unique key.",
            409,
        )

    def _send_once(
        self, method: str, path: str, data: Optional[bytes], headers: Dict[str, str], timeout: float
    ) -> Answer:
        connection = Connection(self.endpoint)
        answer = connection.request(method, path, data, headers, timeout)
        connection.close()
        return answer

    def ask_json(self, method: str, path: str, body: Any = None, **options: Any) -> Dict[str, Any]:
        """As ``ask``; the answer is an object, or nothing."""
        return self.object(self.ask(method, path, body, **options))

    def object(self, answer: Answer) -> Dict[str, Any]:
        """The object of an answer."""
        try:
            found = answer.json()
        except Unreachable:
            found = None
        if not isinstance(found, dict):
            raise self.not_jobd(f"its answer with status {answer.status} is no JSON object")
        return found

    def job(self, found: Dict[str, Any]) -> Job:
        """The job that an answer is."""
        if not isinstance(found.get("id"), int) or "state" not in found:
            raise self.not_jobd("its answer is not a job")
        return Job(found, self.store)

    def close(self) -> None:
        """Closes its connections once they are idle. It can still be used, at the price of a connection each time."""
        self._connections.close()

    def judge(self, lost: Unreachable) -> JobdError:
        """What it means that there was no answer."""
        cause = lost.__cause__
        try:
            self.endpoint.token()
        except (OSError, ValueError) as error:
            return JobdError("bad_token", f"the token cannot be read: {error}", "Look at JOBD_TOKEN_FILE.")
        # An answer that was cut off is a lost connection, too.
        is_lost = isinstance(cause, (ConnectionError, http.client.IncompleteRead))
        if isinstance(cause, http.client.HTTPException) and not is_lost:
            return self.not_jobd(f"its answer cannot be read: {cause or type(cause).__name__}")
        if isinstance(cause, PermissionError):
            return JobdError("forbidden", f"{lost}", "The socket belongs to another user: use theirs, or a token.")
        return JobdError("unreachable", f"no jobd answers at {lost}", HOW_TO_START)

    def refusal(self, answer: Answer) -> JobdError:
        """What an answer without success says."""
        content_type = answer.headers.get("Content-Type") or ""
        if not content_type.startswith("application/problem+json"):
            if answer.status in AWAY:
                return JobdError("unreachable", f"{self.endpoint.url}: status {answer.status}", HOW_TO_START)
            return self.not_jobd(f"status {answer.status}, {content_type or 'without a type'}")
        return answer.error()

    def may_pass(self, refusal: JobdError) -> bool:
        """Whether a daemon may answer in a moment: one that is away, or one behind a proxy that speaks for it."""
        return refusal.code == "unreachable" or (refusal.code == "not_jobd" and self.has_answered)

    def not_jobd(self, why: str) -> JobdError:
        """The error of an answer that is none of jobd's."""
        detail = f"what answers at {self.endpoint.url} is not jobd as this client knows it ({why})"
        return JobdError("not_jobd", detail, "Look at the address, and at JOBD_URL.")


def may_pass(answer: Answer, refusal: JobdError, key: Optional[str]) -> bool:
    """Whether the same request may succeed in a moment."""
    return answer.status in AWAY or (key is not None and refusal.code == "outcome_unknown")


def never_connected(lost: Unreachable) -> bool:
    """Whether nothing can have been carried out, since nobody took the connection."""
    return not lost.was_connected
