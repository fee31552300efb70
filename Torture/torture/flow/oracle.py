"""What CPython's asyncio does with a flow program. The event loop stands still between two operations."""

import asyncio
from typing import Callable, Dict, List, Optional, Set

from .coroutine import Failed, OracleJob, Rules
from .program import Operation

#: Turns of the loop after which nothing more happens: chains of callbacks are shorter than this.
TURNS = 60
#: asyncio's words for jobd's.
UNTIL = {
    "all": asyncio.ALL_COMPLETED, "first": asyncio.FIRST_COMPLETED, "first-failure": asyncio.FIRST_EXCEPTION,
}


class Oracle:
    """The world of coroutines."""

    def __init__(self, rules: Optional[Rules] = None) -> None:
        self.rules = rules or Rules()
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda *_: None)
        self.jobs: Dict[str, OracleJob] = {}
        #: The number of the operation in which each job ended.
        self.ended: Dict[str, int] = {}
        self.waits: "Dict[str, asyncio.Task[object]]" = {}
        self.gathers: "Dict[str, asyncio.Future[object]]" = {}
        self.wanted: Dict[str, List[str]] = {}
        #: In which operation a wait came to its end.
        self.decided: Dict[str, int] = {}
        self.polls: Dict[str, object] = {}
        self.number = 0

    def step(self, operation: Operation) -> None:
        """Carries it out, and lets everything happen that follows."""
        self.number += 1
        self.loop.run_until_complete(self._step(operation))

    async def _step(self, operation: Operation) -> None:
        getattr(self, f"do_{operation['do']}")(operation)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        for name, job in self.jobs.items():
            if job.task.done():
                self.ended.setdefault(name, self.number)
        for name, wait in {**self.waits, **self.gathers}.items():
            if wait.done():
                self.decided.setdefault(name, self.number)

    def close(self) -> None:
        """Ends what is left."""
        for job in self.jobs.values():
            job.cleans = False
            job.task.cancel()
        for wait in self.waits.values():
            wait.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        for _ in range(TURNS):
            self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    # Jobs.

    def begin(self, fields: Operation, create: Optional[Callable[..., "asyncio.Task[object]"]] = None) -> OracleJob:
        job = OracleJob(fields)
        self.jobs[job.name] = job
        job.task = (create or self.loop.create_task)(self.body(job, fields.get("after", [])))
        # Its error may be nobody's to look at.
        job.task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return job

    async def body(self, job: OracleJob, after: object) -> object:
        await self.parents(job, after)
        while True:
            job.attempt += 1
            job.state = "running"
            job.steered = self.loop.create_future()
            try:
                return await job.steered
            except Failed:
                if job.attempt >= job.attempts:
                    raise
            except asyncio.CancelledError:
                if not job.cleans:
                    raise
                return await self.clean_up(job)
            job.state = "pausing"
            job.steered = self.loop.create_future()
            await job.steered

    async def clean_up(self, job: OracleJob) -> object:
        job.state = "cleaning"
        job.steered = self.loop.create_future()
        while not job.steered.done():
            # A job hears of one cancel; a second one does not interrupt its cleanup.
            try:
                await asyncio.shield(job.steered)
            except asyncio.CancelledError:
                pass
        how = job.steered.result()
        if how == "absorb" and self.rules.value_in_spite_of_cancel_wins:
            return job.name
        if how == "raise" and self.rules.cleanup_error_wins:
            raise Failed(job.name)
        raise asyncio.CancelledError

    async def parents(self, job: OracleJob, after: object) -> None:
        """Follow-ups are not asyncio's: a job waits for callbacks of its parents, and is cancelled if it may not run."""
        met: Set[int] = set()
        edges = list(after)
        job.gate = self.loop.create_future()

        def told(number: int, on: str, parent: "asyncio.Task[object]") -> None:
            if job.gate is None or job.gate.done():
                return
            if not self.is_met(on, parent):
                job.gate.cancel()
            met.add(number)
            if len(met) == len(edges) and not job.gate.done():
                job.gate.set_result(None)

        for number, (name, on) in enumerate(edges):
            parent = self.jobs[name].task
            if parent.done():
                told(number, on, parent)
            else:
                parent.add_done_callback(lambda task, number=number, on=on: told(number, on, task))
        if not edges:
            job.gate.set_result(None)
        await job.gate

    def is_met(self, on: str, parent: "asyncio.Task[object]") -> bool:
        if on == "any":
            return True
        is_cancelled = parent.cancelled()
        has_succeeded = not is_cancelled and parent.exception() is None
        if on == "failure" and is_cancelled:
            return self.rules.cancelled_is_failure_for_follow_ups
        return has_succeeded if on == "success" else not has_succeeded

    def states(self) -> Dict[str, str]:
        """Of each job, in words."""
        return {name: self.state(job) for name, job in self.jobs.items()}

    def state(self, job: OracleJob) -> str:
        if not job.task.done():
            return job.state
        if job.task.cancelled():
            return "cancelled"
        error = job.task.exception()
        if error is None:
            return "succeeded"
        return "timed out" if isinstance(error, asyncio.TimeoutError) else "failed"

    # Operations.

    def do_create(self, operation: Operation) -> None:
        self.begin(operation)

    def do_never(self, operation: Operation) -> None:
        job = OracleJob(operation)
        self.jobs[job.name] = job

        async def work() -> None:
            job.state = "running"
            job.attempt += 1

        async def limited() -> None:
            # The limit is zero: the coroutine is not begun.
            await asyncio.wait_for(work(), 0)

        job.task = self.loop.create_task(limited())
        job.task.add_done_callback(lambda task: task.cancelled() or task.exception())

    def do_batch(self, operation: Operation) -> None:
        name, members = str(operation["batch"]), operation["jobs"]
        self.wanted[name] = [str(member["job"]) for member in members]
        if operation["kind"] == "group":
            self.gathers[name] = self.loop.create_task(self.group(members))
            return
        tasks = [self.begin(member).task for member in members]
        collects = operation["kind"] == "gather all" or self.rules.gather_waits_for_all
        gathered = asyncio.gather(*tasks, return_exceptions=collects)
        if not self.rules.cancelled_child_ends_gather and operation["kind"] == "gather":
            gathered = self.patient(tasks)
        gathered.add_done_callback(lambda future: future.cancelled() or future.exception())
        self.gathers[name] = gathered

    def patient(self, tasks: "List[asyncio.Task[object]]") -> "asyncio.Future[object]":
        """A gather to which a cancelled child is none of its errors."""

        async def gathering() -> object:
            until, done = asyncio.FIRST_EXCEPTION, set()
            while not done:
                try:
                    done, _ = await asyncio.wait(tasks, return_when=until)
                except asyncio.CancelledError:
                    until = asyncio.ALL_COMPLETED
                    for task in tasks:
                        task.cancel()
            failed = [task for task in done if not task.cancelled() and task.exception() is not None]
            if failed:
                raise failed[0].exception()
            return [task.result() for task in tasks]

        return self.loop.create_task(gathering())

    async def group(self, members: object) -> None:
        async with asyncio.TaskGroup() as group:
            for member in members:
                job = self.begin(member, group.create_task)
                if self.rules.cancelled_child_ends_group:
                    job.task.add_done_callback(lambda task: task.cancelled() and [
                        self.jobs[str(each["job"])].task.cancel() for each in members])

    def do_complete(self, operation: Operation) -> None:
        job = self.jobs[str(operation["job"])]
        assert job.steered is not None
        job.steered.set_result(job.name)

    def do_fail(self, operation: Operation) -> None:
        job = self.jobs[str(operation["job"])]
        assert job.steered is not None
        job.steered.set_exception(Failed(job.name))

    def do_go_on(self, operation: Operation) -> None:
        steered = self.jobs[str(operation["job"])].steered
        assert steered is not None
        steered.set_result(None)

    def do_clean(self, operation: Operation) -> None:
        steered = self.jobs[str(operation["job"])].steered
        assert steered is not None
        steered.set_result(operation["how"])

    def do_cancel(self, operation: Operation) -> None:
        job = self.jobs[str(operation["job"])]
        if job.shield and job.state == "running" and self.rules.shield_absorbs:
            outer = asyncio.shield(job.task)
            outer.cancel()
        else:
            job.task.cancel()

    def do_cancel_batch(self, operation: Operation) -> None:
        self.gathers[str(operation["batch"])].cancel()

    def do_wait(self, operation: Operation) -> None:
        name = str(operation["wait"])
        self.wanted[name] = list(operation["jobs"])
        tasks = [self.jobs[job].task for job in self.wanted[name]]
        self.waits[name] = self.loop.create_task(self.waiting(tasks, str(operation["until"])))
        self.waits[name].add_done_callback(lambda task: task.cancelled() or task.exception())

    async def waiting(self, tasks: "List[asyncio.Task[object]]", until: str) -> None:
        if until == "first-error":
            await asyncio.gather(*map(asyncio.shield, tasks))
        elif until == "first-failure" and self.rules.cancelled_ends_first_failure:
            await asyncio.wait([asyncio.shield(asyncio.gather(*tasks))])
        else:
            await asyncio.wait(tasks, return_when=UNTIL[until])

    def do_poll(self, operation: Operation) -> None:
        """A wait that has no time."""

    def can(self, operation: Operation) -> bool:
        """Whether the program is where this operation is possible: in one that has been cut down it may not be."""
        wanted = {"complete": ["running"], "fail": ["running"], "go_on": ["pausing"], "clean": ["cleaning"]}
        if operation["do"] == "cancel_batch":
            return str(operation["batch"]) in self.running()
        if operation["do"] == "cancel":
            return not self.jobs[str(operation["job"])].task.done()
        states = wanted.get(str(operation["do"]))
        return states is None or self.state(self.jobs[str(operation["job"])]) in states

    def running(self) -> Set[str]:
        """Waits and gathers that have not ended."""
        return {name for name, future in {**self.waits, **self.gathers}.items() if not future.done()}

    def ended_by(self, number: int, jobs: List[str]) -> List[str]:
        """Which of these had ended with that operation."""
        return [job for job in dict.fromkeys(jobs) if self.ended.get(job, number + 1) <= number]
