"""What a round says at its end: its seed, what it did, what was checked how often, and what did not hold."""

import collections
import sys
import threading
import time
from typing import Counter, DefaultDict, List, Optional, TextIO, Tuple

#: Of the same kind of problem, so many are shown, and of the same kind in one step; all are counted.
SHOWN_MAX, SHOWN_IN_A_STEP_MAX = 10, 2


class Report:
    """Counts and problems of one round. Threads may share it."""

    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.seed = seed
        self.done: Counter[str] = collections.Counter()
        self.checks: Counter[str] = collections.Counter()
        self.problems: Counter[str] = collections.Counter()
        self._shown: DefaultDict[str, List[str]] = collections.defaultdict(list)
        self._in_step: Counter[Tuple[str, str]] = collections.Counter()
        self._notes: List[str] = []
        #: Put before each problem: what was being done. For rounds that do one thing at a time.
        self.about = ""
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def did(self, what: str, count: int = 1) -> None:
        """Counts something that was done."""
        with self._lock:
            self.done[what] += count

    def checked(self, what: str, count: int = 1) -> None:
        """Counts a check that held; what did not hold is a ``problem``."""
        with self._lock:
            self.checks[what] += count

    def problem(self, kind: str, detail: str) -> None:
        """Something did not hold. ``kind`` names the promise, ``detail`` has what is needed to look at it."""
        with self._lock:
            self.problems[kind] += 1
            self._in_step[kind, self.about] += 1
            if self._in_step[kind, self.about] <= (SHOWN_IN_A_STEP_MAX if self.about else SHOWN_MAX):
                self._shown[kind].append(f"{kind}: {self.about}{detail}")

    def check(self, holds: bool, what: str, detail: str) -> bool:
        """One check, counted under ``what`` whichever way it goes."""
        if holds:
            self.checked(what)
        else:
            self.problem(what, detail)
        return holds

    def note(self, text: str) -> None:
        """Something that is no problem and should be known."""
        with self._lock:
            self._notes.append(text)

    def require(self, what: str, least: int = 1) -> None:
        """A round that did too little of something has shown nothing, and must not pass."""
        with self._lock:
            seen = self.done[what] + self.checks[what] + self.problems[what]
        if seen < least:
            self.problem("the round did enough", f"{what}: {seen} times, at least {least} were wanted")

    def require_checks(self) -> None:
        """A round in which nothing was checked has shown nothing either."""
        if not self.checks and not self.problems:
            self.problem("the round did enough", "nothing was checked")

    @property
    def holds(self) -> bool:
        """Whether all checks held."""
        return not self.problems

    def write(self, to: Optional[TextIO] = None) -> None:
        """The report, as text."""
        to = sys.stdout if to is None else to
        print(f"{self.name}: seed {self.seed}, {time.monotonic() - self._began:.1f} s", file=to)
        self._list("did", self.done, to)
        self._list("checked", self.checks, to)
        for note in self._notes:
            print(f"  note     {note}", file=to)
        for kind, shown in self._shown.items():
            for text in shown:
                print(f"  PROBLEM  {text}", file=to)
            if self.problems[kind] > len(shown):
                print(f"  PROBLEM  {kind}: {self.problems[kind]} in all, {len(shown)} of them are shown", file=to)
        print(f"  {'all of it held' if self.holds else 'NOT ALL OF IT HELD'}", file=to, flush=True)

    @staticmethod
    def _list(title: str, counts: "Counter[str]", to: TextIO) -> None:
        for what in sorted(counts):
            print(f"  {title:8} {counts[what]:>8,}  {what}", file=to)
