"""gather, wait, wait_for, shield, timeout, as_completed and TaskGroup over jobs, against a real daemon.

The rows are those of CPython's own tests that translate to jobs; where a function of asyncio takes our tasks, it is
asyncio's that is tested, not only ours.
"""

import asyncio
import sys
import unittest

from client_daemon import AsyncClientCase
import jobd

#: Ignores the first TERM long enough to be seen, then cleans up.
SLOW_CLEANUP = "trap 'sleep 0.2; exit 9' TERM; echo ready; sleep 60 & wait"
STUBBORN = "trap 'echo saved; exit 0' TERM; echo ready; sleep 60 & wait"


class WordsCase(AsyncClientCase):
    async def ready(self, shell):
        task = await self.jobd.create_task(shell=shell)
        await self.until(lambda: self.sync.logs(task) == b"ready\n", "it is not ready")
        return task

    def state(self, task):
        return self.sync.job(task).state


class TestGather(WordsCase):
    async def test_wait_for_takes_a_job_on_its_way(self):
        self.assertEqual(await self.jobd.wait_for(self.jobd.create_task(["echo", "1"]), 60), b"1\n")
        coming = self.jobd.create_task(["sleep", "600"])
        with self.assertRaises(asyncio.TimeoutError):
            await self.jobd.wait_for(coming, 0.5)
        self.assertEqual(self.sync.job(coming.result()).state, "cancelled")

    async def test_all_tasks_has_those_on_their_way(self):
        coming = {self.jobd.create_task(handler="noop") for _ in range(5)}
        self.assertEqual(self.jobd.all_tasks(), coming)
        self.assertEqual(await self.jobd.gather(*self.jobd.all_tasks()), [None] * 5)

    async def test_results_in_the_order_of_arguments(self):
        a, b, c = [await self.external() for _ in range(3)]
        for task, value in ((c, 3), (a, 1), (b, 2)):
            self.sync.complete(task, value)
        for gather in (asyncio.gather, jobd.gather, self.jobd.gather):
            self.assertEqual(await gather(a, b, c), [1, 2, 3])

    async def test_nothing_and_the_same_twice(self):
        self.assertEqual(await jobd.gather(), [])
        task = await self.jobd.create_task(handler="echo", payload=7)
        self.assertEqual(await jobd.gather(task, task), [7, 7])
        coming = self.jobd.create_task(handler="echo", payload=8)
        self.assertEqual(await jobd.gather(coming, coming, task), [8, 8, 7])

    async def test_jobs_on_their_way(self):
        coming = [self.jobd.create_task(handler="echo", payload=number) for number in range(20)]
        self.assertEqual(await self.jobd.gather(*coming), list(range(20)))

    async def test_first_failure_ends_it_and_the_others_go_on(self):
        a, b = await self.external(), await self.external()
        gathered = asyncio.gather(a, b)
        self.sync.fail(b, "no")
        with self.assertRaisesRegex(jobd.JobFailed, "no"):
            await gathered
        self.assertFalse(a.done())
        self.sync.complete(a, 1)
        self.assertEqual(await a, 1)

    async def test_return_exceptions(self):
        a, b, c = [await self.external() for _ in range(3)]
        self.sync.fail(a, "no"), self.sync.cancel(b, "stop"), self.sync.complete(c, 3)
        one, two, three = await asyncio.gather(a, b, c, return_exceptions=True)
        self.assertIsInstance(one, jobd.JobFailed)
        self.assertIsInstance(two, asyncio.CancelledError)
        self.assertEqual(three, 3)

    async def test_one_cancelled_counts_as_an_error_and_the_others_go_on(self):
        a, b = await self.external(), await self.external()
        gathered = asyncio.gather(a, b)
        a.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await gathered
        self.assertFalse(gathered.cancelled() and b.done())
        self.assertFalse(self.sync.job(b).done)
        b.cancel()

    async def test_cancel_reaches_all_that_have_not_ended(self):
        a, b, c = [await self.external() for _ in range(3)]
        self.sync.complete(c)
        await c
        gathered = asyncio.gather(a, b, c)
        self.assertTrue(gathered.cancel())
        with self.assertRaises(asyncio.CancelledError):
            await gathered
        await asyncio.wait([a, b])
        self.assertEqual([self.state(each) for each in (a, b, c)], ["cancelled", "cancelled", "succeeded"])

    async def test_cancel_of_a_finished_one(self):
        task = await self.jobd.create_task(handler="noop")
        gathered = asyncio.gather(task)
        await gathered
        self.assertFalse(gathered.cancel())

    async def test_ten_thousand(self):
        # The tracebacks of debug mode take most of the time otherwise.
        asyncio.get_running_loop().set_debug(False)
        coming = [self.jobd.create_task(handler="noop") for _ in range(10_000)]
        results = await asyncio.wait_for(self.jobd.gather(*coming), 240)
        self.assertEqual(results, [None] * 10_000)
        self.assertEqual(len({each.result().id for each in coming}), 10_000)


