"""The hands of a daemon's clocks: a file that ``shim/clock.c`` maps."""

import mmap
import pathlib
import struct
import time
from typing import Dict, List, Tuple

NUMBERS = 8
WALL, BOOT, CHANGE, FOLLOWED, PLANTED = range(5)
#: What the library can be told to do wrong.
DEFECTS = {"early": 1, "late": 2, "monotonic-steps": 3}


class Hands:
    """Sets the clocks of the programs in whose environment it is, and tells their time."""

    def __init__(self, path: pathlib.Path, defect: str = "") -> None:
        self.path = path
        path.write_bytes(bytes(8 * NUMBERS))
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 8 * NUMBERS)
        self._set(PLANTED, DEFECTS.get(defect, 0))
        #: (since when, by how much ahead), by a clock that nobody sets: what the wall clock showed at any moment.
        self._history: List[Tuple[float, float]] = [(time.monotonic(), 0.0)]

    @property
    def environment(self) -> Dict[str, str]:
        """For the programs whose clocks these are."""
        return {"TORTURE_CLOCK": str(self.path)}

    @property
    def ahead(self) -> float:
        """Seconds by which the wall clock is ahead of the machine's."""
        return self._history[-1][1]

    def now(self) -> float:
        """What their wall clock shows, in seconds since the epoch."""
        return time.time() + self.ahead

    def latest(self, since: float) -> float:
        """The latest time that it has shown since that moment of ``time.monotonic()``."""
        ends = [*[begin for begin, _ in self._history[1:]], time.monotonic()]
        shown = [ahead + end for (_, ahead), end in zip(self._history, ends) if end >= since]
        return max(shown) + time.time() - time.monotonic()

    def step(self, seconds: float) -> None:
        """An administrator or NTP sets the wall clock."""
        self._move(WALL, seconds)
        self._change(seconds)

    def suspend(self, seconds: float) -> None:
        """The machine was suspended for so long: the wall clock and CLOCK_BOOTTIME go on, CLOCK_MONOTONIC does not."""
        self._move(WALL, seconds)
        self._move(BOOT, seconds)
        self._change(seconds)

    def wait_followed(self, seconds: float = 2.0) -> bool:
        """Whether the timers of a program that runs have followed the last change."""
        end = time.monotonic() + seconds
        while self._get(FOLLOWED) != self._get(CHANGE):
            if time.monotonic() > end:
                return False
            time.sleep(0.001)
        return True

    def close(self) -> None:
        """Programs that run keep their view of it."""
        self._memory.close()

    def _move(self, which: int, seconds: float) -> None:
        self._set(which, self._get(which) + round(seconds * 1e9))

    def _change(self, seconds: float) -> None:
        self._history.append((time.monotonic(), self.ahead + seconds))
        self._set(CHANGE, self._get(CHANGE) + 1)

    def _get(self, which: int) -> int:
        return struct.unpack_from("q", self._memory, 8 * which)[0]

    def _set(self, which: int, value: int) -> None:
        struct.pack_into("q", self._memory, 8 * which, value)
