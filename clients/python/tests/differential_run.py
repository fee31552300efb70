"""Carries out the programs of differential_program.py in one of two worlds, and notes what they see."""

import asyncio

import jobd
from jobd._client.task import Submission


class Run:
    """One program in one world. ``notes`` are (time in steps, coroutine, text)."""

    def __init__(self, world):
        self.world = world
        self.things = {}
        self.jobs = {}
        self.unawaited = set()
        self.notes = []
        #: Whether something came of chance, on asyncio too.
        self.is_tie = False
        self.loop = asyncio.get_running_loop()
        self.began = self.loop.time()

    async def program(self, program):
        main = self.loop.create_task(self.block("main", program["block"], None))
        self.things["main"] = main
        while self.running():
            await asyncio.wait(self.running())
        left = [await self.end_of(name) for name in sorted(self.jobs)]
        self.note("end", " ".join(left))
        ends = [f"{name}: {ended(each)}" for name, each in self.things.items() if name not in self.jobs]
        self.note("end", " ".join(sorted(ends)))
        return self.notes

    def running(self):
        """The coroutines that have not ended; each may begin others."""
        return [each for name, each in self.things.items() if name not in self.jobs and not each.done()]

    async def end_of(self, name):
        thing = self.things[name]
        # A job that was cancelled on its way has no task.
        await asyncio.wait([thing])
        if isinstance(thing, Submission) and not thing.cancelled() and thing.exception() is None:
            thing = thing.result()
            await asyncio.wait([thing])
        return f"{name}: {ended(thing)}"

    def note(self, who, text):
        self.notes.append(((self.loop.time() - self.began) / self.world.step, who, text))

    async def block(self, who, statements, group):
        for number, statement in enumerate(statements):
            label = f"{number} {statement['do']}"
            try:
                said = await getattr(self, f"do_{statement['do']}")(who, statement, group)
            except (Exception, asyncio.CancelledError) as error:
                self.note(who, f"{label} raises {told(error)}")
                if not statement["catch"]:
                    raise
            else:
                self.note(who, f"{label} {said}")

    # Statements.

    async def do_create(self, who, statement, group):
        job = statement["job"]
        task = self.world.create(job, group)
        self.jobs[job["name"]] = job
        self.things[job["name"]] = task
        if not statement["is_awaited"]:
            self.unawaited.add(job["name"])
        else:
            self.things[job["name"]] = await self.world.created(task)
        return job["name"]

    async def do_await(self, who, statement, group):
        thing = await self.whole(statement["of"])
        return "nothing" if thing is None else told(await thing)

    do_gather = do_await

    async def do_wait(self, who, statement, group):
        things = self.known(statement["names"])
        if not things:
            return "nothing"
        timeout = statement["timeout"] and statement["timeout"] * self.world.step
        return_when = getattr(asyncio, statement["return_when"])
        done, pending = await self.world.wait(things, timeout=timeout, return_when=return_when)
        ends = sorted(f"{self.name_of(each)}: {ended(each)}" for each in done)
        return f"done {ends} pending {sorted(map(self.name_of, pending))}"

    async def do_wait_for(self, who, statement, group):
        thing = await self.whole(statement["of"])
        if thing is None:
            return "nothing"
        try:
            return told(await asyncio.wait_for(thing, statement["timeout"] * self.world.step))
        finally:
            # Whatever it was, it has come to its end, or was never touched.
            self.note(who, f"waited for {state(thing)}")

    async def do_as_completed(self, who, statement, group):
        things = self.known(statement["names"])
        began, at_once = self.loop.time(), set()
        for thing in things:
            thing.add_done_callback(lambda thing: self.loop.time() > began or at_once.add(thing))
        timeout = statement["timeout"] and statement["timeout"] * self.world.step
        async for coming in self.world.as_completed(things, timeout, statement["is_async"]):
            try:
                value = await coming
            except (Exception, asyncio.CancelledError) as error:
                is_late = isinstance(error, TimeoutError) and not error.args
                if is_late or (isinstance(error, asyncio.CancelledError) and asyncio.current_task().cancelling()):
                    raise
                value = error
            self.note(who, f"comes {told(value)}")
            # asyncio gives those that have ended before, or end as it begins, in the order of a set.
            self.is_tie = self.is_tie or len(at_once) > 1
        return "no more"

    async def do_cancel(self, who, statement, group):
        if statement["name"] not in self.things:
            return "nothing"
        # Of a job that has arrived it is the task that is cancelled: what brought it is done.
        thing, message = self.task(statement["name"]), statement["message"]
        has_asked = thing.cancel() if message is None else thing.cancel(message)
        # One that is on its way may be taken back at once, so that a second request finds nothing.
        return "" if statement["name"] in self.unawaited else f"{has_asked}"

    async def do_sleep(self, who, statement, group):
        await asyncio.sleep(statement["steps"] * self.world.step)

    async def do_state(self, who, statement, group):
        # Not in the moment in which something else has just happened.
        await asyncio.sleep(self.world.step)
        return " ".join(f"{name}: {state(self.task(name))}" for name in statement["names"] if name in self.things)

    async def do_spawn(self, who, statement, group):
        name = statement["name"]
        self.things[name] = self.loop.create_task(self.block(name, statement["block"], None), name=name)
        return name

    async def do_group(self, who, statement, group):
        async with self.world.group() as inner:
            await self.block(who, statement["block"], inner)

    async def do_timeout(self, who, statement, group):
        async with jobd.timeout(statement["steps"] * self.world.step) as limit:
            await self.block(who, statement["block"], None)
        return f"expired {limit.expired()}"

    # Things.

    def known(self, names):
        """Those that exist: a statement that would have made one may have been cancelled."""
        return [self.things[name] for name in names if name in self.things]

    def task(self, name):
        thing = self.things[name]
        is_there = isinstance(thing, Submission) and thing.done() and not thing.cancelled() and not thing.exception()
        return thing.result() if is_there else thing

    def name_of(self, thing):
        if isinstance(thing, Submission):
            return thing.name
        return thing.get_name()

    async def whole(self, expression):
        """As ``expression``, after jobs on their way have arrived: a time limit is for the job."""
        names = [expression] if isinstance(expression, str) else []
        for name in names:
            if name in self.things:
                self.things[name] = await self.world.arrived(self.things[name])
        return self.expression(expression)

    def expression(self, expression):
        """``None`` if nothing of it exists."""
        if isinstance(expression, str):
            return self.things.get(expression)
        if expression[0] == "shield":
            inner = self.expression(expression[1])
            return None if inner is None else self.world.shield(inner)
        # Of two that have failed before, it is a matter of a few turns of the loop which one is raised.
        failed = {name for name in leaves(expression) if name in self.things and has_failed(self.things[name])}
        self.is_tie = self.is_tie or (len(failed) > 1 and not expression[1])
        inner = [each for each in map(self.expression, expression[2]) if each is not None]
        return self.world.gather(*inner, return_exceptions=expression[1]) if inner else None


