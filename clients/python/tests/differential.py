"""Whether a program sees the same on asyncio and on jobd, and which programs can be asked that."""

import asyncio
import itertools
import random

import virtual_time
from differential_program import STEPS_MAX, Generator
from differential_run import Run
from differential_worlds import Plain

#: By how much of a step jobs and submissions may be late before a program sees something else.
NOISE = 0.6
RANDOM_TRIES = 4


def never():
    return 0.0


def expected(program, *noises):
    """What the program sees on asyncio; ``None`` if it never ends."""

    async def main():
        world = Plain(*noises)
        run = Run(world)
        notes = await run.program(program)
        # A task that is cancelled before its first step never runs; of a job nobody can say whether it has begun.
        unborn = [job for name, job in run.jobs.items() if name not in world.begun and job["cleanup"]]
        # Jobs that are equally late are no tie.
        has_tie = run.is_tie or (run.loop.has_tie and not noises)
        return None if has_tie or unborn else notes

    try:
        return virtual_time.run(main())
    except virtual_time.Stuck:
        return None


def program_for(seed):
    """The program of this seed, and what it sees on asyncio.

    A program in which something depends on which of two comes first, though both come at the same time, is no program
    for this test; the next one is taken.
    """
    for turn in itertools.count():
        program = Generator(f"{seed}/{turn}").program()
        notes = judged(program, seed)
        if notes is not None:
            return program, notes


def judged(program, seed=0):
    """What the program sees on asyncio, if that does not depend on jobs being a little late; else ``None``."""
    notes = expected(program)
    if notes is None or notes[-1][0] > STEPS_MAX:
        return None
    chance = random.Random(seed)

    def always():
        return NOISE

    def sometimes():
        return chance.choice([0.0, NOISE / 3, NOISE])

    for noises in [(always, never), (never, always), (always, always)] + [(sometimes, sometimes)] * RANDOM_TRIES:
        other = expected(program, *noises)
        if other is None or difference(notes, other):
            return None
    return notes


def difference(notes, others):
    """What is not the same, as text; ``None`` if all is.

    Of notes of one moment the order within each coroutine counts; of different moments, the order of all of them.
    """
    index = 0
    for _, group in itertools.groupby(notes, key=lambda note: round(note[0], 3)):
        group = [note[1:] for note in group]
        found = [note[1:] for note in others[index : index + len(group)]]
        index += len(group)
        if by_coroutine(group) != by_coroutine(found):
            return f"expected {group}\n   found {found}"
    return None if len(notes) == len(others) else f"expected nothing more, found {others[index:]}"


def by_coroutine(notes):
    found = {}
    for who, text in notes:
        found.setdefault(who, []).append(text)
    return found


async def observed(program, world, timeout):
    """What it sees there, in at most ``timeout`` seconds."""
    running = asyncio.ensure_future(Run(world).program(program))
    done, _ = await asyncio.wait([running], timeout=timeout)
    if not done:
        return [(0.0, "", f"it has not ended after {timeout} s")]
    if running.exception() is not None:
        return [(0.0, "", f"the test itself: {running.exception()!r}")]
    return running.result()
