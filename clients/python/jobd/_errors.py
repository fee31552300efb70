"""What a handler raises to say how its attempt ends, and what it is told by an exception."""

from __future__ import annotations

import math
from typing import Any, Dict, Optional

from ._limits import DURATION_SECONDS_MAX


class Cancelled(BaseException):
    """Raised in a plain handler whose attempt was cancelled: let it pass, after cleaning up.

    It is no ``Exception``, so that ``except Exception`` does not take it for an error of the work. In an ``async``
    handler cancellation arrives as ``asyncio.CancelledError`` instead.
    """

    def __init__(self, cause: Optional[str] = None, reason: Optional[str] = None) -> None:
        if cause is None:
            # Raised in another thread it comes without arguments: the attempt knows.
            from ._worker.context import context

            running = context.get(None)
            if running is not None:
                cause, reason = running.cancel_cause, running.cancel_reason
        super().__init__(cause if reason is None else f"{cause}: {reason}")
        #: ``user``, ``timeout``, ``shutdown`` or ``lease_lost``.
        self.cause = cause
        #: What the one who cancelled gave as a reason.
        self.reason = reason


class Snooze(Exception):
    """Raised by a handler: not now, run this job again after ``seconds``. The attempt does not count."""

    def __init__(self, seconds: float) -> None:
        seconds = float(seconds)
        if not math.isfinite(seconds) or not 0 <= seconds <= DURATION_SECONDS_MAX:
            raise ValueError(f"a snooze lasts from 0 seconds to ten years, not {seconds}")
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


class Discard(Exception):
    """Raised by a handler: the job has failed, and trying again is of no use."""

    def __init__(self, reason: str = "discarded by its handler") -> None:
        super().__init__(reason)
        self.reason = str(reason)


class JobdError(Exception):
    """jobd refused a request, or could not be asked."""

    def __init__(self, code: str, detail: str, hint: Optional[str] = None, status: Optional[int] = None) -> None:
        super().__init__(f"{detail} ({code})" if hint is None else f"{detail} ({code}): {hint}")
        self.code = code
        self.detail = detail
        self.hint = hint
        #: The HTTP status, if there was an answer.
        self.status = status
        #: All that the daemon said: ``errors`` of fields, ``job_id``, ``line``, and what later versions add.
        self.problem: Dict[str, Any] = {}

    def __reduce__(self) -> Any:
        return type(self), (self.code, self.detail, self.hint, self.status), {"problem": self.problem}
