"""The two worlds of differential programs: asyncio with coroutines, and jobd with jobs."""

import asyncio
import sys

import differential_work
from jobd._client.task import Submission


class Plain:
    """asyncio, with coroutines. The noises say, in steps, how late what takes time on jobd is: a job, a submission."""

    gather, shield, wait = staticmethod(asyncio.gather), staticmethod(asyncio.shield), staticmethod(asyncio.wait)

    def __init__(self, job_noise=lambda: 0.0, submission_noise=lambda: 0.0):
        self.step = 1.0
        self.job_noise = job_noise
        self.submission_noise = submission_noise
        self.begun = set()

    def create(self, job, group=None):
        coroutine = self.work(job)
        try:
            return (group or asyncio).create_task(coroutine, name=job["name"])
        except BaseException:
            coroutine.close()
            raise

    async def work(self, job):
        late = self.job_noise()
        try:
            if late:
                await asyncio.sleep(late / 2)
        except asyncio.CancelledError:
            await differential_work.uninterrupted(late / 2)
            raise
        self.begun.add(job["name"])
        return await differential_work.work(job, self.step, late / 2)

    async def created(self, task):
        try:
            await asyncio.sleep(self.submission_noise())
        except asyncio.CancelledError:
            # A job that is on its way goes with the one who waits for it.
            task.cancel()
            raise
        return task

    async def arrived(self, thing):
        late = self.submission_noise()
        if late:
            await asyncio.sleep(late)
        return thing

    def group(self):
        return Group()

    async def as_completed(self, tasks, timeout, is_async):
        for coming in asyncio.as_completed(tasks, timeout=timeout):
            yield coming


class Group(asyncio.TaskGroup if hasattr(asyncio, "TaskGroup") else object):
    """asyncio's, which before Python 3.13 does not take back its own cancel when a task fails while it is left."""

    async def __aexit__(self, *error):
        if sys.version_info >= (3, 13):
            return await super().__aexit__(*error)
        had_cancelled = self._parent_cancel_requested
        try:
            return await super().__aexit__(*error)
        finally:
            if self._parent_cancel_requested and not had_cancelled:
                asyncio.current_task().uncancel()


class Durable:
    """jobd, with jobs."""

    def __init__(self, client, step):
        self.client = client
        self.step = step
        self.gather, self.shield, self.wait = client.gather, client.shield, client.wait

    def create(self, job, group=None):
        payload = {"job": job, "step": self.step}
        return (group or self.client).create_task(handler=differential_work.NAME, payload=payload, name=job["name"])

    async def created(self, submission):
        return await submission

    async def arrived(self, thing):
        if not isinstance(thing, Submission):
            return thing
        await asyncio.wait([thing])
        return thing if thing.cancelled() else thing.result()

    def group(self):
        return self.client.TaskGroup()

    async def as_completed(self, tasks, timeout, is_async):
        coming = self.client.as_completed(tasks, timeout=timeout)
        if not is_async:
            for each in coming:
                yield each
        else:
            while True:
                # What is next, as something to be awaited.
                following = coming.__anext__()
                try:
                    task = await following
                except StopAsyncIteration:
                    return
                yield task