def told(value):
    """A value or an error in words that are the same for a coroutine's and a job's."""
    if isinstance(value, asyncio.CancelledError):
        return "cancelled"
    if isinstance(value, jobd.JobFailed):
        return f"{value.job.error['code']}({value.job.error['message']})"
    if isinstance(value, BaseException) and hasattr(value, "exceptions"):
        return f"group of {list(dict.fromkeys(told(each) for each in value.exceptions))}"
    if isinstance(value, RuntimeError) and "TaskGroup" in str(value):
        return "RuntimeError of a group"
    if isinstance(value, BaseException):
        return f"{type(value).__name__}({value})"
    if isinstance(value, list):
        return f"{[told(each) for each in value]}"
    return repr(value)


def leaves(expression):
    """The names in it."""
    if isinstance(expression, str):
        return [expression]
    inner = expression[2] if expression[0] == "gather" else [expression[1]]
    return [name for each in inner for name in leaves(each)]


def has_failed(future):
    return future.done() and (future.cancelled() or future.exception() is not None)


def state(future):
    return "cancelled" if future.cancelled() else "done" if future.done() else "pending"


def ended(future):
    """How a done future has ended."""
    if future.cancelled():
        return "cancelled"
    error = future.exception()
    return told(future.result() if error is None else error)
