"""Something that is read piece by piece, and that another thread may leave."""

from __future__ import annotations

from typing import Any, Callable, Iterator

from .._errors import JobdError


class Closable(Iterator[Any]):
    """Gives ``values`` until they end or it is closed. ``close``, which another thread may call, ends the request that
    waits, by ``leave``, and never touches a job."""

    def __init__(self, values: Iterator[Any], leave: Callable[[], None]) -> None:
        self._values = values
        self._leave = leave
        self._is_closed = False

    def __next__(self) -> Any:
        try:
            return next(self._values)
        except JobdError:
            if self._is_closed:
                # The request was ended here: that is no error.
                raise StopIteration from None
            raise

    def close(self) -> None:
        """Leaves it."""
        self._is_closed = True
        self._leave()
