"""The logger of a handler: its lines are output of the job."""

from __future__ import annotations

import logging
import sys
from typing import Any


class _JobHandler(logging.Handler):
    """Writes to what standard error is at that moment, which is the log of the job that runs."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:
            self.handleError(record)


def job_logger(job: int, attempt: int) -> "logging.LoggerAdapter[logging.Logger]":
    """A logger with the job and its attempt in each record."""
    extra: "dict[str, Any]" = {"job": job, "attempt": attempt}
    return logging.LoggerAdapter(_logger, extra)


#: A program that configures this logger itself finds it with a handler, and may take it away.
_logger = logging.getLogger("jobd.job")
_logger.setLevel(logging.INFO)
_logger.propagate = False
_handler = _JobHandler()
_handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
_logger.addHandler(_handler)