class TestWait(WordsCase):
    async def test_first_completed_and_the_rest_goes_on(self):
        a, b = await self.external(), await self.external()
        self.sync.complete(a)
        for wait in (asyncio.wait, jobd.wait):
            done, pending = await wait([a, b], return_when=asyncio.FIRST_COMPLETED)
            self.assertEqual((done, pending), ({a}, {b}))
        self.assertFalse(self.sync.job(b).done)
        b.cancel()

    async def test_all_that_are_done_by_then_are_in_done(self):
        tasks = [await self.external() for _ in range(4)]
        for each in tasks[:3]:
            self.sync.complete(each)
        await asyncio.gather(*tasks[:3])
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        self.assertEqual((done, pending), (set(tasks[:3]), {tasks[3]}))
        tasks[3].cancel()

    async def test_first_exception(self):
        a, b, c = [await self.external() for _ in range(3)]
        self.sync.cancel(a)
        with self.assertRaises(asyncio.CancelledError):
            await a
        # A cancelled one is no failure: it goes on waiting.
        done, pending = await asyncio.wait([a, b, c], return_when=asyncio.FIRST_EXCEPTION, timeout=0.1)
        self.assertEqual((done, pending), ({a}, {b, c}))
        self.sync.fail(b, "no")
        for _ in range(2):
            done, pending = await asyncio.wait([a, b, c], return_when=asyncio.FIRST_EXCEPTION)
            self.assertEqual((done, pending), ({a, b}, {c}))
        self.assertIsInstance(b.exception(), jobd.JobFailed)
        c.cancel()

    async def test_timeout_raises_and_cancels_nothing(self):
        task = await self.external()
        self.assertEqual(await jobd.wait([task], timeout=0.05), (set(), {task}))
        self.assertEqual(await asyncio.wait([task], timeout=0), (set(), {task}))
        self.assertFalse(self.sync.job(task).cancel_requested)
        task.cancel()

    async def test_the_same_twice_nothing_and_nonsense(self):
        task = await self.jobd.create_task(handler="noop")
        self.assertEqual(await jobd.wait([task, task]), ({task}, set()))
        with self.assertRaises(ValueError):
            await jobd.wait([])
        for wait in (jobd.wait, self.jobd.wait):
            with self.assertRaises(TypeError):
                await wait(task)
        with self.assertRaises(ValueError):
            await self.jobd.wait([task], return_when="NEVER")
        with self.assertRaises(TypeError):
            await self.jobd.wait([task.id], return_when=asyncio.FIRST_COMPLETED)

    async def test_cancelled_waiter_leaves_the_jobs(self):
        task = await self.external()
        waiting = asyncio.ensure_future(asyncio.wait([task]))
        await asyncio.sleep(0)
        waiting.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await waiting
        self.assertFalse(self.sync.job(task).cancel_requested)
        task.cancel()

    async def test_jobs_on_their_way(self):
        good = self.jobd.create_task(handler="noop")
        bad = self.jobd.create_task(handler="nobody")
        done, pending = await jobd.wait([good, bad])
        self.assertEqual((done, pending), ({await good, bad}, set()))
        self.assertIsInstance(bad.exception(), jobd.JobdError)


