"""What the client makes of connections that break, daemons that restart, loops that close and programs that die."""

import asyncio
import concurrent.futures
import os
import signal
import subprocess
import sys
import textwrap
import threading
import unittest
from unittest import mock

from client_daemon import AsyncClientCase, ClientCase, Daemon, quiet
from fake_jobd import PATIENCE, clean_environment, eventually
from fault_proxy import CUT_ANSWER, LOSE_ANSWER, LOSE_REQUEST, FaultProxy, times
import jobd
from jobd._client import wait_set, waits


class ProxyCase(AsyncClientCase):
    """A client that reaches the daemon through a proxy."""

    async def asyncSetUp(self):
        quiet()
        self.proxy = FaultProxy(self.url)
        self.addCleanup(self.proxy.close)
        self.jobd = jobd.AsyncClient(self.proxy.url)

    def count(self, **tags):
        return len([*self.sync.list(tags=tags)])

    async def proxied(self, condition):
        await self.until(lambda: self.proxy.changed and condition())


class TestLostConnections(ProxyCase):
    async def test_lost_submissions_are_sent_again_with_the_same_key(self):
        for number, lost in enumerate((LOSE_REQUEST, LOSE_ANSWER, CUT_ANSWER)):
            self.proxy.hooks = [("POST /v1/jobs", times(2, lost))]
            before = len(self.proxy.seen("POST /v1/jobs"))
            task = await self.jobd.create_task(handler="echo", payload=1, tags={"lost": str(number)})
            self.assertEqual(await task, 1)
            keys = [each["key"] for each in self.proxy.seen("POST /v1/jobs")[before:]]
            self.assertEqual((len(keys), len(set(keys))), (3, 1))
            self.assertEqual(self.count(lost=str(number)), 1)

    async def test_lost_set_of_submissions(self):
        self.proxy.hook("POST /v1/jobs", times(3, LOSE_ANSWER))
        coming = [self.jobd.create_task(handler="echo", payload=number, tags={"lost": "set"}) for number in range(50)]
        self.assertEqual(await self.jobd.gather(*coming), list(range(50)))
        self.assertEqual(self.count(lost="set"), 50)

    async def test_keys_differ(self):
        await asyncio.gather(*[self.jobd.create_task(handler="noop") for _ in range(10)])
        await self.jobd.create_task(handler="noop")
        keys = [each["key"] for each in self.proxy.seen("POST /v1/jobs")]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertNotIn(None, keys)

    async def test_lost_waits_results_and_cancels(self):
        for lost in (LOSE_REQUEST, LOSE_ANSWER, CUT_ANSWER):
            self.proxy.hooks = [(name, times(2, lost)) for name in ("GET .*/result", "POST /v1/wait", "POST .*/cancel")]
            await self.wait_fetch_and_cancel()

    async def wait_fetch_and_cancel(self):
        self.assertEqual(await (await self.jobd.create_task(handler="echo", payload=[1])), [1])
        task = await self.external()
        task.cancel("lost and found")
        with self.assertRaises(asyncio.CancelledError) as cancelled:
            await task
        self.assertEqual(cancelled.exception.args, ("lost and found",))

    async def test_what_must_not_be_done_twice_says_that_its_fate_is_open(self):
        sync = jobd.Client(self.proxy.url)
        self.addCleanup(sync.close)
        job = sync.submit(external=True)
        self.proxy.hook("/complete", times(1, LOSE_ANSWER))
        with self.assertRaisesRegex(jobd.JobdError, "not known"):
            await asyncio.get_running_loop().run_in_executor(None, sync.complete, job)
        self.assertEqual(len(self.proxy.seen("/complete")), 1)
        self.assertEqual(self.sync.job(job).state, "succeeded")


