"""jobd in Python: handlers for jobs.

A worker is a program that registers handlers and calls ``main``::

    import jobd

    @jobd.handler("thumb")
    def thumb(payload, ctx):
        ctx.progress(0.5, note="scaling")
        return {"path": payload["path"] + ".thumb"}

    if __name__ == "__main__":
        jobd.main()
"""

from ._errors import Cancelled, Discard, JobdError, Snooze
from ._worker.context import Context, context, current
from ._worker.flush import Flush
from ._worker.handlers import handler
from ._worker.main import main
from ._worker.parents import Batch, Parent

__version__ = "0.1.0"

__all__ = [
    "Batch",
    "Cancelled",
    "Context",
    "Discard",
    "Flush",
    "JobdError",
    "Parent",
    "Snooze",
    "context",
    "current",
    "handler",
    "main",
]
