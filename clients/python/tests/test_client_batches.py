"""Batches made in Python: fan-in and fail_fast that need no program."""

import asyncio
import signal
import subprocess
import sys
import textwrap
import threading
import unittest

from client_daemon import AsyncClientCase, ClientCase
from fake_jobd import MODULE, PATIENCE, clean_environment, eventually
import jobd


class TestSync(ClientCase):
    def test_life(self):
        batch = self.sync.create_batch("report")
        self.assertEqual((batch.name, batch.fail_fast, batch.open, batch.size), ("report", False, True, 0))
        jobs = [self.sync.submit(handler="py-echo", payload=number, batch=batch) for number in range(2)]
        jobs.append(self.sync.submit(handler="py-echo", payload=2, batch=batch.id))
        self.assertEqual([job.batch for job in jobs], [batch.id] * 3)
        batch.close()
        batch.close()
        self.assertFalse(batch.open)
        self.assertEqual(list(batch.results()), [0, 1, 2])
        batch.close()
        self.assertFalse(batch.cancel())
        found = self.sync.batch(batch.id)
        self.assertEqual((found.done, found.counts["succeeded"]), (True, 3))
        self.assertEqual([job.id for job in self.sync.list(batch=batch, order="oldest")], [job.id for job in jobs])
        with self.assertRaises(jobd.JobdError) as late:
            self.sync.submit(["true"], batch=batch)
        self.assertEqual(late.exception.code, "invalid_state")
        with self.assertRaises(jobd.JobdError):
            self.sync.batch(99_999)

    def test_every_kind_of_result_is_as_the_job_gives_it(self):
        jobs = [
            dict(handler="py-count", payload=2),
            dict(handler="py-count", payload=0),
            dict(handler="py-echo", payload="1\n2\n"),
            dict(handler="py-echo", payload=None),
            dict(handler="py-echo", payload={"a": [1.5, True]}),
            dict(handler="py-echo", payload="ä" * 70_000),
            dict(argv=["echo", "ä"]),
            dict(argv=["true"]),
            dict(shell="printf '\\377'"),
            dict(shell="printf 5 > $JOBD_RESULT"),
            dict(argv=[sys.executable, "-c", "print('x' * 70_000, end='')"]),
        ]
        batch = self.sync.create_batch(jobs=jobs)
        self.assertEqual(len(batch.ids), len(jobs))
        values = list(batch.results())
        self.assertEqual(values[:5], [[0, 1], [], "1\n2\n", None, {"a": [1.5, True]}])
        self.assertEqual(values[6:10], ["ä\n".encode(), b"", b"\xff", b"5"])
        self.assertEqual(values, [self.sync.result(id) for id in batch.ids])

    def test_more_than_a_page(self):
        batch = self.sync.create_batch(jobs=[{"handler": "echo", "payload": number} for number in range(250)])
        self.assertEqual(list(batch.results()), list(range(250)))

    def test_output_that_is_gone_is_an_error_and_not_an_empty_value(self):
        batch = self.sync.create_batch(jobs=[{"argv": ["echo", "one"]}, {"argv": ["echo", "two"]}])
        self.assertEqual(list(batch.results()), [b"one\n", b"two\n"])
        (log,) = (self.daemon.root / "data" / "logs").glob(f"*/*/{batch.ids[0]}.1.out")
        log.unlink()
        for ask in (lambda: self.sync.result(batch.ids[0]), lambda: list(batch.results())):
            with self.assertRaises(jobd.JobdError) as gone:
                ask()
            self.assertEqual((gone.exception.code, gone.exception.status), ("output_gone", 410))
        lost, kept = batch.results(return_exceptions=True)
        self.assertEqual((lost.code, kept), ("output_gone", b"two\n"))

    def test_rules_of_gather(self):
        batch = self.sync.create_batch()
        slow = self.sync.submit(external=True, batch=batch)
        self.sync.submit(["false"], batch=batch)
        # The first failure is raised at once, and the others go on.
        with self.assertRaises(jobd.JobFailed) as failed:
            next(batch.results())
        self.assertEqual(failed.exception.job.exit_code, 1)
        self.assertFalse(self.sync.job(slow).done)
        self.sync.complete(slow, "late")
        batch.close()
        value, error = batch.results(return_exceptions=True)
        self.assertEqual((value, type(error)), ("late", jobd.JobFailed))

        batch = self.sync.create_batch()
        one, other = (self.sync.submit(external=True, batch=batch) for _ in range(2))
        batch.close()
        self.sync.cancel(one, "not needed")
        self.sync.complete(other, 2)
        with self.assertRaisesRegex(jobd.JobCancelled, "not needed"):
            list(batch.results())
        error, value = batch.results(return_exceptions=True)
        self.assertEqual((type(error), value), (jobd.JobCancelled, 2))

    def test_fail_fast_and_cancel(self):
        batch = self.sync.create_batch(fail_fast=True)
        slow = self.sync.submit(["sleep", "60"], batch=batch)
        failed = self.sync.submit(shell="exit 3", batch=batch)
        self.assertEqual(self.gone(slow).state, "cancelled")
        self.assertEqual(self.sync.batch(batch).first_failure, failed.id)
        batch = self.sync.create_batch(jobs=[{"argv": ["sleep", "60"]}] * 2)
        self.assertTrue(batch.cancel("enough"))
        errors = []
        # A gather that was cancelled raises, also with return_exceptions.
        with self.assertRaisesRegex(jobd.JobCancelled, "was cancelled"):
            errors.extend(batch.results(return_exceptions=True))
        self.assertEqual([str(error).partition(": ")[2] for error in errors], ["enough"] * 2)
        with self.assertRaisesRegex(jobd.JobCancelled, "enough"):
            list(batch.results())

    def test_a_cancelled_child_ends_the_gathering_at_once(self):
        batch = self.sync.create_batch()
        one, other = (self.sync.submit(external=True, batch=batch) for _ in range(2))
        self.sync.cancel(one, "not needed")
        with self.assertRaisesRegex(jobd.JobCancelled, "not needed"):
            next(batch.results())
        self.assertFalse(self.sync.job(other).done)
        waited = self.sync.wait([one, other], until="first-error")
        self.assertEqual(([job.id for job in waited.done], waited.pending), ([one.id], [other.id]))
        self.sync.complete(other, 2)

    def test_values_in_spite_of_a_cancel_do_not_save_the_batch(self):
        # wait_for over a gather whose child returns a value when it is cancelled: TimeoutError; a cancel: CancelledError.
        for kind, fields in ((jobd.JobTimeout, {"timeout": 0.3}), (jobd.JobCancelled, {})):
            polite = {"shell": "trap 'exit 0' TERM; echo up; while :; do sleep 0.05; done"}
            batch = self.sync.create_batch(jobs=[polite], **fields)
            job = batch.ids[0]
            eventually(lambda: self.sync.logs(job) == b"up\n")
            if not fields:
                batch.cancel()
            for return_exceptions in (False, True):
                with self.assertRaises(kind):
                    list(batch.results(return_exceptions=return_exceptions))
            self.assertEqual(self.sync.job(job).state, "succeeded")
            self.assertEqual(self.sync.batch(batch).timed_out, bool(fields))

    def test_fan_in(self):
        batch, other = self.sync.create_batch(), self.sync.create_batch(jobs=[{"handler": "echo", "payload": "z"}])
        for number in range(3):
            self.sync.submit(handler="py-echo", payload=number, batch=batch)
        after = [[{"batch": batch.id}], [{"batch": batch, "on": "any"}], [batch, {"batch": other}]]
        jobs = [self.sync.submit(handler="py-batch-results", after=each) for each in after]
        batch.close()
        found = [(self.gone(job), self.sync.result(job))[1] for job in jobs]
        self.assertEqual(found, [[[0, 1, 2]], [[0, 1, 2]], [[0, 1, 2], ["z"]]])

    def test_a_batch_is_no_job(self):
        batch = self.sync.create_batch(jobs=[])
        job = self.sync.submit(["true"])
        for wrong in (
            lambda: self.sync.cancel(batch),
            lambda: self.sync.wait([batch]),
            lambda: self.sync.submit(["true"], after=[{"job": batch}]),
            lambda: self.sync.submit(["true"], batch=job),
            lambda: self.sync.batch(job),
            lambda: next(self.sync.list(batch=job)),
        ):
            with self.assertRaises(TypeError):
                wrong()

    def test_one_key_is_one_batch(self):
        made = [self.sync.create_batch("x", jobs=[{"argv": ["true"]}], idempotency_key="k") for _ in range(2)]
        self.assertEqual(made[0].ids, made[1].ids)

    def test_results_that_are_left(self):
        batch = self.sync.create_batch()
        results, said = batch.results(), []
        reader = threading.Thread(target=lambda: said.extend(results))
        reader.start()
        eventually(lambda: results._connection._http is not None and results._connection._http.sock is not None)
        results.close()
        reader.join(PATIENCE)
        self.assertFalse(reader.is_alive())
        self.assertEqual((said, self.sync.batch(batch).open), ([], True))


