"""What becomes of a job on its way: first its submission, then its end."""

from __future__ import annotations

import asyncio
from typing import Any, Optional

from .task import LoopFuture, Submission


class Outcome(LoopFuture):
    """The result of a job that is on its way. It is no coroutine: one that is cancelled before its first step would
    cancel nothing, and the job would run unheard of."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(loop=submission.get_loop())
        self._inner: "asyncio.Future[Any]" = submission
        submission.add_done_callback(self._arrived)

    def cancel(self, msg: Optional[Any] = None) -> bool:
        """Cancels the job, wherever it is."""
        if self.done():
            return False
        inner = self._inner
        if isinstance(inner, Submission) and inner.done() and not inner.cancelled() and inner.exception() is None:
            inner = inner.result()
        return inner.cancel(msg)

    def _arrived(self, submission: "asyncio.Future[Any]") -> None:
        if submission.cancelled() or submission.exception() is not None:
            return self._ended(submission)
        self._inner = submission.result()
        self._inner.add_done_callback(self._ended)

    def _ended(self, inner: "asyncio.Future[Any]") -> None:
        try:
            value = inner.result()
        except asyncio.CancelledError as cancelled:
            self._settle_cancelled(cancelled.args[0] if cancelled.args else None)
        except Exception as error:
            self._settle(None, error)
        else:
            self._settle(value, None)

    def __repr__(self) -> str:
        return f"<outcome of {self._inner!r}>"
