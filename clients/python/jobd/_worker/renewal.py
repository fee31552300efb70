"""The leases of a remote worker: renews them all with one waiting request, hears of cancels by it, and notices by its
own clock when one has ended."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable, Dict, FrozenSet, List

from .._errors import JobdError
from .._http import Connection, Unreachable
from .attempt import Attempt, Cancel
from .claims_api import ClaimsAPI, pause_after
from .lease import Clock
from .parts import OnFailure, part
from .remote_link import RemoteLink
from .settings import Settings

#: A job that ends sooner is not asked for: most do.
YOUNG_SECONDS = 0.1


class Renewal:
    """Holds the attempts whose leases are renewed. ``say`` gets sentences for the one who runs the worker."""

    def __init__(
        self, settings: Settings, api: ClaimsAPI, clock: Clock, say: Callable[[str], None], on_failure: OnFailure
    ) -> None:
        self._on_failure = on_failure
        self._api = api
        self._clock = clock
        self._say = say
        self._connection = Connection(settings.endpoint)
        self._changed = threading.Condition()
        self._attempts: Dict[str, Attempt] = {}
        self._added_at: Dict[str, float] = {}
        #: Those that have been told to end: a request that waits would be answered at once for them.
        self._told: Dict[str, float] = {}
        #: Those that the waiting request knows of.
        self._covered: FrozenSet[str] = frozenset()

    def start(self) -> None:
        """Starts its two threads."""
        part("renewal", self._renew, self._on_failure).start()
        part("leases", self._watch, self._on_failure).start()

    def add(self, attempt: Attempt) -> None:
        """From now on its lease is renewed."""
        with self._changed:
            self._attempts[attempt.run.fence] = attempt
            self._added_at[attempt.run.fence] = self._clock()
            self._changed.notify_all()

    def remove(self, attempt: Attempt) -> None:
        """No renewal of it is sent any more, and answers to earlier ones say nothing about it."""
        with self._changed:
            for known in (self._attempts, self._added_at, self._told):
                known.pop(attempt.run.fence, None)

    def attempts(self) -> List[Attempt]:
        """All of them."""
        with self._changed:
            return list(self._attempts.values())

    def links(self) -> List[RemoteLink]:
        """Their ways to the daemon."""
        return [link_of(attempt) for attempt in self.attempts()]

    def hear(self, fields: Dict[str, Any], sent_at: float) -> None:
        """Takes what the daemon says of one lease, in an answer to what was sent at ``sent_at``."""
        fence = fields.get("fence")
        with self._changed:
            attempt = self._attempts.get(str(fence))
            if attempt is None:
                return
            if not fields.get("stale"):
                link_of(attempt).lease.renew(fields, sent_at)
            cancel = fields.get("cancel")
            if cancel is not None:
                self._told.setdefault(str(fence), sent_at)
        if fields.get("stale"):
            self._lose(attempt, "the daemon has given it up")
        elif cancel is not None:
            attempt.request_cancel(cancel_from(cancel))

    # The thread that renews.

    def _renew(self) -> None:
        failures = 0
        while True:
            self._wait_for_claims()
            try:
                self._renew_told()
                self._renew_waiting()
                failures = 0
            except Unreachable as error:
                if self._connection.was_aborted:
                    continue
                failures += 1
                time.sleep(min(pause_after(error, failures), self._renew_in() / 2))
            except JobdError as error:
                failures += 1
                self._say(f"leases are not renewed: {error}")
                time.sleep(self._renew_in() / 2)

    def _wait_for_claims(self) -> None:
        with self._changed:
            while not self._attempts:
                self._covered = frozenset()
                self._changed.wait()
            if self._covered:
                return
        # None before: they may be short.
        time.sleep(YOUNG_SECONDS)

    def _renew_told(self) -> None:
        renew_in = self._renew_in()
        with self._changed:
            due = [fence for fence, at in self._told.items() if self._clock() - at >= renew_in * 0.9]
        if due:
            sent_at = self._clock()
            answers = self._api.heartbeat_now(due)
            with self._changed:
                for fence in due:
                    if fence in self._told:
                        self._told[fence] = sent_at
            for fields in answers:
                self.hear(fields, sent_at)

    def _renew_waiting(self) -> None:
        renew_in = self._renew_in()
        with self._changed:
            fences = [fence for fence in self._attempts if fence not in self._told]
            self._covered = frozenset(fences)
            if not fences:
                if self._attempts:
                    self._changed.wait(renew_in)
                return
        sent_at = self._clock()
        # Less than what is left of the lease, so that there is time for another try.
        answers = self._api.heartbeats(self._connection, fences, renew_in, timeout=max(1.0, renew_in / 2))
        for fields in answers:
            self.hear(fields, sent_at)

    def _renew_in(self) -> float:
        with self._changed:
            return min([link_of(each).lease.renew_in for each in self._attempts.values()], default=1.0)

    # The thread that watches the clock.

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not self._attempts:
                    self._changed.wait()
                now = self._clock()
                ended = [each for each in self._attempts.values() if link_of(each).lease.ends_at <= now]
                new = [fence for fence in self._attempts if fence not in self._covered and fence not in self._told]
                is_poke_due = any(now - self._added_at[fence] >= YOUNG_SECONDS for fence in new)
                is_poke_due = is_poke_due and bool(self._covered)
            for attempt in ended:
                self._lose(attempt, "its lease has ended here")
            if is_poke_due:
                # The request that waits does not know of it: it would hear of a cancel with the next one only.
                self._connection.abort()
            with self._changed:
                if self._attempts:
                    # Not longer than a second: this clock goes on while the machine is suspended, a wait does not.
                    self._changed.wait(YOUNG_SECONDS / 2 if new else self._until_next_end())

    def _until_next_end(self) -> float:
        ends = min(link_of(each).lease.ends_at for each in self._attempts.values())
        return min(1.0, max(0.01, ends - self._clock()))

    def _lose(self, attempt: Attempt, why: str) -> None:
        self.remove(attempt)
        link_of(attempt).lose()
        self._say(f"job {attempt.run.job} is lost: {why}")
        attempt.request_cancel(Cancel("lease_lost", why))


def link_of(attempt: Attempt) -> RemoteLink:
    """The link of an attempt of a remote worker."""
    assert isinstance(attempt.link, RemoteLink)
    return attempt.link


def cancel_from(fields: Any) -> Cancel:
    """Why a claim is cancelled, as the daemon says it."""
    if not isinstance(fields, dict):
        return Cancel("user")
    reason = fields.get("reason")
    cause = fields.get("cause")
    if cause is None:
        cause = "timeout" if reason == "timeout" else "user"
    return Cancel(str(cause), None if reason is None else str(reason))