class TestRestart(ClientCase):
    def test_a_daemon_that_restarts_is_waited_for(self):
        batch = self.sync.create_batch()
        job = self.sync.submit(external=True, batch=batch)
        batch.close()
        results, said = batch.results(), []
        reader = threading.Thread(target=lambda: said.extend(results))
        reader.start()
        eventually(lambda: results._connection._http is not None and results._connection._http.sock is not None)
        self.daemon.kill()
        self.daemon.start()
        self.sync.complete(job, 5)
        reader.join(PATIENCE)
        self.assertEqual(said, [5])

    def test_what_a_killed_program_leaves(self):
        """The fan-in is made, and the first failure cancels the others."""
        program = textwrap.dedent("""
            import asyncio, jobd
            async def main():
                sums = await jobd.create_batch("sums")
                gate = await jobd.create_task(handler="echo", payload=7, hold=True, name="gate", batch=sums)
                total = await jobd.create_task(handler="py-batch-results", name="total", after=[{"batch": sums}])
                await sums.close()
                group = await jobd.create_batch("group", fail_fast=True)
                slow = await jobd.create_task(["sleep", "60"], name="slow", batch=group)
                failing = await jobd.create_task(external=True, name="failing", batch=group)
                print("ready", flush=True)
                await jobd.gather(gate, total, slow, failing)
            asyncio.run(main())
        """)
        environment = {**clean_environment(), "JOBD_URL": self.url, "PYTHONPATH": str(MODULE)}
        command = [sys.executable, "-c", program]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
            self.assertEqual(process.stdout.readline(), "ready\n")
            process.send_signal(signal.SIGKILL)
        gate, total, slow, failing = (
            next(self.sync.list(name=name)) for name in ("gate", "total", "slow", "failing")
        )
        self.sync._caller.ask("POST", f"/v1/jobs/{gate.id}/release")
        self.assertEqual((self.gone(total).state, self.sync.result(total)), ("succeeded", [[7]]))
        self.sync.fail(failing, "on purpose")
        self.assertEqual(self.gone(slow).state, "cancelled")


