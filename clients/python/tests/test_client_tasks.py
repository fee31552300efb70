"""Tasks of the asynchronous client against a real daemon: what a task of asyncio promises, a job keeps."""

import asyncio
import gc
import os
import threading
import unittest
from unittest import mock

from client_daemon import AsyncClientCase
import jobd


class TestTask(AsyncClientCase):
    async def test_value_as_often_as_one_likes_and_for_several(self):
        task = await self.jobd.create_task(handler="py-echo", payload={"a": 1})
        self.assertIsInstance(task, asyncio.Future)
        first, second = await asyncio.gather(self.awaits(task), self.awaits(task))
        self.assertEqual((first, second, await task, task.result()), ({"a": 1},) * 4)
        self.assertTrue(task.done())
        self.assertIsNone(task.exception())
        self.assertEqual(task.job.state, "succeeded")

    async def awaits(self, task):
        return await task

    async def test_awaited_after_its_job_was_deleted(self):
        task = await self.jobd.create_task(["echo", "x"])
        await task
        self.sync._caller.ask("DELETE", f"/v1/jobs/{task.id}")
        self.assertEqual(await task, b"x\n")
        with self.assertRaises(jobd.JobdError) as missing:
            await self.jobd.reattach(id=task.id)
        self.assertEqual(missing.exception.code, "not_found")

    async def test_command_shell_and_yielding_handler(self):
        self.assertEqual(await (await self.jobd.create_task(["echo", "a b"])), b"a b\n")
        self.assertEqual(await (await self.jobd.create_task(shell="echo $((1+1))")), b"2\n")
        self.assertEqual(await (await self.jobd.create_task(handler="py-count", payload=3)), [0, 1, 2])
        self.assertIsNone(await (await self.jobd.create_task(handler="noop")))
        self.assertEqual(await (await self.jobd.create_task(["true"])), b"")

    async def test_result_that_is_longer_than_jobd_shows_is_an_error(self):
        for command in ("seq 1 1000000", "seq 1 1000000 > $JOBD_RESULT"):
            with self.subTest(command), self.assertRaises(jobd.JobdError) as refused:
                await (await self.jobd.create_task(shell=command))
            self.assertEqual(refused.exception.code, "result_too_large")
            self.assertIn("6888896 bytes", str(refused.exception))

    async def test_what_has_no_id_yet_says_so(self):
        with self.assertRaisesRegex(TypeError, "await it first"):
            self.jobd.create_task(["true"], after=[self.jobd.create_task(handler="noop")])

    async def test_submission_starts_without_being_awaited(self):
        coming = self.jobd.create_task(handler="noop", name="by itself")
        await self.until(coming.done)
        self.assertEqual(self.sync.job(coming.result()).name, "by itself")

    async def test_submission_order_is_the_order_of_the_calls(self):
        coming = [self.jobd.create_task(handler="noop") for _ in range(50)]
        ids = [(await each).id for each in coming]
        self.assertEqual(ids, sorted(ids))

    async def test_result_and_exception_before_the_end(self):
        task = await self.external()
        self.assertRaises(asyncio.InvalidStateError, task.result)
        self.assertRaises(asyncio.InvalidStateError, task.exception)
        self.sync.complete(task, [1])
        self.assertEqual(await task, [1])

    async def test_failure_and_timeout(self):
        task = await self.jobd.create_task(shell="exit 3")
        with self.assertRaises(jobd.JobFailed) as failed:
            await task
        self.assertIs(task.exception(), failed.exception)
        self.assertEqual(failed.exception.job.exit_code, 3)
        self.assertFalse(task.cancelled())
        with self.assertRaises(asyncio.TimeoutError) as late:
            await (await self.jobd.create_task(["sleep", "60"], timeout=0.1))
        self.assertIsInstance(late.exception, jobd.JobTimeout)
        self.assertIsInstance(late.exception, TimeoutError)

    async def test_names(self):
        task = await self.external(name="first")
        self.assertEqual(task.get_name(), "first")
        self.assertEqual((await self.external()).get_name().split("-")[0], "job")
        task.set_name(7)
        self.assertEqual(task.get_name(), "7")
        await self.until(lambda: self.sync.job(task).name == "7")
        self.sync.complete(task)
        await task
        with self.assertLogs("jobd", "WARNING") as logged:
            task.set_name("too late")
            await self.until(lambda: logged.records)

    async def test_callbacks(self):
        task = await self.external()
        called = []
        task.add_done_callback(lambda done: called.append(("a", done)))
        removed = lambda done: called.append(("b", done))  # noqa: E731
        task.add_done_callback(removed)
        self.assertEqual(task.remove_done_callback(removed), 1)
        self.sync.complete(task)
        await task
        await self.until(lambda: called)
        task.add_done_callback(lambda done: called.append(("late", done)))
        await self.until(lambda: len(called) == 2)
        self.assertEqual(called, [("a", task), ("late", task)])

    async def test_outsiders_cannot_end_a_task(self):
        task = await self.external()
        self.assertRaises(RuntimeError, task.set_result, 1)
        self.assertRaises(RuntimeError, task.set_exception, ValueError())
        self.assertFalse(task.done())
        task.cancel()

    async def test_refused_submission(self):
        with self.assertRaises(jobd.JobdError) as refused:
            await self.jobd.create_task(handler="nobody")
        self.assertEqual(refused.exception.code, "bad_request")
        with self.assertRaises(TypeError):
            self.jobd.create_task("ls -l")

    async def test_one_of_many_is_refused_and_order_is_kept(self):
        coming = [self.jobd.create_task(handler="noop", tags={"try": "mixed"})]
        for number in range(20):
            handler = "nobody" if number in (3, 4, 19) else "noop"
            coming.append(self.jobd.create_task(handler=handler, tags={"try": "mixed"}))
        ends = await asyncio.gather(*coming, return_exceptions=True)
        refused = [number - 1 for number, each in enumerate(ends) if isinstance(each, jobd.JobdError)]
        ids = [each.id for each in ends if not isinstance(each, jobd.JobdError)]
        self.assertEqual(refused, [3, 4, 19])
        self.assertEqual(ids, sorted(ids))
        self.assertEqual(sorted(job.id for job in self.sync.list(tags={"try": "mixed"})), ids)

    async def test_of_two_with_one_key_the_first_has_it(self):
        coming = [self.jobd.create_task(handler="noop")]
        coming += [self.jobd.create_task(external=True, name=name, unique={"key": "two"}) for name in "ab"]
        _, first, second = await asyncio.gather(*coming, return_exceptions=True)
        self.assertEqual((first.get_name(), second.code), ("a", "duplicate"))
        first.cancel()

    async def test_unique_key_returned_is_the_same_task(self):
        unique = {"key": "one", "on_conflict": "return"}
        first, second = await self.external(unique=unique), await self.external(unique=unique)
        self.assertIs(first, second)
        first.cancel()

    async def test_large_result(self):
        text = "x" * 900_000
        self.assertEqual(await (await self.jobd.create_task(handler="echo", payload=text)), text)


