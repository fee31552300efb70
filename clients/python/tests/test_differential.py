"""Random programs of asyncio's words see on jobd what they see on asyncio: the same values, order and errors.

Where they shall differ, test_known_differences.py says. ``JOBD_SEED`` repeats a run or, as ``seed/number``, one program
of it; ``JOBD_PROGRAMS`` says how many there are.
"""

import asyncio
import concurrent.futures
import json
import os
import random
import sys
import unittest

from client_daemon import Daemon
import differential
import differential_work
import jobd
from differential_program import Generator, smaller
from differential_worlds import Durable
from fake_jobd import TESTS

#: A step of time. On a machine so loaded that something takes longer, the program is tried again with longer ones.
STEP_SECONDS = 0.13
LONGER = 4
#: How many run at once.
AT_ONCE = 40
#: For how many differences the smallest program is looked for, which takes a minute each.
SMALLEST_MAX = 3


@unittest.skipIf(sys.version_info < (3, 11), "asyncio has no TaskGroup to compare with")
class TestDifferential(unittest.TestCase):
    def setUp(self):
        command = [sys.executable, str(TESTS / "differential_work.py")]
        handlers = {differential_work.NAME: {"command": command, "concurrency": 1_000}}
        self.daemon = Daemon("--slots", "1000", handlers=handlers)
        self.addCleanup(self.daemon.stop)

    def test_same_values_order_and_errors(self):
        seed, _, number = os.environ.get("JOBD_SEED", str(random.randrange(10**6))).partition("/")
        numbers = [int(number)] if number else range(int(os.environ.get("JOBD_PROGRAMS", "200")))
        print(f"\ndifferential: JOBD_SEED={seed}, {len(numbers)} programs", file=sys.stderr)
        seeds = [f"{seed}/{number}" for number in numbers]
        # Before the clock runs: it takes all the time that there is.
        with concurrent.futures.ProcessPoolExecutor() as pool:
            programs = list(pool.map(differential.program_for, seeds, chunksize=5))
        asyncio.run(self.compare(seeds, programs))

    async def compare(self, seeds, programs):
        self.slow = self.found = 0
        strays = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: strays.append(context["message"]))
        async with jobd.AsyncClient(self.daemon.url) as self.client:
            # The worker is there before the first program.
            await (await Durable(self.client, 0.0).create(Generator(0).job("first")))
            turns = asyncio.Semaphore(AT_ONCE)
            found = await asyncio.gather(*[self.different(turns, *each) for each in zip(seeds, programs)])
        strays = [each for each in strays if "never retrieved" not in each]
        print(f"differential: {self.slow} of {len(seeds)} needed longer steps", file=sys.stderr)
        self.assertEqual([each for each in found if each], [], "\n\n".join(each for each in found if each))
        self.assertEqual(strays, [])

    async def different(self, turns, seed, program):
        program, notes = program
        async with turns:
            if await self.difference(program, notes, STEP_SECONDS) is None:
                return None
            what = await self.difference(program, notes, STEP_SECONDS * LONGER)
            if what is None:
                self.slow += 1
                return None
            self.found += 1
            if self.found <= SMALLEST_MAX:
                program, what = await self.smallest(program, what)
            return f"JOBD_SEED={seed}\n{json.dumps(program)}\n{what}"

    async def difference(self, program, notes, step):
        world = Durable(self.client, step)
        seen = await differential.observed(program, world, (notes[-1][0] + 10) * step + 20)
        return differential.difference(notes, seen)

    async def again(self, turns, program, notes):
        async with turns:
            return await self.difference(program, notes, STEP_SECONDS * LONGER)

    async def smallest(self, program, what):
        """The smallest program found that still shows a difference, and the difference."""
        while True:
            tries = [(each, await asyncio.to_thread(differential.judged, each)) for each in smaller(program)]
            tries = [(each, notes) for each, notes in tries if notes is not None]
            turns = asyncio.Semaphore(AT_ONCE // 4)
            found = await asyncio.gather(*[self.again(turns, *each) for each in tries])
            smaller_one = next(((each, what) for (each, _), what in zip(tries, found) if what is not None), None)
            if smaller_one is None:
                return program, what
            program, what = smaller_one


if __name__ == "__main__":
    unittest.main()