class TestWaitFor(WordsCase):
    async def test_task_is_gone_when_the_error_is_seen(self):
        task = await self.jobd.create_task(["sleep", "60"])
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(task, 0.1)
        self.assertTrue(task.cancelled())
        self.assertEqual(self.state(task), "cancelled")

    async def test_waits_for_a_slow_cleanup_whose_error_wins(self):
        task = await self.ready(SLOW_CLEANUP)
        with self.assertRaises(jobd.JobFailed) as failed:
            await asyncio.wait_for(task, 0.1)
        self.assertEqual(failed.exception.job.exit_code, 9)
        self.assertTrue(self.sync.job(task).done)

    async def test_value_in_spite_of_it_wins(self):
        task = await self.ready(STUBBORN)
        self.assertEqual(await asyncio.wait_for(task, 0.1), b"ready\nsaved\n")

    async def test_no_time_at_all(self):
        task = await self.external(delay="1h")
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(task, 0)
        await self.until(task.done)
        self.assertEqual((self.state(task), self.sync.job(task).started_at), ("cancelled", None))
        ended = await self.jobd.create_task(handler="echo", payload=1)
        await ended
        self.assertEqual(await asyncio.wait_for(ended, 0), 1)
        self.assertEqual(await asyncio.wait_for(ended, None), 1)

    async def test_cancelling_the_wait_cancels_the_job(self):
        task = await self.external()
        waiting = asyncio.ensure_future(asyncio.wait_for(task, 60))
        await asyncio.sleep(0)
        waiting.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await waiting
        await self.until(task.done)
        self.assertEqual(self.state(task), "cancelled")

    async def test_failure_in_time(self):
        with self.assertRaises(jobd.JobFailed):
            await asyncio.wait_for(await self.jobd.create_task(["false"]), 20)


class TestShield(WordsCase):
    async def test_with_wait_for_the_job_goes_on(self):
        for shield in (asyncio.shield, jobd.shield, self.jobd.shield):
            task = await self.external()
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(shield(task), 0.05)
            self.assertFalse(self.sync.job(task).cancel_requested)
            self.sync.complete(task, 1)
            self.assertEqual(await task, 1)

    async def test_outer_cancel_and_inner_cancel(self):
        task = await self.external()
        outer = asyncio.shield(task)
        self.assertTrue(outer.cancel())
        with self.assertRaises(asyncio.CancelledError):
            await outer
        self.assertFalse(self.sync.job(task).cancel_requested)
        outer = asyncio.shield(task)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await outer

    async def test_done_and_on_its_way(self):
        task = await self.jobd.create_task(handler="echo", payload=2)
        await task
        self.assertEqual(await jobd.shield(task), 2)
        self.assertEqual(await jobd.shield(self.jobd.create_task(handler="echo", payload=3)), 3)

    async def test_gather_of_shields(self):
        a, b = await self.external(), await self.external()
        gathered = asyncio.gather(asyncio.shield(a), asyncio.shield(b))
        gathered.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await gathered
        self.assertFalse(a.done() or b.done())
        a.cancel(), b.cancel()