class TestAsync(AsyncClientCase):
    async def test_life(self):
        batch = await self.jobd.create_batch("report", fail_fast=True)
        self.assertEqual((batch.name, batch.fail_fast), ("report", True))
        tasks = [self.jobd.create_task(handler="py-echo", payload=number, batch=batch) for number in range(20)]
        total = self.jobd.create_task(handler="py-batch-results", after=[{"batch": batch}])
        await batch.close()
        self.assertEqual([value async for value in batch.results()], list(range(20)))
        self.assertEqual(await self.jobd.gather(*tasks), list(range(20)))
        self.assertEqual(await (await total), [list(range(20))])
        self.assertEqual([task.id for task in await self.jobd.reattach(batch=batch)], [(await t).id for t in tasks])
        self.assertFalse(await batch.cancel())
        self.assertTrue((await self.jobd.batch(batch.id)).done)

    async def test_close_lets_jobs_arrive_first(self):
        batch = await self.jobd.create_batch()
        submitter, may_send = self.jobd._engine.submitter, threading.Event()
        send = submitter._send
        submitter._send = lambda some: (may_send.wait(PATIENCE), send(some))
        coming = self.jobd.create_task(handler="echo", payload=1, batch=batch)
        closing = asyncio.ensure_future(batch.close())
        # One that does not wait for the job is over long before this.
        await asyncio.wait([closing], timeout=0.3)
        may_send.set()
        self.assertEqual(await (await coming), 1)
        await closing
        self.assertEqual([value async for value in batch.results()], [1])

    async def test_close_after_one_that_is_refused(self):
        batch = await self.jobd.create_batch()
        refused = self.jobd.create_task(["true"], queue="no/such", batch=batch)
        await batch.close()
        with self.assertRaises(jobd.JobdError):
            await refused
        self.assertEqual([value async for value in batch.results()], [])

    async def test_results_that_are_left_touch_nothing(self):
        batch = await self.jobd.create_batch()
        task = await self.external(batch=batch)

        async def read():
            return [value async for value in batch.results(return_exceptions=True)]

        reader = asyncio.create_task(read())
        streams = lambda: [each for each in threading.enumerate() if each.name == "jobd-stream"]
        await self.until(streams, "it does not begin")
        reader.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await reader
        await self.until(lambda: not streams(), "the thread goes on")
        self.assertFalse(self.sync.job(task).cancel_requested)
        self.assertTrue(await batch.cancel("enough"))
        errors = []
        # A gather that was cancelled raises, also with return_exceptions.
        with self.assertRaises(jobd.JobCancelled):
            async for each in batch.results(return_exceptions=True):
                errors.append(each)
        (error,) = errors
        self.assertIsInstance(error, jobd.JobCancelled)
        with self.assertRaises(jobd.JobCancelled):
            async for _ in batch.results():
                self.fail("nothing was made")

    async def test_many_waits_hold_up_no_other_request(self):
        batches = [await self.jobd.create_batch() for _ in range(8)]
        readers = [asyncio.ensure_future(batch.results().__anext__()) for batch in batches]
        await asyncio.sleep(0)
        self.assertEqual(await (await self.jobd.create_task(handler="echo", payload=1)), 1)
        for batch in batches:
            await self.jobd.create_task(handler="echo", payload=batch.id, batch=batch)
            await batch.close()
        self.assertEqual(await asyncio.gather(*readers), [batch.id for batch in batches])

    async def test_of_a_group(self):
        """A group whose jobs are members: its own rules, and jobd's beside them."""
        batch = await self.jobd.create_batch(fail_fast=True)
        with self.assertRaises(jobd.ExceptionGroup) as failed:
            async with self.jobd.TaskGroup() as group:
                slow = await group.create_task(["sleep", "60"], batch=batch)
                await group.create_task(shell="exit 3", batch=batch)
        self.assertEqual([error.job.exit_code for error in failed.exception.exceptions], [3])
        self.assertTrue(slow.cancelled())


if __name__ == "__main__":
    unittest.main()