class TestCancel(AsyncClientCase):
    async def test_in_the_moment_in_which_the_job_arrives(self):
        """Who awaits what create_task returned is cancelled then, and nobody else knows of the job."""
        for waits_for_task in (True, False):
            with self.subTest(waits_for_task=waits_for_task):
                coming = self.jobd.create_task(["sleep", "600"])

                async def handle():
                    task = await coming
                    await (task if waits_for_task else asyncio.sleep(600))

                handling = asyncio.create_task(handle())
                # Called in the pass of the loop that brings the answer, before the coroutine goes on.
                coming.add_done_callback(lambda _: handling.cancel("the client left"))
                with self.assertRaises(asyncio.CancelledError):
                    await handling
                task = coming.result()
                with self.assertRaises(asyncio.CancelledError):
                    await task
                self.assertEqual(self.sync.job(task).state, "cancelled")

    async def test_of_what_create_task_returned_is_that_of_the_task(self):
        coming = self.jobd.create_task(["sleep", "600"])
        task = await coming
        self.assertTrue(coming.cancel("enough"))
        with self.assertRaises(asyncio.CancelledError) as cancelled:
            await task
        self.assertEqual(cancelled.exception.args, ("enough",))
        self.assertEqual(self.sync.job(task).state, "cancelled")
        self.assertFalse(coming.cancel())
        refused = self.jobd.create_task(handler="no such handler")
        with self.assertRaises(jobd.JobdError):
            await refused
        self.assertFalse(refused.cancel())

    async def test_running_job(self):
        task = await self.jobd.create_task(["sleep", "60"])
        self.assertTrue(task.cancel("enough"))
        self.assertTrue(task.cancel())
        self.assertFalse(task.done())
        with self.assertRaises(asyncio.CancelledError) as cancelled:
            await task
        self.assertEqual(cancelled.exception.args, ("enough",))
        self.assertTrue(task.cancelled())
        self.assertFalse(task.cancel())
        self.assertEqual(self.sync.job(task).state, "cancelled")

    async def test_task_ends_only_when_the_job_has(self):
        task = await self.jobd.create_task(shell="trap 'sleep 0.3; exit 1' TERM; echo ready; sleep 60 & wait")
        await self.until(lambda: self.sync.logs(task) == b"ready\n")
        task.cancel()
        with self.assertRaises(BaseException):
            await task
        self.assertTrue(self.sync.job(task).done)

    async def test_value_in_spite_of_it_wins(self):
        task = await self.jobd.create_task(shell="trap 'echo saved; exit 0' TERM; echo ready; sleep 60 & wait")
        await self.until(lambda: self.sync.logs(task) == b"ready\n")
        self.assertTrue(task.cancel())
        self.assertEqual(await task, b"ready\nsaved\n")
        self.assertFalse(task.cancelled())

    async def test_by_somebody_else(self):
        task = await self.external()
        self.sync.cancel(task, "by ann")
        with self.assertRaises(asyncio.CancelledError) as cancelled:
            await task
        self.assertEqual(cancelled.exception.args, ("by ann",))

    async def test_awaiting_coroutine(self):
        task = await self.external()

        async def waits():
            await task

        waiting = asyncio.ensure_future(waits())
        await asyncio.sleep(0)
        waiting.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await waiting
        self.assertTrue(task.cancelled())
        self.assertEqual(self.sync.job(task).state, "cancelled")

    async def test_delayed_job_never_starts(self):
        task = await self.jobd.create_task(["true"], delay="1h")
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertIsNone(self.sync.job(task).started_at)

    async def test_two_hundred_at_once(self):
        tasks = [await each for each in [self.jobd.create_task(["true"]) for _ in range(100)]]
        accepted = [task.cancel() for task in tasks]
        await asyncio.wait(tasks)
        for was_accepted, task in zip(accepted, tasks):
            self.assertIn(task.job.state, ("succeeded", "cancelled"))
            self.assertEqual(task.cancelled(), task.job.state == "cancelled")
            self.assertTrue(was_accepted or task.job.state == "succeeded")

    async def test_shielded_job_absorbs_it(self):
        task = await self.jobd.create_task(shell="echo ready; sleep 0.3; echo done", shield=True)
        await self.running(task)
        self.assertTrue(task.cancel())
        self.assertEqual(await task, b"ready\ndone\n")