class TestTimeout(WordsCase):
    async def test_block_that_takes_too_long(self):
        task = await self.external()
        with self.assertRaises(TimeoutError) as late:
            async with jobd.timeout(0.05) as limit:
                await task
        self.assertIsInstance(late.exception, asyncio.TimeoutError)
        self.assertTrue(limit.expired())
        self.assertEqual(self.state(task), "cancelled")

    async def test_none_reschedule_and_in_time(self):
        async with jobd.timeout(None) as limit:
            self.assertIsNone(limit.when())
            await (await self.jobd.create_task(handler="noop"))
        self.assertFalse(limit.expired())
        async with jobd.timeout(0.01) as limit:
            limit.reschedule(None)
            await asyncio.sleep(0.03)
        with self.assertRaises(TimeoutError):
            async with jobd.timeout(None) as limit:
                limit.reschedule(asyncio.get_running_loop().time() - 1)
                await asyncio.sleep(60)

    async def test_outer_of_two_reports(self):
        with self.assertRaises(TimeoutError):
            async with jobd.timeout(0.05) as outer:
                async with jobd.timeout(60) as inner:
                    await (await self.external())
        self.assertEqual((outer.expired(), inner.expired()), (True, False))

    async def test_cancel_from_outside_is_no_timeout(self):
        async def block():
            async with jobd.timeout(60):
                await asyncio.sleep(60)

        running = asyncio.ensure_future(block())
        await asyncio.sleep(0)
        running.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await running


class TestAsCompleted(WordsCase):
    async def test_tasks_themselves_in_the_order_of_their_ends(self):
        a, b, c = [await self.external() for _ in range(3)]
        seen = []
        self.sync.complete(c)
        async for task in jobd.as_completed([a, b, c, a]):
            self.assertTrue(task.done())
            seen.append(task)
            if task is c:
                self.sync.fail(a, "no")
            elif task is a:
                self.sync.cancel(b)
        self.assertEqual(seen, [c, a, b])
        self.assertIsInstance(a.exception(), jobd.JobFailed)

    async def test_plain_iteration_gives_results(self):
        coming = [self.jobd.create_task(handler="echo", payload=number) for number in range(3)]
        self.assertEqual(sorted([await each for each in self.jobd.as_completed(coming)]), [0, 1, 2])

    async def test_jobs_on_their_way_and_refused_ones(self):
        good, bad = self.jobd.create_task(handler="noop"), self.jobd.create_task(handler="nobody")
        seen = {each async for each in jobd.as_completed([good, bad])}
        self.assertEqual(seen, {await good, bad})

    async def test_time_is_up_and_nothing_is_cancelled(self):
        a, b = await self.external(), await self.external()
        self.sync.complete(a)
        seen = []
        with self.assertRaises(TimeoutError if asyncio.TimeoutError is TimeoutError else asyncio.TimeoutError):
            async for task in jobd.as_completed([a, b], timeout=0.2):
                seen.append(task)
        self.assertEqual(seen, [a])
        self.assertFalse(self.sync.job(b).cancel_requested)
        b.cancel()

    async def test_nothing_and_one_that_is_no_list(self):
        self.assertEqual([each async for each in jobd.as_completed([])], [])
        with self.assertRaises(TypeError):
            jobd.as_completed(await self.jobd.create_task(handler="noop"))


