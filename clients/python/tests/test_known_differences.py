"""Where a job differs from a coroutine's task, and shall: each rule as a program, with what either world says to it.

test_differential.py takes these rules as given; everything else is the same in both worlds.
"""

import asyncio
import contextlib
import sys
import unittest

from client_daemon import Daemon
import differential_work
import jobd
from differential_run import told
from differential_worlds import Durable
from fake_jobd import TESTS

STEP_SECONDS = 0.05


class Coroutines:
    """asyncio, with its real clock."""

    step = STEP_SECONDS

    def create(self, job, group=None):
        return (group or asyncio).create_task(differential_work.work(job, self.step, clean_up=asyncio.sleep))

    async def created(self, task):
        await asyncio.sleep(self.step / 2)
        return task

    def group(self):
        return asyncio.TaskGroup()


def job(name, **fields):
    return {"name": name, "steps": 400, "error": None, "cleanup": 0, "then": "obey", **fields}


async def ends(*things):
    """How each of them ends for one that awaits it, one after the other."""
    found = []
    for thing in things:
        try:
            found.append(told(await thing))
        except (Exception, asyncio.CancelledError) as error:
            found.append(told(error) + (" with its reason" if error.args == ("enough",) else ""))
    return found


# The rules.


async def cleanup_is_not_interrupted(world):
    """A job hears of one cancel. A coroutine that is cancelled again, while it cleans up, is interrupted there."""
    task = await world.created(world.create(job("a", cleanup=6, then="absorb")))
    await asyncio.sleep(4 * world.step)
    task.cancel()
    await asyncio.sleep(2 * world.step)
    task.cancel()
    return await ends(task)


async def nobody_cancelled_it(world):
    """A handler that raises CancelledError, though nobody cancelled its job, has failed."""
    return await ends(await world.created(world.create(job("a", steps=1, error="CancelledError"))))


async def reason_is_for_everybody(world):
    """All who await a cancelled job hear the reason. Of a task, those who come after the first do not."""
    task = await world.created(world.create(job("a")))
    task.cancel("enough")
    return await ends(task, task)


async def taken_back_at_once(world):
    """A job that was not sent yet is cancelled at once, and cannot be cancelled twice."""
    world.create(job("a", steps=1))
    second = world.create(job("b"))
    return [second.cancel(), second.cancel()]


async def error_is_told_once(world):
    """An error that a job of a group raises in the body, too, is one error."""
    try:
        async with world.group() as group:
            task = await world.created(world.create(job("a", steps=3, error="ValueError"), group))
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            await task
    except jobd.ExceptionGroup as failed:
        return [told(error) for error in failed.exceptions]


RULES = [
    (cleanup_is_not_interrupted, ["cancelled"], ["'a is saved'"]),
    (nobody_cancelled_it, ["cancelled"], ["CancelledError(a fails)"]),
    (reason_is_for_everybody, ["cancelled with its reason", "cancelled"], ["cancelled with its reason"] * 2),
    (taken_back_at_once, [True, True], [True, False]),
    (error_is_told_once, ["ValueError(a fails)"] * 2, ["ValueError(a fails)"]),
]


@unittest.skipIf(sys.version_info < (3, 11), "asyncio has no TaskGroup to compare with")
class TestKnownDifferences(unittest.TestCase):
    def test_each_rule(self):
        command = [sys.executable, str(TESTS / "differential_work.py")]
        daemon = Daemon("--slots", "10", handlers={differential_work.NAME: {"command": command, "concurrency": 10}})
        self.addCleanup(daemon.stop)

        async def main():
            async with jobd.AsyncClient(daemon.url) as client:
                # The worker is there before the clock runs.
                await (await Durable(client, 0.0).create(job("first")))
                for rule, on_asyncio, on_jobd in RULES:
                    with self.subTest(rule.__name__):
                        self.assertEqual(await rule(Coroutines()), on_asyncio, "on asyncio")
                        self.assertEqual(await rule(Durable(client, STEP_SECONDS)), on_jobd, "on jobd")

        asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
