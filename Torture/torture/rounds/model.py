"""Random verbs over HTTP, against a dictionary that follows the documented states: each answer, and all that is shown.

Jobs are external, held, delayed, or claimed by workers with long leases, so nothing happens but by a verb, and a walk
is the same each time. What differs is cut down to the fewest verbs that still show it, and printed; a file with what was
printed, named by ``TORTURE_PROGRAM``, is run again instead of random walks.
"""

import shutil
from typing import List, Optional, Tuple

from ..context import Context, Round
from ..model.answers import Difference
from ..model.desk import Verb
from ..model.generator import Generator
from ..model.values import Rules
from ..model.walk import Walk
from ..rules import rules_of
from ..search import Search, given_steps

PROMISE = "jobd does what the model does"
VERBS_MAX = 120
SMALLEST_SECONDS = 60.0
FAULTS_MAX = 3

PLANTED = {
    "model-shield": ("a shielded job is cancelled all the same", {"shield_absorbs": False}),
    "model-follow-up": ("a cancelled parent is no failure", {"cancelled_is_failure_for_follow_ups": False}),
    "model-fail-fast": ("a member that is cancelled alone cancels the others", {"cancelled_member_fails_fast": True}),
    "model-unique": ("an ended job keeps its unique key", {"end_frees_unique_key": False}),
    "model-limit": ("one more job than a key allows may run", {"limit_slack": 1}),
    "model-retry": ("a retry gives no further attempt", {"retry_adds_attempt": False}),
    "model-order": ("the lowest priority starts first", {"highest_first": False}),
    "model-delete": ("a job can be removed while a follow-up needs it", {"follow_up_keeps_parent": False}),
    "model-release": ("a claim that is given back has used an attempt", {"release_gives_attempt_back": False}),
}


def run(context: Context) -> None:
    """Walk after walk until the time is up."""
    rules = rules_of(Rules(), PLANTED[context.planted][1] if context.planted else None)
    verbs = given_steps()
    if verbs is not None:
        fault = walk_again(context, "again", verbs, rules)
        context.report.did("verbs", len(verbs))
        context.report.check(fault is None, PROMISE, str(fault))
        return
    search = Search(context, "walk", "verbs", PROMISE, SMALLEST_SECONDS, FAULTS_MAX)
    search.run(
        lambda number: random_walk(context, number, rules),
        lambda name, fewer: walk_again(context, name, fewer, rules))


def random_walk(context: Context, number: int, rules: Rules) -> Tuple[List[Verb], Optional[str]]:
    """The verbs that were sent, and the difference that ended it."""
    chance = context.chance("model", number)
    verbs: List[Verb] = []
    with Place(context, f"walk-{number}", rules) as walk:
        generator = Generator(chance, walk)
        for _ in range(chance.randint(VERBS_MAX // 4, VERBS_MAX)):
            verb = generator.verb()
            verbs.append(verb)
            try:
                walk.step(verb)
            except Difference as difference:
                return verbs, f"{verb['do']}: {difference}"
            context.report.did("verbs")
            context.report.did(f"verb {verb['do']}")
            if context.time_left() < -10:
                break
        context.report.checked("looks at all jobs", walk.eyes.looks)
        context.report.checked("answers", len(verbs))
    return verbs, None


def walk_again(context: Context, name: str, verbs: List[Verb], rules: Rules) -> Optional[str]:
    """The same verbs on a new daemon: the difference, if there is one."""
    with Place(context, name, rules) as walk:
        for verb in verbs:
            try:
                walk.step(verb)
            except Difference as difference:
                return f"{verb['do']}: {difference}"
    return None


class Place:
    """A daemon of its own for one walk; gone with it."""

    def __init__(self, context: Context, name: str, rules: Rules) -> None:
        self.context = context
        self.directory = context.directory(name)
        self.daemon = context.daemon(self.directory)
        self.rules = rules

    def __enter__(self) -> Walk:
        self.daemon.start()
        self.client = self.daemon.client()
        return Walk(self.client, self.restart, self.rules)

    def restart(self) -> None:
        self.daemon.kill()
        self.daemon.start()

    def __exit__(self, *error: object) -> None:
        self.client.close()
        self.daemon.close()
        shutil.rmtree(self.directory, ignore_errors=True)


ROUND = Round(
    "model", "random verbs over HTTP against a dictionary of the documented states", run,
    {name: what for name, (what, _) in PLANTED.items()})