class TestTaskGroup(WordsCase):
    async def test_waits_for_all(self):
        async with self.jobd.TaskGroup() as group:
            tasks = [await group.create_task(handler="echo", payload=number) for number in range(3)]
            group.create_task(handler="echo", payload="not awaited")
        self.assertEqual([task.result() for task in tasks], [0, 1, 2])
        self.assertEqual(self.jobd.all_tasks(), set())

    async def test_first_failure_cancels_the_others_and_the_block(self):
        with self.assertRaises(jobd.ExceptionGroup) as failed:
            async with self.jobd.TaskGroup() as group:
                sleeping = await group.create_task(["sleep", "60"])
                failing = await group.create_task(["false"])
                await asyncio.sleep(60)
        self.assertEqual(failed.exception.exceptions, (failing.exception(),))
        self.assertTrue(sleeping.cancelled())
        self.assertEqual(self.state(sleeping), "cancelled")

    async def test_failures_of_several_are_told_together(self):
        with self.assertRaises(jobd.ExceptionGroup) as failed:
            async with self.jobd.TaskGroup() as group:
                slow = await group.create_task(shell=SLOW_CLEANUP)
                await self.until(lambda: self.sync.logs(slow) == b"ready\n")
                await group.create_task(["false"])
        self.assertEqual(sorted(each.job.exit_code for each in failed.exception.exceptions), [1, 9])

    async def test_one_cancelled_alone_is_no_failure(self):
        async with self.jobd.TaskGroup() as group:
            one, two = await group.create_task(external=True), await group.create_task(external=True)
            self.sync.cancel(one)
            self.sync.complete(two, 2)
        self.assertTrue(one.cancelled())
        self.assertEqual(two.result(), 2)

    async def test_error_of_the_block_cancels_the_jobs(self):
        with self.assertRaises(jobd.ExceptionGroup) as failed:
            async with self.jobd.TaskGroup() as group:
                task = await group.create_task(["sleep", "60"])
                raise ValueError("of the block")
        self.assertIsInstance(failed.exception.exceptions[0], ValueError)
        self.assertEqual(self.state(task), "cancelled")

    async def test_cancel_from_outside(self):
        tasks = []

        async def scope():
            async with self.jobd.TaskGroup() as group:
                tasks.append(await group.create_task(["sleep", "60"]))

        running = asyncio.ensure_future(scope())
        await self.until(lambda: tasks)
        running.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await running
        self.assertEqual(self.state(tasks[0]), "cancelled")

    async def test_error_and_cancel_from_outside(self):
        started, seen = asyncio.Event(), []

        async def scope():
            try:
                async with self.jobd.TaskGroup() as group:
                    slow = await group.create_task(shell=SLOW_CLEANUP)
                    await self.until(lambda: self.sync.logs(slow) == b"ready\n")
                    started.set()
                    await asyncio.sleep(60)
            except jobd.ExceptionGroup as failed:
                seen.append(failed)
                await asyncio.sleep(0)

        running = asyncio.ensure_future(scope())
        await started.wait()
        running.cancel()
        # The cleanup of the job fails: that is not lost, and from Python 3.13 on the cancel is not, either.
        (end,) = await asyncio.gather(running, return_exceptions=True)
        self.assertEqual(seen[0].exceptions[0].job.exit_code, 9)
        if sys.version_info >= (3, 13):
            self.assertIsInstance(end, asyncio.CancelledError)

    async def test_error_in_a_group_whose_time_is_up(self):
        async with jobd.timeout(None) as limit:
            with self.assertRaises(jobd.ExceptionGroup):
                async with self.jobd.TaskGroup() as group:
                    slow = await group.create_task(shell=SLOW_CLEANUP)
                    await self.until(lambda: self.sync.logs(slow) == b"ready\n")
                    limit.reschedule(asyncio.get_running_loop().time())
                    await asyncio.sleep(60)
        self.assertTrue(limit.expired())
        self.assertEqual(self.gone(slow).exit_code, 9)
        # The cancel was that of the time limit, and went with it.
        await asyncio.sleep(0)

    async def test_refused_job_fails_the_group(self):
        with self.assertRaises(jobd.ExceptionGroup) as failed:
            async with self.jobd.TaskGroup() as group:
                task = await group.create_task(external=True)
                group.create_task(handler="nobody")
                await task
        self.assertEqual([each.code for each in failed.exception.exceptions], ["bad_request"])
        self.assertTrue(task.cancelled())

    async def test_takes_no_jobs_before_after_and_twice(self):
        group = self.jobd.TaskGroup()
        self.assertRaises(RuntimeError, group.create_task, ["true"])
        async with group:
            pass
        self.assertRaises(RuntimeError, group.create_task, ["true"])
        with self.assertRaises(RuntimeError):
            async with group:
                pass


if __name__ == "__main__":
    unittest.main()
