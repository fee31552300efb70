"""The search for a difference: random lists of steps until the time is up, each that shows one cut down and told."""

import json
import os
import pathlib
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Tuple

from .context import Context
from .shrink import smallest

Steps = List[Dict[str, Any]]
#: For a planted defect, which any list shows that is not cut down far.
PLANTED_SECONDS = 2.0


def given_steps() -> Optional[Steps]:
    """The steps in the file that ``TORTURE_PROGRAM`` names: what a report has printed."""
    program = os.environ.get("TORTURE_PROGRAM")
    if not program:
        return None
    return [json.loads(line) for line in pathlib.Path(program).read_text().splitlines() if line.strip()]


@dataclass
class Search:
    """What is searched, in the words of its report."""

    context: Context
    #: What a list of steps is called, and what its steps are.
    noun: str
    steps: str
    #: What does not hold where there is a difference.
    promise: str
    #: For one fault that was found. Then the search goes on with other lists, for other faults.
    smallest_seconds: float
    faults_max: int
    #: A list as it can be run again.
    shown: Callable[[Steps], Steps] = list

    def run(
        self, random: Callable[[int], Tuple[Steps, Optional[str]]], again: Callable[[str, Steps], Optional[str]]
    ) -> None:
        """List after list until the time is up.

        ``random`` carries out a new one, with a number, and says which steps and what difference ended it. ``again``
        carries out the same steps once more, under a name, and says what difference they show.
        """
        context = self.context
        number = faults = 0
        while context.time_left() > 0 and faults < self.faults_max:
            number += 1
            steps, fault = random(number)
            context.report.did(f"{self.noun}s")
            if fault is not None:
                faults += 1
                self._tell(number, steps, fault, again)
                if context.planted:
                    break
        context.report.require(f"{self.noun}s")

    def _tell(self, number: int, steps: Steps, fault: str, again: Callable[[str, Steps], Optional[str]]) -> None:
        """Cuts the list down and says what is left of it."""
        tries, last = 0, fault
        end = time.monotonic() + (PLANTED_SECONDS if self.context.planted else self.smallest_seconds)

        def fails(fewer: Steps) -> bool:
            nonlocal tries, last
            tries += 1
            found = again(f"{self.noun}-{number}-{tries}", fewer)
            last = found or last
            return found is not None

        kept = self.shown(smallest(steps, fails, lambda: time.monotonic() > end))
        lines = "\n".join(f"    {json.dumps(step)}" for step in kept)
        self.context.report.problem(
            self.promise, f"{self.noun} {number} (seed {self.context.seed}): {fault}\n"
            f"  {len(steps)} {self.steps}, cut down to {len(kept)} in {tries} tries, which show: {last}\n{lines}")
