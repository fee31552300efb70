"""What every object that stands for a batch has in common, so that its number is never taken for that of a job."""

from __future__ import annotations

from typing import Optional


class BatchRef:
    """A batch, by its id."""

    id: int
    #: Names the database that it is in.
    _store: Optional[str]
