"""The way from the end of a handler to jobd: the last output, the follow-ups, and the end, which is the last word."""

from __future__ import annotations

import time
import uuid
from typing import Any, Callable, Dict, List, Optional, Tuple

from .._errors import JobdError
from .._http import Unreachable
from .attempt import Attempt
from .claims_api import ClaimsAPI, is_stale, pause_after
from .lease import Clock
from .outcome import Failed, Outcome, Succeeded
from .remote_end import end_request, refused
from .renewal import Renewal, link_of

#: How long the last output of a job may take before its end is sent without it.
OUTPUT_SECONDS = 10.0


class Ending:
    """Tells jobd how attempts ended. ``next_claim`` says what to ask for in the same request, if anything."""

    def __init__(
        self,
        api: ClaimsAPI,
        renewal: Renewal,
        clock: Clock,
        say: Callable[[str], None],
        next_claim: Callable[[], Optional[Dict[str, Any]]],
    ) -> None:
        self._api = api
        self._renewal = renewal
        self._clock = clock
        self._say = say
        self._next_claim = next_claim

    def send(self, attempt: Attempt, outcome: Outcome) -> Tuple[List[Dict[str, Any]], float]:
        """Waits until jobd has taken it. Returns the next claims, and when they were asked for."""
        self._send_rest(attempt, outcome)
        outcome = self._send_follow_ups(attempt, outcome)
        # Until here the lease is renewed. Not from here on: the end is the last word.
        self._renewal.remove(attempt)
        if not link_of(attempt).begin_end(self._clock):
            self._say(f"job {attempt.run.job} is this worker's no more; its end is not sent")
            return [], 0.0
        asked_at = self._clock()
        return self._send_end(attempt, outcome), asked_at

    def _send_rest(self, attempt: Attempt, outcome: Outcome) -> None:
        link = link_of(attempt)
        end, failures = time.monotonic() + OUTPUT_SECONDS, 0
        while link.has_pending and link.is_held(self._clock):
            try:
                # What has succeeded has no next attempt.
                link.send_pending(self._clock, with_checkpoint=not isinstance(outcome, Succeeded))
                return
            except Unreachable as error:
                failures += 1
                pause = pause_after(error, failures)
                if time.monotonic() + pause > end or self._clock() + pause > link.lease.ends_at - link.lease.renew_in:
                    self._say(f"output of job {attempt.run.job} is left out: {error}")
                    return
                link.wait_lost(pause)

    def _send_follow_ups(self, attempt: Attempt, outcome: Outcome) -> Outcome:
        if not isinstance(outcome, Succeeded) and not (isinstance(outcome, Failed) and not outcome.may_retry):
            # There may be another attempt, which says again what follows.
            return outcome
        for number, (job, on) in enumerate(link_of(attempt).follow_ups, 1):
            after = job.get("after")
            after = list(after) if isinstance(after, list) else [] if after is None else [after]
            job = {**job, "after": after + [{"job": attempt.run.job, "on": on}]}
            try:
                self._submit(attempt, job, f"{attempt.run.fence}/follow-up/{number}")
            except JobdError as error:
                # What was discarded stays so.
                may_retry = isinstance(outcome, Succeeded)
                return Failed("follow_up", f"jobd did not take a follow-up: {error}", may_retry=may_retry)
        return outcome

    def _submit(self, attempt: Attempt, job: Dict[str, Any], key: str) -> None:
        """Until jobd has taken it, or the lease is over: then the job is somebody else's, and so is what follows."""
        link, failures = link_of(attempt), 0
        while link.is_held(self._clock):
            try:
                return self._api.submit(job, key)
            except Unreachable as error:
                if failures == 0:
                    self._say(f"a follow-up of job {attempt.run.job} waits: {error}")
                failures += 1
                link.wait_lost(pause_after(error, failures))

    def _send_end(self, attempt: Attempt, outcome: Outcome) -> List[Dict[str, Any]]:
        claim = self._next_claim()
        verb, body = end_request(attempt, outcome, claim)
        key, failures = str(uuid.uuid4()), 0
        while True:
            try:
                return self._api.end(attempt.run.fence, verb, body, key)
            except Unreachable as error:
                # Always the same request: if it got through, it gets the answer that was lost.
                if failures == 0:
                    self._say(f"the end of job {attempt.run.job} waits: {error}")
                failures += 1
                time.sleep(pause_after(error, failures))
            except JobdError as error:
                instead = refused(outcome, error)
                if instead is None:
                    why = "too late" if is_stale(error) else "refused"
                    self._say(f"the end of job {attempt.run.job} was {why}: {error}")
                    return []
                outcome, key = instead, str(uuid.uuid4())
                verb, body = end_request(attempt, outcome, claim)
