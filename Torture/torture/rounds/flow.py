"""Random flow programs on jobd and on CPython's asyncio: the same states after each operation, the same answers.

Follow-ups, gathers, task groups, waits of each kind, cancels with cleanups, shields, retries, limits of zero. Nothing
in a program takes time, so it is the same each time; one that shows a difference is cut down, and printed. A file with
what was printed, named by ``TORTURE_PROGRAM``, is run again instead of random programs.
"""

from typing import List, Optional, Tuple

from ..context import Context, Round
from ..daemon import Daemon
from ..flow.compare import Both, compare
from ..flow.coroutine import Rules
from ..flow.durable import Durable
from ..flow.oracle import Oracle
from ..flow.program import HAS_GROUPS, Generator, Operation, named
from ..rules import rules_of
from ..search import Search, given_steps

PROMISE = "jobd does what asyncio does"
OPERATIONS_MAX = 30
SMALLEST_SECONDS = 40.0
FAULTS_MAX = 5

PLANTED = {
    "flow-first-failure": ("a cancelled job ends a wait for the first failure", {"cancelled_ends_first_failure": True}),
    "flow-gather": ("a gather waits for all, whatever fails", {"gather_waits_for_all": True}),
    "flow-group": ("a child that is cancelled alone cancels its group", {"cancelled_child_ends_group": True}),
    "flow-shield": ("a shield does not absorb a cancel", {"shield_absorbs": False}),
    "flow-follow-up": ("a cancelled parent is no failure", {"cancelled_is_failure_for_follow_ups": False}),
    "flow-value": ("a value returned in spite of a cancel is lost", {"value_in_spite_of_cancel_wins": False}),
    "flow-cleanup": ("an error of a cleanup is lost", {"cleanup_error_wins": False}),
}


class World:
    """A daemon on which program after program runs."""

    def __init__(self, context: Context, rules: Rules) -> None:
        self.context, self.rules = context, rules
        self.daemon: Daemon = context.daemon(context.directory("flow"))
        self.daemon.start()
        self.client = self.daemon.client()
        self.count = 0
        self.has_first_error = self.client.post(
            "/v1/wait", {"ids": [1], "until": "first-error", "timeout": 0}).code != "bad_request"

    def both(self) -> Both:
        """Both worlds, for one program."""
        self.count += 1
        return Both(Oracle(self.rules), Durable(self.daemon, self.client, f"flow{self.count}"))

    def again(self, program: List[Operation]) -> Optional[str]:
        """The difference that a program shows; ``None`` if it shows none, or cannot be run."""
        both = self.both()
        try:
            return compare(both, named(program))
        except (AssertionError, KeyError):
            # What is left of it asks for something that is not possible.
            return None
        finally:
            both.oracle.close()
            both.durable.close()


def run(context: Context) -> None:
    """What this Python and this jobd can do of it."""
    rules = rules_of(Rules(), PLANTED[context.planted][1] if context.planted else None)
    world = World(context, rules)
    if not HAS_GROUPS:
        context.report.note("this Python has no TaskGroup: groups are left out")
    if not world.has_first_error:
        context.report.note("this jobd does not know until=first-error: it is left out")
    try:
        run_programs(context, world)
    finally:
        world.client.close()


def run_programs(context: Context, world: World) -> None:
    """The one that was given, or random ones until the time is up."""
    program = given_steps()
    if program is not None:
        found = world.again(program)
        context.report.check(found is None, PROMISE, str(found))
        return
    search = Search(context, "program", "operations", PROMISE, SMALLEST_SECONDS, FAULTS_MAX, named)
    search.run(lambda number: random_program(context, world, number), lambda _, fewer: world.again(fewer))


def random_program(context: Context, world: World, number: int) -> Tuple[List[Operation], Optional[str]]:
    """The operations that were carried out, and the difference that ended them."""
    chance = context.chance("flow", number)
    both = world.both()
    generator = Generator(chance, world.has_first_error)
    operations: List[Operation] = []
    try:
        for _ in range(chance.randint(8, OPERATIONS_MAX)):
            operation = generator.operation(both.oracle.states(), both.oracle.running())
            operations.append(operation)
            context.report.did(f"operation {operation['do']}")
            found = both.step(operation)
            if found is not None:
                return operations, f"{operation['do']}: {found}"
            context.report.checked("states of all jobs after an operation")
        context.report.checked("answers of waits and gathers", len(both.oracle.decided))
        return operations, None
    finally:
        both.oracle.close()
        both.durable.close()


ROUND = Round(
    "flow", "random programs of follow-ups, batches, waits and cancels, with asyncio as the oracle", run,
    {name: what for name, (what, _) in PLANTED.items()})