class TestCancelledSubmissions(ProxyCase):
    """Cancellation while the submission is on its way: nothing is submitted twice, nothing is forgotten."""

    def hold(self):
        """Keeps submissions back at the proxy until the event is set."""
        held = threading.Event()
        self.addCleanup(held.set)

        def hook(request):
            held.wait(PATIENCE)

        self.proxy.hook("POST /v1/jobs$", hook)
        return held

    async def test_on_its_way_is_cancelled_when_its_id_is_known(self):
        held = self.hold()

        async def submits():
            await self.jobd.create_task(["sleep", "60"], tags={"held": "1"})

        running = asyncio.ensure_future(submits())
        await self.until(lambda: self.proxy.seen("POST /v1/jobs$"))
        running.cancel()
        await asyncio.sleep(0)
        self.assertFalse(running.done())
        held.set()
        with self.assertRaises(asyncio.CancelledError):
            await running
        (job,) = self.sync.list(tags={"held": "1"})
        self.assertEqual(job.state, "cancelled")
        self.assertEqual(self.jobd.all_tasks(), set())

    async def test_not_sent_yet_is_never_sent(self):
        held = self.hold()
        first = self.jobd.create_task(handler="noop", tags={"held": "2"})
        await self.until(lambda: self.proxy.seen("POST /v1/jobs$"))
        second = self.jobd.create_task(handler="noop", tags={"held": "2"})
        second.cancel("never mind")
        with self.assertRaises(asyncio.CancelledError) as cancelled:
            await second
        self.assertEqual(cancelled.exception.args, ("never mind",))
        held.set()
        await (await first)
        self.assertEqual(self.count(held="2"), 1)

    async def test_wait_for_and_gather_and_group(self):
        held = self.hold()
        coming = self.jobd.create_task(["sleep", "60"], tags={"held": "3"})
        gathered = self.jobd.gather(coming)
        await self.until(lambda: self.proxy.seen("POST /v1/jobs$"))
        gathered.cancel()
        held.set()
        with self.assertRaises(asyncio.CancelledError):
            await gathered
        (job,) = self.sync.list(tags={"held": "3"})
        self.assertEqual(self.gone(job).state, "cancelled")
        with self.assertRaises(ValueError):
            try:
                async with self.jobd.TaskGroup() as group:
                    group.create_task(["sleep", "60"], tags={"held": "4"})
                    raise ValueError
            except jobd.ExceptionGroup as failed:
                raise failed.exceptions[0]
        self.assertEqual([job.state for job in self.sync.list(tags={"held": "4"}) if job.state != "cancelled"], [])


class TestOneWaitingRequest(ProxyCase):
    async def test_thousands_of_tasks_cost_one(self):
        tasks = await asyncio.gather(*[self.external(tags={"many": "1"}) for _ in range(2_000)])
        everybody = asyncio.ensure_future(asyncio.wait(tasks))

        def named():
            last = self.proxy.seen("POST /v1/wait")[-1:]
            return self.proxy.waiting == 1 and last and last[0]["body"].count(b",") > 1_999

        await self.until(named, "no request names all of them")
        count = len(self.proxy.seen(""))
        for task in tasks[:3]:
            self.sync.complete(task, task.id)
            self.assertEqual(await task, task.id)
        # A wait that is answered and one result for each end; nothing else, and no polling.
        self.assertLessEqual(len(self.proxy.seen("")) - count, 6)
        self.assertLessEqual(self.proxy.waiting, 1)
        everybody.cancel()
        await self.until(lambda: everybody.done())
        self.sync._caller.ask("POST", "/v1/jobs:cancel", {"filter": {"tags": {"many": "1"}}})
        await asyncio.wait(tasks)

    async def test_split_by_a_bound(self):
        self.jobd._engine.waits = waits.Waits(self.jobd._engine.caller, ids_max=3)
        tasks = [await self.external() for _ in range(8)]
        await self.until(lambda: self.proxy.waiting == 3, "not three requests")
        for task in reversed(tasks):
            self.sync.complete(task, task.id)
        self.assertEqual(await asyncio.gather(*tasks), [task.id for task in tasks])

    async def test_leaving_ends_the_request_and_touches_nothing(self):
        job = self.sync.submit(external=True)
        waiting = asyncio.ensure_future(self.jobd.wait([job.id], "all"))
        await self.until(lambda: self.proxy.waiting == 1)
        waiting.cancel()
        await self.until(lambda: self.proxy.waiting == 0, "the request goes on")
        self.assertFalse(self.sync.job(job).cancel_requested)
        self.sync.cancel(job)

    async def test_removed_jobs_are_found_among_many(self):
        tasks = [await self.external() for _ in range(9)]
        await self.until(lambda: self.proxy.waiting == 1)
        held = threading.Event()
        self.proxy.hook("POST /v1/wait", lambda request: held.wait(PATIENCE) and None)
        # Another one joins, so that a new request is made; by the time it arrives two of the jobs are gone.
        late = await self.external()
        for task in (tasks[2], tasks[7]):
            self.sync.complete(task)
            self.sync._caller.ask("DELETE", f"/v1/jobs/{task.id}")
        held.set()
        ends = asyncio.gather(*tasks, late, return_exceptions=True)
        await self.until(lambda: tasks[2].done() and tasks[7].done())
        for each in (*tasks, late):
            if not each.done():
                self.sync.complete(each, each.id)
        for task, end in zip((*tasks, late), await ends):
            if task in (tasks[2], tasks[7]):
                self.assertEqual(end.code, "not_found")
            else:
                self.assertEqual(end, task.id)