class TestIntrospection(AsyncClientCase):
    async def test_all_tasks(self):
        self.assertEqual(self.jobd.all_tasks(), set())
        tasks = {await self.external() for _ in range(3)}
        self.assertEqual(self.jobd.all_tasks(), tasks)
        one = tasks.pop()
        self.sync.complete(one)
        await one
        self.assertEqual(self.jobd.all_tasks(), tasks)
        # Nothing of the client is a task of the loop: awaiting all of those does not wait for jobs.
        self.assertEqual(asyncio.all_tasks(), {asyncio.current_task()})
        for each in tasks:
            each.cancel()

    async def test_current_task(self):
        self.assertIsNone(self.jobd.current_task())
        job = self.sync.submit(external=True)
        with mock.patch.dict(os.environ, JOBD_JOB_ID=str(job.id), JOBD_JOB_NAME="me"):
            task = self.jobd.current_task()
            self.assertEqual((task.id, task.get_name()), (job.id, "me"))
            self.assertIs(self.jobd.current_task(), task)
            self.assertIn(task, self.jobd.all_tasks())
            with self.assertRaisesRegex(RuntimeError, "cannot await itself"):
                await task
        self.sync.cancel(job)

    async def test_one_task_for_a_job_however_it_is_found(self):
        job = self.sync.submit(external=True)
        with mock.patch.dict(os.environ, JOBD_JOB_ID=str(job.id)):
            own = self.jobd.current_task()
            self.assertIs(await self.jobd.reattach(id=job), own)
            self.assertIs(self.jobd.current_task(), own)
            self.assertEqual(self.jobd.all_tasks(), {own})
            with self.assertRaisesRegex(RuntimeError, "cannot await itself"):
                await own
        other = self.sync.submit(external=True)
        found = await self.jobd.reattach(id=other)
        with mock.patch.dict(os.environ, JOBD_JOB_ID=str(other.id)):
            self.assertIs(self.jobd.current_task(), found)
            with self.assertRaisesRegex(RuntimeError, "cannot await itself"):
                await found
        # Other code of this program may await both.
        for each, task in ((job, own), (other, found)):
            self.sync.complete(each, each.id)
            self.assertEqual(await task, each.id)

    async def test_a_current_task_that_another_job_waits_for(self):
        """In a worker with several jobs at once they share the client."""
        job = self.sync.submit(external=True)
        with mock.patch.dict(os.environ, JOBD_JOB_ID=str(job.id)):
            own = self.jobd.current_task()
        waiting = asyncio.ensure_future(self.jobd.wait([own]))
        await asyncio.sleep(0)
        self.sync.complete(job, 3)
        self.assertEqual(await waiting, ({own}, set()))
        self.assertEqual(own.result(), 3)

    async def test_current_tasks_of_jobs_that_have_ended_are_not_kept(self):
        for id in range(1, 50):
            with mock.patch.dict(os.environ, JOBD_JOB_ID=str(id)):
                self.jobd.current_task()
        gc.collect()
        self.assertEqual((len(self.jobd._own_tasks), len(self.jobd._tasks)), (0, 0))

    async def test_current_task_in_a_job(self):
        program = (
            "import asyncio, jobd\n"
            "async def main():\n"
            "    print(jobd.current_task().id, jobd.current_task().get_name())\n"
            "asyncio.run(main())\n"
        )
        task = await self.jobd.create_task([os.sys.executable, "-c", program], name="self")
        self.assertEqual((await task).decode(), f"{task.id} self\n")


