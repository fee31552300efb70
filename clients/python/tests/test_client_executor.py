"""The executor against a real daemon."""

import asyncio
import concurrent.futures
import unittest
from unittest import mock

from client_daemon import ClientCase
import jobd
from jobd._worker import handlers


class TestExecutor(ClientCase):
    def setUp(self):
        patch = mock.patch.dict(handlers.registry, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

        @jobd.handler("py-echo")
        def echo(payload, ctx):
            raise AssertionError("it is not called here")

        @jobd.handler("fail")
        def fails(payload):
            raise AssertionError("it is not called here")

        self.echo, self.fails = echo, fails

    def executor(self, *arguments, **options):
        return jobd.Executor(*arguments, url=self.url, **options)

    def test_map_keeps_the_order_and_with_waits(self):
        with self.executor(queue="pictures", tags={"run": "map"}) as executor:
            self.assertIsInstance(executor, concurrent.futures.Executor)
            self.assertEqual(list(executor.map(self.echo, range(20))), list(range(20)))
            future = executor.submit(self.echo, {"a": 1})
        self.assertEqual(future.result(0), {"a": 1})
        jobs = [*self.sync.list(tags={"run": "map"})]
        self.assertEqual({job.queue for job in jobs}, {"pictures"})
        self.assertEqual((len(jobs), all(job.done for job in jobs)), (21, True))
        self.assertIn(future.id, [job.id for job in jobs])

    def test_run_in_executor(self):
        async def main(executor):
            loop = asyncio.get_running_loop()
            return await asyncio.gather(*[loop.run_in_executor(executor, self.echo, each) for each in range(5)])

        with self.executor() as executor:
            self.assertEqual(asyncio.run(main(executor)), list(range(5)))

    def test_cancelled_waiter_cancels_the_job(self):
        async def main(executor):
            loop = asyncio.get_running_loop()
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(loop.run_in_executor(executor, len, 60), 0.2)

        with self.executor("sleep", name="slept") as executor:
            asyncio.run(main(executor))
        (job,) = self.sync.list(name="slept")
        self.assertEqual(job.state, "cancelled")

    def test_by_name_and_by_a_map(self):
        with self.executor("echo") as executor:
            self.assertEqual(list(executor.map(len, ["x"])), ["x"])
            self.assertRaises(ValueError, executor.submit, self.fails, 1)
        with self.executor({len: "echo", "count": "py-count"}) as executor:
            self.assertEqual(executor.submit(len, 5).result(20), 5)
            self.assertEqual(executor.submit("count", 2).result(20), [0, 1])
            self.assertRaises(ValueError, executor.submit, print, 1)
        with self.executor() as executor:
            self.assertRaises(ValueError, executor.submit, print, 1)
            self.assertRaises(TypeError, executor.submit, self.echo, 1, 2)
            self.assertRaises(TypeError, executor.submit, self.echo, a=1)
            self.assertRaises(TypeError, executor.submit, self.echo, {1})

    def test_failures(self):
        with self.executor(timeout="200ms") as executor:
            failed = executor.submit(self.fails, {"message": "on purpose"})
            self.assertIsInstance(failed.exception(20), jobd.JobFailed)
            self.assertIn("on purpose", str(failed.exception()))
        with self.executor("sleep", timeout="100ms") as executor:
            self.assertIsInstance(executor.submit(len, 60).exception(20), jobd.JobTimeout)
        with self.executor("nobody") as executor:
            self.assertIsInstance(executor.submit(len, 60).exception(20), jobd.JobdError)

    def test_cancelled_by_somebody_else(self):
        with self.executor("sleep", name="taken away") as executor:
            future = executor.submit(len, 60)
            job = self.submitted("taken away")
            self.sync.cancel(job, "by ann")
            with self.assertRaisesRegex(jobd.JobCancelled, "by ann"):
                future.result(20)

    def submitted(self, name):
        while True:
            found = [*self.sync.list(name=name)]
            if found:
                return found[0]

    def test_cancel_is_at_once_and_with_waits_for_the_job(self):
        with self.executor("sleep", name="given up") as executor:
            futures = [executor.submit(len, 60) for _ in range(3)]
            self.assertTrue(futures[1].cancel())
            self.assertTrue(futures[1].cancel())
            self.assertTrue(futures[1].cancelled())
            done, _ = concurrent.futures.wait(futures, 0)
            self.assertEqual(done, {futures[1]})
            executor.shutdown(wait=False, cancel_futures=True)
            self.assertRaises(RuntimeError, executor.submit, len, 1)
        self.assertEqual({job.state for job in self.sync.list(name="given up")}, {"cancelled"})

    def test_cancel_after_the_end(self):
        with self.executor() as executor:
            future = executor.submit(self.echo, 1)
            future.result(20)
            self.assertFalse(future.cancel())
            self.assertFalse(future.cancelled())

    def test_map_that_takes_too_long_gives_the_rest_up(self):
        with self.executor("sleep", name="too long") as executor:
            with self.assertRaises(concurrent.futures.TimeoutError):
                list(executor.map(len, [1, 60], timeout=0.1))
        # Whether the one that was waited for is given up as well depends on the version of Python.
        states = [job.state for job in self.sync.list(name="too long", order="oldest")]
        self.assertIn(states, (["cancelled", "cancelled"], ["succeeded", "cancelled"]))

    def test_callbacks_and_as_completed(self):
        called = []
        with self.executor() as executor:
            futures = [executor.submit(self.echo, number) for number in range(5)]
            futures[0].add_done_callback(called.append)
            seen = {each.result() for each in concurrent.futures.as_completed(futures, 20)}
        self.assertEqual((seen, called), (set(range(5)), [futures[0]]))


if __name__ == "__main__":
    unittest.main()
