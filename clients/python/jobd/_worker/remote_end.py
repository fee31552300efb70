"""The end of an attempt in the words of the routes of a remote worker."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from .._encoding import to_json
from .._errors import JobdError
from .attempt import Attempt
from .outcome import Failed, Outcome, Snoozed, Succeeded


def end_request(attempt: Attempt, outcome: Outcome, claim: Optional[Dict[str, Any]]) -> Tuple[str, bytes]:
    """The verb and the body. ``claim`` asks for the next job in the same answer."""
    is_stop = attempt.cancel is not None and attempt.cancel.cause == "shutdown"
    if isinstance(outcome, Succeeded):
        next_job = b"" if claim is None else b',"claim":' + to_json(claim)
        return "complete", b'{"result":' + (outcome.value or b"null") + next_job + b"}"
    if isinstance(outcome, Failed) and not (is_stop and outcome.may_retry):
        error = {"code": outcome.code, "message": outcome.message}
        if outcome.traceback is not None:
            error["traceback"] = outcome.traceback
        fields: Dict[str, Any] = {"error": error}
        if not outcome.may_retry:
            fields["retry"] = False
        if claim is not None:
            fields["claim"] = claim
        return "fail", to_json(fields)
    # Given back: a cancelled job has ended by that, and a stop of the worker uses no attempt.
    return "release", to_json({"delay": outcome.seconds} if isinstance(outcome, Snoozed) else {})


def refused(outcome: Outcome, error: JobdError) -> Optional[Failed]:
    """What to say instead of a result that the daemon does not take."""
    if isinstance(outcome, Succeeded) and error.status in (400, 413, 422):
        return Failed(error.code, f"jobd did not take the result: {error.detail}")
    return None