class TestReattach(AsyncClientCase):
    async def test_by_id_name_and_unique_key(self):
        job = self.sync.submit(external=True, name="night[ly]*", unique={"key": "K 1"})
        for which in (dict(id=job.id), dict(id=job), dict(name="night[ly]*"), dict(unique="K 1")):
            task = await self.jobd.reattach(**which)
            self.assertEqual((task.id, task.get_name()), (job.id, job.name), which)
        self.assertIs(await self.jobd.reattach(id=job), task)
        self.sync.complete(job, 5)
        self.assertEqual(await task, 5)
        self.assertEqual(await (await self.jobd.reattach(name="night[ly]*")), 5)
        count = len([*self.sync.list()])
        with self.assertRaises(jobd.JobdError) as missing:
            await self.jobd.reattach(unique="K 1")
        self.assertEqual(missing.exception.code, "not_found")
        self.assertEqual(len([*self.sync.list()]), count)

    async def test_by_tag_and_batch(self):
        jobs = [self.sync.submit(handler="echo", payload=number, tags={"run": "7"}) for number in range(3)]
        tasks = await self.jobd.reattach(tag="run=7")
        self.assertEqual([task.id for task in tasks], [job.id for job in jobs])
        self.assertEqual(await asyncio.gather(*tasks), [0, 1, 2])
        self.assertEqual(await self.jobd.reattach(tag={"run": "8"}), [])
        batch = self.sync._caller.ask_json("POST", "/v1/batches", {"jobs": [{"handler": "echo", "payload": 9}] * 2})
        tasks = await self.jobd.reattach(batch=batch["id"])
        self.assertEqual(await asyncio.gather(*tasks), [9, 9])

    async def test_bad_questions(self):
        for which in ({}, dict(id=1, name="x")):
            with self.assertRaises(TypeError):
                await self.jobd.reattach(**which)
        for which in (dict(id=99_999), dict(name="nobody")):
            with self.assertRaises(jobd.JobdError) as missing:
                await self.jobd.reattach(**which)
            self.assertEqual(missing.exception.code, "not_found")

    async def test_ended_jobs_tell_how(self):
        failed, cancelled = self.sync.submit(["false"]), self.sync.submit(external=True)
        self.sync.cancel(cancelled, "why not")
        self.gone(failed), self.gone(cancelled)
        with self.assertRaises(jobd.JobFailed):
            await (await self.jobd.reattach(id=failed))
        with self.assertRaises(asyncio.CancelledError):
            await (await self.jobd.reattach(id=cancelled))