class TestRestart(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        quiet()
        self.daemon = Daemon()
        self.addCleanup(self.daemon.stop)
        self.client = jobd.AsyncClient(self.daemon.url)
        self.sync = jobd.Client(self.daemon.url)
        self.addCleanup(self.sync.close)

    async def asyncTearDown(self):
        self.client.close()

    async def in_thread(self, function, *arguments):
        return await asyncio.get_running_loop().run_in_executor(None, function, *arguments)

    async def test_killed_under_waits_and_submissions(self):
        tasks = [await self.client.create_task(external=True) for _ in range(20)]
        waiting = asyncio.gather(*tasks)
        await self.in_thread(self.sync.job, tasks[0])
        synchronous = self.in_thread(self.sync.wait, [task.id for task in tasks])
        synchronous = asyncio.ensure_future(synchronous)
        self.daemon.kill()
        coming = self.client.create_task(handler="echo", payload="while away")
        await asyncio.sleep(0)
        self.assertFalse(coming.done() or waiting.done())
        self.daemon.start()
        self.assertEqual(await (await coming), "while away")
        for task in tasks:
            await self.client.complete(task, task.id)
        self.assertEqual(await waiting, [task.id for task in tasks])
        self.assertEqual(len((await synchronous).done), 20)

    async def test_killed_again_and_again_under_a_gather(self):
        retry = {"max_attempts": 20, "initial": "10ms", "jitter": 0}
        coming = [self.client.create_task(handler="echo", payload=number, retry=retry) for number in range(300)]
        gathered = self.client.gather(*coming)
        ended = 0
        async for _ in jobd.as_completed([await each for each in coming]):
            ended += 1
            if ended in (10, 120, 250):
                self.daemon.kill()
                await self.in_thread(self.daemon.start)
        self.assertEqual(await gathered, list(range(300)))
        self.assertEqual(len([*self.sync.list(kind="handler")]), 300)

    async def test_stopped_and_started_under_a_wait(self):
        task = await self.client.create_task(["sleep", "1"], retry={"max_attempts": 3, "initial": "10ms"})
        self.daemon.process.send_signal(signal.SIGTERM)
        await self.in_thread(self.daemon.process.wait, PATIENCE)
        self.daemon.process.stdout.close()
        await self.in_thread(self.daemon.start)
        self.assertIn((await self.client.reattach(id=task.id)).id, [task.id])
        await asyncio.wait([task], timeout=PATIENCE)
        self.assertTrue(task.done())

    async def test_away_for_too_long(self):
        with jobd.Client(self.daemon.url, patience=0.3) as sync:
            client = jobd.AsyncClient(self.daemon.url, patience=0.3)
            sync.job(sync.submit(handler="noop"))
            task = await client.create_task(external=True)
            self.daemon.kill()
            for asked in (lambda: task, lambda: client.create_task(["true"]), lambda: client.job(task)):
                with self.assertRaises(jobd.JobdError) as away:
                    await asked()
                self.assertEqual(away.exception.code, "unreachable")
                self.assertIn("jobd", away.exception.hint)
            with self.assertRaises(jobd.JobdError):
                await self.in_thread(sync.wait, [task.id])
            self.daemon.start()
            # The job never heard of it.
            again = await client.reattach(id=task.id)
            await client.complete(again, 1)
            self.assertEqual(await again, 1)
            client.close()


class TestLoops(ClientCase):
    def setUp(self):
        patch = mock.patch.dict(os.environ, JOBD_URL=self.url)
        patch.start()
        self.addCleanup(patch.stop)

    def test_loop_closed_while_tasks_are_pending(self):
        async def leaves():
            return await jobd.create_task(external=True)

        threads = threading.active_count()
        task = asyncio.run(leaves())
        self.assertFalse(task.done())
        self.assertFalse(self.sync.job(task).done)
        eventually(lambda: not any(each.name == "jobd-wait" for each in threading.enumerate()), "a wait goes on")
        self.assertLessEqual(threading.active_count(), threads + 5)

        async def returns():
            again = await jobd.reattach(id=task.id)
            self.sync.complete(again, 5)
            return await again

        self.assertEqual(asyncio.run(returns()), 5)

    def test_loop_closed_while_a_submission_is_on_its_way(self):
        async def leaves():
            return jobd.create_task(external=True, name="not awaited")

        coming = asyncio.run(leaves())
        self.assertFalse(coming.done())
        # It was on its way, and nothing takes it back.
        eventually(lambda: [*self.sync.list(name="not awaited")], "it was not submitted")
        self.sync.cancel(next(self.sync.list(name="not awaited")))

    def test_loop_closed_without_a_word(self):
        loop = asyncio.new_event_loop()
        client = jobd.AsyncClient()

        async def leaves():
            return await client.create_task(external=True)

        task = loop.run_until_complete(leaves())
        loop.close()
        # Its end finds nobody, and the client notices that.
        self.sync.complete(task)
        eventually(lambda: client._is_closed, "the client goes on")

    def test_awaited_in_another_loop(self):
        async def makes():
            return await jobd.create_task(handler="echo", payload=1)

        async def awaits(task):
            await task

        for ended in (False, True):

            async def makes_and_waits():
                task = await makes()
                return (await task) and task if ended else task

            task = asyncio.run(makes_and_waits())
            with self.assertRaisesRegex(RuntimeError, "another event loop"):
                asyncio.run(awaits(task))

    def test_awaited_in_another_thread(self):
        async def main():
            task = await jobd.create_task(external=True)

            async def awaits():
                await task

            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                running = asyncio.get_running_loop().run_in_executor(pool, lambda: asyncio.run(awaits()))
                with self.assertRaisesRegex(RuntimeError, "another event loop"):
                    await running
            task.cancel()

        asyncio.run(main())

    def test_client_of_another_loop_or_none(self):
        client = jobd.AsyncClient(self.url)

        async def uses():
            await (await client.create_task(handler="noop"))

        self.assertRaises(RuntimeError, client.create_task, ["true"])
        asyncio.run(uses())
        self.assertRaises(RuntimeError, asyncio.run, uses())
        self.assertRaises(RuntimeError, jobd.create_task, ["true"])

    def test_closed_client(self):
        async def main():
            async with jobd.AsyncClient() as client:
                task = await client.create_task(external=True)
            with self.assertRaises(jobd.JobdError) as closed:
                await task
            self.assertEqual(closed.exception.code, "closed")
            self.assertFalse(self.sync.job(task).done)
            self.assertRaises(RuntimeError, client.create_task, ["true"])
            self.sync.cancel(task)

        asyncio.run(main())

    def test_leftover_coroutines_are_cancelled_and_their_jobs_gone(self):
        tasks = []

        async def waits():
            tasks.append(await jobd.create_task(["sleep", "60"]))
            await tasks[0]

        async def main():
            asyncio.ensure_future(waits())
            while not tasks:
                await asyncio.sleep(0.003)

        asyncio.run(main())
        self.assertEqual(self.sync.job(tasks[0]).state, "cancelled")

    def test_one_default_client_for_a_loop(self):
        from jobd._client.default import _clients, default_client

        async def main():
            return default_client(), default_client()

        one, same = asyncio.run(main())
        other, _ = asyncio.run(main())
        self.assertIs(one, same)
        self.assertIsNot(one, other)
        self.assertLessEqual(len(_clients), 1)

    def test_forked_child_has_a_client_of_its_own(self):
        program = """
            import asyncio, os, sys, jobd
            async def main(value):
                return await (await jobd.create_task(handler="echo", payload=value))
            assert asyncio.run(main(1)) == 1
            child = os.fork()
            if child == 0:
                os._exit(7 if asyncio.run(main(2)) == 2 else 1)
            assert asyncio.run(main(3)) == 3
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
        self.assertEqual(self.run_program(program).wait(PATIENCE), 7)

    def test_killed_program_finds_its_jobs_again(self):
        program = """
            import asyncio, jobd
            async def main():
                tasks = [await jobd.create_task(external=True, tags={"run": "killed"}) for _ in range(3)]
                print("ready", flush=True)
                await jobd.gather(*tasks)
            asyncio.run(main())
        """
        process = self.run_program(program)
        self.assertEqual(process.stdout.readline(), b"ready\n")
        process.kill()
        process.wait()

        async def second_life():
            tasks = await jobd.reattach(tag="run=killed")
            for task in tasks:
                self.assertFalse(self.sync.job(task).cancel_requested)
                self.sync.complete(task, task.id)
            return [task.id for task in tasks] == await jobd.gather(*tasks)

        self.assertTrue(asyncio.run(second_life()))

    def run_program(self, program):
        process = subprocess.Popen(
            [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", textwrap.dedent(program)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=clean_environment(JOBD_URL=self.url),
        )
        self.addCleanup(process.stdout.close)
        return process


class TestPause(unittest.TestCase):
    def test_grows_with_the_jobs(self):
        self.assertLess(wait_set._PAUSE_SECONDS_PER_JOB * 10, 0.001)
        self.assertLessEqual(wait_set._PAUSE_SECONDS_PER_JOB * 10_000, 0.05)


if __name__ == "__main__":
    unittest.main()
