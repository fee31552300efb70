"""Seeded random programs, run once on asyncio with coroutines and once on jobd with jobs: the same ends, in each step.

A program makes some pieces of work and combines them (gather, wait, wait_for, shield, TaskGroup), and then, step by
step, lets one of them succeed or fail, or cancels one or a combination. After each step both worlds come to rest, and
what has ended, and how, has to be the same. Nothing depends on time: work ends when the program says so.
"""

import asyncio
import os
import random
import sys
import unittest

from client_daemon import AsyncClientCase
import jobd

PROGRAMS = int(os.environ.get("JOBD_TEST_PROGRAMS", "25"))


class Broken(Exception):
    """What failing work raises on asyncio."""


class Coroutines:
    """The world of asyncio."""

    def __init__(self):
        self.ends = []

    async def make(self):
        end = asyncio.get_running_loop().create_future()
        self.ends.append(end)
        return asyncio.ensure_future(self.work(end))

    async def work(self, end):
        return await end

    async def finish(self, number, value):
        if not self.ends[number].done():
            self.ends[number].set_result(value)

    async def fail(self, number):
        if not self.ends[number].done():
            self.ends[number].set_exception(Broken(f"broken {number}"))

    async def rest(self, works):
        for _ in range(30):
            await asyncio.sleep(0)

    def group(self):
        return asyncio.TaskGroup()

    async def member(self, group, works):
        end = asyncio.get_running_loop().create_future()
        self.ends.append(end)
        return group.create_task(self.work(end))


class Jobs:
    """The world of jobd: every piece of work is an external job."""

    def __init__(self, client):
        self.client = client
        self.works = []

    async def make(self):
        task = await self.client.create_task(external=True)
        self.works.append(task)
        return task

    async def finish(self, number, value):
        if not self.works[number].done():
            await self.client.complete(self.works[number], value)
            await asyncio.wait([self.works[number]])

    async def fail(self, number):
        if not self.works[number].done():
            await self.client.fail(self.works[number], f"broken {number}")
            await asyncio.wait([self.works[number]])

    async def rest(self, works):
        last = None
        while True:
            ending = [task for task in self.works if task._is_cancelling and not task.done()]
            if ending:
                await asyncio.wait(ending)
            for _ in range(30):
                await asyncio.sleep(0)
            # What ended in the last of these turns is not heard of before the next.
            now = [(task.done(), task._is_cancelling) for task in self.works]
            if now == last and all(done or not cancelling for done, cancelling in now):
                return
            last = now

    def group(self):
        return self.client.TaskGroup()

    async def member(self, group, works):
        task = await group.create_task(external=True)
        self.works.append(task)
        return task


def how(future):
    """How something ended, in words that are the same in both worlds."""
    if not future.done():
        return "pending"
    if future.cancelled():
        return "cancelled"
    return said(future.exception()) if future.exception() is not None else value_said(future.result())


def said(error):
    if isinstance(error, (Broken, jobd.JobFailed)):
        return f"failed: {str(error).rpartition('broken ')[2]}"
    if isinstance(error, asyncio.CancelledError):
        return "cancelled"
    if isinstance(error, jobd.ExceptionGroup):
        return sorted(said(each) for each in error.exceptions)
    return type(error).__name__


def value_said(value):
    if isinstance(value, BaseException):
        return said(value)
    return [value_said(each) for each in value] if isinstance(value, list) else value


async def wait(works, some, return_when):
    done, pending = await asyncio.wait(some, return_when=return_when)
    assert done | pending == some and all(each.done() for each in done)
    if return_when != asyncio.ALL_COMPLETED:
        # One step may end several. Coroutines that are cancelled end together, jobs as they can: which of them are
        # done when the first is, differs.
        return f"{len(some)} waited for"
    return [sorted(works.index(each) for each in group) for group in (done, pending)]


async def grouped(world, works, count, after):
    async with world.group() as group:
        made = [await world.member(group, works) for _ in range(count)]
        works.extend(made)
        if after == "first":
            await made[0]
        elif after == "raise":
            raise Broken("broken 99")
    return [each.cancelled() or each.result() for each in made]


async def play(world, seed):
    """Runs a program; returns what was to be seen after each step."""
    chance = random.Random(seed)
    works = [await world.make() for _ in range(chance.randint(2, 5))]
    combined, shown = [], []
    for _ in range(chance.randint(1, 3)):
        some = [chance.choice(works) for _ in range(chance.randint(1, 4))]
        kind = chance.choice(["gather", "gather", "wait", "wait_for", "shield", "group"])
        if kind == "gather":
            some = [asyncio.shield(each) if chance.random() < 0.2 else each for each in some]
            combined.append(asyncio.gather(*some, return_exceptions=chance.random() < 0.5))
        elif kind == "wait":
            when = chance.choice([asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED])
            combined.append(asyncio.ensure_future(wait(works, set(some), when)))
        elif kind == "wait_for":
            combined.append(asyncio.ensure_future(asyncio.wait_for(some[0], None)))
        elif kind == "shield":
            combined.append(asyncio.shield(some[0]))
        else:
            count, after = chance.randint(1, 3), chance.choice(["none", "none", "first", "raise"])
            before = len(works)
            if sys.version_info >= (3, 11):
                combined.append(asyncio.ensure_future(grouped(world, works, count, after)))
                while len(works) < before + count:
                    await asyncio.sleep(0.001)
        await world.rest(works)
        shown.append([how(each) for each in (*works, *combined)])
    for _ in range(chance.randint(3, 8)):
        number = chance.randrange(len(works))
        step = chance.choice(["finish", "finish", "fail", "cancel", "cancel combination"])
        if step == "finish":
            await world.finish(number, f"value {number}")
        elif step == "fail":
            await world.fail(number)
        elif step == "cancel":
            step = (step, works[number].cancel())
        elif combined:
            step = (step, combined[chance.randrange(len(combined))].cancel())
        await world.rest(works)
        shown.append((step, number, [how(each) for each in (*works, *combined)]))
    for number in range(len(works)):
        await world.finish(number, f"value {number}")
    await world.rest(works)
    shown.append([how(each) for each in (*works, *combined)])
    return shown


class TestDifferential(AsyncClientCase):
    async def test_programs(self):
        loop = asyncio.get_running_loop()
        # Failures that a program leaves alone are no news here.
        loop.set_exception_handler(lambda loop, context: None)
        first = int(os.environ.get("JOBD_TEST_SEED", "1"))
        for seed in range(first, first + PROGRAMS):
            with self.subTest(seed=seed):
                expected = await asyncio.wait_for(play(Coroutines(), seed), 60)
                self.assertEqual(await asyncio.wait_for(play(Jobs(self.jobd), seed), 60), expected)


if __name__ == "__main__":
    unittest.main()