class TestPlainMethods(AsyncClientCase):
    async def test_as_the_synchronous_client(self):
        job = await self.jobd.submit(["echo", "x"], tags={"plain": "1"})
        waited = await self.jobd.wait([job.id], timeout=20)
        self.assertEqual([each.id for each in waited.done], [job.id])
        self.assertEqual(await self.jobd.result(job), b"x\n")
        self.assertEqual(await self.jobd.logs(job), b"x\n")
        self.assertEqual([piece async for piece in self.jobd.logs(job, follow=True)], [b"x\n"])
        self.assertTrue((await self.jobd.job(job, full=True)).spec)
        self.assertEqual([each.id async for each in self.jobd.list(tags={"plain": "1"})], [job.id])
        self.assertFalse((await self.jobd.retry(await self.failed())).done)
        job = await self.jobd.submit(["true"], delay="1h", priority=1)
        self.assertEqual((await self.jobd.hold(job)).state, "held")
        other = await self.jobd.submit(["true"], hold=True)
        self.assertEqual([each.priority for each in await self.jobd.switch(job, other)], [0, 1])
        self.assertEqual((await self.jobd.release(job)).state, "scheduled")
        for each in (job, other):
            await self.jobd.cancel(each)
        job = await self.jobd.submit(external=True)
        self.assertEqual((await self.jobd.complete(job, 1)).state, "succeeded")
        job = await self.jobd.submit(external=True)
        self.assertEqual((await self.jobd.fail(job, "no")).state, "failed")
        job = await self.jobd.submit(external=True)
        self.assertTrue((await self.jobd.cancel(job, "reason"))["accepted"])

    async def test_followed_log_is_left_while_the_job_is_silent(self):
        task = await self.jobd.create_task(shell="echo ready; exec sleep 60")
        pieces = self.jobd.logs(task, follow=True)
        self.assertEqual(await pieces.__anext__(), b"ready\n")
        await pieces.aclose()
        await self.until(lambda: not any(each.name == "jobd-stream" for each in threading.enumerate()), "it goes on")
        self.assertFalse((await self.jobd.job(task)).cancel_requested)
        task.cancel()

    async def failed(self):
        return self.gone(await self.jobd.submit(["false"]))

    async def test_wait_over_ids(self):
        a, b = self.sync.submit(external=True), self.sync.submit(external=True)
        self.assertEqual(await self.jobd.wait([a, b], timeout=0.05), ([], [a.id, b.id], True))
        self.sync.fail(b, "no")
        for until in ("first", "first-failure", "first-error"):
            waited = await self.jobd.wait([a.id, b.id], until, 20)
            self.assertEqual(
                ([each.id for each in waited.done], waited.pending, waited.expired), ([b.id], [a.id], False)
            )
        with self.assertRaises(jobd.JobdError):
            await self.jobd.wait([a.id, 99_999], "all")
        with self.assertRaises(ValueError):
            await self.jobd.wait([a.id], "never")
        self.assertEqual(await self.jobd.wait([], "all"), ([], [], False))
        self.assertEqual(self.jobd._engine.waits._sets[0].watched, {})
        self.sync.cancel(a)


class TestDefaultClient(AsyncClientCase):
    """The functions of the module."""

    async def asyncSetUp(self):
        await super().asyncSetUp()
        patch = mock.patch.dict(os.environ, JOBD_URL=self.url)
        patch.start()
        self.addCleanup(patch.stop)

    async def test_every_word(self):
        task = await jobd.create_task(["echo", "x"], name="mine")
        self.assertEqual(await task, b"x\n")
        one, two = await jobd.create_task(external=True), await jobd.create_task(external=True)
        self.assertEqual(jobd.all_tasks(), {one, two})
        self.assertIsNone(jobd.current_task())
        self.sync.complete(two, 2)
        done, pending = await jobd.wait([one, two], return_when=asyncio.FIRST_COMPLETED)
        self.assertEqual((done, pending), ({two}, {one}))
        self.sync.complete(one, 1)
        self.assertEqual(await jobd.gather(one, two, one), [1, 2, 1])
        self.assertEqual([each.id async for each in jobd.as_completed([one, two])].sort(), [one.id, two.id].sort())
        self.assertEqual(await jobd.shield(one), 1)
        self.assertEqual((await jobd.reattach(id=one.id)).id, one.id)
        async with jobd.TaskGroup() as group:
            task = await group.create_task(handler="echo", payload=3)
        self.assertEqual(task.result(), 3)
        with self.assertRaises(TimeoutError):
            async with jobd.timeout(0.05):
                await (await jobd.create_task(external=True))
        waited = await jobd.wait([one.id, two.id], until="all")
        self.assertEqual(len(waited.done), 2)


if __name__ == "__main__":
    unittest.main()
