"""How many more jobs a remote worker may claim."""

from __future__ import annotations

import threading


class Slots:
    """As many as jobs may run at once. Each claim asked for takes one, until its job has ended or none came."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._is_closed = False
        self._changed = threading.Condition()

    def take(self, most: int) -> int:
        """Waits until some are free, and takes them; 0 once it is closed."""
        with self._changed:
            while not self._free and not self._is_closed:
                self._changed.wait()
            count = 0 if self._is_closed else min(self._free, most)
            self._free -= count
            return count

    def give_back(self, count: int) -> None:
        """They are free again."""
        if count > 0:
            with self._changed:
                self._free += count
                self._changed.notify_all()

    def close(self) -> None:
        """No more claims."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
